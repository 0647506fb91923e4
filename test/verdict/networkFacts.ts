// Network resources as Azure returns them, for the tables of the network.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Puller } from '../../src/model/verdict.ts';
import type { Workload } from '../../src/model/workload.ts';
import { networkResult } from '../../src/verdict/network/network.ts';
import { cluster, group, mapOf, pod, reference, registry, resourceId } from './facts.ts';

type Json = Readonly<Record<string, unknown>>;

const network = (kind: string, name: string): string => resourceId(`Microsoft.Network/${kind}`, name);
export const networkId = (name: string): string => network('virtualNetworks', name);
export const subnetId = (of: string, name = 'nodes'): string => `${networkId(of)}/subnets/${name}`;
export const endpointId = (name: string): string => network('privateEndpoints', name);
const ipId = (name: string): string => network('publicIPAddresses', name);
export const gatewayId = (name: string): string => network('natGateways', name);

function resource(id: string, type: string, properties: Json): Json {
  return { id, type: `Microsoft.Network/${type}`, properties };
}

export function publicIp(name: string, ipAddress?: string): Json {
  return resource(ipId(name), 'publicIPAddresses', ipAddress === undefined ? {} : { ipAddress });
}

export function natGateway(name: string, ips: readonly string[], prefixes: readonly string[] = []): Json {
  const publicIpAddresses = ips.map(ip => ({ id: ipId(ip) }));
  const publicIpPrefixes = prefixes.map(id => ({ id }));
  return resource(gatewayId(name), 'natGateways', { publicIpAddresses, publicIpPrefixes });
}

/** A network with one subnet, `nodes`, peered with others by their names. */
export function virtualNetwork(
  name: string,
  peers: readonly string[] = [],
  more: { readonly subnet?: Json; readonly dnsServers?: readonly string[]; readonly state?: string } = {},
): Json {
  return resource(networkId(name), 'virtualNetworks', {
    dhcpOptions: { dnsServers: more.dnsServers ?? [] },
    subnets: [{ id: subnetId(name), properties: more.subnet ?? {} }],
    virtualNetworkPeerings: peers.map(peer => ({
      properties: { peeringState: more.state ?? 'Connected', remoteVirtualNetwork: { id: networkId(peer) } },
    })),
  });
}

export function privateEndpoint(name: string, inNetwork: string): Json {
  return resource(endpointId(name), 'privateEndpoints', { subnet: { id: subnetId(inNetwork, 'endpoints') } });
}

export function zoneLink(toNetwork: string, zone = 'privatelink.azurecr.io'): Json {
  const id = `${network('privateDnsZones', zone)}/virtualNetworkLinks/link-${toNetwork}`;
  return resource(id, 'privateDnsZones/virtualNetworkLinks', { virtualNetwork: { id: networkId(toNetwork) } });
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

/** A cluster that goes out through a load balancer with these addresses; without a subnet it has AKS's own network. */
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

export interface NetworkRow {
  readonly why: string;
  /** Of the registry. */
  readonly properties: Json;
  readonly sku?: string | null;
  readonly resources?: readonly Json[];
  /** Undefined: a runtime that only the manifest names. */
  readonly runtime?: string | undefined;
  readonly workload?: Workload;
  readonly facts?: Json;
  readonly expected: string;
}

/** One test for each row, by what comes of the network alone. */
export function testRows(rows: readonly NetworkRow[]): void {
  for (const { why, properties, sku = 'Premium', resources = [], runtime, workload, facts, expected } of rows) {
    test(`network: ${why} → ${expected}`, () => {
      const shop = registry('shop', properties, { sku: sku === null ? null : { name: sku } });
      const map = mapOf({ resources: [shop, ...resources], ...facts });
      const [found] = map.registries;
      const at = runtime === undefined ? undefined : map.runtimeById(runtime);
      assert.ok(found && (runtime === undefined || at));
      const image = reference('shop.azurecr.io/web:1', workload ?? pod());
      const conclusion = networkResult({ registry: found, reference: image, runtime: at, map }, pullerOf(workload));
      const { outcome, cause, evidence } = conclusion;
      assert.equal(cause === null ? outcome : `${outcome} ${cause}`, expected);
      assert.ok(evidence.length > 0);
      const settled = outcome === 'unknown' ? ['not-read'] : ['grants', 'denies', 'missing'];
      assert.ok(evidence.some(({ effect }) => settled.includes(effect)));
    });
  }
}

/** Who pulls, as far as the network asks: whether a container group does with an identity. */
function pullerOf(workload: Workload | undefined): Puller | null {
  if (workload?.platform !== 'containerGroup') return null;
  const credential = workload.registries?.[0]?.identity === undefined ? 'registryToken' : 'managedIdentity';
  return { objectId: undefined, clientId: undefined, name: 'group', why: '', credential };
}
