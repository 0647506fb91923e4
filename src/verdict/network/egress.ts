import { lastSegment } from '../../access/ids.ts';
import type { AccessMap, Cluster, Runtime, Site } from '../../access/map.ts';
import { inBackticks, t } from '../../model/l10n.ts';
import { type Truth, truthOf } from '../../model/truth.ts';
import { blockFrom } from './cidr.ts';
import { networkOf, type Vantage } from './vantage.ts';
import { detourOf, learnsRoutes } from './wayOut.ts';

/** The public addresses that a runtime's traffic leaves from. */
export interface Egress {
  /** IPv4 addresses, or blocks of them (`20.61.4.0/28`). Complete unless `unseen` is set. */
  readonly addresses: readonly string[];
  /** Addresses that include those in use, or that may replace those above. */
  readonly possible?: readonly string[] | undefined;
  /** Why other addresses are possible. Undefined: there are no others. */
  readonly unseen: string | undefined;
  /** Traffic to the internet is possible. */
  readonly leaves: Truth;
}

function unseen(why: string, addresses: readonly string[] = []): Egress {
  return { addresses: addresses.filter(isIpv4), unseen: why, leaves: 'yes' };
}

/**
 * A registry answers over IPv4 unless its dual stack is on, a preview. So a runtime's second, IPv6 address has no
 * effect. https://learn.microsoft.com/azure/container-registry/container-registry-ipv6-dual-stack
 */
function isIpv4(address: string): boolean {
  return blockFrom(address) !== undefined;
}

function all(addresses: readonly string[]): Egress {
  const known = addresses.filter(isIpv4);
  return known.length > 0
    ? { addresses: known, unseen: undefined, leaves: 'yes' }
    : unseen(t('Azure lists no IPv4 address for it'));
}

/** `vantage`: where the runtime is, seen from inside Azure. */
export function egressOf(runtime: Runtime | undefined, vantage: Vantage, map: AccessMap): Egress {
  if (!runtime) return unseen(t('the address that its traffic leaves from is not known'));
  if (runtime.kind === 'aks') return ofCluster(runtime, map);
  if (runtime.kind === 'containerGroup')
    return unseen(t('Azure does not list the outbound address of a container group'));
  const { outboundIps } = runtime;
  if (vantage.kind === 'unknown') return unseen(vantage.why, outboundIps);
  const subnetId = vantage.kind === 'networks' ? vantage.places[0]?.subnetId : undefined;
  if (runtime.kind === 'site')
    return subnetId === undefined ? ofSite(runtime) : throughSubnet(subnetId, fromStated(undefined), map);
  const own = fromStated(outboundIps);
  // https://learn.microsoft.com/azure/container-apps/networking#environment-selection
  const countsNatGateway = truthOf(map.environmentById(runtime.environmentId)?.hasWorkloadProfiles);
  return subnetId === undefined ? own : throughSubnet(subnetId, own, map, countsNatGateway);
}

/**
 * Returns the addresses in use and, as a superset, those that a site may use when it is scaled.
 * https://learn.microsoft.com/azure/app-service/overview-inbound-outbound-ips
 */
function ofSite({ outboundIps, possibleOutboundIps }: Site): Egress {
  const possible = possibleOutboundIps?.filter(isIpv4) ?? [];
  if (outboundIps || possible.length === 0) return { ...fromStated(outboundIps), possible };
  return { addresses: [], possible, unseen: undefined, leaves: 'yes' };
}

function fromStated(addresses: readonly string[] | undefined): Egress {
  return addresses ? all(addresses) : unseen(t('its outbound addresses were not read'));
}

/**
 * The customer's own subnet may send its traffic elsewhere. A NAT gateway replaces the stated addresses. Before that, a
 * route, a gateway or a security group may redirect or stop the traffic.
 */
function throughSubnet(subnetId: string, stated: Egress, map: AccessMap, countsNatGateway: Truth = 'yes'): Egress {
  const subnet = map.subnetById(subnetId);
  const hidden = (why: string): Egress => ({ ...stated, unseen: stated.unseen ?? why });
  if (!subnet) return hidden(t('its subnet was not read, and a route table there may send its traffic elsewhere'));
  const detour = detourOf(subnet, map);
  if (detour !== undefined) return { ...stated, unseen: detour, leaves: 'unknown' };
  if (learnsRoutes(subnet, map)) {
    return hidden(t('`{0}` uses a gateway, whose routes were not read', lastSegment(networkOf(subnetId) ?? '')));
  }
  if (subnet.natGatewayId === undefined || countsNatGateway === 'no') return stated;
  if (countsNatGateway === 'yes') return ofNatGateway(subnet.natGatewayId, map);
  return hidden(t('whether its environment has workload profiles, so that its NAT gateway counts, was not read'));
}

function ofCluster(cluster: Cluster, map: AccessMap): Egress {
  if (cluster.httpsProxy !== undefined) return unseen(t('its nodes reach the internet through a proxy'));
  const own = byOutboundType(cluster, map);
  const { nodePools } = cluster;
  return nodePools.length === 0
    ? withNodeAddresses(own, undefined)
    : together(nodePools.map(pool => ofPool(pool, own, map)));
}

/**
 * "NAT gateway takes precedence over … a load balancer, instance-level public IP addresses", with any `outboundType`.
 * https://learn.microsoft.com/azure/nat-gateway/nat-overview
 */
function ofPool({ subnetId, nodePublicIps }: Cluster['nodePools'][number], own: Egress, map: AccessMap): Egress {
  const withoutGateway = withNodeAddresses(own, nodePublicIps);
  return subnetId === undefined || own.leaves === 'no' ? withoutGateway : throughSubnet(subnetId, withoutGateway, map);
}

function withNodeAddresses(own: Egress, nodePublicIps: boolean | undefined): Egress {
  if (nodePublicIps === false) return own;
  if (nodePublicIps)
    return unseen(t('its nodes have public addresses of their own, which were not read'), own.addresses);
  const why = t('its setting for public addresses of nodes was not read');
  return { ...own, unseen: own.unseen ?? why, leaves: own.leaves === 'no' ? 'unknown' : own.leaves };
}

/** A pod may run on any of the node pools. */
function together(pools: readonly Egress[]): Egress {
  const leaves = new Set(pools.map(pool => pool.leaves));
  const [only = 'unknown', ...others] = leaves;
  return {
    addresses: [...new Set(pools.flatMap(pool => pool.addresses))],
    unseen: pools.find(pool => pool.unseen !== undefined)?.unseen,
    leaves: others.length === 0 ? only : 'unknown',
  };
}

/** https://learn.microsoft.com/azure/aks/egress-outboundtype */
function byOutboundType(cluster: Cluster, map: AccessMap): Egress {
  switch (cluster.outboundType?.toLowerCase()) {
    case 'userdefinedrouting': {
      const why = t('its traffic leaves through a route of its own network (userDefinedRouting)');
      return { addresses: [], unseen: why, leaves: 'unknown' };
    }
    case 'userassignednatgateway':
      return unseen(t('the NAT gateway of its network was not read'));
    case 'block':
      return { addresses: [], unseen: undefined, leaves: 'no' };
    case 'none': {
      const why = t(
        'AKS sets up no outbound connection for it (outbound type none), and how its network connects was not read',
      );
      return { addresses: [], unseen: why, leaves: 'unknown' };
    }
    default:
      // loadBalancer, managedNATGateway, or an API older than all other types, which states none. Azure lists the
      // addresses in effect.
      return cluster.egressIpIds
        ? ofPublicIps(cluster.egressIpIds, map)
        : unseen(t('its outbound addresses were not read'));
  }
}

function ofNatGateway(id: string, map: AccessMap): Egress {
  const gateway = map.natGatewayById(id);
  return gateway
    ? ofPublicIps(gateway.addressIds, map)
    : unseen(t('the addresses of its NAT gateway were not all read'));
}

/** Ids of single addresses, or of blocks of them. Azure lists both in the same places. */
function ofPublicIps(ids: readonly string[], map: AccessMap): Egress {
  if (ids.length === 0) return unseen(t('Azure lists no outbound address for it'));
  const found = ids.map(id => map.publicAddressOf(id));
  const addresses = found.flatMap(address => address ?? []);
  if (addresses.length < found.length) {
    const missing = ids.filter((_, i) => found[i] === undefined).map(id => inBackticks(lastSegment(id)));
    return unseen(t('the address of {0} was not read', missing.join(', ')), addresses);
  }
  return all(addresses);
}
