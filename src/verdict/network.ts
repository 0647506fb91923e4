import type { AccessMap, Registry, Runtime } from '../access/map.ts';
import type { ImageReference } from '../model.ts';
import { type Conclusion, conclude } from './conclusion.ts';

/** Whether packets of the runtime reach the registry; `runtime` is undefined where only the manifest names it. */
export function networkConclusion(
  _registry: Registry,
  _reference: ImageReference,
  _runtime: Runtime | undefined,
  _map: AccessMap,
): Conclusion {
  return conclude('allowed');
}
