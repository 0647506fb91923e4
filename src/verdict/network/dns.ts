import { idKey, lastSegment, subscriptionOf } from '../../access/ids.ts';
import type { AccessMap, Registry } from '../../access/map.ts';
import type { Truth } from '../../model/truth.ts';

export interface Resolution {
  /** Whether the registry's name leads to its private endpoint. */
  readonly answer: Truth;
  readonly why: string;
}

/**
 * `privatelink.azurecr.io`, and in the other clouds `privatelink.azurecr.cn` and `privatelink.azurecr.us`.
 * https://learn.microsoft.com/azure/private-link/private-endpoint-dns
 */
export function privateZoneOf({ loginServer }: Registry): string {
  return `privatelink.${loginServer.split('.').slice(-2).join('.')}`;
}

export function isLinked(registry: Registry, networkId: string, map: AccessMap): boolean {
  return map.zoneNamed(privateZoneOf(registry))?.networks.has(idKey(networkId)) ?? false;
}

/**
 * Azure's own DNS answers with the private address where the zone is linked to the network. Servers of the owner's own
 * answer as they please: what they forward, and to whom, is not read.
 */
export function resolves(registry: Registry, networkId: string, map: AccessMap): Resolution {
  const zone = privateZoneOf(registry);
  const name = `\`${lastSegment(networkId)}\``;
  const network = map.networkById(networkId);
  if (network && network.dnsServers.length > 0) {
    return { answer: 'unknown', why: `${name} uses DNS servers of its own, whose answers are not read` };
  }
  if (isLinked(registry, networkId, map)) {
    return { answer: 'yes', why: `the zone \`${zone}\` is linked to ${name}` };
  }
  if (!network) return { answer: 'unknown', why: `the DNS servers of ${name} were not read` };
  if (map.networks.dnsLinks === undefined || map.gapFor('privateDnsZones', '/')) {
    return { answer: 'unknown', why: `the links of \`${zone}\` were not all read` };
  }
  // A zone is often kept in a subscription of its own. One that was seen speaks for itself; if none was, then only
  // where all subscriptions concerned were read is there none.
  const concerned = [registry.subscription, subscriptionOf(networkId) ?? ''];
  if (!map.zoneNamed(zone) && !concerned.every(subscription => map.wasRead(subscription))) {
    return { answer: 'unknown', why: `no zone \`${zone}\` was read` };
  }
  return { answer: 'no', why: `the zone \`${zone}\` is not linked to ${name}` };
}
