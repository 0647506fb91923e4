import { lastSegment } from '../../access/ids.ts';
import type { AccessMap } from '../../access/map.ts';
import type { Route, SecurityRule, Subnet } from '../../access/networks.ts';
import { t } from '../../model/l10n.ts';
import type { Truth } from '../../model/truth.ts';
import { blockFrom, type CidrBlock, coverage } from './cidr.ts';
import { networkOf } from './vantage.ts';

/** The other end of an HTTPS connection: the registry's public address, or a private endpoint in a network. */
type Destination = 'internet' | 'network';

/**
 * Why it is not known whether a subnet's traffic to the internet passes. A route may lead it through an appliance or a
 * gateway, or a security group may deny it. The rules of an appliance are not read.
 * https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview,
 * https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview
 */
export function detourOf(subnet: Subnet, map: AccessMap): string | undefined {
  return routedAway(subnet, map) ?? heldBack(subnet, 'internet', map);
}

/** The same for traffic to a private endpoint, whose own route is more specific than those of a route table. */
export function heldBackInside(subnet: Subnet, map: AccessMap): string | undefined {
  return heldBack(subnet, 'network', map);
}

/**
 * Routes that a gateway learns may lead traffic to the internet elsewhere. They win over a NAT gateway and a load
 * balancer. https://learn.microsoft.com/azure/nat-gateway/nat-gateway-resource
 */
export function learnsRoutes(subnet: Subnet, map: AccessMap): boolean {
  const table = subnet.routeTableId === undefined ? undefined : map.routeTableById(subnet.routeTableId);
  const networkId = networkOf(subnet.id);
  return !table?.ignoresGateways && networkId !== undefined && usesGateway(networkId, map);
}

/**
 * Returns whether a network has a gateway, in a subnet that must have this name, or uses the gateway of a peered
 * network.
 * https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-about-vpn-gateway-settings#gwsub
 */
export function usesGateway(networkId: string, map: AccessMap): boolean {
  const network = map.networkById(networkId);
  if (!network) return false;
  const hasOwn = network.subnets.some(({ id }) => lastSegment(id).toLowerCase() === 'gatewaysubnet');
  return hasOwn || (network.peerings ?? []).some(peering => peering.connected && peering.usesRemoteGateway);
}

function routedAway({ routeTableId }: Subnet, map: AccessMap): string | undefined {
  if (routeTableId === undefined) return undefined;
  const routes = map.routeTableById(routeTableId)?.routes;
  const name = lastSegment(routeTableId);
  if (!routes) return t('the route table `{0}`, which may route its traffic elsewhere, was not read', name);
  const away = routes.find(leadsAway);
  return away && t('the route table `{0}` routes {1} elsewhere ({2})', name, away.prefix, away.nextHop);
}

/** Clusters with kubenet have a route table with routes to their pods, which are private. */
function leadsAway({ prefix, nextHop }: Route): boolean {
  return nextHop !== 'internet' && !isPrivate(prefix);
}

/** https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview#default */
const privateBlocks: readonly CidrBlock[] = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'].flatMap(
  block => blockFrom(block) ?? [],
);

function isPrivate(prefix: string): boolean {
  if (prefix.includes(':')) return true; // registries answer over IPv4
  const block = blockFrom(prefix);
  return block !== undefined && coverage(block, privateBlocks) === 'all';
}

function heldBack({ securityGroupId }: Subnet, to: Destination, map: AccessMap): string | undefined {
  if (securityGroupId === undefined) return undefined;
  const rules = map.securityGroupById(securityGroupId)?.outbound;
  const name = lastSegment(securityGroupId);
  if (!rules) return t('the network security group `{0}` was not read', name);
  return letsOut(rules, to) ? undefined : t('the network security group `{0}` may deny its traffic', name);
}

/**
 * Returns whether rules surely let traffic out. The first rule that matches decides, so one that may match must not
 * deny. After all of them, Azure's own rules let out traffic to the internet and to networks.
 */
function letsOut(rules: readonly SecurityRule[], to: Destination): boolean {
  for (const rule of rules) {
    const matches = matchOf(rule, to);
    if (matches !== 'no' && !rule.allows) return false;
    if (matches === 'yes') return true;
  }
  return true;
}

function matchOf({ protocol, ports, destinations, sources }: SecurityRule, to: Destination): Truth {
  if (protocol !== '*' && protocol !== 'tcp') return 'no';
  if (ports.length > 0 && !ports.some(coversHttps)) return 'no';
  const answers = destinations.map(destination =>
    to === 'internet' ? isInternet(destination) : isInside(destination),
  );
  if (destinations.length > 0 && answers.every(answer => answer === 'no')) return 'no';
  const isWhole = sources.some(source => /^(\*|virtualnetwork)$/i.test(source));
  return answers.includes('yes') && isWhole ? 'yes' : 'unknown';
}

function coversHttps(range: string): boolean {
  const [from = '', to = from] = range.split('-');
  return range === '*' || (Number(from) <= 443 && Number(to) >= 443);
}

/** The tag of registries alone excludes the hosts of layers and of tokens. */
function isInternet(destination: string): Truth {
  if (/^(\*|0\.0\.0\.0\/0|internet|azurecloud)$/i.test(destination)) return 'yes';
  if (/^(azurecontainerregistry|azurecloud|storage|azureactivedirectory)\b/i.test(destination)) return 'unknown';
  return blockFrom(destination) && !isPrivate(destination) ? 'unknown' : 'no';
}

function isInside(destination: string): Truth {
  if (/^(\*|0\.0\.0\.0\/0|virtualnetwork)$/i.test(destination)) return 'yes';
  return blockFrom(destination) && isPrivate(destination) ? 'unknown' : 'no';
}
