import * as v from 'valibot';
import { segmentAfter } from '../ids.ts';
import { list, maybe, maybeId, object, reference, references, resource } from './arm.ts';
import { addressBlock, flag, text, texts, word } from './words.ts';

/** Network resources: the parts of Azure's payloads that the map reads, and what it makes of them. */

export const publicIpAddress = object({ ...resource, properties: object({ ipAddress: v.nullish(addressBlock) }) });

export const publicIpPrefix = object({ ...resource, properties: object({ ipPrefix: v.nullish(addressBlock) }) });

const serviceConnections = list(object({ properties: maybe({ privateLinkServiceId: maybeId }) }));

export const privateEndpoint = object({
  ...resource,
  properties: object({
    subnet: reference,
    privateLinkServiceConnections: serviceConnections,
    manualPrivateLinkServiceConnections: serviceConnections,
  }),
});

export const dnsZoneLink = object({ ...resource, properties: object({ virtualNetwork: reference }) });

export const virtualNetwork = object({
  ...resource,
  properties: object({
    subnets: list(
      object({
        id: maybeId,
        properties: maybe({
          natGateway: reference,
          routeTable: reference,
          serviceEndpoints: list(object({ service: text })),
        }),
      }),
    ),
    dhcpOptions: maybe({ dnsServers: texts }),
    virtualNetworkPeerings: list(
      object({
        properties: maybe({
          peeringState: word('Initiated', 'Connected', 'Disconnected'),
          allowVirtualNetworkAccess: flag,
          remoteVirtualNetwork: reference,
        }),
      }),
    ),
  }),
});

export const natGateway = object({
  ...resource,
  properties: object({ publicIpAddresses: references, publicIpPrefixes: references }),
});

export function publicIpFrom({ id, properties }: v.InferOutput<typeof publicIpAddress>) {
  return { id, address: properties.ipAddress ?? undefined };
}

export function publicIpPrefixFrom({ id, properties }: v.InferOutput<typeof publicIpPrefix>) {
  return { id, block: properties.ipPrefix ?? undefined };
}

export function dnsLinkFrom({ id, properties }: v.InferOutput<typeof dnsZoneLink>) {
  const zone = (segmentAfter(id, 'privateDnsZones') ?? '').toLowerCase();
  return { id, zone, networkId: properties.virtualNetwork?.id ?? undefined };
}

export function privateEndpointFrom({ id, properties }: v.InferOutput<typeof privateEndpoint>) {
  const connections = [
    ...(properties.privateLinkServiceConnections ?? []),
    ...(properties.manualPrivateLinkServiceConnections ?? []),
  ];
  return {
    id,
    subnetId: properties.subnet?.id ?? undefined,
    targetIds: connections.flatMap(connection => connection.properties?.privateLinkServiceId ?? []),
  };
}

export function virtualNetworkFrom({ id, properties }: v.InferOutput<typeof virtualNetwork>) {
  const peerings = properties.virtualNetworkPeerings?.map(({ properties: peering }) => {
    const networkId = peering?.remoteVirtualNetwork?.id;
    const state = peering?.peeringState?.toLowerCase();
    const connected = state === 'connected' && peering?.allowVirtualNetworkAccess !== false;
    return networkId && state ? { networkId, connected } : undefined;
  });
  return {
    id,
    // A network without peerings says so by an empty list.
    peerings: peerings?.every(each => each !== undefined) ? peerings : undefined,
    subnets: (properties.subnets ?? []).flatMap(({ id: subnetId, properties: subnet }) =>
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
    dnsServers: properties.dhcpOptions?.dnsServers ?? [],
  };
}

export function natGatewayFrom({ id, properties }: v.InferOutput<typeof natGateway>) {
  return {
    id,
    publicIpIds: (properties.publicIpAddresses ?? []).map(address => address.id),
    prefixIds: (properties.publicIpPrefixes ?? []).map(prefix => prefix.id),
  };
}
