// The verdict on a reference, with its proof.
import type { Outcome, ProofStep } from '../causes/cause.ts';
import type { VerdictCause } from '../causes/index.ts';
import type { Fix } from './fix.ts';
import type { Origin } from './place.ts';
import type { ImageReference } from './reference.ts';
import type { Target } from './target.ts';

export type { Outcome, ProofStep };

/** The principal that a target really presents for a reference. */
export interface Puller {
  readonly objectId: string | undefined;
  readonly clientId: string | undefined;
  /** Its name for people: `kubelet identity aks-prod-agentpool`. */
  readonly name: string;
  /** Why this one, in a phrase. */
  readonly why: string;
  readonly credential:
    | 'managedIdentity'
    | 'servicePrincipal'
    | 'registryToken'
    | 'adminAccount'
    | 'anonymous'
    | 'unknown';
}

/**
 * A fact that was not read and that a verdict may rest on all the same, since it is named. The table of what is assumed, and
 * why that is safe, is `verdict/assumptions.ts`.
 */
export type AssumptionId =
  | 'no-pull-by-service-account'
  | 'no-deny-assignment'
  | 'no-other-pull-secret'
  | 'open-registry-behind-custom-dns'
  | 'default-value';

/**
 * One fact that decides a verdict.
 * - `grants`: counts for the pull · `denies`: decides against it · `ignored`: was considered and does not count, with
 *   the reason in the text · `missing`: was looked for in what was read, and is not there · `not-read`: could not be
 *   read, so nothing is claimed of it · `assumed`: was not read, and the verdict rests on it · `states`: context that
 *   holds either way.
 */
export interface Evidence {
  readonly step: ProofStep;
  readonly fact: string;
  /** Azure's id of the fact (assignment, role, registry …), where it has one. */
  readonly id: string | null;
  readonly effect: 'grants' | 'denies' | 'ignored' | 'missing' | 'not-read' | 'assumed' | 'states';
}

export interface Verdict {
  readonly outcome: Outcome;
  /** Null for a pull that is plainly allowed. */
  readonly cause: VerdictCause | null;
  readonly puller: Puller | null;
  /** One sentence: what happens, to which target, why, then the fix. */
  readonly message: string;
  readonly evidence: readonly Evidence[];
  /** Facts that it takes for granted without having read them; always empty for an unknown one. */
  readonly assumptions: readonly AssumptionId[];
  readonly fixes: readonly Fix[];
  /** Places that decide it (registry entry, service account, pull secret), for related information. */
  readonly related: readonly Origin[];
}

/** Reference × target × verdict: the one thing that every face shows. */
export interface Finding {
  readonly reference: ImageReference;
  /** Null where no target is known for the reference. */
  readonly target: Target | null;
  readonly verdict: Verdict;
  /** The reason of the rule that hides it (`ignore` in the config); null: shown. Faces show and count it as hidden. */
  readonly ignored: string | null;
  /** How many deployments make the same pull; absent: one. */
  readonly deployments?: number;
}
