import { idKey } from '../../access/ids.ts';
import type { AccessMap, Networks, Subnet } from '../../access/map.ts';
import { ofMap } from '../perMap.ts';

/** Look-ups of network resources by id; each index is built once for a map. Undefined: not there, or not read. */

type Item<K extends keyof Networks> = NonNullable<Networks[K]>[number];

function byId<K extends keyof Networks>(kind: K): (id: string, map: AccessMap) => Item<K> | undefined {
  const index = ofMap(map => {
    const items: readonly Item<K>[] = map.networks[kind] ?? [];
    return new Map(items.map(item => [idKey(item.id), item]));
  });
  return (id, map) => index(map).get(idKey(id));
}

export const networkById = byId('virtualNetworks');
export const publicIpById = byId('publicIps');
export const publicIpPrefixById = byId('publicIpPrefixes');
export const natGatewayById = byId('natGateways');
export const privateEndpointById = byId('privateEndpoints');

const subnets = ofMap(map => {
  const all = (map.networks.virtualNetworks ?? []).flatMap(network => network.subnets);
  return new Map(all.map(subnet => [idKey(subnet.id), subnet]));
});

export function subnetById(id: string, map: AccessMap): Subnet | undefined {
  return subnets(map).get(idKey(id));
}

/** Ids of the virtual networks in each resource group. */
const groups = ofMap(map => {
  const index = new Map<string, string[]>();
  for (const { id } of map.networks.virtualNetworks ?? []) {
    const group = idKey(id).split('/providers/')[0] ?? '';
    index.set(group, [...(index.get(group) ?? []), id]);
  }
  return index;
});

export function networksIn(resourceGroupId: string, map: AccessMap): readonly string[] {
  return groups(map).get(idKey(resourceGroupId)) ?? [];
}

/** The networks that a private zone is linked to, by the zone's name in lower case. */
const zones = ofMap(map => {
  const index = new Map<string, { readonly networks: Set<string>; readonly linkId: string }>();
  for (const { id, zone, networkId } of map.networks.dnsLinks ?? []) {
    const entry = index.get(zone) ?? { networks: new Set<string>(), linkId: id };
    if (networkId !== undefined) entry.networks.add(idKey(networkId));
    index.set(zone, entry);
  }
  return index;
});

export function zoneNamed(
  zone: string,
  map: AccessMap,
): { readonly networks: ReadonlySet<string>; readonly linkId: string } | undefined {
  return zones(map).get(zone);
}
