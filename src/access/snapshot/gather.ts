import * as v from 'valibot';
import { idKey, segmentAfter } from '../ids.ts';
import type { Environment, Networks, Registry, Runtime, UserAssignedIdentity } from '../map.ts';
import * as arm from './arm.ts';
import type { Facts } from './facts.ts';
import {
  clusterFrom,
  containerAppFrom,
  containerGroupFrom,
  environmentFrom,
  registryFrom,
  resourceFrom,
  siteFrom,
} from './resources.ts';
import type { Shapes } from './shapes.ts';

type Gathered = Pick<Facts, 'registries' | 'runtimes' | 'identities' | 'environments' | 'networks'>;
type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer I)[] | undefined ? I[] : never };

const typed = v.looseObject({ id: v.string(), type: v.nullish(v.string()) });

/** Sorts a snapshot's resources by their type; types that say nothing about a pull are left out. */
export function gatherResources(shapes: Shapes, data: unknown): Gathered {
  const registries: Registry[] = [];
  const runtimes: Runtime[] = [];
  const identities: UserAssignedIdentity[] = [];
  const environments: Environment[] = [];
  const networks: Mutable<Networks> = {
    publicIps: [],
    publicIpPrefixes: [],
    privateEndpoints: [],
    dnsLinks: [],
    virtualNetworks: [],
    natGateways: [],
  };

  const readers: Readonly<Record<string, (item: unknown, path: () => string) => void>> = {
    'microsoft.containerregistry/registries': as(arm.registry, item => registries.push(registryFrom(item))),
    'microsoft.containerservice/managedclusters': as(arm.managedCluster, item => runtimes.push(clusterFrom(item))),
    'microsoft.app/containerapps': as(arm.containerApp, item => runtimes.push(containerAppFrom(item, 'containerApp'))),
    'microsoft.app/jobs': as(arm.containerApp, item => runtimes.push(containerAppFrom(item, 'containerAppJob'))),
    'microsoft.app/managedenvironments': as(arm.managedEnvironment, item => environments.push(environmentFrom(item))),
    'microsoft.containerinstance/containergroups': as(arm.containerGroup, item =>
      runtimes.push(containerGroupFrom(item)),
    ),
    'microsoft.web/sites': as(arm.site, item => runtimes.push(siteFrom(item))),
    'microsoft.web/sites/slots': as(arm.site, item => runtimes.push(siteFrom(item))),
    'microsoft.managedidentity/userassignedidentities': as(arm.userAssignedIdentity, item =>
      identities.push({
        ...resourceFrom(item),
        principalId: item.properties?.principalId ?? undefined,
        clientId: item.properties?.clientId ?? undefined,
        tenantId: item.properties?.tenantId ?? undefined,
      }),
    ),
    'microsoft.network/publicipaddresses': as(arm.publicIpAddress, item =>
      networks.publicIps.push({ id: item.id, address: item.properties?.ipAddress ?? undefined }),
    ),
    'microsoft.network/publicipprefixes': as(arm.publicIpPrefix, item =>
      networks.publicIpPrefixes.push({ id: item.id, block: item.properties?.ipPrefix ?? undefined }),
    ),
    'microsoft.network/privateendpoints': as(arm.privateEndpoint, ({ id, properties }) =>
      networks.privateEndpoints.push({
        id,
        subnetId: properties?.subnet?.id ?? undefined,
        targetIds: [
          ...(properties?.privateLinkServiceConnections ?? []),
          ...(properties?.manualPrivateLinkServiceConnections ?? []),
        ].flatMap(connection => connection.properties?.privateLinkServiceId ?? []),
      }),
    ),
    'microsoft.network/privatednszones/virtualnetworklinks': as(arm.dnsZoneLink, ({ id, properties }) =>
      networks.dnsLinks.push({
        id,
        zone: (segmentAfter(id, 'privateDnsZones') ?? '').toLowerCase(),
        networkId: properties?.virtualNetwork?.id ?? undefined,
      }),
    ),
    'microsoft.network/virtualnetworks': as(arm.virtualNetwork, ({ id, properties }) =>
      networks.virtualNetworks.push({
        id,
        peerings: (properties?.virtualNetworkPeerings ?? []).flatMap(({ properties: peering }) => {
          const networkId = peering?.remoteVirtualNetwork?.id;
          const connected =
            peering?.peeringState?.toLowerCase() === 'connected' && peering.allowVirtualNetworkAccess !== false;
          return networkId ? [{ networkId, connected }] : [];
        }),
        subnets: (properties?.subnets ?? []).flatMap(({ id: subnetId, properties: subnet }) =>
          subnetId
            ? [
                {
                  id: subnetId,
                  natGatewayId: subnet?.natGateway?.id ?? undefined,
                  routeTableId: subnet?.routeTable?.id ?? undefined,
                  serviceEndpoints: subnet?.serviceEndpoints?.flatMap(endpoint => endpoint.service ?? []),
                },
              ]
            : [],
        ),
        dnsServers: properties?.dhcpOptions?.dnsServers ?? [],
      }),
    ),
    'microsoft.network/natgateways': as(arm.natGateway, ({ id, properties }) =>
      networks.natGateways.push({
        id,
        publicIpIds: (properties?.publicIpAddresses ?? []).map(address => address.id),
        prefixIds: (properties?.publicIpPrefixes ?? []).map(prefix => prefix.id),
      }),
    ),
  };

  function as<const T extends v.GenericSchema>(schema: T, take: (item: v.InferOutput<T>) => void) {
    return (item: unknown, path: () => string): void => {
      const read = shapes.check(schema, item, path);
      if (read !== undefined) take(read);
    };
  }

  if (data !== null && data !== undefined) {
    shapes.each(data, '$.resources', 'resources', (item, base, i) => {
      const path = () => `${base}[${i}]`;
      const head = shapes.check(typed, item, path);
      if (head) readers[(head.type ?? typeFromId(head.id)).toLowerCase()]?.(item, path);
    });
  }
  const notRead: Networks = {
    publicIps: undefined,
    publicIpPrefixes: undefined,
    privateEndpoints: undefined,
    dnsLinks: undefined,
    virtualNetworks: undefined,
    natGateways: undefined,
  };
  return {
    registries: lastOfEach(registries),
    runtimes: lastOfEach(runtimes),
    identities: lastOfEach(identities),
    environments: lastOfEach(environments),
    networks:
      data === null || data === undefined
        ? notRead
        : { ...networks, virtualNetworks: lastOfEach(networks.virtualNetworks) },
  };
}

/** Answers overlap: a list and a single resource of it, or two lists. What stands further down is the later answer. */
function lastOfEach<T extends { readonly id: string }>(items: readonly T[]): readonly T[] {
  const byId = new Map(items.map(item => [idKey(item.id), item]));
  return byId.size === items.length ? items : [...byId.values()];
}

/** `…/providers/Microsoft.Network/privateDnsZones/z/virtualNetworkLinks/l` → `Microsoft.Network/privateDnsZones/virtualNetworkLinks`. */
function typeFromId(id: string): string {
  const at = id.toLowerCase().lastIndexOf('/providers/');
  const [namespace = '', ...rest] = at < 0 ? [] : id.slice(at + '/providers/'.length).split('/');
  return [namespace, ...rest.filter((_, i) => i % 2 === 0)].join('/');
}
