import type { Runtime, RuntimeRegistryEntry } from '../../access/map.ts';
import type { PlannedResource } from '../../access/planned/planner.ts';
import { below, fieldOf, isNullValue, itemsOf, plainText } from '../../model/program.ts';
import type { ImageReference } from '../../model/reference.ts';
import type { RegistryEntry, Workload } from '../../model/workload.ts';
import type { PlannedPull } from './choose.ts';

/** The image with its host in the map. The app's own statements come from the map as well. */
export function asPlanned(reference: ImageReference, { host, repository, map, runtime }: PlannedPull): ImageReference {
  const { image, workload } = reference;
  if (image.kind !== 'image') return reference;
  const inMap = undeclared(workload, map.runtimeById(runtime.id), runtime);
  return { ...reference, image: { ...image, registry: host, repository }, workload: inMap };
}

function undeclared(workload: Workload, runtime: Runtime | undefined, planned: PlannedResource): Workload {
  switch (workload.platform) {
    case 'containerApp':
    case 'containerAppJob':
      return { ...workload, registries: undefined, identity: undefined, environmentId: undefined };
    case 'containerGroup': {
      // a group is replaced as a whole, so the reference has to state its entries
      const entries = runtime?.kind === 'containerGroup' ? runtime.registries : [];
      const registries = entries.map((entry, at) => ({ ...entry, open: openIn(entry, planned, at), span: undefined }));
      return { ...workload, registries, identity: undefined };
    }
    case 'site':
      return { ...workload, managedIdentityCredentials: undefined, identityClientId: undefined, identity: undefined };
    default:
      return workload;
  }
}

/**
 * Returns the fields that an entry of a container group has in the code and not in the map. Only the deployment knows
 * them.
 */
function openIn(entry: RuntimeRegistryEntry, { body }: PlannedResource, at: number): RegistryEntry['open'] {
  const written = itemsOf(below(below(body, 'properties'), 'imageRegistryCredentials'))[at];
  if (written === undefined) return [];
  return (['identity', 'username'] as const).filter(key => {
    const value = fieldOf(written, key);
    return (
      !entry[key] && value !== 'absent' && !(value !== undefined && (isNullValue(value) || plainText(value) === ''))
    );
  });
}
