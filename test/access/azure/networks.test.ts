// Networks as Azure really answers: which version shows rules for subnets, and where records of zones, links of
// forwarding rulesets and identities of cache rules are. Where a snapshot can decide as well, it has to decide like a
// live reading.
// [1] Container Registry, API version 2026-11-01 (Bicep change log of registries)
// [2] DNS docs, private-dns-arg: records are in `dnsresources`. Resource Graph has no links of rulesets
// [3] ACR docs, artifact-cache-acr-to-acr-cli
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { mapOf, settleUnknowns } from '../../../src/access/azure/confirm.ts';
import { everyQuestion, type Questions, questionsOf } from '../../../src/access/azure/questions.ts';
import { readEstate } from '../../../src/access/azure/readEstate.ts';
import { type Estate, snapshotOf } from '../../../src/access/estate/estate.ts';
import type { AccessMap } from '../../../src/access/map.ts';
import { readSnapshotData } from '../../../src/access/snapshot/snapshot.ts';
import type { Finding } from '../../../src/model/verdict.ts';
import { decide } from '../../../src/verdict/decide.ts';
import { Emulator } from '../../emulator/emulator.ts';
import { World } from '../../emulator/world.ts';
import * as facts from '../../verdict/facts.ts';
import * as nets from '../../verdict/networkFacts.ts';
import { connectionTo } from './emulated.ts';

type Json = Readonly<Record<string, unknown>>;
const { assign, guid, registry, roles, subscription, targets, tenant } = facts;

const held = assign(guid('aks kubelet'), roles.AcrPull);
const emulator = new Emulator(worldOf([]));
before(() => emulator.start());
after(() => emulator.stop());

function worldOf(resources: readonly Json[], roleAssignments: readonly Json[] = [held]): World {
  return new World({
    resources,
    tenants: { [subscription]: tenant },
    managementGroups: { [subscription]: [] },
    roleAssignments,
  });
}

async function read(world: World, judge: (map: AccessMap) => Questions): Promise<Estate> {
  emulator.world = world;
  emulator.forgetRequests();
  const connection = connectionTo(emulator);
  const { estate } = await readEstate(connection);
  return (await settleUnknowns(connection, { estate, answered: new Map() }, judge)).estate;
}

function findingOf(map: AccessMap, image: string): Finding {
  const finding = decide({ reference: facts.reference(image), target: targets.aks, map, now: facts.now });
  assert.ok(finding);
  return finding;
}

/** The verdict of a live reading, and that of a snapshot of the same Azure. */
async function verdictsOf(world: World, image = 'shop.azurecr.io/web:1'): Promise<readonly string[]> {
  const live = await read(world, map => questionsOf([findingOf(map, image)], map));
  const filed = readSnapshotData(JSON.parse(JSON.stringify(snapshotOf(await read(world, everyQuestion)))), 'file');
  assert.ok('map' in filed, JSON.stringify(filed));
  return [mapOf(live), filed.map].map(map => facts.inShort(findingOf(map, image).verdict));
}

const own = nets.subnetId('vnet');
const served = { serviceEndpoints: [{ service: 'Microsoft.ContainerRegistry' }] };
const byService = (...subnets: readonly string[]): readonly Json[] => [
  registry('shop', {
    networkRuleSet: { defaultAction: 'Deny', ipRules: [], virtualNetworkRules: subnets.map(id => ({ id })) },
  }),
  nets.aksWith(['out'], own),
  nets.publicIp('out', '20.61.4.7'),
  nets.virtualNetwork('vnet', [], { subnet: served }),
];

test('N12: a rule for the nodes’ subnet is read by the version that shows it ([1])', async () => {
  assert.deepEqual(await verdictsOf(worldOf(byService(own))), ['allowed', 'allowed']);
  assert.deepEqual(await verdictsOf(worldOf(byService())), ['denied network-firewall', 'denied network-firewall']);
  const asked = emulator.asked.filter(path => /\/registries\/shop\?/.test(path));
  assert.ok(asked.every(path => path.includes('api-version=2026-11-01')) && asked.length > 0, asked.join());
});

test('N12: where that version is not there yet, nothing is claimed of rules for subnets ([1])', async () => {
  const world = worldOf(byService());
  world.withoutVersions = ['2026-11-01'];
  world.graphHidesRules = true;
  assert.deepEqual(await verdictsOf(world), ['unknown network-not-visible', 'unknown network-not-visible']);
});

const closed: Json = { publicNetworkAccess: 'Disabled', ...nets.connections(['pe', 'Approved']) };
const hub = nets.virtualNetwork('hub', [], { subnets: [nets.endpointSubnet('hub', '10.1.0.0/24')] });
const zone = (numberOfRecordSets: number): Json => ({
  id: String(nets.zoneLink('hub')['id']).split('/virtualNetworkLinks')[0],
  type: 'Microsoft.Network/privateDnsZones',
  properties: { numberOfRecordSets },
});
const inside = (...more: readonly Json[]): readonly Json[] => [
  registry('shop', closed),
  nets.aksWith(undefined, nets.subnetId('hub')),
  nets.privateEndpoint('pe', 'hub'),
  hub,
  ...more,
];

test('N7: records of a zone are read with the estate, at the cost of one request where there is a zone ([2])', async () => {
  const world = worldOf(inside(nets.zoneLink('hub'), zone(3), nets.zoneRecord()));
  assert.deepEqual(await verdictsOf(world), ['allowed', 'allowed']);
  assert.equal(emulator.requests.filter(path => path.includes('/privateDnsZones/')).length, 0);
});

test('N7: a record that Resource Graph does not have yet is asked for ([2])', async () => {
  const record = nets.zoneRecord();
  const world = worldOf(inside(nets.zoneLink('hub'), zone(3), record));
  world.unseenByGraph = [String(record['id'])];
  assert.deepEqual(await verdictsOf(world), ['allowed', 'allowed']);
});

test('N7: a record that is not there is missing ([2])', async () => {
  const world = worldOf(inside(nets.zoneLink('hub'), zone(3)));
  assert.deepEqual(await verdictsOf(world), ['denied private-dns-missing', 'denied private-dns-missing']);
});

test('N5: links and rules of a forwarding ruleset are asked for ([2])', async () => {
  const forwarded = worldOf(inside(...nets.forwardingRuleset('hub', '.')));
  assert.deepEqual(await verdictsOf(forwarded), ['unknown network-not-visible', 'unknown network-not-visible']);
  const elsewhere = worldOf(inside(...nets.forwardingRuleset('hub', 'corp.example.')));
  assert.deepEqual(await verdictsOf(elsewhere), ['denied private-dns-missing', 'denied private-dns-missing']);
  const refused = worldOf(inside(...nets.forwardingRuleset('hub', 'corp.example.')));
  refused.refused.push({ what: '*', scope: String(nets.forwardingRuleset('hub', '.')[0]?.['id']) });
  assert.deepEqual(await verdictsOf(refused), ['unknown network-not-visible', 'unknown network-not-visible']);
});

const rule = {
  type: 'Microsoft.ContainerRegistry/registries/cacheRules',
  id: `${facts.registryId('shop')}/cacheRules/bases`,
};
const cached = { sourceRepository: 'bases.azurecr.io/nginx', targetRepository: 'hub/nginx' };

test('N13: the identity of a cache rule, and its role at the other registry, are read ([3])', async () => {
  const identity = facts.held('rule', { user: ['id-other'] });
  const resources = [
    registry('shop'),
    registry('bases', facts.abac),
    facts.cluster('aks'),
    { ...rule, identity, properties: cached },
  ];
  const image = 'shop.azurecr.io/hub/nginx:1';
  const reads = assign(guid('id-other'), roles.RepositoryReader, facts.registryId('bases'));
  assert.deepEqual(await verdictsOf(worldOf(resources, [held, reads]), image), ['allowed', 'allowed']);
  const refused = ['unknown not-readable', 'unknown not-readable'];
  assert.deepEqual(await verdictsOf(worldOf(resources), image), refused);
  const older = worldOf(resources);
  older.withoutPreviews = true;
  assert.deepEqual(await verdictsOf(older, image), ['allowed', 'allowed']);
});
