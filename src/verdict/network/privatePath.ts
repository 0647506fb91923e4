import { idKey, lastSegment, subscriptionOf } from '../../access/ids.ts';
import type { AccessMap, Registry } from '../../access/map.ts';
import { inBackticks, t } from '../../model/l10n.ts';
import type { Truth } from '../truth.ts';
import { fact, networkOf, type Path, type Place, path, unreadPath, type Vantage } from './vantage.ts';

/** Whether a private endpoint of the registry can be used from where the runtime is. */
export interface PrivatePath extends Path {
  /** There is a way to an endpoint, and only its name is missing: in these networks. */
  readonly unlinked?: readonly string[];
}

interface Endpoint {
  /** Undefined: the connection does not say which it leads to. */
  readonly id: string | undefined;
  readonly networkId: string | undefined;
  /** Undefined: whether the connection is approved was not stated. */
  readonly approved: boolean | undefined;
}

/** Only an approved connection carries traffic; a pending or rejected one is as good as none. */
export function endpointsOf(registry: Registry, map: AccessMap): readonly Endpoint[] {
  return (registry.privateEndpoints ?? []).flatMap(({ id, status }) => {
    if (status !== undefined && status.toLowerCase() !== 'approved') return [];
    const subnetId = id && map.privateEndpointById(id)?.subnetId;
    const networkId = subnetId ? networkOf(subnetId) : undefined;
    return [{ id, networkId, approved: status === undefined ? undefined : true }];
  });
}

function missing(why: string, id: string | null): PrivatePath {
  return path('no', why, [fact(why, id, 'missing')]);
}

export function privatePath(registry: Registry, vantage: Vantage, map: AccessMap): PrivatePath {
  if (registry.privateEndpoints === undefined) return unreadPath(t('its private endpoints were not read'), registry.id);
  const endpoints = endpointsOf(registry, map);
  if (endpoints.length === 0) {
    const pending = registry.privateEndpoints.length;
    return missing(
      pending > 0 ? t('none of its private endpoints is approved') : t('it has no private endpoint'),
      registry.id,
    );
  }
  switch (vantage.kind) {
    case 'outside':
      return missing(t('the target is not in a virtual network that can reach a private endpoint'), null);
    case 'unknown':
      return unreadPath(vantage.why, null);
    case 'networks':
      return together(vantage.places.map(place => fromPlace(place, registry, endpoints, map)));
  }
}

function fromPlace(place: Place, registry: Registry, endpoints: readonly Endpoint[], map: AccessMap): PrivatePath {
  const { networkId, label } = place;
  if (networkId === undefined) return unreadPath(t('the network of {0} is not known', label), place.subnetId ?? null);
  const ways = endpoints.map(endpoint => {
    const way = reaches(networkId, endpoint.networkId, map);
    return { endpoint, way: way === 'yes' && endpoint.approved === undefined ? 'unknown' : way };
  });
  const network = inBackticks(lastSegment(networkId));
  const open = ways.find(({ way }) => way === 'yes');
  if (open) return named(resolves(registry, networkId, map), networkId, open.endpoint);
  const maybe = ways.find(({ way }) => way === 'unknown');
  if (maybe) {
    const why = t('it is unknown whether {0} reaches {1}', network, nameOf(maybe.endpoint));
    return unreadPath(why, maybe.endpoint.id ?? registry.id);
  }
  const why = t('{0} has no connection to a private endpoint of the registry', network);
  const evidence = ways.map(({ endpoint }) => {
    const there = endpoint.networkId === undefined ? undefined : lastSegment(endpoint.networkId);
    const apart =
      there === undefined
        ? t('{0} is not peered with {1}', network, nameOf(endpoint))
        : t('{0} is not peered with {1} in `{2}`', network, nameOf(endpoint), there);
    return fact(apart, endpoint.id ?? null, 'missing');
  });
  return path('no', why, evidence);
}

function nameOf({ id }: Endpoint): string {
  return id === undefined
    ? t('the private endpoint of a connection')
    : t('the private endpoint `{0}`', lastSegment(id));
}

function named(resolution: Resolution, networkId: string, endpoint: Endpoint): PrivatePath {
  const way = fact(t('`{0}` reaches {1}', lastSegment(networkId), nameOf(endpoint)), endpoint.id ?? null, 'grants');
  const { answer, why } = resolution;
  const effect = answer === 'yes' ? 'grants' : answer === 'no' ? 'missing' : 'not-read';
  const evidence = [way, fact(why, networkId, effect)];
  return { ...path(answer, why, evidence), unlinked: answer === 'no' ? [networkId] : [] };
}

/** A pod may land on any node pool: only where all of them agree is there an answer. */
function together(paths: readonly PrivatePath[]): PrivatePath {
  const [first] = paths;
  if (!first) return path('unknown', t('its node pools were not read'));
  const evidence = paths.flatMap(each => each.evidence);
  const unlinked = paths.flatMap(each => each.unlinked ?? []);
  const answers = new Set(paths.map(({ answer }) => answer));
  if (answers.size === 1) return { ...first, evidence, unlinked };
  const open = paths.find(({ answer }) => answer === 'unknown');
  if (open) return { ...path('unknown', open.why, evidence), unlinked };
  const why = t('only some of its node pools can reach the registry');
  const landing = fact(t('{0}, and the node pool that a pod runs on is not known', why), null, 'not-read');
  return { ...path('unknown', why, [...evidence, landing]), unlinked };
}

/**
 * Whether packets get from one virtual network to another: within one, or over a peering. A peering leads one step:
 * networks behind a peered one are reached only through routers, which are not read, so that a longer path leaves it
 * open. A plain no needs both networks and their peerings to have been read, and no chain of peerings between them.
 * https://learn.microsoft.com/azure/virtual-network/virtual-network-peering-overview
 */
export function reaches(from: string | undefined, to: string | undefined, map: AccessMap): Truth {
  if (from === undefined || to === undefined) return 'unknown';
  const source = idKey(from);
  const goal = idKey(to);
  if (source === goal || map.peersOf(source)?.has(goal) || map.peersOf(goal)?.has(source)) return 'yes';
  if (!map.peersOf(source) || !map.peersOf(goal)) return 'unknown';
  const near = connected(source, map);
  const far = connected(goal, map);
  const meet = [...near].some(key => far.has(key));
  // Each side leads into a network that was not read: they may meet behind it.
  const dark = [near, far].every(side => [...side].some(key => !map.peersOf(key)));
  return meet || dark ? 'unknown' : 'no';
}

function connected(start: string, map: AccessMap): ReadonlySet<string> {
  const seen = new Set([start]);
  for (const key of seen) for (const next of map.peersOf(key) ?? []) seen.add(next);
  return seen;
}

/** Whether the registry's name leads to its private endpoint. */
type Resolution = Pick<Path, 'answer' | 'why'>;

/**
 * `privatelink.azurecr.io`, and in the other clouds `privatelink.azurecr.cn` and `privatelink.azurecr.us`.
 * https://learn.microsoft.com/azure/private-link/private-endpoint-dns
 */
export function privateZoneOf({ loginServer }: Registry): string {
  return `privatelink.${loginServer.split('.').slice(-2).join('.')}`;
}

/** Whether the private zone is linked to the network, by the links that were read. */
export function isLinked(registry: Registry, networkId: string, map: AccessMap): Truth {
  if (map.zoneNamed(privateZoneOf(registry))?.networks.has(idKey(networkId))) return 'yes';
  return map.gapFor('privateDnsZones', '/') ? 'unknown' : 'no';
}

/**
 * Azure's own DNS answers with the private address where the zone is linked to the network. Servers of the owner's own
 * answer as they please: what they forward, and to whom, is not read.
 */
function resolves(registry: Registry, networkId: string, map: AccessMap): Resolution {
  const zone = privateZoneOf(registry);
  const name = inBackticks(lastSegment(networkId));
  const network = map.networkById(networkId);
  if (!network) return { answer: 'unknown', why: t('the DNS servers of {0} were not read', name) };
  if (network.dnsServers.length > 0) {
    return { answer: 'unknown', why: t('{0} uses DNS servers of its own, whose answers are not read', name) };
  }
  const linked = isLinked(registry, networkId, map);
  if (linked === 'yes') return { answer: 'yes', why: t('the zone `{0}` is linked to {1}', zone, name) };
  if (linked === 'unknown') return { answer: 'unknown', why: t('the links of `{0}` were not all read', zone) };
  // A subscription may have a zone of its own, most often that of the hub: only where all that are concerned were read is
  // no other linked. https://learn.microsoft.com/azure/cloud-adoption-framework/ready/azure-best-practices/private-link-and-dns-integration-at-scale
  const concerned = [registry.id, ...connected(idKey(networkId), map)];
  if (!concerned.every(id => map.wasRead(subscriptionOf(id) ?? ''))) {
    const seen = map.zoneNamed(zone) ? t('not all zones `{0}` were read', zone) : t('no zone `{0}` was read', zone);
    return { answer: 'unknown', why: seen };
  }
  return { answer: 'no', why: t('the zone `{0}` is not linked to {1}', zone, name) };
}
