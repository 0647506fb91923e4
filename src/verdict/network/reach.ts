import { idKey } from '../../access/ids.ts';
import type { AccessMap } from '../../access/map.ts';
import { ofMap, perMap } from '../perMap.ts';

export type Answer = 'yes' | 'no' | 'unknown';

/**
 * Whether packets get from one virtual network to another: within one, or over a peering. A peering leads one step:
 * what lies behind a peered network is reached only through routers, which are not read, so that a longer way leaves it
 * open. A plain no needs both networks and their peerings to have been read, and no chain of peerings between them.
 * https://learn.microsoft.com/azure/virtual-network/virtual-network-peering-overview
 */
export function reaches(from: string | undefined, to: string | undefined, map: AccessMap): Answer {
  if (from === undefined || to === undefined) return 'unknown';
  const source = idKey(from);
  const goal = idKey(to);
  if (source === goal) return 'yes';
  return walk(`${source}>${goal}`, map);
}

const walk = perMap((way: string, map): Answer => {
  const [source = '', goal = ''] = way.split('>');
  const peers = peersOf(map);
  if (peers.get(source)?.has(goal) || peers.get(goal)?.has(source)) return 'yes';
  if (!peers.has(source) || !peers.has(goal)) return 'unknown';
  const near = connected(source, peers);
  const far = connected(goal, peers);
  const meet = [...near].some(key => far.has(key));
  // Each side leads into a network that was not read: they may meet behind it.
  const dark = [near, far].every(side => [...side].some(key => !peers.has(key)));
  return meet || dark ? 'unknown' : 'no';
});

type Peers = ReadonlyMap<string, ReadonlySet<string>>;

/** The connected peerings of each network that was read. */
const peersOf = ofMap(
  (map): Peers =>
    new Map(
      (map.networks.virtualNetworks ?? []).map(({ id, peerings }) => [
        idKey(id),
        new Set(peerings.filter(({ connected: up }) => up).map(({ networkId }) => idKey(networkId))),
      ]),
    ),
);

function connected(start: string, peers: Peers): ReadonlySet<string> {
  const seen = new Set([start]);
  for (const key of seen) for (const next of peers.get(key) ?? []) seen.add(next);
  return seen;
}
