import type { Evidence, Fix, Origin, Outcome, Puller, VerdictCause } from '../model.ts';

/** What one step of the proof comes to. The first step that is denied names the cause; then the first unknown. */
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

/**
 * Every step must let the pull through: one denial denies, whatever else is unknown; without a denial, one unknown
 * leaves it unknown. The cause is that of the first such step in the order given, which is the mission's.
 */
export function all(steps: readonly Conclusion[]): Conclusion {
  const decisive =
    steps.find(step => step.outcome === 'denied') ??
    steps.find(step => step.outcome === 'unknown') ??
    steps.find(step => step.cause !== null) ??
    steps[0];
  return {
    ...(decisive ?? conclude('allowed')),
    evidence: steps.flatMap(step => step.evidence),
    related: steps.flatMap(step => step.related),
    puller: steps.find(step => step.puller)?.puller ?? null,
  };
}
