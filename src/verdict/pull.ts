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
  /** The program whose deployment makes what is in the map. Absent: it was read from Azure. */
  readonly program?: string | undefined;
  /** Makes no assumption: a verdict rests only on facts that were read. */
  readonly strict?: boolean | undefined;
}

/** A pull whose registry and target are known: what remains to be judged. */
export interface Pull {
  readonly reference: ImageReference;
  readonly target: Target;
  /** The target's resource in Azure; undefined where it was not read or does not exist. */
  readonly runtime: Runtime | undefined;
  readonly registry: Registry;
  /** The host as the reference has it, in lower case and with its port. */
  readonly host: string;
  /** Undefined where a template leaves it open. */
  readonly repository: string | undefined;
  readonly map: AccessMap;
  readonly now: Date;
  /** Marks roles that stop counting at a switch to ABAC mode. */
  readonly beforeAbac: boolean;
  /** Makes no assumption. */
  readonly strict: boolean;
}

/** A principal of Entra, and what it is called in a sentence about the target: `its kubelet identity`. */
export interface Principal {
  readonly objectId: string;
  readonly whose: string;
}
