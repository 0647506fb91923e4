import { causes, worksButCauses } from '../causes/index.ts';
import type { VerdictCause } from '../model/cause.ts';
import type { Fix } from '../model/fix.ts';
import type { Origin } from '../model/place.ts';
import type { Evidence, Outcome, ProofStep, Puller } from '../model/verdict.ts';

/** The result of one step of the proof. */
export interface Result {
  readonly outcome: Outcome;
  readonly cause: VerdictCause | null;
  /** The clause that says why, to be put into a sentence about the target; undefined for a plain yes. */
  readonly why: string | undefined;
  readonly evidence: readonly Evidence[];
  readonly fixes: readonly Fix[];
  readonly related: readonly Origin[];
  readonly puller: Puller | null;
}

export function resultOf(outcome: Outcome, parts: Partial<Omit<Result, 'outcome'>> = {}): Result {
  return { outcome, cause: null, why: undefined, evidence: [], fixes: [], related: [], puller: null, ...parts };
}

/** Where several steps deny, the first of them names the cause. */
const order: Readonly<Record<ProofStep, number>> = {
  registry: 0,
  puller: 1,
  tenant: 2,
  role: 3,
  network: 4,
  credential: 5,
  image: 6,
};

/**
 * Every step must let the pull through: one denial denies, whatever else is unknown; without a denial, one unknown
 * leaves it unknown. The cause is the first denial's in the order of the mission, then the first unknown's.
 */
export function all(steps: readonly Result[]): Result {
  const decisive =
    firstDenial(steps) ??
    steps.find(step => step.outcome === 'unknown') ??
    firstFlaw(steps) ??
    steps[0] ??
    resultOf('allowed');
  return {
    ...decisive,
    evidence: joined(steps, step => step.evidence),
    related: joined(steps, step => step.related),
    puller: steps.find(step => step.puller)?.puller ?? null,
  };
}

/** All lists in one; where at most one of them holds anything, as is usual, nothing is copied. */
function joined<T>(steps: readonly Result[], listOf: (step: Result) => readonly T[]): readonly T[] {
  let first: readonly T[] | undefined;
  let all: T[] | undefined;
  for (const step of steps) {
    const list = listOf(step);
    if (list.length === 0) continue;
    if (!first) first = list;
    else {
      all ??= [...first];
      for (const item of list) all.push(item);
    }
  }
  return all ?? first ?? [];
}

/**
 * Where one way in is enough: the first that is allowed settles it. Without one, a way of which nothing certain is
 * known leaves it unknown; only if all fail is the pull denied, with the cause of the way given first. What was seen on
 * every way stays in the evidence.
 */
export function any(credentials: readonly Result[]): Result {
  const decisive =
    credentials.find(credential => credential.outcome === 'allowed') ??
    credentials.find(credential => credential.outcome === 'unknown') ??
    credentials[0];
  if (!decisive) return resultOf('unknown', { cause: 'not-readable' });
  if (credentials.length === 1) return decisive;
  // Where it is refused, or works with a credential that should go, a fix for another credential is a fix as well.
  const plain = decisive.outcome === 'allowed' && decisive.cause === null;
  const fixes = plain ? decisive.fixes : joined(credentials, credential => credential.fixes);
  return {
    ...decisive,
    evidence: joined(credentials, credential => credential.evidence),
    related: decisive.outcome === 'allowed' ? decisive.related : joined(credentials, credential => credential.related),
    fixes: withoutRepeats(fixes),
  };
}

/**
 * Where one of several cases holds and it is not known which: a result counts only if it is the same in all of them.
 * `why` says on what the result depends.
 */
export function either(cases: readonly Result[], why: string): Result {
  const [first, ...others] = cases;
  if (!first) return resultOf('unknown', { cause: 'not-readable', why });
  const evidence = distinct(cases.flatMap(each => each.evidence));
  const same = others.every(other => other.outcome === first.outcome);
  if (!same) return resultOf('unknown', { cause: 'not-readable', why, evidence, puller: first.puller });
  const flawed = first.outcome === 'allowed' ? firstFlaw(cases) : undefined;
  return { ...(flawed ?? first), evidence };
}

/** The proof, from the registry to the image; what could not be read comes last. */
export function inOrder(evidence: readonly Evidence[]): readonly Evidence[] {
  const rank = (item: Evidence): number => order[item.step] + (item.effect === 'not-read' ? 7 : 0);
  const sorted = evidence.every((item, i) => i === 0 || rank(evidence[i - 1] ?? item) <= rank(item));
  return sorted ? evidence : [...evidence].sort((a, b) => rank(a) - rank(b));
}

function firstDenial(steps: readonly Result[]): Result | undefined {
  let first: Result | undefined;
  for (const step of steps) {
    if (step.outcome === 'denied' && (!first || placeOf(step) < placeOf(first))) first = step;
  }
  return first;
}

function placeOf({ cause }: Result): number {
  return order[(cause === null ? null : causes[cause].step) ?? 'image'];
}

function firstFlaw(steps: readonly Result[]): Result | undefined {
  if (steps.every(({ cause }) => cause === null)) return undefined;
  for (const each of worksButCauses) {
    const step = steps.find(({ cause }) => cause === each);
    if (step) return step;
  }
  return undefined;
}

function distinct(evidence: readonly Evidence[]): readonly Evidence[] {
  return [...new Map(evidence.map(item => [`${item.effect} ${item.id} ${item.fact}`, item])).values()];
}

function withoutRepeats(fixes: readonly Fix[]): readonly Fix[] {
  if (fixes.length < 2) return fixes;
  // What a fix does is settled by these; its texts are made when they are asked for.
  const key = ({ kind, title, change, edit }: Fix): string => `${kind} ${title} ${change?.principal} ${edit?.newText}`;
  return [...new Map(fixes.map(fix => [key(fix), fix])).values()];
}
