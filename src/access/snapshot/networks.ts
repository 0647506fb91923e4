import type * as v from 'valibot';
import { segmentAfter } from '../ids.ts';
import { list, maybe, maybeId, object, reference, references, resource } from './arm.ts';
import { addressBlock, flag, idOf, optional, text, texts, word } from './words.ts';

/** Network resources: the parts of Azure's payloads that the map reads, and what it makes of them. */

export const publicAddress = object({
  ...resource,
  properties: object({ ipAddress: optional(addressBlock), ipPrefix: optional(addressBlock) }),
});

export const privateEndpoint = object({ ...resource, properties: object({ subnet: reference }) });

/** To which network is always told; without it, every network would look unlinked. */
export const dnsZoneLink = object({ ...resource, properties: object({ virtualNetwork: object({ id: idOf() }) }) });

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

export function publicAddressFrom({ id, properties }: v.InferOutput<typeof publicAddress>) {
  return { id, address: properties.ipAddress ?? properties.ipPrefix };
}

export function dnsLinkFrom({ id, properties }: v.InferOutput<typeof dnsZoneLink>) {
  return {
    id,
    zone: (segmentAfter(id, 'privateDnsZones') ?? '').toLowerCase(),
    networkId: properties.virtualNetwork.id,
  };
}

export function privateEndpointFrom({ id, properties }: v.InferOutput<typeof privateEndpoint>) {
  return { id, subnetId: properties.subnet?.id };
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
              natGatewayId: subnet?.natGateway?.id,
              routeTableId: subnet?.routeTable?.id,
              serviceEndpoints: subnet?.serviceEndpoints?.flatMap(endpoint => endpoint.service ?? []),
            },
          ]
        : [],
    ),
    dnsServers: properties.dhcpOptions?.dnsServers ?? [],
  };
}

export function natGatewayFrom({ id, properties }: v.InferOutput<typeof natGateway>) {
  const addresses = [...(properties.publicIpAddresses ?? []), ...(properties.publicIpPrefixes ?? [])];
  return { id, addressIds: addresses.map(address => address.id) };
}
