import { idKey, lastSegment, subscriptionOf } from '../../access/ids.ts';
import type { AccessMap, Registry } from '../../access/map.ts';
import { inBackticks, t } from '../../model/l10n.ts';
import type { Truth } from '../../model/truth.ts';
import { type Endpoint, endpointInWords, endpointsOf } from './endpoints.ts';
import { connected, reaches } from './reach.ts';
import { privateZoneOf, type Resolution, resolve } from './resolution.ts';
import { fact, type NetworkPath, path, type SourceSubnet, unreadPath, type Vantage } from './vantage.ts';
import { heldBackInside } from './wayOut.ts';

/** The result for the registry's private endpoints, from the runtime's network. */
export interface PrivatePath extends NetworkPath {
  /** A path to an endpoint exists, and only its name is missing in these networks. */
  readonly unlinked?: readonly string[];
  /** The same, but these zones are linked there, and lack a record of the registry. */
  readonly unfilled?: readonly string[];
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

/** An endpoint, and whether packets reach it from a place. */
interface Way {
  readonly endpoint: Endpoint;
  readonly open: Truth;
}

function fromPlace(
  place: SourceSubnet,
  registry: Registry,
  endpoints: readonly Endpoint[],
  map: AccessMap,
): PrivatePath {
  const { networkId, label } = place;
  if (networkId === undefined) return unreadPath(t('the network of {0} is not known', label), place.subnetId ?? null);
  const ways = endpoints.map((endpoint): Way => {
    const open = reaches(networkId, endpoint.networkId, map);
    return { endpoint, open: open === 'yes' && endpoint.approved === undefined ? 'unknown' : open };
  });
  const network = inBackticks(lastSegment(networkId));
  const open = ways.filter(way => way.open === 'yes');
  const maybe = ways.find(way => way.open === 'unknown');
  if (open.length === 0 && maybe) {
    const why = t('it is unknown whether {0} reaches {1}', network, endpointInWords(maybe.endpoint));
    return unreadPath(why, maybe.endpoint.id ?? registry.id);
  }
  if (open.length > 0) {
    const held = heldBack(place, open, map);
    if (held !== undefined) return unreadPath(held, place.subnetId ?? null);
    return byName(resolve(registry, networkId, endpoints, map), ways, networkId, registry, map);
  }
  const why = t('{0} has no connection to a private endpoint of the registry', network);
  const evidence = ways.map(({ endpoint }) => {
    const there = endpoint.networkId === undefined ? undefined : lastSegment(endpoint.networkId);
    const apart =
      there === undefined
        ? t('{0} is not peered with {1}', network, endpointInWords(endpoint))
        : t('{0} is not peered with {1} in `{2}`', network, endpointInWords(endpoint), there);
    return fact(apart, endpoint.id ?? null, 'missing');
  });
  return path('no', why, evidence);
}

/**
 * Finds security groups and route tables that may stop packets on their way to an endpoint. Those of the endpoint's
 * side, and route tables at all, count only if its subnet enables them.
 * https://learn.microsoft.com/azure/private-link/disable-private-endpoint-network-policy
 */
function heldBack({ subnetId }: SourceSubnet, ways: readonly Way[], map: AccessMap): string | undefined {
  const own = subnetId === undefined ? undefined : map.subnetById(subnetId);
  const held = own && heldBackInside(own, map);
  if (held !== undefined) return held;
  const there = ways.flatMap(({ endpoint }) => (endpoint.subnetId && map.subnetById(endpoint.subnetId)) || []);
  const guarded = there.find(({ endpointPolicies: { routes, securityGroup }, securityGroupId }) => {
    return (routes && own?.routeTableId !== undefined) || (securityGroup && securityGroupId !== undefined);
  });
  return guarded && t('network policies of the subnet `{0}` may stop its traffic', lastSegment(guarded.id));
}

/** Packets can reach an endpoint. The registry's name decides whether they are sent there. */
function byName(
  resolution: Resolution,
  ways: readonly Way[],
  networkId: string,
  registry: Registry,
  map: AccessMap,
): PrivatePath {
  const open = ways.filter(way => way.open === 'yes').map(({ endpoint }) => endpoint);
  const [first] = open;
  const target = resolution.to === 'endpoint' ? resolution.endpoint : first;
  const sure = (answer: Truth, why: string, effect: 'grants' | 'missing' | 'not-read'): PrivatePath => {
    const way = target && t('`{0}` reaches {1}', lastSegment(networkId), endpointInWords(target));
    const seen = way === undefined ? [] : [fact(way, target?.id ?? null, 'grants')];
    return path(answer, why, [...seen, fact(why, networkId, effect)]);
  };
  switch (resolution.to) {
    case 'endpoint': {
      if (open.includes(resolution.endpoint)) return sure('yes', resolution.why, 'grants');
      const elsewhere = endpointInWords(resolution.endpoint);
      const why = t('{0}, which leads to {1}, out of its reach', resolution.why, elsewhere);
      return unreadPath(why, networkId);
    }
    case 'nothing':
      return { ...sure('no', resolution.why, 'missing'), unfilled: [resolution.zoneId] };
    case 'unknown':
      return sure('unknown', resolution.why, 'not-read');
    case 'public': {
      const unseen = unseenZones(registry, networkId, map);
      if (unseen !== undefined) return sure('unknown', unseen, 'not-read');
      return { ...sure('no', resolution.why, 'missing'), unlinked: [networkId] };
    }
  }
}

/**
 * A subscription may have a zone of its own, most often that of the hub. Only if all subscriptions around were read is
 * no other zone linked.
 * https://learn.microsoft.com/azure/cloud-adoption-framework/ready/azure-best-practices/private-link-and-dns-integration-at-scale
 */
function unseenZones(registry: Registry, networkId: string, map: AccessMap): string | undefined {
  const concerned = [registry.id, ...connected(idKey(networkId), map)];
  if (concerned.every(id => map.wasRead(subscriptionOf(id) ?? ''))) return undefined;
  const zone = privateZoneOf(registry);
  return map.zonesNamed(zone).length > 0 ? t('not all zones `{0}` were read', zone) : t('no zone `{0}` was read', zone);
}

/** A pod may run on any node pool: only if all of them agree is there an answer. */
function together(paths: readonly PrivatePath[]): PrivatePath {
  const [first] = paths;
  if (!first) return path('unknown', t('its node pools were not read'));
  const evidence = paths.flatMap(each => each.evidence);
  const lacks = {
    unlinked: paths.flatMap(each => each.unlinked ?? []),
    unfilled: [...new Set(paths.flatMap(each => each.unfilled ?? []))],
  };
  const answers = new Set(paths.map(({ answer }) => answer));
  if (answers.size === 1) return { ...first, evidence, ...lacks };
  const open = paths.find(({ answer }) => answer === 'unknown');
  if (open) return { ...path('unknown', open.why, evidence), ...lacks };
  const why = t('only some of its node pools can reach the registry');
  const landing = fact(t('{0}, and the node pool that a pod runs on is not known', why), null, 'not-read');
  return { ...path('unknown', why, [...evidence, landing]), ...lacks };
}
