import { folded } from '../model/fold.ts';
import { byId, idKey, lastSegment, parentOf } from './ids.ts';

/** The resources that decide whether packets arrive. One that is missing here may exist, unless `gapFor` denies it. */
export interface Networks {
  /** Single addresses, and blocks in the notation `20.61.4.0/28`. Ids name both in the same places. */
  readonly publicAddresses: readonly { readonly id: string; readonly address: string | undefined }[];
  readonly privateEndpoints: readonly PrivateEndpoint[];
  readonly dnsZones: readonly DnsZone[];
  readonly dnsLinks: readonly DnsLink[];
  readonly dnsRecords: readonly DnsRecord[];
  readonly forwardingRulesets: readonly { readonly id: string }[];
  readonly rulesetLinks: readonly { readonly id: string; readonly networkId: string }[];
  readonly forwardingRules: readonly ForwardingRule[];
  readonly virtualNetworks: readonly VirtualNetwork[];
  readonly natGateways: readonly NatGateway[];
  readonly routeTables: readonly RouteTable[];
  readonly securityGroups: readonly SecurityGroup[];
  readonly networkManagers: readonly NetworkManager[];
}

interface PrivateEndpoint {
  readonly id: string;
  readonly subnetId: string | undefined;
  /** Its own addresses. Empty: it does not state them, for example if a zone group writes the records. */
  readonly addresses: readonly string[];
}

/** A private zone. */
interface DnsZone {
  readonly id: string;
  readonly recordSets: number | undefined;
}

export interface DnsLink {
  readonly id: string;
  /** The zone's name, in lower case. */
  readonly zone: string;
  readonly networkId: string;
  /** True for `NxDomainRedirect`: for a name that the zone does not have, the public answer counts. */
  readonly fallsBack: boolean;
}

/** The addresses of a name in a private zone: `…/privateDnsZones/privatelink.azurecr.io/A/shop`. Empty: it has none. */
interface DnsRecord {
  readonly id: string;
  /** Undefined: not all were read. */
  readonly addresses: readonly string[] | undefined;
}

export interface ForwardingRule {
  readonly id: string;
  /** In lower case and without the dot at its end. Empty: every name. */
  readonly domain: string;
  readonly enabled: boolean;
}

export interface VirtualNetwork {
  readonly id: string;
  /** Undefined: they were not all read. */
  readonly peerings: readonly Peering[] | undefined;
  readonly subnets: readonly Subnet[];
  /** The owner's own DNS servers. Empty: Azure answers, with the linked private zones. */
  readonly dnsServers: readonly string[];
}

/** One side of a peering. */
export interface Peering {
  readonly networkId: string;
  readonly connected: boolean;
  /** True if traffic to the other network is blocked, unless a rule of a security group allows it. */
  readonly blocked: boolean;
  /** True if only some subnets are peered. */
  readonly isPartial: boolean;
  /** True if it uses the gateway of the other network, and gets routes from there. */
  readonly usesRemoteGateway: boolean;
}

interface NatGateway {
  readonly id: string;
  readonly addressIds: readonly string[];
}

interface RouteTable {
  readonly id: string;
  /** Undefined: not read. */
  readonly routes: readonly Route[] | undefined;
  /** True if routes that a gateway learns do not reach the subnet. */
  readonly ignoresGateways: boolean;
}

export interface Route {
  /** A block of addresses, or the tag of a service. */
  readonly prefix: string;
  /** In lower case: `internet`, `virtualappliance`, `none` … */
  readonly nextHop: string;
}

interface SecurityGroup {
  readonly id: string;
  /** By priority. Undefined: not read. */
  readonly outbound: readonly SecurityRule[] | undefined;
}

export interface SecurityRule {
  readonly allows: boolean;
  /** In lower case: `tcp`, `*` … */
  readonly protocol: string;
  readonly sources: readonly string[];
  readonly destinations: readonly string[];
  readonly ports: readonly string[];
}

/** A Virtual Network Manager. Its configurations, which are not read, decide which networks it connects. */
interface NetworkManager {
  readonly id: string;
  /** The subscriptions and management groups that it manages, as `scopeKey`s. */
  readonly scopes: readonly string[];
  /** True if it may connect networks. */
  readonly connects: boolean;
}

export interface Subnet {
  readonly id: string;
  /** Blocks of its addresses. Empty: not stated. */
  readonly prefixes: readonly string[];
  readonly natGatewayId: string | undefined;
  readonly routeTableId: string | undefined;
  readonly securityGroupId: string | undefined;
  /**
   * Services that the subnet reaches by service endpoint, such as `Microsoft.ContainerRegistry`. Undefined: not stated.
   */
  readonly serviceEndpoints: readonly string[] | undefined;
  /** True for each kind (route tables, security groups) that applies to traffic to private endpoints in the subnet. */
  readonly endpointPolicies: { readonly routes: boolean; readonly securityGroup: boolean };
}

/** Look-ups by resource id. Undefined: it is not there, or was not read. */
export interface NetworkLookups {
  networkById(id: string): VirtualNetwork | undefined;
  subnetById(id: string): Subnet | undefined;
  natGatewayById(id: string): NatGateway | undefined;
  routeTableById(id: string): RouteTable | undefined;
  securityGroupById(id: string): SecurityGroup | undefined;
  privateEndpointById(id: string): PrivateEndpoint | undefined;
  /** The public address with this id, or the block of a prefix. */
  publicAddressOf(id: string): string | undefined;
  /** Ids of the virtual networks in a resource group. */
  networksIn(resourceGroupId: string): readonly string[];
  /** The peerings of a network by the other end's `idKey`. The parameter is an `idKey`, too. Undefined: not read. */
  peersOf(networkKey: string): ReadonlyMap<string, Peering> | undefined;
  /** Private zones with this name in lower case. Some may be known only by a link. */
  zonesNamed(zone: string): readonly LinkedZone[];
  /** The addresses of a name in a private zone. Empty: it has none. Undefined: not read. */
  recordIn(zoneId: string, name: string): readonly string[] | undefined;
  /** The forwarding rulesets that are linked to a network. */
  rulesetsLinkedTo(networkId: string): readonly LinkedRuleset[];
}

export interface LinkedZone {
  readonly id: string;
  /** By the `idKey` of the network. */
  readonly links: ReadonlyMap<string, DnsLink>;
}

export interface LinkedRuleset {
  readonly id: string;
  /** Empty: they were not read, since a ruleset without rules has no effect. */
  readonly rules: readonly ForwardingRule[];
}

export function indexNetworks({ virtualNetworks, ...networks }: Networks): NetworkLookups {
  const addresses = byId(networks.publicAddresses);
  const groups = Map.groupBy(virtualNetworks, ({ id }) => idKey(id).split('/providers/')[0] ?? '');
  const peers = new Map(
    virtualNetworks.flatMap(({ id, peerings }) =>
      peerings ? [[idKey(id), new Map(peerings.map(peering => [idKey(peering.networkId), peering]))]] : [],
    ),
  );
  const records = byId(networks.dnsRecords);
  return {
    networkById: byId(virtualNetworks),
    subnetById: byId(virtualNetworks.flatMap(network => network.subnets)),
    natGatewayById: byId(networks.natGateways),
    routeTableById: byId(networks.routeTables),
    securityGroupById: byId(networks.securityGroups),
    privateEndpointById: byId(networks.privateEndpoints),
    publicAddressOf: id => addresses(id)?.address,
    networksIn: resourceGroupId => groups.get(idKey(resourceGroupId))?.map(({ id }) => id) ?? [],
    peersOf: networkKey => peers.get(networkKey),
    ...indexZones(networks),
    recordIn: (zoneId, name) => {
      const read = records(`${zoneId}/A/${name}`)?.addresses;
      return read ?? (isEmpty(networks.dnsZones, zoneId) ? [] : undefined);
    },
    ...indexRulesets(networks),
  };
}

/** Every zone has an SOA record of its own. https://learn.microsoft.com/azure/dns/private-dns-privatednszone */
function isEmpty(zones: readonly DnsZone[], zoneId: string): boolean {
  return zones.some(({ id, recordSets }) => recordSets === 1 && idKey(id) === idKey(zoneId));
}

function indexZones({ dnsZones, dnsLinks }: Pick<Networks, 'dnsZones' | 'dnsLinks'>) {
  const links = Map.groupBy(dnsLinks, ({ id }) => idKey(parentOf(id)));
  const ids = new Map(
    [...dnsZones.map(({ id }) => id), ...dnsLinks.map(({ id }) => parentOf(id))].map(id => [idKey(id), id]),
  );
  const zones = [...ids].map(
    ([key, id]): LinkedZone => ({
      id,
      links: new Map((links.get(key) ?? []).map(link => [idKey(link.networkId), link])),
    }),
  );
  const byName = Map.groupBy(zones, ({ id }) => folded(lastSegment(id)));
  return { zonesNamed: (zone: string) => byName.get(zone) ?? [] };
}

function indexRulesets({ rulesetLinks, forwardingRules }: Pick<Networks, 'rulesetLinks' | 'forwardingRules'>) {
  const rules = Map.groupBy(forwardingRules, ({ id }) => idKey(parentOf(id)));
  const byNetwork = Map.groupBy(rulesetLinks, ({ networkId }) => idKey(networkId));
  return {
    rulesetsLinkedTo: (networkId: string) =>
      (byNetwork.get(idKey(networkId)) ?? []).map(
        ({ id }): LinkedRuleset => ({ id: parentOf(id), rules: rules.get(idKey(parentOf(id))) ?? [] }),
      ),
  };
}
