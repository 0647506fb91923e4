import { lastSegment, resourceGroupOf, subscriptionOf } from '../../access/ids.ts';
import type { AccessMap, ContainerGroup } from '../../access/map.ts';
import type { ImageReference } from '../../model/reference.ts';
import type { Target } from '../../model/target.ts';
import type { ContainerGroupWorkload } from '../../model/workload.ts';
import { hasMode, identityForGroup } from '../fixes/fixes.ts';
import { assignedTo, isAbsent, OPEN_IDENTITIES, openIdentity, userAssignedIdentity } from './identities.ts';
import { accountWay, type Entry, entryFor } from './registryEntries.ts';
import { hiddenWay, noWay, only, type Pulling, type Remedy, type Way } from './way.ts';

/**
 * Container Instances pull with what `imageRegistryCredentials` names for the registry: a user-assigned identity of the
 * group, or a user name with a password. Without an entry they ask as nobody.
 * https://learn.microsoft.com/azure/container-instances/using-azure-container-registry-mi
 */
export function containerGroupPulling(
  workload: ContainerGroupWorkload | undefined,
  inAzure: ContainerGroup | undefined,
  reference: ImageReference,
  target: Target,
  host: string,
  map: AccessMap,
): Pulling {
  const id = inAzure?.id ?? target.id ?? null;
  const absent = inAzure === undefined && target.id !== undefined && isAbsent('containerGroups', target.id, map);
  // A container group is replaced as a whole: a manifest without credentials leaves none behind.
  const declared = workload && (workload.registries ?? []);
  const entries = entryFor(host, declared, inAzure?.registries ?? (absent ? [] : undefined), reference);
  if (entries.kind === 'notRead') {
    return only(hiddenWay(`the registry credentials of \`${target.name}\` were not read`, id), 'maybe');
  }
  if (entries.kind === 'open') return only(hiddenWay(entries.why, id, entries.related), 'maybe');
  const { entry } = entries;
  const remedy = newIdentity(inAzure, reference, target, host, map);
  if (!entry) return only(noWay('no-pull-identity', `it has no credential for \`${host}\``, id, [], remedy), 'tried');
  if (entry.identity !== undefined) {
    const pulls = wayOfIdentity(entry.identity, entry, workload, inAzure, remedy, map);
    return only(pulls, pulls.presents.kind === 'nothing' ? 'never' : 'maybe');
  }
  if (entry.username !== undefined) return only(accountWay(entry, entry.username, id));
  const why = `its credential for \`${host}\` names neither an identity nor a user`;
  return only(noWay('no-pull-identity', why, id, entry.related, remedy));
}

/** An identity of its own; who it is, shows only when it is made. */
function newIdentity(
  inAzure: ContainerGroup | undefined,
  { image }: ImageReference,
  { id, name }: Target,
  host: string,
  map: AccessMap,
): Remedy | undefined {
  const registry = map.registryByHost(host);
  const [resourceGroup, subscription] = [id && resourceGroupOf(id), id && subscriptionOf(id)];
  const group = inAzure ?? (resourceGroup && subscription ? { name, resourceGroup, subscription } : undefined);
  if (!registry || !hasMode(registry) || !group) return undefined;
  const repository = image.kind === 'image' ? image.repository : undefined;
  return { fix: identityForGroup(group, { registry, repository }), after: undefined };
}

/**
 * Microsoft's documents disagree about the system-assigned identity; the newest (support article on
 * InvalidImageRegistryIdentity, 2026-09) says that it can't pull.
 */
function wayOfIdentity(
  identity: string,
  entry: Entry,
  workload: ContainerGroupWorkload | undefined,
  inAzure: ContainerGroup | undefined,
  remedy: Remedy | undefined,
  map: AccessMap,
): Way {
  if (/^\[?system\]?$/i.test(identity)) {
    const why = "Container Instances can't pull with a system-assigned identity";
    return noWay('system-identity-unsupported', why, inAzure?.id ?? null, entry.related, remedy);
  }
  if (entry.isOpen) return hiddenWay(openIdentity(identity), inAzure?.id ?? null, entry.related);
  const own = assignedTo(workload?.identity, inAzure?.identity) ?? (workload || inAzure ? [] : undefined);
  if (own === undefined) return hiddenWay('its identities were not read', identity, entry.related);
  if (!own.some(other => map.sameId(other, identity))) {
    if (workload?.identity?.open) return hiddenWay(OPEN_IDENTITIES, inAzure?.id ?? null, entry.related);
    const why = `its registry credential names \`${lastSegment(identity)}\`, which is not among its identities`;
    return noWay('identity-not-assigned', why, identity, entry.related);
  }
  return userAssignedIdentity(identity, [inAzure?.identity], map, {
    why: 'its registry credential names it',
    token: 'undocumented',
    related: entry.related,
  });
}
