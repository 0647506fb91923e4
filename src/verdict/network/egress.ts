import { idKey, lastSegment } from '../../access/ids.ts';
import type { AccessMap, Cluster, Runtime, Site } from '../../access/map.ts';
import { inBackticks, t } from '../../model/l10n.ts';
import { blockFrom } from './cidr.ts';
import type { Vantage } from './vantage.ts';

/** The public addresses that a runtime's traffic leaves from. */
export interface Egress {
  /** IPv4 addresses, or blocks of them (`20.61.4.0/28`); all of them, unless `unseen` says otherwise. */
  readonly addresses: readonly string[];
  /** Addresses of which some are in use, or come into use in place of those above. */
  readonly possible?: readonly string[] | undefined;
  /** Why other addresses are possible; undefined: there are no others. */
  readonly unseen: string | undefined;
  /** Whether anything leaves to the internet at all. */
  readonly leaves: 'yes' | 'no' | 'unknown';
}

function unseen(why: string, addresses: readonly string[] = []): Egress {
  return { addresses: addresses.filter(isIpv4), unseen: why, leaves: 'yes' };
}

/**
 * A registry answers over IPv4 unless its dual stack is on, a preview; so a second, IPv6 address of a runtime plays no part.
 * https://learn.microsoft.com/azure/container-registry/container-registry-ipv6-dual-stack
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
    return subnetId === undefined ? ofSite(runtime) : throughSubnet(subnetId, undefined, map);
  return subnetId === undefined ? fromStated(outboundIps) : throughSubnet(subnetId, outboundIps, map);
}

/**
 * Those in use, and those that a site may come to use when it is scaled: a superset.
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
 * A subnet of the customer's own may route its traffic elsewhere: a NAT gateway replaces the stated addresses, and what a
 * route table does is not read.
 */
function throughSubnet(subnetId: string, stated: readonly string[] | undefined, map: AccessMap): Egress {
  const subnet = map.subnetById(subnetId);
  if (!subnet)
    return unseen(t('its subnet was not read, and a route table there may send its traffic elsewhere'), stated);
  if (subnet.routeTableId !== undefined) {
    return unseen(t('the route table `{0}` may route its traffic elsewhere', lastSegment(subnet.routeTableId)), stated);
  }
  return subnet.natGatewayId === undefined ? fromStated(stated) : ofNatGateways([subnet.natGatewayId], map);
}

function ofCluster(cluster: Cluster, map: AccessMap): Egress {
  if (cluster.httpsProxy !== undefined) return unseen(t('its nodes reach the internet through a proxy'));
  const known = byOutboundType(cluster, map);
  const { nodePools } = cluster;
  if (nodePools.some(pool => pool.nodePublicIps)) {
    return unseen(t('its nodes have public addresses of their own, which were not read'), known.addresses);
  }
  if (nodePools.length > 0 && nodePools.every(pool => pool.nodePublicIps === false)) return known;
  const why = t('its setting for public addresses of nodes was not read');
  return { ...known, unseen: known.unseen ?? why, leaves: known.leaves === 'no' ? 'unknown' : known.leaves };
}

/** https://learn.microsoft.com/azure/aks/egress-outboundtype */
function byOutboundType(cluster: Cluster, map: AccessMap): Egress {
  switch (cluster.outboundType?.toLowerCase()) {
    case 'userdefinedrouting':
      return unseen(t('its traffic leaves through a route of its own network (userDefinedRouting)'));
    case 'userassignednatgateway': {
      const gateways = cluster.nodePools.map(pool => pool.subnetId && map.subnetById(pool.subnetId)?.natGatewayId);
      const ids = gateways.flatMap(id => id || []);
      if (ids.length < gateways.length) return unseen(t('the NAT gateway of its network was not read'));
      return ofNatGateways(ids, map);
    }
    case 'block':
      return { addresses: [], unseen: undefined, leaves: 'no' };
    case 'none': {
      const why = t(
        'AKS sets up no outbound connection for it (outbound type none), and how its network connects was not read',
      );
      return { addresses: [], unseen: why, leaves: 'unknown' };
    }
    default:
      // loadBalancer, managedNATGateway, or not stated: that is an API older than all the others. Azure lists what is
      // in effect.
      return cluster.egressIpIds
        ? ofPublicIps(cluster.egressIpIds, map)
        : unseen(t('its outbound addresses were not read'));
  }
}

function ofNatGateways(ids: readonly string[], map: AccessMap): Egress {
  const distinct = [...new Set(ids.map(idKey))];
  const gateways = distinct.map(id => map.natGatewayById(id));
  const addresses = ofPublicIps(
    gateways.flatMap(gateway => gateway?.addressIds ?? []),
    map,
  );
  if (gateways.includes(undefined)) {
    return unseen(t('the addresses of its NAT gateway were not all read'), addresses.addresses);
  }
  return addresses;
}

/** Single addresses, or blocks of them: both are named by their ids in the same places. */
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
