// Resolution of the registry's name in a network, and connections of networks.
// [1] DNS docs, dns-private-resolver-overview: zones that are linked, then rulesets that are, then public DNS
// [2] private-link docs, private-endpoint-dns: the records of a zone decide. DNS docs, private-dns-fallback
// [3] Virtual Network Manager docs, concept-connectivity-configuration: members of a mesh "don't have a peering
//     configuration listed"
// [4] virtual-network docs, virtual-network-manage-peering: blocking "doesn't fully prevent traffic flow".
//     how-to-configure-subnet-peering
// [5] VPN gateway docs. Private-link docs, disable-private-endpoint-network-policy
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { otherSubscription, subscription, targets } from './facts.ts';
import {
  allowed,
  alone,
  closed,
  connections,
  endpointId,
  endpointSubnet,
  forwardingRuleset,
  inHub,
  inSpoke,
  linkedZone,
  type NetworkRow,
  networkManager,
  networkOf,
  noDns,
  nowhere,
  pe,
  privateEndpoint,
  routesId,
  routeTable,
  securityGroup,
  securityGroupId,
  spoke,
  subnetId,
  testRows,
  unseen,
  virtualNetwork,
  zoneLink,
  zoneRecord,
} from './networkFacts.ts';

type Json = Readonly<Record<string, unknown>>;

const hubSubnet = endpointSubnet('hub', '10.1.0.0/24');
const hub = virtualNetwork('hub', ['spoke'], { subnets: [hubSubnet] });
const guardedHub = virtualNetwork('hub', ['spoke'], {
  subnets: [hubSubnet],
  subnet: { networkSecurityGroup: { id: securityGroupId('nsg') } },
});
const aloneHub = virtualNetwork('hub', [], { subnets: [hubSubnet] });
const aks = targets.aks.id;
const zone = (numberOfRecordSets: number): Json => ({
  id: String(zoneLink('hub')['id']).split('/virtualNetworkLinks')[0],
  type: 'Microsoft.Network/privateDnsZones',
  properties: { numberOfRecordSets },
});

const peered = [pe, hub, spoke];

/** A closed registry, and a cluster in the hub, which is peered with the spoke. */
function fromHub(why: string, more: readonly Json[], expected: string): NetworkRow {
  return { why, properties: closed, runtime: aks, resources: [inHub, ...peered, ...more], expected };
}

/** A closed registry, and a cluster in a spoke that is peered with no hub. The zone is linked there. */
function fromAlone(why: string, more: readonly Json[], expected: string): NetworkRow {
  const resources = [inSpoke, pe, aloneHub, alone, ...linkedZone('spoke'), ...more];
  return { why, properties: closed, runtime: aks, resources, expected };
}

function managing(networkManagerScopes: Json, ...networkManagerScopeAccesses: readonly string[]): Json {
  return { ...networkManager(), properties: { networkManagerScopes, networkManagerScopeAccesses } };
}

testRows([
  // N5
  fromHub(
    'N5: no zone is linked, and a forwarding ruleset is, for every name [1]',
    forwardingRuleset('hub', '.'),
    unseen,
  ),
  fromHub(
    'N5: a forwarding ruleset with a rule for the private zone [1]',
    forwardingRuleset('hub', 'privatelink.azurecr.io.'),
    unseen,
  ),
  fromHub('N5: a forwarding ruleset with rules for other names [1]', forwardingRuleset('hub', 'corp.example.'), noDns),
  fromHub('N5: a forwarding ruleset that is linked to another network [1]', forwardingRuleset('spoke', '.'), noDns),
  {
    ...fromHub('N5: forwarding rulesets were not all read [1]', [], unseen),
    facts: { gaps: [{ what: 'dnsForwardingRulesets', scope: `/subscriptions/${otherSubscription}`, why: '403' }] },
  },
  fromHub(
    'N5: a linked zone answers before a ruleset does [1]',
    [...linkedZone('hub'), ...forwardingRuleset('hub', '.')],
    allowed,
  ),
  fromHub(
    'N5: a zone of the registry’s own name [1]',
    [zoneLink('hub', 'shop.azurecr.io'), zoneRecord(['10.1.0.4'], 'shop.azurecr.io', '@')],
    allowed,
  ),
  fromHub(
    'N5: a zone `azurecr.io` [1]',
    [zoneLink('hub', 'azurecr.io'), zoneRecord(['10.1.0.4'], 'azurecr.io')],
    allowed,
  ),
  fromHub(
    'N5: a zone `azurecr.io` without the registry answers nothing, whatever the private zone holds [1]',
    [...linkedZone('hub'), zoneLink('hub', 'azurecr.io'), zoneRecord([], 'azurecr.io')],
    noDns,
  ),
  fromHub(
    'N5: a zone of its name below `privatelink.azurecr.io` [1]',
    [zoneLink('hub', 'shop.privatelink.azurecr.io'), zoneRecord(['10.1.0.4'], 'shop.privatelink.azurecr.io', '@')],
    allowed,
  ),
  {
    why: 'N5: an open registry without endpoints, whose public name leads to no private zone [1]',
    properties: {},
    runtime: aks,
    resources: [inHub, hub, spoke, zoneLink('hub'), zoneRecord([])],
    expected: allowed,
  },
  {
    why: 'N5: an open registry, and a zone `azurecr.io` that does not have it [1]',
    properties: {},
    runtime: aks,
    resources: [inHub, hub, spoke, zoneLink('hub', 'azurecr.io'), zoneRecord([], 'azurecr.io')],
    expected: unseen,
  },
  {
    why: 'N5: an open registry, and a forwarding ruleset for every name [1]',
    properties: {},
    runtime: aks,
    resources: [inHub, hub, spoke, ...forwardingRuleset('hub', '.')],
    expected: unseen,
  },
  {
    why: 'N5: an open registry behind DNS servers of one’s own, by assumption',
    properties: {},
    runtime: aks,
    resources: [inHub, virtualNetwork('hub', [], { dnsServers: ['10.0.0.4'] })],
    expected: allowed,
  },
  {
    why: 'N5: the same, without assumptions',
    properties: {},
    runtime: aks,
    resources: [inHub, virtualNetwork('hub', [], { dnsServers: ['10.0.0.4'] })],
    strict: true,
    expected: 'unknown not-readable',
  },
  {
    why: 'N5: an open registry with a private endpoint, behind DNS servers of one’s own',
    properties: connections(['pe', 'Approved']),
    runtime: aks,
    resources: [inHub, pe, virtualNetwork('hub', [], { dnsServers: ['10.0.0.4'] })],
    expected: unseen,
  },
  // N7
  fromHub('N7: a zone that is linked, and whose record of the registry was not read [2]', [zoneLink('hub')], unseen),
  fromHub('N7: a zone that is linked and has the record [2]', linkedZone('hub'), allowed),
  fromHub('N7: a zone that is linked and has no record of the registry [2]', [zoneLink('hub'), zoneRecord([])], noDns),
  fromHub('N7: a zone that has nothing but its SOA record [2]', [zoneLink('hub'), zone(1)], noDns),
  fromHub('N7: a zone that has other records, of which none was read [2]', [zoneLink('hub'), zone(3)], unseen),
  {
    why: 'N7: endpoints in two networks, and the record is that of the other [2]',
    properties: { ...closed, ...connections(['pe', 'Approved'], ['far', 'Approved']) },
    runtime: aks,
    resources: [
      inHub,
      ...peered,
      privateEndpoint('far', 'x'),
      virtualNetwork('x', [], { subnets: [endpointSubnet('x', '10.9.0.0/24')] }),
      zoneLink('hub'),
      zoneRecord(['10.9.0.4']),
    ],
    expected: unseen,
  },
  {
    why: 'N7: endpoints in two networks, and the record is that of the one in reach [2]',
    properties: { ...closed, ...connections(['pe', 'Approved'], ['far', 'Approved']) },
    runtime: aks,
    resources: [
      inHub,
      ...peered,
      privateEndpoint('far', 'x'),
      virtualNetwork('x', [], { subnets: [endpointSubnet('x', '10.9.0.0/24')] }),
      ...linkedZone('hub'),
    ],
    expected: allowed,
  },
  fromHub(
    'N7: the record is of an address that is not the endpoint’s [2]',
    [zoneLink('hub'), zoneRecord(['10.77.0.4'])],
    unseen,
  ),
  {
    why: 'N7: an open registry with an endpoint, from a network whose zone lacks it [2]',
    properties: connections(['pe', 'Approved']),
    runtime: aks,
    resources: [inHub, ...peered, zoneLink('hub'), zoneRecord([])],
    expected: unseen,
  },
  {
    why: 'N7: the same, where the link falls back to public DNS [2]',
    properties: connections(['pe', 'Approved']),
    runtime: aks,
    resources: [
      inHub,
      ...peered,
      zoneLink('hub', 'privatelink.azurecr.io', { resolutionPolicy: 'NxDomainRedirect' }),
      zoneRecord([]),
    ],
    expected: allowed,
  },
  // N6
  fromAlone('N6: no peering, and a manager that may connect both networks [3]', [networkManager(subscription)], unseen),
  fromAlone('N6: a manager of another subscription [3]', [networkManager(otherSubscription)], nowhere),
  {
    ...fromAlone('N6: managers were not all read [3]', [], unseen),
    facts: { gaps: [{ what: 'networkManagers', scope: `/subscriptions/${subscription}`, why: '403' }] },
  },
  fromAlone(
    'N6: a manager of security alone [3]',
    [managing({ subscriptions: [`/subscriptions/${subscription}`] }, 'SecurityAdmin')],
    nowhere,
  ),
  {
    ...fromAlone(
      'N6: a manager of a management group, and the groups above were not read [3]',
      [managing({ managementGroups: ['/providers/Microsoft.Management/managementGroups/company'] }, 'Connectivity')],
      unseen,
    ),
    facts: { managementGroups: {} },
  },
  {
    why: 'N6: both networks have a gateway [5]',
    properties: closed,
    runtime: aks,
    resources: [
      inSpoke,
      pe,
      virtualNetwork('hub', [], { subnets: [hubSubnet, { id: subnetId('hub', 'GatewaySubnet') }] }),
      virtualNetwork('spoke', [], { subnets: [{ id: subnetId('spoke', 'GatewaySubnet') }] }),
      ...linkedZone('spoke'),
    ],
    expected: unseen,
  },
  {
    why: 'N6: one network alone has a gateway [5]',
    properties: closed,
    runtime: aks,
    resources: [
      inSpoke,
      pe,
      virtualNetwork('hub', [], { subnets: [hubSubnet, { id: subnetId('hub', 'GatewaySubnet') }] }),
      alone,
      ...linkedZone('spoke'),
    ],
    expected: nowhere,
  },
  {
    why: 'N6: the other side of the peering blocks traffic [4]',
    properties: closed,
    runtime: aks,
    resources: [
      inSpoke,
      pe,
      virtualNetwork('hub', ['spoke'], { subnets: [hubSubnet], peering: { allowVirtualNetworkAccess: false } }),
      spoke,
      ...linkedZone('spoke'),
    ],
    expected: unseen,
  },
  {
    why: 'N6: a peering of some subnets [4]',
    properties: closed,
    runtime: aks,
    resources: [
      inSpoke,
      pe,
      hub,
      virtualNetwork('spoke', ['hub'], { peering: { peerCompleteVnets: false } }),
      ...linkedZone('spoke'),
    ],
    expected: unseen,
  },
  {
    why: 'N6: the other side of the peering was not read [4]',
    properties: closed,
    runtime: aks,
    resources: [inSpoke, pe, spoke, ...linkedZone('spoke')],
    expected: unseen,
  },
  // N3, from inside
  {
    why: 'N3: a security group that denies traffic within networks',
    properties: closed,
    runtime: aks,
    resources: [inHub, pe, guardedHub, spoke, securityGroup('nsg', ['Deny', 'VirtualNetwork']), ...linkedZone('hub')],
    expected: unseen,
  },
  {
    why: 'N3: a security group that denies the endpoint’s addresses',
    properties: closed,
    runtime: aks,
    resources: [inHub, pe, guardedHub, spoke, securityGroup('nsg', ['Deny', '10.1.0.0/24']), ...linkedZone('hub')],
    expected: unseen,
  },
  {
    why: 'N3: a security group that denies public addresses, which no endpoint has',
    properties: closed,
    runtime: aks,
    resources: [inHub, pe, guardedHub, spoke, securityGroup('nsg', ['Deny', '20.0.0.0/8']), ...linkedZone('hub')],
    expected: allowed,
  },
  {
    why: 'N3: a route table of the nodes, where the endpoint’s subnet heeds none [5]',
    properties: closed,
    runtime: aks,
    resources: [
      inHub,
      pe,
      virtualNetwork('hub', ['spoke'], { subnets: [hubSubnet], subnet: { routeTable: { id: routesId('routes') } } }),
      spoke,
      routeTable('routes', ['0.0.0.0/0', 'VirtualAppliance']),
      ...linkedZone('hub'),
    ],
    expected: allowed,
  },
  {
    why: 'N3: a route table of the nodes, where the endpoint’s subnet heeds it [5]',
    properties: closed,
    runtime: aks,
    resources: [
      inHub,
      pe,
      virtualNetwork('hub', ['spoke'], {
        subnets: [endpointSubnet('hub', '10.1.0.0/24', { privateEndpointNetworkPolicies: 'Enabled' })],
        subnet: { routeTable: { id: routesId('routes') } },
      }),
      spoke,
      routeTable('routes', ['0.0.0.0/0', 'VirtualAppliance']),
      ...linkedZone('hub'),
    ],
    expected: unseen,
  },
]);

test('N7: what is missing is the record, and the endpoint’s zone group writes it into the zone where that is', () => {
  const elsewhere = (item: Json): Json => ({ ...item, id: String(item['id']).replace('/shop/', '/dns/') });
  const { why, fixes } = networkOf(closed, [inHub, ...peered, ...[zoneLink('hub'), zoneRecord([])].map(elsewhere)]);
  assert.equal(
    why,
    'its private endpoint is reachable, but the zone `privatelink.azurecr.io` is linked to `hub`, and has no record `shop`',
  );
  assert.deepEqual(
    fixes.map(({ title }) => title),
    ['Add the records of `pe` to `privatelink.azurecr.io`'],
  );
  assert.match(
    fixes[0]?.bash ?? '',
    /--endpoint-name=pe .*resourceGroups\/dns\/.*\/privateDnsZones\/privatelink\.azurecr\.io/,
  );
  assert.ok(endpointId('pe').includes('/resourceGroups/shop/'));
});

test('N5: the link is made where the zone is, which may be another resource group than the endpoint’s', () => {
  const link = zoneLink('hub');
  const { fixes } = networkOf(closed, [
    inSpoke,
    ...peered,
    { ...link, id: String(link['id']).replace('/shop/', '/dns/') },
  ]);
  assert.deepEqual(
    fixes[0]?.commands.map(({ options }) => options.find(([name]) => name === '--resource-group')?.[1]),
    ['dns'],
  );
});
