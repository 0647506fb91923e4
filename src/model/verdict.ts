// The verdict on a reference, with its proof.

import type { Outcome, ProofStep } from '../causes/cause.ts';
import type { VerdictCause } from '../causes/index.ts';
import type { AssumptionId } from './assumption.ts';
import type { Fix } from './fix.ts';
import type { Origin, Place } from './place.ts';
import type { ImageReference } from './reference.ts';
import type { Target } from './target.ts';
import type { Truth } from './truth.ts';

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
  /** Its runtime's first deployment creates it, and may be yet to come. Absent: it is there, or that is not known. */
  readonly isToCome?: true;
}

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
  /** The clause of the message with the reason. Absent: the message has no such clause, and stays whole. */
  readonly why?: string | undefined;
  readonly evidence: readonly Evidence[];
  /** Facts that it takes for granted without having read them. Always empty for an unknown one. */
  readonly assumptions: readonly AssumptionId[];
  readonly fixes: readonly Fix[];
  /** The outcome once what denies it is cured. Absent: nothing is known of that. */
  readonly besides?: Outcome | undefined;
  /** The pull once infrastructure code of the workspace is deployed. Absent: no code covers it. */
  readonly planned?: Planned;
  /** Places that decide it (registry entry, service account, pull secret), for related information. */
  readonly related: readonly Origin[];
}

/** A pull in the world that a deployment of code makes. */
export interface Planned {
  /** The key of the world: the program and its files of values. */
  readonly world: string;
  readonly program: string;
  readonly values: readonly string[];
  readonly runtimeAddress: string;
  readonly registryAddress: string | null;
  /** True if the code refers to the registry and does not make it. */
  readonly isRegistryOutside: boolean;
  readonly pullerAddress: string | null;
  /** The grant that allows it. Null: none that is settled. */
  readonly grant: PlannedGrantPlace | null;
  /** The outcome by what was read from Azure. Null: nothing was. */
  readonly now: Outcome | null;
  readonly after: Outcome;
  /** Parameters of the program whose defaults it depends on, since no file passes a value. */
  readonly defaults: readonly string[];
  /** Why the code does not settle it. Null: it does. */
  readonly openBecause: string | null;
  /** The cause of a refusal by the code alone. A verdict may take it only if nothing else can allow the pull. */
  readonly refusal: { readonly cause: VerdictCause; readonly why: string } | null;
  /** A mistake of the code that bears on the pull, with the grant that it is made in. Null: none is plain. */
  readonly mistake: PlannedMistake | null;
}

/** Returns whether only planned access allows a pull, not the access read from Azure. */
export function isOnceDeployed({
  outcome,
  planned,
}: Pick<Verdict, 'outcome'> & { planned?: Pick<Planned, 'now'> }): boolean {
  return outcome === 'allowed' && planned !== undefined && planned.now !== 'allowed';
}

export interface PlannedMistake {
  readonly cause: VerdictCause;
  /** A clause. */
  readonly why: string;
  readonly grant: PlannedGrantPlace | null;
}

export interface PlannedGrantPlace extends Place {
  readonly address: string;
  readonly isMade: Truth;
}

/** Reference × target × verdict: the one thing that every face shows. */
export interface Finding {
  readonly reference: ImageReference;
  /** Null where no target is known for the reference. */
  readonly target: Target | null;
  readonly verdict: Verdict;
  /** The reason of the rule that hides it (`ignore` in the config). Null: shown. Faces show and count it as hidden. */
  readonly ignored: string | null;
  /** The number of deployments that make the same pull. Absent: one. */
  readonly deployments?: number;
  /** The references of the other deployments that make it. Absent: there are none. */
  readonly alike?: readonly ImageReference[];
}
