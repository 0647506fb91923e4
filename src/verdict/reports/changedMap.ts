import { idKey, lastSegment } from '../../access/ids.ts';
import { indexAssignments } from '../../access/indexes.ts';
import type { AccessMap, Registry } from '../../access/map.ts';
import { indexNetworks, type Networks } from '../../access/networks.ts';
import type { RoleAssignment } from '../../access/roles.ts';
import type { NetworkChange, NewAssignment } from '../../model/fix.ts';

/** The same map after these assignments. */
export function withGrants(map: AccessMap, grants: readonly NewAssignment[]): AccessMap {
  if (grants.length === 0) return map;
  const replaced = new Set(grants.flatMap(({ replaces }) => (replaces === undefined ? [] : [replaces.toLowerCase()])));
  const stays = ({ id }: RoleAssignment) => !replaced.has(lastSegment(id).toLowerCase());
  const known = (map.roleAssignments ?? []).filter(stays);
  const roleAssignments = [...known, ...grants.map(assignmentOf)];
  return { ...map, roleAssignments, ...indexAssignments(roleAssignments, map.isNoGroup) };
}

function assignmentOf(
  { registry, principalId, principalType, roleGuid, condition }: NewAssignment,
  i: number,
): RoleAssignment {
  return {
    id: `${registry.id}/providers/Microsoft.Authorization/roleAssignments/to-be-made-${i}`,
    scope: registry.id,
    roleDefinitionId: `/subscriptions/${registry.subscription}/providers/Microsoft.Authorization/roleDefinitions/${roleGuid}`,
    principalId,
    principalType,
    condition: condition?.text ?? null,
    conditionVersion: condition?.version,
    eligible: false,
    createdOn: undefined,
  };
}

/** The same map after these changes of firewalls and zones. */
export function withNetwork(map: AccessMap, changes: readonly NetworkChange[]): AccessMap {
  let changed = map;
  for (const change of changes) changed = withChange(changed, change);
  return changed;
}

function withChange(map: AccessMap, change: NetworkChange): AccessMap {
  if (change.kind === 'addresses') return withAddresses(map, change.registryId, change.addresses);
  const networks = withZone(map.networks, change);
  return { ...map, networks, ...indexNetworks(networks) };
}

function withAddresses(map: AccessMap, registryId: string, addresses: readonly string[]): AccessMap {
  const opened = (registry: Registry): Registry =>
    map.sameId(registry.id, registryId)
      ? { ...registry, ipRules: [...(registry.ipRules ?? []), ...addresses] }
      : registry;
  const openedOrNone = (registry: Registry | undefined) => registry && opened(registry);
  return {
    ...map,
    registries: map.registries.map(opened),
    registryByHost: host => openedOrNone(map.registryByHost(host)),
    registryById: id => openedOrNone(map.registryById(id)),
  };
}

function withZone(networks: Networks, { zoneId, networkIds, record }: NetworkChange & { kind: 'zone' }): Networks {
  const links = networkIds.map((networkId, i) => ({
    id: `${zoneId}/virtualNetworkLinks/to-be-made-${i}`,
    zone: lastSegment(zoneId).toLowerCase(),
    networkId,
    fallsBack: false,
  }));
  const linked = { ...networks, dnsLinks: [...networks.dnsLinks, ...links] };
  return record === undefined ? linked : withRecord(linked, zoneId, record.name, record.addresses);
}

function withRecord(
  networks: Networks,
  zoneId: string,
  name: string,
  addresses: readonly string[] | undefined,
): Networks {
  const id = `${zoneId}/A/${name}`;
  const isOther = (each: { readonly id: string }) => idKey(each.id) !== idKey(id);
  const records = networks.dnsRecords.filter(isOther);
  return {
    ...networks,
    // a zone that had only its SOA record has one more now
    dnsZones: networks.dnsZones.map(zone =>
      idKey(zone.id) === idKey(zoneId) ? { ...zone, recordSets: undefined } : zone,
    ),
    dnsRecords: addresses === undefined ? records : [...records, { id, addresses }],
  };
}
