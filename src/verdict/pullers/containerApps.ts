import type { AccessMap, ContainerApp } from '../../access/map.ts';
import type { ImageReference } from '../../model/reference.ts';
import type { Target } from '../../model/target.ts';
import type { ContainerAppWorkload } from '../../model/workload.ts';
import { setRegistryIdentity, useIdentityInsteadOfPassword } from '../fixes/fixes.ts';
import { type App, entryRemedy, wayOfIdentity } from './containerAppIdentities.ts';
import { isAbsent } from './identities.ts';
import { accountWay, entryFor } from './registryEntries.ts';
import { hiddenWay, noWay, only, type Pulling } from './way.ts';

/**
 * Container Apps pull with what the registry's entry names: `system`, `system-environment`, a user-assigned identity of
 * the app or of its environment, or a user name with a password.
 * https://learn.microsoft.com/azure/container-apps/managed-identity-image-pull
 */
export function containerAppPulling(
  workload: ContainerAppWorkload | undefined,
  inAzure: ContainerApp | undefined,
  reference: ImageReference,
  target: Target,
  host: string,
  map: AccessMap,
): Pulling {
  const id = inAzure?.id ?? target.id ?? null;
  const absent = inAzure === undefined && target.id !== undefined && isAbsent(collectionOf(target), target.id, map);
  const entries = entryFor(host, workload?.registries, inAzure?.registries ?? (absent ? [] : undefined), reference);
  if (entries.kind === 'notRead') {
    return only(hiddenWay(`the registry entries of \`${target.name}\` were not read`, id), 'maybe');
  }
  if (entries.kind === 'open') return only(hiddenWay(entries.why, id, entries.related), 'maybe');
  const { entry } = entries;
  const environmentId = workload?.environmentId ?? inAzure?.environmentId;
  const environment = environmentId === undefined ? undefined : map.environmentById(environmentId);
  const app: App = { workload, inAzure, environmentId, environment, target, map };
  if (!entry) {
    const why = `it has no registry entry for \`${host}\``;
    return only(noWay('registry-not-configured', why, id, [], entryRemedy(setRegistryIdentity, host, app)), 'tried');
  }
  if (entry.identity !== undefined) {
    const pulls = wayOfIdentity(entry.identity, entry, app);
    return only(pulls, pulls.presents.kind === 'nothing' ? 'never' : 'maybe');
  }
  if (entry.username !== undefined) {
    return only(accountWay(entry, entry.username, id, entryRemedy(useIdentityInsteadOfPassword, host, app)));
  }
  const why = `its registry entry for \`${host}\` names neither an identity nor a user`;
  return only(noWay('no-pull-identity', why, id, entry.related, entryRemedy(setRegistryIdentity, host, app)));
}

function collectionOf({ kind }: Target): string {
  return kind === 'containerAppJob' ? 'jobs' : 'containerApps';
}
