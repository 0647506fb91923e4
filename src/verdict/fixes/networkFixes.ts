import { lastSegment, resourceGroupOf, subscriptionOf } from '../../access/ids.ts';
import type { AccessMap, Registry } from '../../access/map.ts';
import type { Fix } from '../../model/fix.ts';
import { privateZoneOf } from '../network/privatePath.ts';
import { az, azureFix } from './fix.ts';

/**
 * Lets the addresses through the registry's firewall, as rules and nothing wider.
 * https://learn.microsoft.com/azure/container-registry/container-registry-access-selected-networks
 */
export function allowAddresses(registry: Registry, addresses: readonly string[]): readonly Fix[] {
  if (addresses.length === 0) return [];
  const { subscription, name } = registry;
  const commands = addresses.map(address => az('acr network-rule add', { subscription, name, 'ip-address': address }));
  const what = addresses.length === 1 ? (addresses[0] ?? '') : `${addresses.length} addresses`;
  return [azureFix({ title: `Allow ${what} in the firewall of \`${registry.name}\``, kind: 'networkRule', commands })];
}

/**
 * Links the private zone to the networks, so that the registry's name leads to its endpoint there. Only a zone that was
 * seen can be linked: its resource group is not to be guessed.
 * https://learn.microsoft.com/azure/container-registry/container-registry-private-link
 */
export function linkZone(registry: Registry, networkIds: readonly string[], map: AccessMap): readonly Fix[] {
  const zone = privateZoneOf(registry);
  const linkId = map.zoneNamed(zone)?.linkId;
  const group = linkId === undefined ? undefined : resourceGroupOf(linkId);
  if (linkId === undefined || group === undefined || networkIds.length === 0) return [];
  const commands = networkIds.map(networkId =>
    az('network private-dns link vnet create', {
      subscription: subscriptionOf(linkId) ?? registry.subscription,
      'resource-group': group,
      'zone-name': zone,
      name: `link-${lastSegment(networkId)}`,
      'virtual-network': networkId,
      'registration-enabled': 'false',
    }),
  );
  const names = networkIds.map(networkId => `\`${lastSegment(networkId)}\``).join(' and ');
  return [azureFix({ title: `Link \`${zone}\` to ${names}`, kind: 'dnsLink', commands })];
}
