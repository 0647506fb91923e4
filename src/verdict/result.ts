import { proofSteps } from '../causes/cause.ts';
import { causes, type DeniedCause, type VerdictCause, worksButCauses } from '../causes/index.ts';
import type { AssumptionId } from '../model/assumption.ts';
import type { Fix } from '../model/fix.ts';
import type { Origin } from '../model/place.ts';
import type { Evidence, Outcome, ProofStep, Puller } from '../model/verdict.ts';

/** The result of one step of the proof. */
export interface Result {
  readonly outcome: Outcome;
  readonly cause: VerdictCause | null;
  /** The reason as a clause for a sentence about the target. Undefined for a plain yes. */
  readonly why: string | undefined;
  readonly evidence: readonly Evidence[];
  /** Facts that it assumes without having read them. Empty for an unknown result. */
  readonly assumptions: readonly AssumptionId[];
  readonly fixes: readonly Fix[];
  readonly related: readonly Origin[];
  readonly puller: Puller | null;
  /**
   * The outcome of the steps beside the one that denies. After a fix of that one, it is the pull's. Absent: no other
   * step.
   */
  readonly besides?: Outcome | undefined;
}

export function resultOf(outcome: Outcome, parts: Partial<Omit<Result, 'outcome'>> = {}): Result {
  const nothing = { cause: null, why: undefined, evidence: [], assumptions: [], fixes: [], related: [], puller: null };
  return { outcome, ...nothing, ...parts };
}

/** A result for a deciding fact that was not read, or is not documented: nothing can be claimed. */
export function unreadResult(step: ProofStep, why: string, id: string | null, parts: Partial<Result> = {}): Result {
  const evidence = [...(parts.evidence ?? []), { step, fact: why, id, effect: 'not-read' } as const];
  return resultOf('unknown', { cause: 'not-readable', why, ...parts, evidence });
}

/** A result for a fact that refuses the pull. */
export function denied(step: ProofStep, cause: DeniedCause, why: string, id: string | null): Result {
  return resultOf('denied', { cause, why, evidence: [{ step, fact: why, id, effect: 'denies' }] });
}

/**
 * Combines steps that all have to let the pull through. One denial denies, even if other steps are unknown. Without a
 * denial, one unknown leaves it unknown. The cause is that of the first denial in the order of the mission, or else of
 * the first unknown step. Allowed rests on the assumptions of all steps, denied on those of the step that decides.
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
    evidence: steps.flatMap(step => step.evidence),
    assumptions: decisive.outcome === 'allowed' ? assumptionsOf(steps) : decisive.assumptions,
    related: steps.flatMap(step => step.related),
    puller: steps.find(step => step.puller)?.puller ?? null,
    besides: decisive.outcome === 'denied' ? besides(decisive, steps) : undefined,
  };
}

function besides(decisive: Result, steps: readonly Result[]): Outcome {
  const others = steps.flatMap(step => (step === decisive ? [] : [step.outcome]));
  const outcomes = [...others, decisive.besides ?? 'allowed'];
  return (['denied', 'unknown'] as const).find(each => outcomes.includes(each)) ?? 'allowed';
}

/**
 * Combines credentials when one is enough: the first that is allowed settles it. Without one, a credential without a
 * certain result leaves it unknown. The pull is denied only if all fail, with the first one's cause. Keeps the evidence
 * of all. Allowed rests on the assumptions of the allowed one, denied on those of all that fail.
 */
export function any(credentials: readonly Result[]): Result {
  const decisive =
    credentials.find(credential => credential.outcome === 'allowed') ??
    credentials.find(credential => credential.outcome === 'unknown') ??
    credentials[0];
  if (!decisive) return resultOf('unknown', { cause: 'not-readable' });
  if (credentials.length === 1) return decisive;
  // If the pull is refused, or works with a credential that should go, a fix for any other credential helps, too.
  const plain = decisive.outcome === 'allowed' && decisive.cause === null;
  const fixes = plain ? decisive.fixes : credentials.flatMap(credential => credential.fixes);
  return {
    ...decisive,
    evidence: credentials.flatMap(credential => credential.evidence),
    assumptions: decisive.outcome === 'denied' ? assumptionsOf(credentials) : decisive.assumptions,
    related: decisive.outcome === 'allowed' ? decisive.related : credentials.flatMap(credential => credential.related),
    fixes: withoutRepeats(fixes),
  };
}

/**
 * Combines several possible cases: a result counts only if it is the same in all of them. `why`: the condition between
 * the cases. The result rests on the assumptions of each case.
 */
export function either(cases: readonly Result[], why: string): Result {
  const [first, ...others] = cases;
  if (!first) return resultOf('unknown', { cause: 'not-readable', why });
  const evidence = distinct(cases.flatMap(each => each.evidence));
  const same = others.every(other => other.outcome === first.outcome);
  if (!same) return resultOf('unknown', { cause: 'not-readable', why, evidence, puller: first.puller });
  const flawed = first.outcome === 'allowed' ? firstFlaw(cases) : undefined;
  // a fix for one of the cases does not fix the others
  const unsure = first.outcome === 'denied' && cases.length > 1 ? { besides: 'unknown' as const } : {};
  return { ...(flawed ?? first), evidence, assumptions: assumptionsOf(cases), ...unsure };
}

/** Each assumption of these once. An unknown result has none. */
function assumptionsOf(results: readonly Result[]): readonly AssumptionId[] {
  return [...new Set(results.flatMap(({ assumptions }) => assumptions))];
}

/** The proof, from the registry to the image. Unread facts are at the end. */
export function sortedEvidence(evidence: readonly Evidence[]): readonly Evidence[] {
  const rank = (item: Evidence): number =>
    proofSteps.indexOf(item.step) + (item.effect === 'not-read' ? proofSteps.length : 0);
  return evidence.toSorted((a, b) => rank(a) - rank(b));
}

/** The first of several denying steps names the cause. */
function firstDenial(steps: readonly Result[]): Result | undefined {
  return steps.filter(({ outcome }) => outcome === 'denied').sort((a, b) => placeOf(a) - placeOf(b))[0];
}

function placeOf({ cause }: Result): number {
  return proofSteps.indexOf((cause === null ? null : causes[cause].step) ?? 'image');
}

function firstFlaw(steps: readonly Result[]): Result | undefined {
  const gravest = worksButCauses.find(each => steps.some(({ cause }) => cause === each));
  return steps.find(({ cause }) => cause !== null && cause === gravest);
}

function distinct(evidence: readonly Evidence[]): readonly Evidence[] {
  return [...new Map(evidence.map(item => [`${item.effect} ${item.id} ${item.fact}`, item])).values()];
}

function withoutRepeats(fixes: readonly Fix[]): readonly Fix[] {
  // These fields distinguish fixes. The other texts of a fix are made only when they are read.
  const key = ({ kind, title, grant, edit }: Fix): string => `${kind} ${title} ${grant?.principalId} ${edit?.newText}`;
  return [...new Map(fixes.map(fix => [key(fix), fix])).values()];
}
