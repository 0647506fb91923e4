// Network resources as Azure returns them, for the tables of the network.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Puller } from '../../src/model/verdict.ts';
import type { Workload } from '../../src/model/workload.ts';
import { networkResult } from '../../src/verdict/network/network.ts';
import type { Traffic } from '../../src/verdict/network/vantage.ts';
import { withNetwork } from '../../src/verdict/reports/changedMap.ts';
import type { Result } from '../../src/verdict/result.ts';
import { type Json, resource } from '../azure/resources.ts';
import { cluster, group, mapOf, pod, reference, registry, resourceId } from './facts.ts';

const network = (kind: string, name: string): string => resourceId(`Microsoft.Network/${kind}`, name);
export const networkId = (name: string): string => network('virtualNetworks', name);
export const subnetId = (of: string, name = 'nodes'): string => `${networkId(of)}/subnets/${name}`;
export const endpointId = (name: string): string => network('privateEndpoints', name);
const ipId = (name: string): string => network('publicIPAddresses', name);
export const gatewayId = (name: string): string => network('natGateways', name);

export function publicIp(name: string, ipAddress?: string): Json {
  return resource(ipId(name), ipAddress === undefined ? {} : { ipAddress });
}

export function natGateway(name: string, ips: readonly string[], prefixes: readonly string[] = []): Json {
  const publicIpAddresses = ips.map(ip => ({ id: ipId(ip) }));
  const publicIpPrefixes = prefixes.map(id => ({ id }));
  return resource(gatewayId(name), { publicIpAddresses, publicIpPrefixes });
}

/** A network with one subnet, `nodes`, without service endpoints, peered with others by their names. */
export function virtualNetwork(
  name: string,
  peers: readonly string[] = [],
  more: {
    readonly subnet?: Json;
    readonly subnets?: readonly Json[];
    readonly dnsServers?: readonly string[];
    readonly state?: string;
    readonly peering?: Json;
  } = {},
): Json {
  const own = { id: subnetId(name), properties: { serviceEndpoints: [], ...more.subnet } };
  return resource(networkId(name), {
    dhcpOptions: { dnsServers: more.dnsServers ?? [] },
    subnets: [own, ...(more.subnets ?? [])],
    virtualNetworkPeerings: peers.map(peer => ({
      properties: {
        peeringState: more.state ?? 'Connected',
        remoteVirtualNetwork: { id: networkId(peer) },
        ...more.peering,
      },
    })),
  });
}

/** The subnet that endpoints of a network are in, with its addresses. */
export function endpointSubnet(of: string, addressPrefix: string, more: Json = {}): Json {
  return { id: subnetId(of, 'endpoints'), properties: { addressPrefix, serviceEndpoints: [], ...more } };
}

export const routesId = (name: string): string => network('routeTables', name);
export function routeTable(name: string, ...routes: readonly (readonly [prefix: string, nextHop: string])[]): Json {
  return resource(routesId(name), {
    disableBgpRoutePropagation: false,
    routes: routes.map(([addressPrefix, nextHopType]) => ({ properties: { addressPrefix, nextHopType } })),
  });
}

export const securityGroupId = (name: string): string => network('networkSecurityGroups', name);
/** With rules for outbound traffic over HTTPS, the first one first. */
export type SecurityRule = readonly [access: 'Allow' | 'Deny', destination: string, more?: Json];

export function securityGroup(name: string, ...rules: readonly SecurityRule[]): Json {
  return resource(securityGroupId(name), {
    securityRules: rules.map(([access, destinationAddressPrefix, more], i) => ({
      properties: {
        direction: 'Outbound',
        access,
        priority: 100 + i,
        protocol: 'Tcp',
        sourceAddressPrefix: '*',
        destinationAddressPrefix,
        destinationPortRange: '443',
        ...more,
      },
    })),
  });
}

/** A ruleset that is linked to a network, and forwards queries for a domain to servers of one's own. */
export function forwardingRuleset(toNetwork: string, domainName: string): readonly Json[] {
  const id = network('dnsForwardingRulesets', 'rules');
  return [
    resource(id, { dnsResolverOutboundEndpoints: [] }),
    resource(`${id}/virtualNetworkLinks/link-${toNetwork}`, {
      virtualNetwork: { id: networkId(toNetwork) },
    }),
    resource(`${id}/forwardingRules/rule`, {
      domainName,
      forwardingRuleState: 'Enabled',
    }),
  ];
}

/** A Virtual Network Manager that connects networks of these scopes. */
export function networkManager(...subscriptions: readonly string[]): Json {
  return resource(network('networkManagers', 'avnm'), {
    networkManagerScopes: { subscriptions: subscriptions.map(id => `/subscriptions/${id}`), managementGroups: [] },
    networkManagerScopeAccesses: ['Connectivity'],
  });
}

export function privateEndpoint(name: string, inNetwork: string): Json {
  return resource(endpointId(name), { subnet: { id: subnetId(inNetwork, 'endpoints') } });
}

export function zoneLink(toNetwork: string, zone = 'privatelink.azurecr.io', more: Json = {}): Json {
  const id = `${network('privateDnsZones', zone)}/virtualNetworkLinks/link-${toNetwork}`;
  return resource(id, { virtualNetwork: { id: networkId(toNetwork) }, ...more });
}

/** The address of the registry in a zone. None: the zone has no record of it. */
export function zoneRecord(
  addresses: readonly string[] = ['10.1.0.4'],
  zone = 'privatelink.azurecr.io',
  name = 'shop',
): Json {
  const id = `${network('privateDnsZones', zone)}/A/${name}`;
  return resource(id, { aRecords: addresses.map(ipv4Address => ({ ipv4Address })) });
}

/** A zone that is linked, with the registry's record in it. */
export function linkedZone(toNetwork: string, zone = 'privatelink.azurecr.io'): readonly Json[] {
  return [zoneLink(toNetwork, zone), zoneRecord(['10.1.0.4'], zone)];
}

/** The registry's side of private endpoints: each with the state of its connection. */
export function connections(...endpoints: readonly (readonly [name: string, status: string | undefined])[]): Json {
  return {
    privateEndpointConnections: endpoints.map(([name, status]) => ({
      properties: { privateEndpoint: { id: endpointId(name) }, privateLinkServiceConnectionState: { status } },
    })),
  };
}

export function rules(...values: readonly string[]): Json {
  return { networkRuleSet: { defaultAction: 'Deny', ipRules: values.map(value => ({ action: 'Allow', value })) } };
}

/** A cluster that goes out through a load balancer with these addresses. Without a subnet it has AKS's own network. */
export function aksWith(ips: readonly string[] | undefined, subnet?: string, more: Json = {}, pool: Json = {}): Json {
  const effectiveOutboundIPs = ips?.map(ip => ({ id: ipId(ip) }));
  return cluster('aks', {
    nodeResourceGroup: 'MC_shop',
    agentPoolProfiles: [
      {
        name: 'system',
        osType: 'Linux',
        enableNodePublicIP: false,
        ...(subnet === undefined ? {} : { vnetSubnetID: subnet }),
        ...pool,
      },
    ],
    networkProfile: { outboundType: 'loadBalancer', loadBalancerProfile: { effectiveOutboundIPs } },
    ...more,
  });
}

/** The network that AKS makes for a cluster without a subnet of the owner's own. */
export function managedNetwork(peers: readonly string[] = []): Json {
  const own = virtualNetwork('aks-vnet', peers);
  return { ...own, id: networkId('aks-vnet').replace(group, group.replace(/shop$/, 'MC_shop')) };
}

/** The registry behind the endpoint `pe` alone, and clusters in two networks. By default these are peered. */
export const closed: Json = { publicNetworkAccess: 'Disabled', ...connections(['pe', 'Approved']) };
export const pe = privateEndpoint('pe', 'hub');
export const inHub = aksWith(undefined, subnetId('hub'));
export const inSpoke = aksWith(undefined, subnetId('spoke'));
export const spoke = virtualNetwork('spoke', ['hub']);
export const alone = virtualNetwork('spoke');

// The outcomes of the tables, as `NetworkRow` expects them.
export const allowed = 'allowed';
export const firewall = 'denied network-firewall';
export const nowhere = 'denied network-private-only';
export const noDns = 'denied private-dns-missing';
export const unseen = 'unknown network-not-visible';

/** The network's result for the first runtime and the registry `shop`. */
export function networkOf(properties: Json, resources: readonly Json[]): Result {
  const map = mapOf({ resources: [registry('shop', properties), ...resources] });
  const [found] = map.registries;
  assert.ok(found);
  const image = reference('shop.azurecr.io/web:1');
  return networkResult({ registry: found, reference: image, runtime: map.runtimes[0], map, strict: false }, null);
}

export interface NetworkRow {
  readonly why: string;
  /** The registry's properties. */
  readonly properties: Json;
  readonly sku?: string | null;
  readonly resources?: readonly Json[];
  /** Undefined: a runtime that only the manifest names. */
  readonly runtime?: string | undefined;
  readonly workload?: Workload;
  readonly facts?: Json;
  /** Judged without assumptions. */
  readonly strict?: true;
  readonly expected: string;
}

/** One test for each row, by what comes of the network alone. */
export function testRows(rows: readonly NetworkRow[]): void {
  for (const row of rows) {
    const {
      why,
      properties,
      sku = 'Premium',
      resources = [],
      runtime,
      workload,
      facts,
      strict = false,
      expected,
    } = row;
    test(`network: ${why} → ${expected}`, () => {
      const shop = registry('shop', properties, { sku: sku === null ? null : { name: sku } });
      const map = mapOf({ resources: [shop, ...resources], ...facts });
      const [found] = map.registries;
      const at = runtime === undefined ? undefined : map.runtimeById(runtime);
      assert.ok(found && (runtime === undefined || at));
      const image = reference('shop.azurecr.io/web:1', workload ?? pod());
      const traffic = { registry: found, reference: image, runtime: at, map, strict };
      const conclusion = networkResult(traffic, pullerOf(workload));
      assertWaysOut(traffic, pullerOf(workload));
      const { outcome, cause, evidence } = conclusion;
      assert.equal(cause === null ? outcome : `${outcome} ${cause}`, expected);
      assert.ok(evidence.length > 0);
      const settled = outcome === 'unknown' ? ['not-read'] : ['grants', 'denies', 'missing'];
      assert.ok(evidence.some(({ effect }) => settled.includes(effect)));
    });
  }
}

/**
 * Each change that a denial offers helps: on a copy of the map with it made, the pull is not denied for the same
 * reason.
 */
export function assertWaysOut(traffic: Traffic, puller: Puller | null): void {
  const { cause, fixes = [] } = networkResult(traffic, puller);
  for (const { title, network } of fixes) {
    assert.notDeepEqual(network, [], title);
    const map = withNetwork(traffic.map, network);
    const registry = map.registryById(traffic.registry.id);
    assert.ok(registry);
    const after = networkResult({ ...traffic, registry, map }, puller);
    assert.ok(after.outcome !== 'denied' || after.cause !== cause, `${title}: ${after.outcome} ${after.why}`);
  }
}

/** The puller, for the questions of the network: whether a container group does with an identity. */
function pullerOf(workload: Workload | undefined): Puller | null {
  if (workload?.platform !== 'containerGroup') return null;
  const credential = workload.registries?.[0]?.identity === undefined ? 'registryToken' : 'managedIdentity';
  return { objectId: undefined, clientId: undefined, name: 'group', why: '', credential };
}
