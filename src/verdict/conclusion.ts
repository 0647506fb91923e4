import { causes, worksButCauses } from '../causes/index.ts';
import type { VerdictCause } from '../model/cause.ts';
import type { Fix } from '../model/fix.ts';
import type { Origin } from '../model/place.ts';
import type { Evidence, Outcome, ProofStep, Puller } from '../model/verdict.ts';

/** What one step of the proof comes to. */
export interface Conclusion {
  readonly outcome: Outcome;
  readonly cause: VerdictCause | null;
  /** The clause that says why, to be put into a sentence about the target; undefined for a plain yes. */
  readonly why: string | undefined;
  readonly evidence: readonly Evidence[];
  readonly fixes: readonly Fix[];
  readonly related: readonly Origin[];
  readonly puller: Puller | null;
}

export function conclude(outcome: Outcome, parts: Partial<Omit<Conclusion, 'outcome'>> = {}): Conclusion {
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
export function all(steps: readonly Conclusion[]): Conclusion {
  const decisive =
    firstDenial(steps) ??
    steps.find(step => step.outcome === 'unknown') ??
    firstRemark(steps) ??
    steps[0] ??
    conclude('allowed');
  return {
    ...decisive,
    evidence: joined(steps, step => step.evidence),
    related: joined(steps, step => step.related),
    puller: steps.find(step => step.puller)?.puller ?? null,
  };
}

/** All lists in one; where at most one of them holds anything, as is usual, nothing is copied. */
function joined<T>(steps: readonly Conclusion[], listOf: (step: Conclusion) => readonly T[]): readonly T[] {
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
export function any(ways: readonly Conclusion[]): Conclusion {
  const decisive =
    ways.find(way => way.outcome === 'allowed') ?? ways.find(way => way.outcome === 'unknown') ?? ways[0];
  if (!decisive) return conclude('unknown', { cause: 'not-readable' });
  if (ways.length === 1) return decisive;
  // Where it is refused, or works in a way that nobody should lean on, what mends another way is a way out as well.
  const plain = decisive.outcome === 'allowed' && decisive.cause === null;
  const fixes = plain ? decisive.fixes : joined(ways, way => way.fixes);
  return {
    ...decisive,
    evidence: joined(ways, way => way.evidence),
    related: decisive.outcome === 'allowed' ? decisive.related : joined(ways, way => way.related),
    fixes: withoutRepeats(fixes),
  };
}

/**
 * Where one of several cases holds and nobody knows which: an answer stands only if it is the same in all of them.
 * `why` says what the answer hangs on.
 */
export function either(cases: readonly Conclusion[], why: string): Conclusion {
  const [first, ...others] = cases;
  if (!first) return conclude('unknown', { cause: 'not-readable', why });
  const evidence = distinct(cases.flatMap(each => each.evidence));
  const same = others.every(other => other.outcome === first.outcome);
  if (!same) return conclude('unknown', { cause: 'not-readable', why, evidence, puller: first.puller });
  const remark = first.outcome === 'allowed' ? firstRemark(cases) : undefined;
  return { ...(remark ?? first), evidence };
}

/** The proof, from the registry to the image; what could not be read comes last. */
export function inOrder(evidence: readonly Evidence[]): readonly Evidence[] {
  const rank = (item: Evidence): number => order[item.step] + (item.effect === 'not-read' ? 7 : 0);
  const sorted = evidence.every((item, i) => i === 0 || rank(evidence[i - 1] ?? item) <= rank(item));
  return sorted ? evidence : [...evidence].sort((a, b) => rank(a) - rank(b));
}

function firstDenial(steps: readonly Conclusion[]): Conclusion | undefined {
  let first: Conclusion | undefined;
  for (const step of steps) {
    if (step.outcome === 'denied' && (!first || placeOf(step) < placeOf(first))) first = step;
  }
  return first;
}

function placeOf({ cause }: Conclusion): number {
  return order[(cause === null ? null : causes[cause].step) ?? 'image'];
}

function firstRemark(steps: readonly Conclusion[]): Conclusion | undefined {
  if (steps.every(({ cause }) => cause === null)) return undefined;
  for (const remark of worksButCauses) {
    const step = steps.find(({ cause }) => cause === remark);
    if (step) return step;
  }
  return undefined;
}

function distinct(evidence: readonly Evidence[]): readonly Evidence[] {
  return [...new Map(evidence.map(item => [`${item.effect} ${item.id} ${item.fact}`, item])).values()];
}

function withoutRepeats(fixes: readonly Fix[]): readonly Fix[] {
  if (fixes.length < 2) return fixes;
  // What a fix does is settled by these; its texts are made only when somebody asks for them.
  const key = ({ kind, title, change, edit }: Fix): string => `${kind} ${title} ${change?.principal} ${edit?.newText}`;
  return [...new Map(fixes.map(fix => [key(fix), fix])).values()];
}
