import { idKey, isManagementGroup, keysUpwards, subscriptionOf } from '../../access/ids.ts';
import type { AccessMap } from '../../access/map.ts';
import type { Truth } from '../../model/truth.ts';
import { usesGateway } from './wayOut.ts';

/**
 * Returns whether packets get from one virtual network to another: within one, or over a peering. A peering leads one
 * step. Networks behind a peered one are reached only through routers and gateways, which are not read. So a longer
 * path leaves it open. A plain no needs three things: both networks and their peerings were read, no chain of peerings
 * is between them, and no manager or gateway may connect them.
 * https://learn.microsoft.com/azure/virtual-network/virtual-network-peering-overview
 */
export function reaches(from: string | undefined, to: string | undefined, map: AccessMap): Truth {
  if (from === undefined || to === undefined) return 'unknown';
  const source = idKey(from);
  const goal = idKey(to);
  if (source === goal) return 'yes';
  const peered = arePeered(source, goal, map);
  if (peered !== 'no') return peered;
  if (!map.peersOf(source) || !map.peersOf(goal) || mayBeManaged(source, goal, map)) return 'unknown';
  const near = connected(source, map);
  const far = connected(goal, map);
  const meet = [...near].some(key => far.has(key));
  // Each side leads into an unread network, or over a gateway: they may meet behind it.
  const dark = [near, far].every(side => [...side].some(key => !map.peersOf(key) || usesGateway(key, map)));
  return meet || dark ? 'unknown' : 'no';
}

/**
 * Both sides of a peering count. A peering that blocks traffic "doesn't fully prevent" it: a security group may still
 * allow it. It is not read which subnets a subnet peering connects.
 * https://learn.microsoft.com/azure/virtual-network/virtual-network-manage-peering,
 * https://learn.microsoft.com/azure/virtual-network/how-to-configure-subnet-peering
 */
function arePeered(source: string, goal: string, map: AccessMap): Truth {
  const sides = [map.peersOf(source)?.get(goal), map.peersOf(goal)?.get(source)].flatMap(side => side ?? []);
  if (sides.length === 0 || sides.some(side => !side.connected)) return 'no';
  return sides.length === 2 && sides.every(side => !side.blocked && !side.isPartial) ? 'yes' : 'unknown';
}

/** The networks at the ends of chains of peerings, the start included. */
export function connected(start: string, map: AccessMap): ReadonlySet<string> {
  const seen = new Set([start]);
  for (const key of seen) {
    for (const [next, peering] of map.peersOf(key) ?? []) if (peering.connected) seen.add(next);
  }
  return seen;
}

/**
 * Networks in a connected group of a Virtual Network Manager "don't have a peering configuration listed under
 * Peerings". The networks in its groups are not read.
 * https://learn.microsoft.com/azure/virtual-network-manager/concept-connectivity-configuration
 */
function mayBeManaged(source: string, goal: string, map: AccessMap): boolean {
  if ([source, goal].some(network => map.gapFor('networkManagers', network))) return true;
  return map.networks.networkManagers.some(
    ({ connects, scopes }) => connects && [source, goal].every(network => mayCover(scopes, network, map)),
  );
}

function mayCover(scopes: readonly string[], networkId: string, map: AccessMap): boolean {
  const groups = map.managementGroupsOf(subscriptionOf(networkId) ?? '');
  const above = keysUpwards(networkId, groups ?? []);
  return scopes.some(scope => above.includes(scope) || (groups === undefined && isManagementGroup(scope)));
}
