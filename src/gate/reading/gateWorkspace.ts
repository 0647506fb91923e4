import type { PlannedWorld } from '../../access/planned/plannedWorld.ts';
import type { Accounts } from '../../build/accounts.ts';
import type { Place } from '../../model/place.ts';
import type { ImageReference, Suppression } from '../../model/reference.ts';
import type { ShownPlace } from '../../workspace/findingReport.ts';
import type { Grounds } from '../files/configFile.ts';

/** The manifests that one config governs, read and joined, with the references of those that were named. */
export interface GateWorkspace extends Grounds {
  /** In the order of the files, then of the text. */
  readonly references: readonly ImageReference[];
  /** Comments in the manifests that suppress findings. */
  readonly suppressions: readonly Suppression[];
  /** Every manifest that the config governs, named or not. */
  readonly manifests: readonly string[];
  /** Every file that was read, with or without a reference. */
  readonly read: readonly string[];
  /** True if all of them were named. */
  readonly isWhole: boolean;
  /** Accounts and secrets that deployments bring to clusters. */
  readonly accounts: Accounts;
  /** The worlds of the infrastructure code. */
  readonly worlds: readonly PlannedWorld[];
  /** Files that deployments use and no build holds. */
  readonly notBuilt: readonly NotBuilt[];
  show(place: Place): ShownPlace;
}

/** Something that a deployment uses, and that is not in this tree or that no file settles. It is no failure. */
export interface NotBuilt extends ShownPlace {
  readonly what: string;
  /** The reason why no file settles the deployment. Null: a base or a chart outside of this tree. */
  readonly why: string | null;
}
