// Private endpoints: whether one is in reach of the runtime's network, and whether its name resolves there.
// [1] ACR docs, container-registry-private-link: approved connections, the zone, its links. Data endpoints
// [2] virtual-network docs, virtual-network-peering-overview: peering is not transitive
// [3] design.md, "Network": denied only where networks and peerings were read
// [4] private-link docs, private-endpoint-dns: zones of the other clouds, DNS servers of one's own
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linkZone } from '../../src/verdict/fixes/networkFixes.ts';
import { networkResult } from '../../src/verdict/network/network.ts';
import { group, mapOf, otherSubscription, reference, registry, registryId, subscription, targets } from './facts.ts';
import {
  allowed,
  alone,
  closed,
  connections,
  endpointId,
  endpointSubnet,
  inHub,
  inSpoke,
  linkedZone,
  networkId,
  networkOf,
  noDns,
  nowhere,
  pe,
  privateEndpoint,
  spoke,
  testRows,
  unseen,
  virtualNetwork,
  zoneLink,
  zoneRecord,
} from './networkFacts.ts';

const hub = virtualNetwork('hub', ['spoke']);
const hubWithAddresses = virtualNetwork('hub', ['spoke'], { subnets: [endpointSubnet('hub', '10.1.0.0/24')] });
const aks = targets.aks.id;

testRows([
  {
    why: 'the endpoint is in the same network, and the zone is linked [1]',
    properties: closed,
    runtime: aks,
    resources: [inHub, pe, hub, ...linkedZone('hub')],
    expected: allowed,
  },
  {
    why: 'a peered network, linked [1]',
    properties: closed,
    runtime: aks,
    resources: [inSpoke, pe, hub, spoke, ...linkedZone('spoke')],
    expected: allowed,
  },
  {
    why: 'a peered network, seen from its side alone [2]',
    properties: closed,
    runtime: aks,
    resources: [inSpoke, pe, spoke, ...linkedZone('spoke')],
    expected: unseen,
  },
  {
    why: 'a peering that is not up',
    properties: closed,
    runtime: aks,
    resources: [
      inSpoke,
      pe,
      virtualNetwork('hub', ['spoke'], { state: 'Disconnected' }),
      virtualNetwork('spoke', ['hub'], { state: 'Initiated' }),
      ...linkedZone('spoke'),
    ],
    expected: nowhere,
  },
  {
    why: 'no peering, both networks read [3]',
    properties: closed,
    runtime: aks,
    resources: [inSpoke, pe, virtualNetwork('hub'), alone, ...linkedZone('spoke')],
    expected: nowhere,
  },
  {
    why: 'no peering, the endpoint’s network not read [3]',
    properties: closed,
    runtime: aks,
    resources: [inSpoke, pe, alone, ...linkedZone('spoke')],
    expected: unseen,
  },
  {
    why: 'no peering, the runtime’s network not read [3]',
    properties: closed,
    runtime: aks,
    resources: [inSpoke, pe, virtualNetwork('hub'), ...linkedZone('spoke')],
    expected: unseen,
  },
  {
    why: 'two peerings away: a router may lead there [2]',
    properties: closed,
    runtime: aks,
    resources: [
      inSpoke,
      pe,
      virtualNetwork('hub', ['middle']),
      virtualNetwork('middle', ['hub', 'spoke']),
      virtualNetwork('spoke', ['middle']),
      ...linkedZone('spoke'),
    ],
    expected: unseen,
  },
  {
    why: 'both lead to one that says nothing of them',
    properties: closed,
    runtime: aks,
    resources: [
      inSpoke,
      pe,
      virtualNetwork('hub', ['middle']),
      virtualNetwork('middle'),
      virtualNetwork('spoke', ['middle']),
      ...linkedZone('spoke'),
    ],
    expected: unseen,
  },
  {
    why: 'both lead to networks that were not read [2]',
    properties: closed,
    runtime: aks,
    resources: [inSpoke, pe, virtualNetwork('hub', ['x']), virtualNetwork('spoke', ['y']), ...linkedZone('spoke')],
    expected: unseen,
  },
  {
    why: 'only one leads to a network that was not read',
    properties: closed,
    runtime: aks,
    resources: [inSpoke, pe, virtualNetwork('hub', ['x']), alone, ...linkedZone('spoke')],
    expected: nowhere,
  },
  {
    why: 'the endpoint itself was not read [3]',
    properties: closed,
    runtime: aks,
    resources: [inHub, hub, ...linkedZone('hub')],
    expected: unseen,
  },
  {
    why: 'endpoints not read [3]',
    properties: { publicNetworkAccess: 'Disabled', privateEndpointConnections: null },
    runtime: aks,
    resources: [inHub, hub],
    expected: unseen,
  },
  {
    why: 'no endpoint at all',
    properties: { publicNetworkAccess: 'Disabled' },
    runtime: aks,
    resources: [inHub, hub],
    expected: nowhere,
  },
  {
    why: 'a pending connection is none [1]',
    properties: { ...closed, ...connections(['pe', 'Pending']) },
    runtime: aks,
    resources: [inHub, pe, hub, ...linkedZone('hub')],
    expected: nowhere,
  },
  {
    why: 'a rejected one beside an approved one',
    properties: { ...closed, ...connections(['old', 'Rejected'], ['pe', 'Approved']) },
    runtime: aks,
    resources: [inHub, pe, hub, ...linkedZone('hub')],
    expected: allowed,
  },
  {
    why: 'a connection whose state was not stated, and the rest is there',
    properties: { ...closed, ...connections(['pe', undefined]) },
    runtime: aks,
    resources: [inHub, pe, hub, ...linkedZone('hub')],
    expected: unseen,
  },
  {
    why: 'a connection whose state was not stated, out of reach anyhow',
    properties: { ...closed, ...connections(['pe', undefined]) },
    runtime: aks,
    resources: [inSpoke, pe, virtualNetwork('hub'), alone, ...linkedZone('spoke')],
    expected: nowhere,
  },
  {
    why: 'one endpoint out of reach, one in the same network',
    properties: { ...closed, ...connections(['far', 'Approved'], ['pe', 'Approved']) },
    runtime: aks,
    resources: [inHub, pe, hubWithAddresses, privateEndpoint('far', 'x'), virtualNetwork('x'), ...linkedZone('hub')],
    expected: allowed,
  },
  {
    why: 'one endpoint out of reach, one not read [3]',
    properties: { ...closed, ...connections(['far', 'Approved'], ['pe', 'Approved']) },
    runtime: aks,
    resources: [inHub, hub, privateEndpoint('far', 'x'), virtualNetwork('x'), ...linkedZone('hub')],
    expected: unseen,
  },
  // Names.
  {
    why: 'the zone is not linked to the network [1]',
    properties: closed,
    runtime: aks,
    resources: [inSpoke, pe, hub, spoke, ...linkedZone('hub')],
    expected: noDns,
  },
  {
    why: 'no zone anywhere, all subscriptions read',
    properties: closed,
    runtime: aks,
    resources: [inHub, pe, hub],
    expected: noDns,
  },
  {
    why: 'the links were not all read [3]',
    properties: closed,
    runtime: aks,
    resources: [inHub, pe, hub],
    facts: { gaps: [{ what: 'privateDnsZones', scope: `/subscriptions/${otherSubscription}`, why: '403' }] },
    expected: unseen,
  },
  {
    why: 'another zone is linked [4]',
    properties: closed,
    runtime: aks,
    resources: [inHub, pe, hub, ...linkedZone('hub', 'privatelink.azurecr.us')],
    expected: noDns,
  },
  {
    why: 'the zone of its own cloud [4]',
    properties: { ...closed, loginServer: 'shop.azurecr.us' },
    runtime: aks,
    resources: [inHub, pe, hub, ...linkedZone('hub', 'privatelink.azurecr.us')],
    expected: allowed,
  },
  {
    why: 'DNS servers of one’s own, linked or not [4]',
    properties: closed,
    runtime: aks,
    resources: [inHub, pe, virtualNetwork('hub', [], { dnsServers: ['10.0.0.4'] }), ...linkedZone('hub')],
    expected: unseen,
  },
  {
    why: 'the DNS servers were not read [3]',
    properties: closed,
    runtime: aks,
    resources: [inHub, pe, ...linkedZone('other')],
    expected: unseen,
  },
]);

test('no zone anywhere, and a subscription that was not read may hold it', () => {
  const shop = { ...registry('shop', closed), id: registryId('shop', '50b00000-0000-4000-8000-00000000000e') };
  const map = mapOf({ resources: [shop, inHub, pe, hub] });
  const [found] = map.registries;
  assert.ok(found && found.subscription !== subscription);
  const { outcome } = networkResult(
    { registry: found, reference: reference('shop.azurecr.io/web:1'), runtime: map.runtimes[0], map, strict: false },
    null,
  );
  assert.equal(outcome, 'unknown');
});

// Landing zones keep private zones in the subscription of the hub, which a team often may not read.
test('a network that is peered with one of an unread subscription may be linked to the zone there', () => {
  const elsewhere = networkId('hub').replace(subscription, '50b00000-0000-4000-8000-00000000000e');
  const peering = { properties: { peeringState: 'Connected', remoteVirtualNetwork: { id: elsewhere } } };
  const own = virtualNetwork('spoke');
  const withHub = { ...own, properties: { ...Object(own['properties']), virtualNetworkPeerings: [peering] } };
  const { outcome, cause } = networkOf(closed, [inSpoke, privateEndpoint('pe', 'spoke'), withHub]);
  assert.deepEqual([outcome, cause], ['unknown', 'network-not-visible']);
});

test('a missing link can be made where the zone was seen, and the network is named', () => {
  const { fixes } = networkOf(closed, [inSpoke, pe, hub, spoke, ...linkedZone('hub')]);
  assert.deepEqual(
    fixes.map(({ kind, title }) => [kind, title]),
    [['dnsLink', 'Link `privatelink.azurecr.io` to `spoke`']],
  );
});

test('a zone that is linked elsewhere and has no record of the registry is linked and filled', () => {
  const { fixes } = networkOf(closed, [inSpoke, pe, hub, spoke, zoneLink('hub'), zoneRecord([])]);
  assert.deepEqual(
    fixes.map(({ title }) => title),
    ['Link `privatelink.azurecr.io` to `spoke`, and add the records of `pe` to it'],
  );
  assert.deepEqual(
    fixes[0]?.commands.map(({ words }) => words.slice(2).join(' ')),
    ['private-dns link vnet create', 'private-endpoint dns-zone-group create'],
  );
});

for (const [linked, fact] of [
  ['spoke', 'grants'],
  ['hub', 'missing'],
] as const) {
  test(`the proof of a private way names both its halves; the zone is linked to ${linked}`, () => {
    const { evidence } = networkOf(closed, [inSpoke, pe, hub, spoke, ...linkedZone(linked)]);
    const ids = [endpointId('pe'), networkId('spoke')];
    assert.deepEqual(
      ids.map(id => evidence.find(each => each.id?.toLowerCase() === id.toLowerCase())?.effect),
      ['grants', fact],
    );
  });
}

// The article's third worked case. Zone, link and zone group, since each needs the one before.
test('where no zone is at all, it is made beside the endpoint, linked, and filled by the zone group of the endpoint', () => {
  const { cause, fixes } = networkOf(closed, [inSpoke, pe, hub, spoke]);
  assert.equal(cause, 'private-dns-missing');
  assert.deepEqual(
    fixes.map(({ title }) => title),
    ['Create `privatelink.azurecr.io` and link it to `spoke`'],
  );
  assert.deepEqual(
    fixes[0]?.commands.map(({ words }) => words.slice(2).join(' ')),
    ['private-dns zone create', 'private-dns link vnet create', 'private-endpoint dns-zone-group create'],
  );
  assert.ok(fixes[0]?.commands.every(({ unless }) => unless !== undefined));
  const zoneId = `${group}/providers/Microsoft.Network/privateDnsZones/privatelink.azurecr.io`;
  assert.match(fixes[0]?.bash ?? '', new RegExp(`--endpoint-name=pe .*--private-dns-zone=${zoneId}$`));
});

test('links to equally named networks of different resource groups have names of their own', () => {
  const map = mapOf({ resources: [registry('shop', closed), ...linkedZone('hub')] });
  const [found] = map.registries;
  assert.ok(found);
  const ids = [networkId('spoke'), networkId('spoke').replace('/shop/', '/other/')];
  const [fix] = linkZone(found, ids, map);
  const names = fix?.commands.map(({ options }) => options.find(([name]) => name === '--name')?.[1]);
  assert.equal(new Set(names).size, 2);
});

test('public access is never offered where it is off', () => {
  assert.deepEqual(networkOf(closed, [inSpoke, pe, virtualNetwork('hub'), alone]).fixes, []);
});
