// Virtual networks, private endpoints and zones, as Azure returns them.
import { type Json, resource } from '../../azure/resources.ts';
import { provider, registryId, subnetId, vnetId } from './ids.ts';

export function network(name: string, peers: readonly string[] = [], subnet: Json = {}): Json {
  return resource(vnetId(name), {
    subnets: [{ id: subnetId(name), name: 'nodes', properties: { serviceEndpoints: [], ...subnet } }],
    virtualNetworkPeerings: peers.map(peer => ({
      properties: {
        peeringState: 'Connected',
        allowVirtualNetworkAccess: true,
        remoteVirtualNetwork: { id: vnetId(peer) },
      },
    })),
  });
}

const endpointId = provider('Microsoft.Network/privateEndpoints', 'pe-contoso');

export const connection = (status = 'Approved'): Json => ({
  id: `${registryId}/privateEndpointConnections/pe`,
  properties: { privateEndpoint: { id: endpointId }, privateLinkServiceConnectionState: { status } },
});

export function endpointIn(vnet: string): Json {
  const privateLinkServiceConnections = [{ properties: { privateLinkServiceId: registryId, groupIds: ['registry'] } }];
  return resource(endpointId, { subnet: { id: subnetId(vnet) }, privateLinkServiceConnections });
}

export function zoneLink(vnet: string, zone = 'privatelink.azurecr.io'): Json {
  const id = provider(`Microsoft.Network/privateDnsZones/${zone}/virtualNetworkLinks`, vnet);
  return resource(id, { virtualNetwork: { id: vnetId(vnet) }, registrationEnabled: false });
}

/** The zone's record of the registry. */
export const zoneRecord: Json = resource(
  provider('Microsoft.Network/privateDnsZones/privatelink.azurecr.io/A', 'contoso'),
  { ttl: 10, aRecords: [{ ipv4Address: '10.1.0.4' }] },
);
