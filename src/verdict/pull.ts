import type { AccessMap, Registry, Runtime } from '../access/map.ts';
import type { ImageReference } from '../model/reference.ts';
import type { Target } from '../model/target.ts';

/** One pull to be judged. */
export interface Attempt {
  readonly reference: ImageReference;
  readonly target: Target | null;
  readonly map: AccessMap | undefined;
  readonly now: Date;
  /** Marks roles that stop counting at a switch to ABAC mode (`legacy-role-before-abac`). */
  readonly beforeAbac?: boolean | undefined;
  /** The program whose deployment makes the facts of the map. Absent: they were read from Azure. */
  readonly program?: string | undefined;
  /** True to make no assumption: a verdict uses only facts that were read. */
  readonly strict?: boolean | undefined;
}

/** A pull whose registry and target are known. The other questions are still open. */
export interface Pull {
  readonly reference: ImageReference;
  readonly target: Target;
  /** The target's resource in Azure. Undefined: it was not read or does not exist. */
  readonly runtime: Runtime | undefined;
  readonly registry: Registry;
  /** The host as in the reference, in lower case and with its port. */
  readonly host: string;
  /** Undefined: a template leaves it open. */
  readonly repository: string | undefined;
  readonly map: AccessMap;
  readonly now: Date;
  /** Marks roles that stop counting at a switch to ABAC mode. */
  readonly beforeAbac: boolean;
  /** True to make no assumption. */
  readonly strict: boolean;
}

/** A principal of Entra, with its name in a sentence about the target: `its kubelet identity`. */
export interface Principal {
  readonly objectId: string;
  readonly whose: string;
}
