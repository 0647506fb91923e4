import type { AccessMap } from '../access/map.ts';
import type { ImageReference } from '../model/reference.ts';
import type { Target } from '../model/target.ts';

/** One pull to be judged. */
export interface Attempt {
  readonly reference: ImageReference;
  readonly target: Target | null;
  readonly map: AccessMap | undefined;
  readonly now: Date;
  /** Whether to remark on roles that stop counting at a switch to ABAC mode (`legacy-role-before-abac`). */
  readonly beforeAbac?: boolean | undefined;
}
