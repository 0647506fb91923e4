import { idKey } from './ids.ts';

/** What decides whether packets arrive; each list undefined where that kind of resource was not read. */
export interface Networks {
  readonly publicIps: readonly { readonly id: string; readonly address: string | undefined }[] | undefined;
  /** Blocks of addresses, in the notation `20.61.4.0/28`. */
  readonly publicIpPrefixes: readonly { readonly id: string; readonly block: string | undefined }[] | undefined;
  readonly privateEndpoints:
    | readonly { readonly id: string; readonly subnetId: string | undefined; readonly targetIds: readonly string[] }[]
    | undefined;
  readonly dnsLinks:
    | readonly { readonly id: string; readonly zone: string; readonly networkId: string | undefined }[]
    | undefined;
  readonly virtualNetworks:
    | readonly {
        readonly id: string;
        /** Undefined: they were not all read. */
        readonly peerings: readonly { readonly networkId: string; readonly connected: boolean }[] | undefined;
        readonly subnets: readonly Subnet[];
        /** DNS servers of the owner's own; empty: Azure answers, private zones that are linked included. */
        readonly dnsServers: readonly string[];
      }[]
    | undefined;
  readonly natGateways:
    | readonly { readonly id: string; readonly publicIpIds: readonly string[]; readonly prefixIds: readonly string[] }[]
    | undefined;
}

export interface Subnet {
  readonly id: string;
  readonly natGatewayId: string | undefined;
  readonly routeTableId: string | undefined;
  /** Services that the subnet reaches by service endpoint, such as `Microsoft.ContainerRegistry`; undefined: not stated. */
  readonly serviceEndpoints: readonly string[] | undefined;
}

type Item<K extends keyof Networks> = NonNullable<Networks[K]>[number];

/** Look-ups by resource id. Undefined: it is not there, or was not read. */
export interface NetworkLookups {
  networkById(id: string): Item<'virtualNetworks'> | undefined;
  subnetById(id: string): Subnet | undefined;
  natGatewayById(id: string): Item<'natGateways'> | undefined;
  privateEndpointById(id: string): Item<'privateEndpoints'> | undefined;
  /** The public address with this id, or the block of a prefix: both are named in the same places. */
  publicAddressOf(id: string): string | undefined;
  /** Ids of the virtual networks in a resource group. */
  networksIn(resourceGroupId: string): readonly string[];
  /** The `idKey`s of the networks at the other end of a network's connected peerings; takes and returns `idKey`s. */
  peersOf(networkKey: string): ReadonlySet<string> | undefined;
  /** The links of a private DNS zone, by its name in lower case: `idKey`s of networks, and the id of one link. */
  zoneNamed(zone: string): { readonly networks: ReadonlySet<string>; readonly linkId: string } | undefined;
}

export function indexNetworks(networks: Networks): NetworkLookups {
  const virtualNetworks = networks.virtualNetworks ?? [];
  const byNetwork = byId(virtualNetworks);
  const subnets = byId(virtualNetworks.flatMap(network => network.subnets));
  const natGateways = byId(networks.natGateways ?? []);
  const endpoints = byId(networks.privateEndpoints ?? []);
  const addresses = byId(networks.publicIps ?? []);
  const prefixes = byId(networks.publicIpPrefixes ?? []);
  const groups = Map.groupBy(virtualNetworks, ({ id }) => idKey(id).split('/providers/')[0] ?? '');
  const peers = new Map(
    virtualNetworks.flatMap(({ id, peerings }) =>
      peerings
        ? [[idKey(id), new Set(peerings.filter(each => each.connected).map(({ networkId }) => idKey(networkId)))]]
        : [],
    ),
  );
  const zones = new Map<string, { readonly networks: Set<string>; readonly linkId: string }>();
  for (const { id, zone, networkId } of networks.dnsLinks ?? []) {
    const entry = zones.get(zone) ?? { networks: new Set(), linkId: id };
    if (networkId !== undefined) entry.networks.add(idKey(networkId));
    zones.set(zone, entry);
  }
  return {
    networkById: id => byNetwork.get(idKey(id)),
    subnetById: id => subnets.get(idKey(id)),
    natGatewayById: id => natGateways.get(idKey(id)),
    privateEndpointById: id => endpoints.get(idKey(id)),
    publicAddressOf: id => addresses.get(idKey(id))?.address ?? prefixes.get(idKey(id))?.block,
    networksIn: resourceGroupId => groups.get(idKey(resourceGroupId))?.map(({ id }) => id) ?? [],
    peersOf: networkKey => peers.get(networkKey),
    zoneNamed: zone => zones.get(zone),
  };
}

function byId<T extends { readonly id: string }>(items: readonly T[]): ReadonlyMap<string, T> {
  return new Map(items.map(item => [idKey(item.id), item]));
}
