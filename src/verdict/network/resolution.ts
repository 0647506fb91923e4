import { idKey, lastSegment } from '../../access/ids.ts';
import type { AccessMap, Registry } from '../../access/map.ts';
import type { DnsLink, LinkedRuleset, LinkedZone } from '../../access/networks.ts';
import { inBackticks, t } from '../../model/l10n.ts';
import type { Truth } from '../../model/truth.ts';
import { type Endpoint, hasAddress } from './endpoints.ts';

/** The address that the registry's name resolves to in a network. */
export type Resolution = { readonly why: string } & (
  | { readonly to: 'endpoint'; readonly endpoint: Endpoint }
  /** Its public address. */
  | { readonly to: 'public' }
  /** This zone answers, and lacks the name. */
  | { readonly to: 'nothing'; readonly zoneId: string }
  | { readonly to: 'unknown' }
);

/**
 * `privatelink.azurecr.io`, and in the other clouds `privatelink.azurecr.cn` and `privatelink.azurecr.us`.
 * https://learn.microsoft.com/azure/private-link/private-endpoint-dns
 */
export function privateZoneOf(registry: Registry): string {
  return `privatelink.${splitHost(registry).domain}`;
}

function splitHost({ loginServer }: Registry) {
  const domain = loginServer.split('.').slice(-2).join('.');
  return { domain, label: loginServer.slice(0, -domain.length - 1) };
}

/** A zone that can answer for a registry, and the registry's record there. */
interface ZonePlace {
  readonly zone: string;
  readonly record: string;
  /** True if the registry's public name leads to this zone, which needs a private endpoint of the registry. */
  readonly isPrivateLink: boolean;
}

/** The most specific zone answers first. The public answer leads on to a name in `privatelink.…`. */
function zonePlacesOf(registry: Registry): readonly ZonePlace[] {
  const { domain, label } = splitHost(registry);
  const privateLink = `privatelink.${domain}`;
  return [
    { zone: registry.loginServer, record: '@', isPrivateLink: false },
    { zone: domain, record: label, isPrivateLink: false },
    { zone: `${label}.${privateLink}`, record: '@', isPrivateLink: true },
    { zone: privateLink, record: label, isPrivateLink: true },
  ];
}

interface FoundZone {
  readonly place: ZonePlace;
  readonly zone: LinkedZone;
  readonly link: DnsLink;
}

/** The zone that answers for the registry in this network. A network is linked to at most one zone of a name. */
function linkedZoneOf(registry: Registry, networkId: string, map: AccessMap): FoundZone | undefined {
  for (const place of zonePlacesOf(registry)) {
    if (place.isPrivateLink && registry.privateEndpoints?.length === 0) continue;
    for (const zone of map.zonesNamed(place.zone)) {
      const link = zone.links.get(idKey(networkId));
      if (link) return { place, zone, link };
    }
  }
  return undefined;
}

/** Returns whether a zone that answers for the registry is linked to the network, by the links that were read. */
export function isLinked(registry: Registry, networkId: string, map: AccessMap): Truth {
  if (linkedZoneOf(registry, networkId, map)) return 'yes';
  return map.gapFor('privateDnsZones', '/') ? 'unknown' : 'no';
}

/**
 * Azure's own DNS asks the zones that are linked to the network, then the forwarding rulesets that are, then public
 * DNS. The owner's own servers answer as they are configured: their forwarding is not read.
 * https://learn.microsoft.com/azure/dns/dns-private-resolver-overview
 */
export function resolve(
  registry: Registry,
  networkId: string,
  endpoints: readonly Endpoint[],
  map: AccessMap,
): Resolution {
  const name = inBackticks(lastSegment(networkId));
  const zone = privateZoneOf(registry);
  const network = map.networkById(networkId);
  if (!network) return { to: 'unknown', why: t('the DNS servers of {0} were not read', name) };
  if (network.dnsServers.length > 0) {
    return { to: 'unknown', why: t('{0} uses DNS servers of its own, whose answers are not read', name) };
  }
  const found = linkedZoneOf(registry, networkId, map);
  if (found) return byRecord(found, networkId, endpoints, map);
  if (map.gapFor('privateDnsZones', '/')) {
    return { to: 'unknown', why: t('the links of `{0}` were not all read', zone) };
  }
  const forwarded = forwardedBy(registry, networkId, map);
  if (forwarded !== undefined) return { to: 'unknown', why: forwarded };
  if (map.gapFor('dnsForwardingRulesets', '/')) {
    return { to: 'unknown', why: t('the forwarding rulesets of {0} were not all read', name) };
  }
  return { to: 'public', why: t('the zone `{0}` is not linked to {1}', zone, name) };
}

/**
 * The records of a zone decide, not its link. One zone holds the record of the endpoint that was made last.
 * https://learn.microsoft.com/azure/private-link/private-endpoint-dns
 */
function byRecord(
  { place: { zone, record, isPrivateLink }, zone: { id }, link }: FoundZone,
  networkId: string,
  endpoints: readonly Endpoint[],
  map: AccessMap,
): Resolution {
  const name = inBackticks(lastSegment(networkId));
  const addresses = map.recordIn(id, record);
  if (addresses === undefined) {
    const why = t('the zone `{0}` is linked to {1}, and its record `{2}` was not read', zone, name, record);
    return { to: 'unknown', why };
  }
  if (addresses.length === 0) {
    const why = t('the zone `{0}` is linked to {1}, and has no record `{2}`', zone, name, record);
    // https://learn.microsoft.com/azure/dns/private-dns-fallback
    return isPrivateLink && link.fallsBack ? { to: 'public', why } : { to: 'nothing', zoneId: id, why };
  }
  const why = t('the zone `{0}` is linked to {1}, with its record for the registry', zone, name);
  const endpoint = endpointWith(addresses, endpoints, map);
  if (endpoint) return { to: 'endpoint', endpoint, why };
  const listed = addresses.join(', ');
  return {
    to: 'unknown',
    why: t('{0}, and {1} is not known to be an address of a private endpoint of it', why, listed),
  };
}

/** If the addresses of the only endpoint were not read, the record counts as its own. */
function endpointWith(
  addresses: readonly string[],
  endpoints: readonly Endpoint[],
  map: AccessMap,
): Endpoint | undefined {
  const hasAll = (endpoint: Endpoint, answers: readonly Truth[]) =>
    addresses.every(address => answers.includes(hasAddress(endpoint, address, map)));
  const accepted: readonly Truth[] = endpoints.length === 1 ? ['yes', 'unknown'] : ['yes'];
  return endpoints.find(endpoint => hasAll(endpoint, accepted));
}

/** Why a forwarding ruleset may answer in place of public DNS. Undefined: none that was read does. */
export function forwardedBy(registry: Registry, networkId: string, map: AccessMap): string | undefined {
  const name = inBackticks(lastSegment(networkId));
  const ruleset = map.rulesetsLinkedTo(networkId).find(each => mayForward(each, registry));
  const rulesetName = ruleset && lastSegment(ruleset.id);
  return (
    rulesetName &&
    t('the forwarding ruleset `{0}` is linked to {1}, and its DNS servers are not asked', rulesetName, name)
  );
}

function mayForward({ rules }: LinkedRuleset, registry: Registry): boolean {
  const names = zonePlacesOf(registry).map(({ zone, record }) => (record === '@' ? zone : `${record}.${zone}`));
  const covers = (domain: string) =>
    domain === '' || names.some(name => name === domain || name.endsWith(`.${domain}`));
  return rules.length === 0 || rules.some(({ enabled, domain }) => enabled && covers(domain));
}
