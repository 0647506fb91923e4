import { lastSegment, resourceGroupOf, subscriptionOf } from '../../access/ids.ts';
import type { AccessMap, Registry } from '../../access/map.ts';
import type { Command, Fix } from '../../model/fix.ts';
import { allOf, inBackticks, t } from '../../model/l10n.ts';
import { endpointsOf } from '../network/endpoints.ts';
import { reaches } from '../network/reach.ts';
import { privateZoneOf } from '../network/resolution.ts';
import { azCommand, azureFix } from './fix.ts';

/**
 * Lets the addresses through the registry's firewall, with rules for exactly these.
 * https://learn.microsoft.com/azure/container-registry/container-registry-access-selected-networks
 */
export function allowAddresses(registry: Registry, addresses: readonly string[]): readonly Fix[] {
  if (addresses.length === 0) return [];
  const { subscription, name } = registry;
  const commands = addresses.map(address =>
    azCommand('acr network-rule add', { subscription, name, 'ip-address': address }),
  );
  const title =
    addresses.length === 1
      ? t('Allow {0} in the firewall of `{1}`', addresses[0] ?? '', name)
      : t('Allow {0} addresses in the firewall of `{1}`', addresses.length, name);
  return [
    azureFix({
      title,
      kind: 'networkRule',
      commands,
      network: [{ kind: 'addresses', registryId: registry.id, addresses }],
    }),
  ];
}

/**
 * Links the private zone to the networks. Then the registry's name leads to its endpoint there.
 *
 * If no zone was seen at all, one is made beside the endpoint that the networks reach. The endpoint's zone group writes
 * the records into a new zone, or into one without a record of the registry. The order is zone, link, zone group, since
 * each needs the one before. With several endpoints, a person has to decide to which of them a name leads.
 * https://learn.microsoft.com/azure/container-registry/container-registry-private-link,
 * https://learn.microsoft.com/azure/private-link/private-endpoint-dns-integration
 */
export function linkZone(registry: Registry, networkIds: readonly string[], map: AccessMap): readonly Fix[] {
  const zone = privateZoneOf(registry);
  const networks = allOf(networkIds.map(networkId => inBackticks(lastSegment(networkId))));
  if (networkIds.length === 0) return [];
  const seen = zoneToLink(registry, map);
  const isEmpty = seen !== undefined && map.recordIn(seen.id, recordOf(registry))?.length === 0;
  if (seen && !isEmpty) {
    const title = t('Link `{0}` to {1}', zone, networks);
    const network = [{ kind: 'zone', zoneId: seen.id, networkIds, record: undefined } as const];
    return [azureFix({ title, kind: 'dnsLink', commands: linksOf(zone, seen.id, networkIds), network })];
  }
  const [endpoint, ...more] = endpointsOf(registry, map).flatMap(({ id: endpointId, networkId }) =>
    endpointId && networkIds.some(id => reaches(id, networkId, map) === 'yes') ? [endpointId] : [],
  );
  if (!endpoint || more.length > 0) return [];
  const zoneId = seen?.id ?? zoneBeside(zone, endpoint);
  const commands = [
    ...(seen ? [] : [makeZone(zone, endpoint)]),
    ...linksOf(zone, zoneId, networkIds),
    zoneGroup(zoneId, endpoint),
  ];
  const title = seen
    ? t('Link `{0}` to {1}, and add the records of `{2}` to it', zone, networks, lastSegment(endpoint))
    : t('Create `{0}` and link it to {1}', zone, networks);
  const record = recordFor(registry, endpoint, map);
  const network = [{ kind: 'zone', zoneId, networkIds, record } as const];
  return [azureFix({ title, kind: 'dnsLink', commands, network })];
}

/** Prefers the zone that has the registry's record. The zone stays in its own resource group. */
function zoneToLink(registry: Registry, map: AccessMap): { readonly id: string } | undefined {
  const zones = map.zonesNamed(privateZoneOf(registry));
  return zones.find(({ id }) => (map.recordIn(id, recordOf(registry))?.length ?? 0) > 0) ?? zones[0];
}

/** The record that the zone group of an endpoint writes for a registry. */
function recordFor(registry: Registry, endpointId: string, map: AccessMap) {
  const addresses = map.privateEndpointById(endpointId)?.addresses ?? [];
  return { name: recordOf(registry), addresses: addresses.length === 0 ? undefined : addresses };
}

function recordOf(registry: Registry): string {
  return registry.loginServer.split('.').slice(0, -2).join('.');
}

/** Makes the zone group of the only endpoint write its records into a zone that lacks them. */
export function fillZone(registry: Registry, zoneIds: readonly string[], map: AccessMap): readonly Fix[] {
  const [endpoint, ...more] = endpointsOf(registry, map).flatMap(({ id }) => id ?? []);
  const zones = zoneIds.filter(id => lastSegment(id).toLowerCase() === privateZoneOf(registry));
  if (!endpoint || more.length > 0 || zones.length === 0) return [];
  const title = t('Add the records of `{0}` to `{1}`', lastSegment(endpoint), privateZoneOf(registry));
  const record = recordFor(registry, endpoint, map);
  return [
    azureFix({
      title,
      kind: 'dnsLink',
      commands: zones.map(id => zoneGroup(id, endpoint)),
      network: zones.map(zoneId => ({ kind: 'zone', zoneId, networkIds: [], record })),
    }),
  ];
}

/** The subscription and the resource group of a resource, as options. */
function groupOf(id: string) {
  return { subscription: subscriptionOf(id) ?? '', 'resource-group': resourceGroupOf(id) ?? '' };
}

/**
 * The commands that make a zone and a link send `If-None-Match: *`, and fail if it exists: so the script asks first. A
 * zone of this name may be in another group of the subscription, unlinked and unseen. A second one would split its
 * records. https://github.com/Azure/azure-cli/blob/dev/src/azure-cli/azure/cli/command_modules/privatedns/custom.py
 */
function makeZone(zone: string, endpointId: string): Command {
  const { subscription } = groupOf(endpointId);
  return {
    ...azCommand('network private-dns zone create', { ...groupOf(endpointId), name: zone }),
    unless: azCommand('network private-dns zone list', { subscription, ...onlyNamed(zone) }),
  };
}

function linksOf(zone: string, besideId: string, networkIds: readonly string[]): readonly Command[] {
  const where = { ...groupOf(besideId), 'zone-name': zone };
  return networkIds.map(networkId => {
    const name = linkNameOf(networkId);
    const options = { ...where, name, 'virtual-network': networkId, 'registration-enabled': 'false' };
    return {
      ...azCommand('network private-dns link vnet create', options),
      unless: azCommand('network private-dns link vnet list', { ...where, ...onlyNamed(name) }),
    };
  });
}

function zoneBeside(zone: string, endpointId: string): string {
  const group = groupOf(endpointId);
  return `/subscriptions/${group.subscription}/resourceGroups/${group['resource-group']}/providers/Microsoft.Network/privateDnsZones/${zone}`;
}

/** An endpoint has at most one zone group. If there is one, a person has to look at it. */
function zoneGroup(zoneId: string, endpointId: string): Command {
  const where = { ...groupOf(endpointId), 'endpoint-name': lastSegment(endpointId) };
  const options = { ...where, name: 'default', 'zone-name': 'registry', 'private-dns-zone': zoneId };
  return {
    ...azCommand('network private-endpoint dns-zone-group create', options),
    unless: azCommand('network private-endpoint dns-zone-group list', { ...where, query: '[].name', output: 'tsv' }),
  };
}

/** Prints the resources with this name. The name is one of ours, and holds no quotes. */
function onlyNamed(name: string) {
  return { query: `[?name=='${name}'].name`, output: 'tsv' };
}

/**
 * Networks of several resource groups often share a name. So the link's name carries a digest of the whole id. A name
 * may have 80 of these characters: resource-name-rules of Azure, privateDnsZones/virtualNetworkLinks.
 */
function linkNameOf(networkId: string): string {
  let digest = 0x811c9dc5; // FNV-1a
  for (const character of networkId.toLowerCase()) {
    digest = Math.imul(digest ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  const name = lastSegment(networkId)
    .replaceAll(/[^\w.-]/g, '-')
    .slice(0, 64);
  return `link-${name}-${digest.toString(16).padStart(8, '0')}`;
}
