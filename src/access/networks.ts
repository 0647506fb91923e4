import { byId, idKey } from './ids.ts';

/** What decides whether packets arrive, as far as it was read: what is not here may be there, unless `gapFor` denies it. */
export interface Networks {
  /** Single ones, and blocks in the notation `20.61.4.0/28`: both are named by their ids in the same places. */
  readonly publicAddresses: readonly { readonly id: string; readonly address: string | undefined }[];
  readonly privateEndpoints: readonly { readonly id: string; readonly subnetId: string | undefined }[];
  readonly dnsLinks: readonly { readonly id: string; readonly zone: string; readonly networkId: string }[];
  readonly virtualNetworks: readonly VirtualNetwork[];
  readonly natGateways: readonly NatGateway[];
}

interface VirtualNetwork {
  readonly id: string;
  /** Undefined: they were not all read. */
  readonly peerings: readonly { readonly networkId: string; readonly connected: boolean }[] | undefined;
  readonly subnets: readonly Subnet[];
  /** DNS servers of the owner's own; empty: Azure answers, private zones that are linked included. */
  readonly dnsServers: readonly string[];
}

interface NatGateway {
  readonly id: string;
  readonly addressIds: readonly string[];
}

export interface Subnet {
  readonly id: string;
  readonly natGatewayId: string | undefined;
  readonly routeTableId: string | undefined;
  /** Services that the subnet reaches by service endpoint, such as `Microsoft.ContainerRegistry`; undefined: not stated. */
  readonly serviceEndpoints: readonly string[] | undefined;
}

/** Look-ups by resource id. Undefined: it is not there, or was not read. */
export interface NetworkLookups {
  networkById(id: string): VirtualNetwork | undefined;
  subnetById(id: string): Subnet | undefined;
  natGatewayById(id: string): NatGateway | undefined;
  privateEndpointById(id: string): Networks['privateEndpoints'][number] | undefined;
  /** The public address with this id, or the block of a prefix. */
  publicAddressOf(id: string): string | undefined;
  /** Ids of the virtual networks in a resource group. */
  networksIn(resourceGroupId: string): readonly string[];
  /** The `idKey`s of the networks at the other end of a network's connected peerings; takes and returns `idKey`s. */
  peersOf(networkKey: string): ReadonlySet<string> | undefined;
  /** The links of a private DNS zone, by its name in lower case: `idKey`s of networks, and the id of one link. */
  zoneNamed(zone: string): { readonly networks: ReadonlySet<string>; readonly linkId: string } | undefined;
}

export function indexNetworks({ virtualNetworks, ...networks }: Networks): NetworkLookups {
  const addresses = byId(networks.publicAddresses);
  const groups = Map.groupBy(virtualNetworks, ({ id }) => idKey(id).split('/providers/')[0] ?? '');
  const peers = new Map(
    virtualNetworks.flatMap(({ id, peerings }) =>
      peerings
        ? [[idKey(id), new Set(peerings.filter(each => each.connected).map(({ networkId }) => idKey(networkId)))]]
        : [],
    ),
  );
  const zones = new Map<string, { readonly networks: Set<string>; readonly linkId: string }>();
  for (const { id, zone, networkId } of networks.dnsLinks) {
    const entry = zones.get(zone) ?? { networks: new Set(), linkId: id };
    entry.networks.add(idKey(networkId));
    zones.set(zone, entry);
  }
  return {
    networkById: byId(virtualNetworks),
    subnetById: byId(virtualNetworks.flatMap(network => network.subnets)),
    natGatewayById: byId(networks.natGateways),
    privateEndpointById: byId(networks.privateEndpoints),
    publicAddressOf: id => addresses(id)?.address,
    networksIn: resourceGroupId => groups.get(idKey(resourceGroupId))?.map(({ id }) => id) ?? [],
    peersOf: networkKey => peers.get(networkKey),
    zoneNamed: zone => zones.get(zone),
  };
}
