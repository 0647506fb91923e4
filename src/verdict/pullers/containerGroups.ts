import { lastSegment, resourceGroupOf, subscriptionOf } from '../../access/ids.ts';
import type { AccessMap, ContainerGroup } from '../../access/map.ts';
import type { ContainerGroupWorkload } from '../../model/workload.ts';
import { hasMode, identityForGroup } from '../fixes/fixes.ts';
import type { Pull } from '../pull.ts';
import {
  type CredentialChain,
  noCredential,
  only,
  type PullCredential,
  type RuntimeFix,
  unreadCredential,
} from './credential.ts';
import { assignedTo, isAbsent, OPEN_IDENTITIES, openIdentity, userAssignedIdentity } from './identities.ts';
import { accountCredential, type Entry, entryFor } from './registryEntries.ts';

/**
 * Container Instances pull with what `imageRegistryCredentials` names for the registry: a user-assigned identity of the
 * group, or a user name with a password. Without an entry they pull anonymously.
 * https://learn.microsoft.com/azure/container-instances/using-azure-container-registry-mi
 */
export function containerGroupCredentials(
  workload: ContainerGroupWorkload | undefined,
  inAzure: ContainerGroup | undefined,
  pull: Pull,
): CredentialChain {
  const { reference, target, host, map } = pull;
  const id = inAzure?.id ?? target.id ?? null;
  const absent = inAzure === undefined && target.id !== undefined && isAbsent('containerGroups', target.id, map);
  // A container group is replaced as a whole: a manifest without credentials leaves none behind.
  const declared = workload && (workload.registries ?? []);
  const entries = entryFor(host, declared, inAzure?.registries ?? (absent ? [] : undefined), reference);
  if (entries.kind === 'notRead') {
    return only(unreadCredential(`the registry credentials of \`${target.name}\` were not read`, id), 'maybe');
  }
  if (entries.kind === 'open') return only(unreadCredential(entries.why, id, entries.related), 'maybe');
  const { entry } = entries;
  const runtimeFix = newIdentity(inAzure, pull);
  if (!entry)
    return only(noCredential('no-pull-identity', `it has no credential for \`${host}\``, id, [], runtimeFix), 'tried');
  if (entry.identity !== undefined) {
    const pulls = credentialOfIdentity(entry.identity, entry, workload, inAzure, runtimeFix, map);
    return only(pulls, pulls.login.kind === 'nothing' ? 'never' : 'maybe');
  }
  if (entry.username !== undefined) return only(accountCredential(entry, entry.username, id));
  const why = `its credential for \`${host}\` names neither an identity nor a user`;
  return only(noCredential('no-pull-identity', why, id, entry.related, runtimeFix));
}

/** An identity of its own; who it is, shows only when it is made. */
function newIdentity(
  inAzure: ContainerGroup | undefined,
  { target: { id, name }, registry, repository }: Pull,
): RuntimeFix | undefined {
  const [resourceGroup, subscription] = [id && resourceGroupOf(id), id && subscriptionOf(id)];
  const group = inAzure ?? (resourceGroup && subscription ? { name, resourceGroup, subscription } : undefined);
  if (!hasMode(registry) || !group) return undefined;
  return { fix: identityForGroup(group, { registry, repository }), after: undefined };
}

/**
 * Microsoft's documents disagree about the system-assigned identity; the newest (support article on
 * InvalidImageRegistryIdentity, 2026-09) says that it can't pull.
 */
function credentialOfIdentity(
  identity: string,
  entry: Entry,
  workload: ContainerGroupWorkload | undefined,
  inAzure: ContainerGroup | undefined,
  runtimeFix: RuntimeFix | undefined,
  map: AccessMap,
): PullCredential {
  if (/^\[?system\]?$/i.test(identity)) {
    const why = "Container Instances can't pull with a system-assigned identity";
    return noCredential('system-identity-unsupported', why, inAzure?.id ?? null, entry.related, runtimeFix);
  }
  if (entry.isOpen) return unreadCredential(openIdentity(identity), inAzure?.id ?? null, entry.related);
  const own = assignedTo(workload?.identity, inAzure?.identity) ?? (workload || inAzure ? [] : undefined);
  if (own === undefined) return unreadCredential('its identities were not read', identity, entry.related);
  if (!own.some(other => map.sameId(other, identity))) {
    if (workload?.identity?.open) return unreadCredential(OPEN_IDENTITIES, inAzure?.id ?? null, entry.related);
    const why = `its registry credential names \`${lastSegment(identity)}\`, which is not among its identities`;
    return noCredential('identity-not-assigned', why, identity, entry.related);
  }
  return userAssignedIdentity(identity, [inAzure?.identity], map, {
    why: 'its registry credential names it',
    token: 'undocumented',
    related: entry.related,
  });
}
