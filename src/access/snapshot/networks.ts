import type * as v from 'valibot';
import { scopeKey, segmentAfter } from '../ids.ts';
import type { Networks, Peering, SecurityRule, Subnet, VirtualNetwork } from '../networks.ts';
import { maybe, maybeId, object, optionalList, reference, references, resource } from './arm.ts';
import { addressBlock, flag, idOf, optional, optionalNumber, optionalText, optionalWord, texts } from './words.ts';

type Read<Schema extends v.GenericSchema> = v.InferOutput<Schema>;
type Item<Key extends keyof Networks> = Networks[Key][number];

/** Network resources: the parts of Azure's payloads that the map reads, and their form in the map. */

export const publicAddress = object({
  ...resource,
  properties: object({ ipAddress: optional(addressBlock), ipPrefix: optional(addressBlock) }),
});

export const privateEndpoint = object({
  ...resource,
  properties: object({ subnet: reference, customDnsConfigs: optionalList(object({ ipAddresses: texts })) }),
});

export const dnsZone = object({ ...resource, properties: object({ numberOfRecordSets: optionalNumber }) });

/** A link always names its network. Without it, every network would look unlinked. */
const linkedNetwork = object({ id: idOf() });
export const dnsZoneLink = object({
  ...resource,
  properties: object({ virtualNetwork: linkedNetwork, resolutionPolicy: optionalWord('Default', 'NxDomainRedirect') }),
});

export const dnsRecord = object({
  ...resource,
  properties: object({ aRecords: optionalList(object({ ipv4Address: optionalText })) }),
});

export const forwardingRuleset = object({ ...resource, properties: object({}) });

export const rulesetLink = object({ ...resource, properties: object({ virtualNetwork: linkedNetwork }) });

export const forwardingRule = object({
  ...resource,
  properties: object({ domainName: optionalText, forwardingRuleState: optionalWord('Enabled', 'Disabled') }),
});

export const virtualNetwork = object({
  ...resource,
  properties: object({
    subnets: optionalList(
      object({
        id: maybeId,
        properties: maybe({
          addressPrefix: optionalText,
          addressPrefixes: texts,
          natGateway: reference,
          routeTable: reference,
          networkSecurityGroup: reference,
          serviceEndpoints: optionalList(object({ service: optionalText })),
          privateEndpointNetworkPolicies: optionalWord(
            'Enabled',
            'Disabled',
            'NetworkSecurityGroupEnabled',
            'RouteTableEnabled',
          ),
        }),
      }),
    ),
    dhcpOptions: maybe({ dnsServers: texts }),
    virtualNetworkPeerings: optionalList(
      object({
        properties: maybe({
          peeringState: optionalWord('Initiated', 'Connected', 'Disconnected'),
          allowVirtualNetworkAccess: flag,
          peerCompleteVnets: flag,
          useRemoteGateways: flag,
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

export const routeTable = object({
  ...resource,
  properties: object({
    disableBgpRoutePropagation: flag,
    routes: optionalList(object({ properties: maybe({ addressPrefix: optionalText, nextHopType: optionalText }) })),
  }),
});

export const securityGroup = object({
  ...resource,
  properties: object({
    securityRules: optionalList(
      object({
        properties: maybe({
          direction: optionalWord('Inbound', 'Outbound'),
          access: optionalWord('Allow', 'Deny'),
          priority: optionalNumber,
          protocol: optionalText,
          sourceAddressPrefix: optionalText,
          sourceAddressPrefixes: texts,
          destinationAddressPrefix: optionalText,
          destinationAddressPrefixes: texts,
          destinationPortRange: optionalText,
          destinationPortRanges: texts,
        }),
      }),
    ),
  }),
});

export const networkManager = object({
  ...resource,
  properties: object({
    networkManagerScopes: maybe({ managementGroups: texts, subscriptions: texts }),
    networkManagerScopeAccesses: texts,
  }),
});

export function publicAddressFrom({ id, properties }: Read<typeof publicAddress>): Item<'publicAddresses'> {
  return { id, address: properties.ipAddress ?? properties.ipPrefix };
}

export function privateEndpointFrom({ id, properties }: Read<typeof privateEndpoint>): Item<'privateEndpoints'> {
  const addresses = (properties.customDnsConfigs ?? []).flatMap(({ ipAddresses }) => ipAddresses ?? []);
  return { id, subnetId: properties.subnet?.id, addresses };
}

export function dnsZoneFrom({ id, properties }: Read<typeof dnsZone>): Item<'dnsZones'> {
  return { id, recordSets: properties.numberOfRecordSets };
}

export function dnsLinkFrom({ id, properties }: Read<typeof dnsZoneLink>): Item<'dnsLinks'> {
  return {
    id,
    zone: (segmentAfter(id, 'privateDnsZones') ?? '').toLowerCase(),
    networkId: properties.virtualNetwork.id,
    fallsBack: properties.resolutionPolicy?.toLowerCase() === 'nxdomainredirect',
  };
}

export function dnsRecordFrom({ id, properties }: Read<typeof dnsRecord>): Item<'dnsRecords'> {
  const read = properties.aRecords?.flatMap(({ ipv4Address }) => ipv4Address ?? []);
  return { id, addresses: read?.length === properties.aRecords?.length ? read : undefined };
}

export function forwardingRulesetFrom({ id }: Read<typeof forwardingRuleset>): Item<'forwardingRulesets'> {
  return { id };
}

export function rulesetLinkFrom({ id, properties }: Read<typeof rulesetLink>): Item<'rulesetLinks'> {
  return { id, networkId: properties.virtualNetwork.id };
}

export function forwardingRuleFrom({ id, properties }: Read<typeof forwardingRule>): Item<'forwardingRules'> {
  return {
    id,
    domain: (properties.domainName ?? '').toLowerCase().replace(/\.$/, ''),
    enabled: properties.forwardingRuleState?.toLowerCase() !== 'disabled',
  };
}

type NetworkProperties = Read<typeof virtualNetwork>['properties'];

export function virtualNetworkFrom({ id, properties }: Read<typeof virtualNetwork>): VirtualNetwork {
  const peerings = properties.virtualNetworkPeerings?.map(peeringFrom);
  return {
    id,
    // A network without peerings has an empty list.
    peerings: peerings?.every(each => each !== undefined) ? peerings : undefined,
    subnets: (properties.subnets ?? []).flatMap(subnetFrom),
    dnsServers: properties.dhcpOptions?.dnsServers ?? [],
  };
}

function peeringFrom({
  properties,
}: NonNullable<NetworkProperties['virtualNetworkPeerings']>[number]): Peering | undefined {
  const networkId = properties?.remoteVirtualNetwork?.id;
  const state = properties?.peeringState?.toLowerCase();
  if (!networkId || !state) return undefined;
  return {
    networkId,
    connected: state === 'connected',
    blocked: properties?.allowVirtualNetworkAccess === false,
    isPartial: properties?.peerCompleteVnets === false,
    usesRemoteGateway: properties?.useRemoteGateways === true,
  };
}

function subnetFrom({ id, properties }: NonNullable<NetworkProperties['subnets']>[number]): readonly Subnet[] {
  if (!id) return [];
  const policies = properties?.privateEndpointNetworkPolicies?.toLowerCase();
  return [
    {
      id,
      prefixes: eitherForm(properties?.addressPrefix, properties?.addressPrefixes),
      natGatewayId: properties?.natGateway?.id,
      routeTableId: properties?.routeTable?.id,
      securityGroupId: properties?.networkSecurityGroup?.id,
      serviceEndpoints: properties?.serviceEndpoints?.flatMap(endpoint => endpoint.service ?? []),
      endpointPolicies: {
        routes: policies === 'enabled' || policies === 'routetableenabled',
        securityGroup: policies === 'enabled' || policies === 'networksecuritygroupenabled',
      },
    },
  ];
}

/** Azure has one field for a single value, and another for several. */
function eitherForm(one: string | undefined, several: readonly string[] | undefined): readonly string[] {
  return several && several.length > 0 ? several : one === undefined ? [] : [one];
}

export function natGatewayFrom({ id, properties }: Read<typeof natGateway>): Item<'natGateways'> {
  const addresses = [...(properties.publicIpAddresses ?? []), ...(properties.publicIpPrefixes ?? [])];
  return { id, addressIds: addresses.map(address => address.id) };
}

export function routeTableFrom({ id, properties }: Read<typeof routeTable>): Item<'routeTables'> {
  return {
    id,
    routes: properties.routes?.map(({ properties: route }) => ({
      prefix: route?.addressPrefix ?? '',
      nextHop: route?.nextHopType?.toLowerCase() ?? '',
    })),
    ignoresGateways: properties.disableBgpRoutePropagation === true,
  };
}

export function securityGroupFrom({ id, properties }: Read<typeof securityGroup>): Item<'securityGroups'> {
  const rules = properties.securityRules?.flatMap(({ properties: rule }) => rule ?? []);
  const outbound = rules?.filter(({ direction }) => direction?.toLowerCase() !== 'inbound');
  return {
    id,
    outbound: outbound
      ?.toSorted((a, b) => (a.priority ?? 0) - (b.priority ?? 0))
      .map(
        (rule): SecurityRule => ({
          allows: rule.access?.toLowerCase() === 'allow',
          protocol: rule.protocol?.toLowerCase() ?? '*',
          sources: eitherForm(rule.sourceAddressPrefix, rule.sourceAddressPrefixes),
          destinations: eitherForm(rule.destinationAddressPrefix, rule.destinationAddressPrefixes),
          ports: eitherForm(rule.destinationPortRange, rule.destinationPortRanges),
        }),
      ),
  };
}

export function networkManagerFrom({ id, properties }: Read<typeof networkManager>): Item<'networkManagers'> {
  const { networkManagerScopes: scopes, networkManagerScopeAccesses: accesses } = properties;
  return {
    id,
    scopes: [...(scopes?.managementGroups ?? []), ...(scopes?.subscriptions ?? [])].map(scopeKey),
    connects: accesses?.some(access => access.toLowerCase() === 'connectivity') ?? true,
  };
}
