// Ways of packets to a registry.
import {
  assignment,
  closed,
  cluster,
  connection,
  endpointIn,
  fenced,
  identityBlock,
  type Json,
  network,
  pool,
  principal,
  publicIp,
  publicIpId,
  registry,
  role,
  site,
  subnetId,
  zoneLink,
  zoneRecord,
} from './azure.ts';
import { siteTemplate } from './manifests.ts';
import { type Row, type Vector, vectors } from './vector.ts';

const roleAssignments = [assignment(principal.kubelet, role.AcrPull)];
const egress = publicIp('egress', '20.61.4.7');
const world = (shop: Json, nodes: Json = {}, ...more: readonly Json[]): Json => ({
  roleAssignments,
  resources: [registry(shop), cluster(nodes), egress, ...more],
});
const leaving = (outboundType: string, more: Json = {}): Json => ({ networkProfile: { outboundType, ...more } });
const through = (...names: readonly string[]): Json =>
  leaving('loadBalancer', {
    loadBalancerProfile: { effectiveOutboundIPs: names.map(name => ({ id: publicIpId(name) })) },
  });

const firewalls: readonly Row[] = [
  ['allowed', 'its address', world(fenced('20.61.4.7'))],
  ['allowed', 'a block around its address', world(fenced('20.61.0.0/16'))],
  ['allowed', 'a block with host bits', world(fenced('20.61.4.6/29'))], // first written as .9/29, which begins at .8 // first written as .9/29, which begins at .8
  ['denied network-firewall', 'another address', world(fenced('20.61.4.8'))],
  ['denied network-firewall', 'a block beside its address', world(fenced('20.61.4.8/29'))],
  ['denied network-firewall', 'no rule at all', world(fenced())],
  [
    'denied network-firewall',
    'one of its two addresses',
    world(fenced('20.61.4.7'), through('egress', 'second'), publicIp('second', '20.61.4.99')),
  ],
  [
    'allowed',
    'both of its addresses',
    world(fenced('20.61.4.7', '20.61.4.99'), through('egress', 'second'), publicIp('second', '20.61.4.99')),
  ],
  [
    'unknown network-not-visible',
    'one of its addresses was not read',
    world(fenced('20.61.4.7'), through('egress', 'second')),
  ],
  ['unknown network-not-visible', 'its addresses were not stated', world(fenced('20.61.4.7'), leaving('loadBalancer'))],
  [
    'unknown network-not-visible',
    'a route of its network’s own',
    world(fenced('20.61.4.7'), leaving('userDefinedRouting')),
  ],
  [
    'allowed',
    'a managed NAT gateway',
    world(
      fenced('20.61.4.7'),
      leaving('managedNATGateway', { natGatewayProfile: { effectiveOutboundIPs: [{ id: publicIpId('egress') }] } }),
    ),
  ],
  [
    'unknown network-not-visible',
    'a proxy',
    world(fenced('20.61.4.7'), { httpProxyConfig: { httpsProxy: 'http://10.0.0.4:3128' } }),
  ],
  [
    'unknown network-not-visible',
    'nodes with addresses of their own',
    world(fenced('20.61.4.7'), { agentPoolProfiles: [pool({ enableNodePublicIP: true })] }),
  ],
  [
    'unknown network-not-visible',
    'a subnet of the owner’s own, which may have a service endpoint',
    world(fenced('20.61.4.8'), { agentPoolProfiles: [pool({ vnetSubnetID: subnetId('vnet') })] }),
  ],
  [
    'denied network-firewall',
    'a subnet that has no service endpoint',
    world(fenced('20.61.4.8'), { agentPoolProfiles: [pool({ vnetSubnetID: subnetId('vnet') })] }, network('vnet')),
  ],
  [
    'unknown network-not-visible',
    'the rules were not read',
    world({ networkRuleSet: { defaultAction: 'Deny', ipRules: null } }),
  ],
  ['unknown network-not-visible', 'whether public access is on was not read', world({ publicNetworkAccess: null })],
  [
    'unknown network-not-visible',
    'no network settings were read',
    world({ publicNetworkAccess: 'Enabled', networkRuleSet: null }),
  ],
  [
    'denied network-private-only',
    'public access is off, whatever the rules',
    world({ ...closed, ...fenced('20.61.4.7') }),
  ],
  ['denied not-attached', 'neither a role nor a way in', { ...world(fenced()), roleAssignments: [] }],
];

const gateway = (properties: Json): Json => ({
  id: '/subscriptions/aaaaaaaa-0000-4000-8000-000000000001/resourceGroups/rg-shop/providers/Microsoft.Network/natGateways/nat',
  type: 'Microsoft.Network/natGateways',
  properties,
});
const viaNat = { ...leaving('userAssignedNATGateway'), agentPoolProfiles: [pool({ vnetSubnetID: subnetId('vnet') })] };
const natted = network('vnet', [], { natGateway: { id: gateway({})['id'] } });
const prefixId = publicIpId('block').replace('publicIPAddresses', 'publicIPPrefixes');
const withPrefix = gateway({ publicIpAddresses: null, publicIpPrefixes: [{ id: prefixId }] });
const prefix = (ipPrefix: string): Json => ({
  id: prefixId,
  type: 'Microsoft.Network/publicIPPrefixes',
  properties: { ipPrefix, prefixLength: 30 },
});
const gateways: readonly Row[] = [
  [
    'allowed',
    'a NAT gateway whose address is let in',
    world(fenced('20.61.4.7'), viaNat, natted, gateway({ publicIpAddresses: [{ id: publicIpId('egress') }] })),
  ],
  [
    'denied network-firewall',
    'a NAT gateway whose address is not let in',
    world(fenced('20.61.4.8'), viaNat, natted, gateway({ publicIpAddresses: [{ id: publicIpId('egress') }] })),
  ],
  [
    'allowed',
    'a NAT gateway with a block that is let in',
    world(fenced('20.61.4.0/28'), viaNat, natted, withPrefix, prefix('20.61.4.8/30')),
  ],
  [
    'denied network-firewall',
    'a NAT gateway with a block that is not let in',
    world(fenced('20.61.4.0/28'), viaNat, natted, withPrefix, prefix('20.61.5.0/30')),
  ],
  [
    'unknown network-not-visible',
    'a NAT gateway with a block of which a part is let in',
    world(fenced('20.61.4.0/31'), viaNat, natted, withPrefix, prefix('20.61.4.0/30')),
  ],
  [
    'unknown network-not-visible',
    'a NAT gateway with a block that was not read',
    world(fenced('20.61.4.0/28'), viaNat, natted, withPrefix),
  ],
  ['unknown network-not-visible', 'a NAT gateway that was not read', world(fenced('20.61.4.7'), viaNat, natted)],
];

const inVnet = { agentPoolProfiles: [pool({ vnetSubnetID: subnetId('vnet') })] };
const inner = { ...closed, privateEndpointConnections: [connection()] };
const privately = (...more: readonly Json[]): Json => world(inner, inVnet, ...more);
const links: readonly Row[] = [
  [
    'allowed',
    'in the network of the endpoint, with its zone',
    privately(network('vnet'), endpointIn('vnet'), zoneLink('vnet'), zoneRecord),
  ],
  [
    'unknown network-not-visible',
    'in the network of the endpoint, with its zone, whose records were not read',
    privately(network('vnet'), endpointIn('vnet'), zoneLink('vnet')),
  ],
  [
    'denied private-dns-missing',
    'in the network of the endpoint, with its zone, which has no record of the registry',
    privately(network('vnet'), endpointIn('vnet'), zoneLink('vnet'), { ...zoneRecord, properties: { aRecords: [] } }),
  ],
  [
    'denied private-dns-missing',
    'in the network of the endpoint, without its zone',
    privately(network('vnet'), endpointIn('vnet')),
  ],
  [
    'denied private-dns-missing',
    'the zone is linked to another network',
    privately(network('vnet'), endpointIn('vnet'), zoneLink('hub'), zoneRecord),
  ],
  [
    'allowed',
    'in a peered network, with its zone',
    privately(network('vnet', ['hub']), network('hub', ['vnet']), endpointIn('hub'), zoneLink('vnet'), zoneRecord),
  ],
  [
    'denied private-dns-missing',
    'in a peered network, the zone linked to the hub alone',
    privately(network('vnet', ['hub']), network('hub', ['vnet']), endpointIn('hub'), zoneLink('hub'), zoneRecord),
  ],
  [
    'denied network-private-only',
    'in a network without a way there',
    privately(network('vnet'), network('hub'), endpointIn('hub'), zoneLink('vnet'), zoneRecord),
  ],
  ['unknown network-not-visible', 'networks were not read', privately(endpointIn('hub'), zoneLink('vnet'), zoneRecord)],
  [
    'unknown network-not-visible',
    'the endpoint was not read',
    privately(network('vnet'), zoneLink('vnet'), zoneRecord),
  ],
  [
    'denied network-private-only',
    'the endpoint is pending',
    world(
      { ...closed, privateEndpointConnections: [connection('Pending')] },
      inVnet,
      network('vnet'),
      endpointIn('vnet'),
      zoneLink('vnet'),
      zoneRecord,
    ),
  ],
  ['denied network-private-only', 'no endpoint', world(closed, inVnet, network('vnet'))],
  [
    'allowed',
    'public access on as well, and no zone in the way',
    world({ privateEndpointConnections: [connection()] }, inVnet, network('vnet'), endpointIn('hub'), network('hub')),
  ],
  [
    'unknown network-not-visible',
    'whether there are endpoints was not read',
    world({ ...closed, privateEndpointConnections: null }, inVnet, network('vnet')),
  ],
];

const portal = (rules: readonly string[], outbound: string | null, possible: string | null): Json => ({
  roleAssignments: [assignment(principal.app, role.AcrPull)],
  resources: [
    registry(fenced(...rules)),
    site({ acrUseManagedIdentityCreds: true }, identityBlock({ system: principal.app }), {
      outboundIpAddresses: outbound,
      possibleOutboundIpAddresses: possible,
    }),
  ],
});
const template = { files: siteTemplate({}) };
const sites: readonly Row[] = [
  [
    'allowed',
    'a site: all of its addresses',
    portal(['20.1.2.0/24'], '20.1.2.3,20.1.2.4', '20.1.2.3,20.1.2.4,20.1.2.5'),
    template,
  ],
  [
    'allowed',
    'a site: those in use, and not all that may come',
    portal(['20.1.2.3', '20.1.2.4'], '20.1.2.3,20.1.2.4', '20.1.2.3,20.1.2.4,20.1.9.9'),
    template,
  ],
  [
    'denied network-firewall',
    'a site: one of those in use is left out',
    portal(['20.1.2.3'], '20.1.2.3,20.1.2.4', '20.1.2.3,20.1.2.4'),
    template,
  ],
  [
    'allowed',
    'a site: those in use were not read, and all that may be are let in',
    portal(['20.1.0.0/16'], null, '20.1.2.3,20.1.9.9'),
    template,
  ],
  [
    'denied network-firewall',
    'a site: those in use were not read, and none that may be is let in',
    portal(['20.9.0.0/16'], null, '20.1.2.3,20.1.9.9'),
    template,
  ],
  [
    'unknown network-not-visible',
    'a site: those in use were not read, and some that may be are let in',
    portal(['20.1.2.3'], null, '20.1.2.3,20.1.9.9'),
    template,
  ],
  ['unknown network-not-visible', 'a site: no addresses were read', portal(['20.1.2.3'], null, null), template],
];

export const networkVectors: readonly Vector[] = [
  ...vectors('facts 2.5: network rules; AKS outbound types', firewalls),
  ...vectors('AKS outbound types, userAssignedNATGateway', gateways),
  ...vectors('App Service, inbound and outbound addresses', sites),
  ...vectors('facts 2.5: private endpoints and the zone privatelink.azurecr.io', links),
];
