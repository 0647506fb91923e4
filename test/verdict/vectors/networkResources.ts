// Virtual networks, private endpoints and zones, as Azure returns them.
import type { Json } from './azure.ts';
import { provider, registryId, resourceGroup, subnetId, vnetId } from './ids.ts';

export function network(name: string, peers: readonly string[] = [], subnet: Json = {}): Json {
  return {
    id: vnetId(name),
    name,
    type: 'Microsoft.Network/virtualNetworks',
    properties: {
      subnets: [{ id: subnetId(name), name: 'nodes', properties: { serviceEndpoints: [], ...subnet } }],
      virtualNetworkPeerings: peers.map(peer => ({
        properties: {
          peeringState: 'Connected',
          allowVirtualNetworkAccess: true,
          remoteVirtualNetwork: { id: vnetId(peer) },
        },
      })),
    },
  };
}

const endpointId = provider('Microsoft.Network/privateEndpoints', 'pe-contoso');

export const connection = (status = 'Approved'): Json => ({
  id: `${registryId}/privateEndpointConnections/pe`,
  properties: { privateEndpoint: { id: endpointId }, privateLinkServiceConnectionState: { status } },
});

export function endpointIn(vnet: string): Json {
  const privateLinkServiceConnections = [{ properties: { privateLinkServiceId: registryId, groupIds: ['registry'] } }];
  return {
    id: endpointId,
    type: 'Microsoft.Network/privateEndpoints',
    properties: { subnet: { id: subnetId(vnet) }, privateLinkServiceConnections },
  };
}

export function zoneLink(vnet: string, zone = 'privatelink.azurecr.io'): Json {
  return {
    id: `${resourceGroup}/providers/Microsoft.Network/privateDnsZones/${zone}/virtualNetworkLinks/${vnet}`,
    type: 'Microsoft.Network/privateDnsZones/virtualNetworkLinks',
    properties: { virtualNetwork: { id: vnetId(vnet) }, registrationEnabled: false },
  };
}

/** The zone's record of the registry. */
export const zoneRecord: Json = {
  id: `${resourceGroup}/providers/Microsoft.Network/privateDnsZones/privatelink.azurecr.io/A/contoso`,
  type: 'Microsoft.Network/privateDnsZones/A',
  properties: { ttl: 10, aRecords: [{ ipv4Address: '10.1.0.4' }] },
};
