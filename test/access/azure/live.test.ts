// Azure as it really answers: each fact L1 to L17 of the research, against a local Azure that has it. Where a snapshot
// can decide as well, it has to decide like a live reading.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createHttpHeaders, RestError } from '@azure/core-rest-pipeline';
import { confirm, mapOf, settleUnknowns } from '../../../src/access/azure/confirm.ts';
import { everyQuestion, type Questions, questionsOf } from '../../../src/access/azure/questions.ts';
import { readEstate } from '../../../src/access/azure/readEstate.ts';
import { failureOf } from '../../../src/access/azure/wire/failure.ts';
import { pipelineTo } from '../../../src/access/azure/wire/pipeline.ts';
import others from '../../../src/access/builtInRoles.json' with { type: 'json' };
import { type Estate, part, snapshotOf } from '../../../src/access/estate/estate.ts';
import type { AccessMap } from '../../../src/access/map.ts';
import { readSnapshotData } from '../../../src/access/snapshot/snapshot.ts';
import type { ImageReference } from '../../../src/model/reference.ts';
import type { Target } from '../../../src/model/target.ts';
import { decide } from '../../../src/verdict/decide.ts';
import { Emulator } from '../../emulator/emulator.ts';
import { readWorld, World, type WorldData } from '../../emulator/world.ts';
import * as facts from '../../verdict/facts.ts';
import { connectionTo } from './emulated.ts';
import { findingsOf, snapshotFile } from './samples.ts';

const { assign, cluster, guid, registry, registryId, roles, subscription, targets, tenant, otherTenant } = facts;
const shop = registry('shop');
const aks = cluster('aks');
const kubelet = guid('aks kubelet');

const emulator = new Emulator(worldOf({}));
before(() => emulator.start());
after(() => emulator.stop());

function worldOf(data: Partial<WorldData>): World {
  return new World({
    resources: [aks, shop],
    tenants: { [subscription]: tenant },
    managementGroups: { [subscription]: [] },
    roleAssignments: [],
    ...data,
  });
}

interface Asked {
  readonly target?: Target;
  readonly reference?: ImageReference;
}

/** The finding that an editor or `check --azure` has. */
async function live(world: World, asked: Asked = {}) {
  return read(world, map => questionsOf([findingOf(map, asked)], map), asked, mapOf);
}

/** The finding that CI has with a snapshot of the same Azure. */
async function filed(world: World, asked: Asked = {}) {
  return read(world, everyQuestion, asked, estate => {
    const read = readSnapshotData(JSON.parse(JSON.stringify(snapshotOf(estate))), 'file');
    assert.ok('map' in read, JSON.stringify(read));
    return read.map;
  });
}

async function read(
  world: World,
  judge: (map: AccessMap) => Questions,
  asked: Asked,
  mapFrom: (estate: Estate) => AccessMap,
): Promise<{ readonly short: string; readonly estate: Estate }> {
  emulator.world = world;
  emulator.forgetRequests();
  const connection = connectionTo(emulator);
  const { estate } = await readEstate(connection);
  const settled = await settleUnknowns(connection, { estate, answered: new Map() }, judge);
  return { short: facts.inShort(findingOf(mapFrom(settled.estate), asked).verdict), estate: settled.estate };
}

function findingOf(
  map: AccessMap,
  { target = targets.aks, reference = facts.reference('shop.azurecr.io/web:1') }: Asked,
) {
  const finding = decide({ reference, target, map, now: facts.now });
  assert.ok(finding);
  return finding;
}

async function assertBoth(world: World, expected: string, asked: Asked = {}): Promise<void> {
  assert.equal((await live(world, asked)).short, expected, 'live');
  assert.equal((await filed(world, asked)).short, expected, 'by a snapshot');
}

test('of all samples, a snapshot that was written from Azure says what a live reading says, with the same proofs', async () => {
  emulator.world = readWorld(snapshotFile);
  const connection = connectionTo(emulator);
  const { estate } = await readEstate(connection);
  const from = { estate, answered: new Map() };
  const told = (map: AccessMap) => findingsOf(map).map(({ verdict: { fixes: _, related: __, ...rest } }) => rest);
  const seen = await settleUnknowns(connection, from, map => questionsOf(findingsOf(map), map));
  const { estate: whole } = await settleUnknowns(connection, from, everyQuestion);
  const read = readSnapshotData(JSON.parse(JSON.stringify(snapshotOf(whole))), 'Azure');
  assert.ok('map' in read);
  assert.deepEqual(told(read.map), told(seen.map));
});

const heldByGroup = { principalType: 'Group' };
const noGraph = [{ what: 'groups', scope: '/' }];

test('L1: a group that the identity is not in leaves no doubt, without Microsoft Graph, in CI too', async () => {
  const roleAssignments = [assign(guid('ops'), roles.AcrPull, registryId('shop'), heldByGroup)];
  await assertBoth(worldOf({ roleAssignments, gaps: noGraph }), 'denied not-attached');
});

test('L1: a role through a group that stands above the subscription counts, in CI too', async () => {
  const above = '/providers/Microsoft.Management/managementGroups/corp';
  const roleAssignments = [assign(guid('ops'), roles.Reader, above, heldByGroup)];
  const managementGroups = { [subscription]: [above] };
  const groups = { [kubelet]: [guid('ops')] };
  await assertBoth(worldOf({ roleAssignments, managementGroups, groups, gaps: noGraph }), 'allowed broad-grant');
});

test('L1: a group may hold its role at a management group, also where the ones above the registry are not shown', async () => {
  const above = '/providers/Microsoft.Management/managementGroups/corp';
  const roleAssignments = [assign(guid('ops'), roles.Reader, above, heldByGroup)];
  const managementGroups = { [subscription]: [above] };
  const groups = { [kubelet]: [guid('ops')] };
  const gaps = [...noGraph, { what: 'managementGroups', scope: '/' }];
  await assertBoth(worldOf({ roleAssignments, managementGroups, groups, gaps }), 'unknown not-readable');
});

test('L1: each principal is asked for once in a subscription', async () => {
  const roleAssignments = ['a', 'b', 'c'].map(name =>
    assign(guid(name), roles.AcrPull, registryId('shop'), heldByGroup),
  );
  await live(worldOf({ roleAssignments, gaps: noGraph }));
  assert.equal(emulator.asked.filter(url => /assignedTo/.test(url)).length, 1);
});

const pullsAs = (identity: string) => ({ acrUseManagedIdentityCreds: true, acrUserManagedIdentityID: identity });
const uami = facts.userIdentity('id-app');

test('L2: a site pulls with the identity that only its config/web names', async () => {
  const app = facts.site('site', pullsAs(guid('id-app client')), facts.held('site', { user: ['id-app'] }));
  const roleAssignments = [assign(guid('id-app'), roles.AcrPull)];
  await assertBoth(worldOf({ resources: [app, shop, uami], roleAssignments }), 'allowed', { target: targets.site });
});

test('L2: a slot has an identity and a configuration of its own', async () => {
  const app = facts.site('site', {}, facts.held('site', {}));
  const slot = {
    ...facts.site('site', pullsAs(guid('id-app client')), facts.held('site', { user: ['id-app'] })),
    id: `${facts.siteId('site')}/slots/green`,
    name: 'site/green',
    type: 'Microsoft.Web/sites/slots',
  };
  const roleAssignments = [assign(guid('id-app'), roles.AcrPull)];
  const target = facts.target('site', 'green', slot.id);
  await assertBoth(worldOf({ resources: [app, slot, shop, uami], roleAssignments }), 'allowed', { target });
});

test('a site is read by a version that shows whether all its traffic leaves through its network', async () => {
  const plain = facts.site('site', {}, facts.held('site', {}));
  const routing = { allTraffic: true, imagePullTraffic: false };
  const shown = { vnetImagePullEnabled: false, outboundVnetRouting: routing };
  const app = { ...plain, properties: { ...(plain['properties'] as object), ...shown } };
  const { estate } = await filed(worldOf({ resources: [app, shop] }), { target: targets.site });
  const found = estate.resources.find(({ id }) => id === facts.siteId('site'));
  assert.deepEqual(part(found, 'properties')['outboundVnetRouting'], routing);
});

test('L2: the containers of a site are read with how each signs in', async () => {
  const properties = {
    image: 'shop.azurecr.io/web:1',
    authType: 'UserAssigned',
    userManagedIdentityClientId: 'x',
  };
  const shown = { ...properties, isMain: true }; // which no verdict goes by
  const siteContainers = [{ id: `${facts.siteId('site')}/sitecontainers/main`, name: 'main', properties: shown }];
  const plain = facts.site('site', { linuxFxVersion: 'sitecontainers' }, facts.held('site', {}));
  const app = { ...plain, properties: { ...(plain['properties'] as object), siteContainers } };
  const { estate } = await filed(worldOf({ resources: [app, shop] }), { target: targets.site });
  const found = estate.resources.find(({ id }) => id === facts.siteId('site'));
  assert.deepEqual(part(found, 'properties')['siteContainers'], [{ properties }]);
});

test('a sidecar of a site whose main container is code signs in on its own', async () => {
  // https://azure.github.io/AppService/2025/03/06/Sidecars-Deep-Dive-Part1.html
  const siteContainers = [{ name: 'sidecar', properties: { image: 'shop.azurecr.io/web:1', authType: 'Anonymous' } }];
  const asked = { target: targets.site, reference: build };
  const worldWith = (linuxFxVersion: string) => {
    const settings = { ...pullsAs(guid('id-app client')), linuxFxVersion };
    const plain = facts.site('site', settings, facts.held('site', { user: ['id-app'] }));
    const site = { ...plain, properties: { ...part(plain, 'properties'), siteContainers } };
    return worldOf({ resources: [site, shop, uami], roleAssignments: [assign(guid('id-app'), roles.AcrPull)] });
  };
  await assertBoth(worldWith('PYTHON|3.12'), 'denied no-pull-identity', asked);
  // Nothing shows which of the two settings such a site runs.
  await assertBoth(worldWith('DOCKER|shop.azurecr.io/web:1'), 'unknown not-readable', asked);
});

test("a registry's token is read with its scope map and its end, where a pull secret names it", async () => {
  const child = (kind: string, name: string, properties: Readonly<Record<string, unknown>>) => ({
    id: `${registryId('shop')}/${kind}/${name}`,
    name,
    type: `Microsoft.ContainerRegistry/registries/${kind}`,
    properties,
  });
  const scopeMapId = `${registryId('shop')}/scopeMaps/web`;
  const credentials = { passwords: [{ name: 'password1', expiry: '2026-09-30T00:00:00Z' }] };
  const resources = [
    shop,
    child('tokens', 'edge-token', { status: 'enabled', scopeMapId, credentials }),
    child('scopeMaps', 'web', { actions: ['repositories/web/content/read'] }),
  ];
  const asked = {
    target: facts.target('kubernetes', 'edge', undefined),
    reference: facts.reference(
      'shop.azurecr.io/web:1',
      facts.pod({ pullSecrets: [facts.secret('acr', 'edge-token')] }),
    ),
  };
  await assertBoth(worldOf({ resources }), 'denied expired-credential', asked);
});

test('the cache rules of a registry are read, with the health of their credentials', async () => {
  const child = (kind: string, name: string, properties: Readonly<Record<string, unknown>>) => ({
    id: `${registryId('shop')}/${kind}/${name}`,
    type: `Microsoft.ContainerRegistry/registries/${kind}`,
    properties,
  });
  const credentialSetResourceId = `${registryId('shop')}/credentialSets/hub`;
  const authCredentials = [{ name: 'Credential1', credentialHealth: { status: 'Unhealthy' } }];
  const rule = { sourceRepository: 'docker.io/library/web', targetRepository: 'web', credentialSetResourceId };
  const resources = [
    aks,
    shop,
    child('cacheRules', 'web', rule),
    child('credentialSets', 'hub', { loginServer: 'docker.io', authCredentials }),
  ];
  const roleAssignments = [assign(kubelet, roles.AcrPull)];
  await assertBoth(worldOf({ resources, roleAssignments }), 'unknown not-readable');
  await assertBoth(worldOf({ resources: [aks, shop], roleAssignments }), 'allowed');
});

test('a session pool is read with its registry entry, and a Container App without one as such', async () => {
  const id = facts.resourceId('Microsoft.App/sessionPools', 'sandboxes');
  const registryCredentials = { server: 'shop.azurecr.io', identity: facts.identityId('id-app') };
  const properties = { environmentId: facts.environmentId('env'), customContainerTemplate: { registryCredentials } };
  const identity = facts.held('app', { user: ['id-app'] });
  const resources = [
    shop,
    { id, name: 'sandboxes', type: 'Microsoft.App/sessionPools', identity, properties },
    facts.containerApp('app', [], identity, { configuration: { registries: null } }),
    facts.environment('env'),
    facts.userIdentity('id-app'),
  ];
  const world = worldOf({ resources, roleAssignments: [assign(guid('id-app'), roles.AcrPull)] });
  const reference = facts.reference('shop.azurecr.io/web:1', { platform: 'build', name: undefined });
  await assertBoth(world, 'allowed', { target: facts.target('sessionPool', 'sandboxes', id), reference });
  await assertBoth(world, 'denied registry-not-configured', { target: targets.app, reference });
});

test('the registry that a network isolated cluster starts from is read', async () => {
  const bootstrapProfile = { artifactSource: 'Cache', containerRegistryId: registryId('shop') };
  const { estate } = await filed(worldOf({ resources: [cluster('aks', { bootstrapProfile }), shop] }));
  assert.deepEqual(
    mapOf(estate).runtimes.map(each => each.kind === 'aks' && each.bootstrapRegistryId),
    [registryId('shop')],
  );
});

test('L3: what a verdict has no use for is not asked for', async () => {
  const huge = { windowsProfile: { notes: 'x'.repeat(1_000_000) } };
  const resources = [aks, shop, ...Array.from({ length: 30 }, (_, i) => cluster(`aks-${i}`, huge))];
  const { estate } = await live(worldOf({ resources, roleAssignments: [assign(kubelet, roles.AcrPull)] }));
  assert.equal(estate.resources.length, 32);
  assert.equal(emulator.requests.filter(request => /ResourceGraph/.test(request)).length, 4);
});

test('L3: a page that is too large is asked for again in smaller ones', async () => {
  const world = worldOf({ resources: [aks, shop, ...Array.from({ length: 60 }, (_, i) => registry(`shop${i}`))] });
  world.mostBytesOfPage = 20_000;
  const { estate } = await live(world);
  assert.equal(estate.resources.length, 62);
  assert.deepEqual(estate.gaps, []);
});

test('L3: where even one row is too large, the inner code says so, and the rest stays', async () => {
  const world = worldOf({});
  world.mostBytesOfPage = 200;
  emulator.world = world;
  const { estate, failures } = await readEstate(connectionTo(emulator));
  assert.ok(
    failures.some(({ why, where }) => why === '400 ResponsePayloadTooLarge' && where.startsWith('resources of')),
  );
  assert.ok(estate.gaps.some(({ what, scope }) => what === 'resources' && scope === `/subscriptions/${subscription}`));
});

test('L4: a subscription of Azure Lighthouse is read with a token of the tenant that manages it', async () => {
  const roleAssignments = [assign(kubelet, roles.AcrPull)];
  const managing = '7e000000-0000-4000-8000-00000000000f';
  const world = worldOf({ roleAssignments, managedBy: { [subscription]: managing } });
  await assertBoth(world, 'allowed');
  const { estate } = await live(world);
  assert.deepEqual(estate.tenants, { [subscription]: tenant });
  assert.deepEqual(
    estate.doubts.filter(({ why }) => /AADSTS|401/.test(why)),
    [],
  );
});

// "Users in the service provider tenant won't see role assignments for users in a customer's tenant, regardless of the
// role":
// https://learn.microsoft.com/azure/role-based-access-control/role-assignments-list-rest
test('L4: through Azure Lighthouse, a role that is not seen may be there', async () => {
  const managedBy = { [subscription]: '7e000000-0000-4000-8000-00000000000f' };
  await assertBoth(worldOf({ managedBy }), 'unknown not-readable');
});

const app = guid('sp app');
const rotating = {
  ...facts.servicePrincipal(app, guid('sp')),
  servicePrincipalType: 'ManagedIdentity',
  keyCredentials: [{ endDateTime: '2024-08-10T14:05:00Z', type: 'AsymmetricX509Cert', usage: 'Verify' }],
};
const withSp = {
  resources: [facts.oldCluster('aks', app), shop],
  roleAssignments: [assign(guid('sp'), roles.AcrPull)],
};

test('L5: the certificates of a managed identity, which Azure rotates, are no secret that has expired', () => {
  const map = facts.mapOf({ resources: [shop], credentials: [rotating], roleAssignments: withSp.roleAssignments });
  const target = facts.target('pipeline', 'ci', guid('sp'));
  assert.equal(facts.inShort(facts.verdict({ map, target })), 'allowed');
});

test('L5: a disabled service principal is refused', async () => {
  const credentials = [
    { ...facts.servicePrincipal(app, guid('sp')), accountEnabled: false },
    facts.application(app, []),
  ];
  await assertBoth(worldOf({ ...withSp, credentials }), 'denied no-pull-identity');
});

const regional = registry('shop', { regionalEndpointHostNames: ['shop.westeurope.geo.azurecr.io'] });
const atRegion = { reference: facts.reference('shop.westeurope.geo.azurecr.io/web:1') };

test('a service principal of several tenants is asked for in each: its object ID is another one there', async () => {
  // The app is registered where the registry is, and was admitted to the customer's tenant, which comes first.
  const credentials = [
    { ...facts.servicePrincipal(app, guid('sp abroad')), accountEnabled: true, inTenant: otherTenant },
    { ...facts.servicePrincipal(app, guid('sp')), accountEnabled: true, inTenant: tenant },
    { ...facts.application(app, ['2027-06-01T00:00:00Z']), inTenant: tenant },
  ];
  const tenants = { [facts.otherSubscription]: otherTenant, [subscription]: tenant };
  await assertBoth(worldOf({ ...withSp, credentials, tenants }), 'allowed');
});

test('L17: the 404 of a proxy is no service principal that a tenant lacks', async () => {
  emulator.world = worldOf(withSp);
  const { http, ...rest } = connectionTo(emulator);
  const sendRequest: typeof http.sendRequest = async request =>
    /servicePrincipals/i.test(request.url)
      ? { request, status: 404, headers: createHttpHeaders(), bodyAsText: '<html>Not Found</html>' }
      : http.sendRequest(request);
  const connection = { ...rest, http: { sendRequest } };
  const { estate } = await readEstate(connection);
  const { map } = await settleUnknowns(connection, { estate, answered: new Map() }, everyQuestion);
  assert.equal(map.gapFor('credentials', '/')?.why, '404');
});

test('a pipeline whose config names the client id of its principal pulls as the service principal', async () => {
  const credentials = [{ ...facts.servicePrincipal(app, guid('sp')), accountEnabled: true }];
  const world = worldOf({ ...withSp, credentials });
  assert.equal((await live(world, { target: facts.target('pipeline', 'ci', app) })).short, 'allowed');
});

test('clusters keep their tags, by which a config chooses them', async () => {
  const tagged = cluster('aks', {}, { tags: { env: 'prod' } });
  const { estate } = await live(worldOf({ resources: [tagged, { ...shop, tags: { env: 'prod' } }] }));
  assert.deepEqual(
    mapOf(estate).runtimes.map(each => each.kind === 'aks' && each.tags),
    [{ env: 'prod' }],
  );
  assert.ok(!JSON.stringify(estate.resources.filter(({ id }) => id === registryId('shop'))).includes('prod'));
});

test('L6: a regional endpoint is read with a version that shows it', async () => {
  const roleAssignments = [assign(kubelet, roles.AcrPull)];
  await assertBoth(worldOf({ resources: [aks, regional], roleAssignments }), 'allowed', atRegion);
});

test('L6: where no version shows them, regional endpoints are not read, not absent', async () => {
  const world = worldOf({ resources: [aks, regional], roleAssignments: [assign(kubelet, roles.AcrPull)] });
  world.withoutVersions = ['2026-11-01'];
  await assertBoth(world, 'unknown registry-not-visible', atRegion);
});

const byServiceAccounts = cluster('aks', {
  kubernetesVersion: '1.35.1',
  securityProfile: { serviceAccountImagePullProfile: { enabled: true } },
});
const annotated = facts.account('web', {
  pullClientId: { text: guid('id-app client'), definedAt: { file: 'account.yaml', span: facts.span } } as never,
});

test('L7: a cluster in which service accounts pull is not judged by its kubelet identity', async () => {
  const world = worldOf({ resources: [byServiceAccounts, shop], roleAssignments: [assign(kubelet, roles.AcrPull)] });
  await assertBoth(world, 'denied no-pull-identity');
});

test('L7: where no version shows whether service accounts pull, an annotation leaves it unknown', async () => {
  const world = worldOf({ resources: [byServiceAccounts, shop], roleAssignments: [assign(kubelet, roles.AcrPull)] });
  world.withoutPreviews = true;
  const reference = facts.reference('shop.azurecr.io/web:1', facts.pod({ serviceAccount: annotated }));
  await assertBoth(world, 'unknown not-readable', { reference });
});

test('N11: identity bindings of a cluster in which service accounts pull are read at the source', async () => {
  const binding = {
    id: `${facts.clusterId('aks')}/identityBindings/app`,
    name: 'app',
    type: 'Microsoft.ContainerService/managedClusters/identityBindings',
    properties: {
      managedIdentity: { objectId: guid('id-app') },
      provisioningState: 'Succeeded',
      allowedSubjects: [{ namespaceSelector: { matchLabels: ['kubernetes.io/metadata.name=shop'] } }],
    },
  };
  const resources = [byServiceAccounts, shop, uami];
  const roleAssignments = [assign(guid('id-app'), roles.AcrPull)];
  const reference = facts.reference(
    'shop.azurecr.io/web:1',
    facts.pod({ serviceAccount: annotated, namespace: 'shop' }),
  );
  await assertBoth(worldOf({ resources, roleAssignments }), 'unknown not-readable', { reference });
  const bound = worldOf({ resources: [...resources, binding], roleAssignments });
  bound.unseenByGraph = [binding.id];
  await assertBoth(bound, 'allowed', { reference });
});

const guidOf = (wanted: string, list: Readonly<Record<string, string>>) =>
  Object.entries(list).find(([, name]) => name === wanted)?.[0] ?? '';

test('L8: a built-in role that reads everything pulls, whether its definition is read or not', async () => {
  const role = guidOf('Resource Policy Contributor', others.readEverything);
  const world = worldOf({ roleAssignments: [assign(kubelet, role, `/subscriptions/${subscription}`)] });
  await assertBoth(world, 'allowed broad-grant');
});

test('L8: a built-in role that concerns something else does not pull', async () => {
  const role = guidOf('Cognitive Services OpenAI User', others.withoutPull);
  const world = worldOf({ roleAssignments: [assign(kubelet, role, `/subscriptions/${subscription}`)] });
  await assertBoth(world, 'denied not-attached');
});

test('L8: definitions of built-in roles that are newer than the product are read from Azure', async () => {
  const id = `/providers/Microsoft.Authorization/RoleDefinitions/${guid('new role')}`;
  const permissions = [{ actions: ['*/read'], notActions: [], dataActions: [], notDataActions: [] }];
  const roleDefinitions = [{ id, properties: { roleName: 'New', type: 'BuiltInRole', permissions } }];
  const roleAssignments = [assign(kubelet, guid('new role'), `/subscriptions/${subscription}`)];
  await assertBoth(worldOf({ roleAssignments, roleDefinitions }), 'allowed broad-grant');
});

test('L9: a condition names GUIDs of 32 digits', async () => {
  const condition =
    "(!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'}) OR (@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {0105a6b04bb942d2982a12806f9faddb}))";
  const admin = 'f58310d9-a9f6-439a-9e8d-f62e7b41a168';
  const roleAssignments = [assign(kubelet, admin, registryId('shop'), { condition, conditionVersion: '2.0' })];
  await assertBoth(worldOf({ roleAssignments }), 'allowed broad-grant');
});

test('L10: one odd resource is a gap that names it', async () => {
  const odd = { ...registry('odd'), properties: { loginServer: 5 } };
  const { short, estate } = await live(
    worldOf({ resources: [aks, odd, shop], roleAssignments: [assign(kubelet, roles.AcrPull)] }),
  );
  assert.equal(short, 'allowed');
  assert.equal(
    mapOf(estate).gaps.filter(gap => gap.what === 'registries' && gap.scope === registryId('odd')).length,
    1,
  );
});

const publicIp = (name: string, ipAddress: string) => ({
  id: facts.resourceId('Microsoft.Network/publicIPAddresses', name),
  name,
  type: 'Microsoft.Network/publicIPAddresses',
  properties: { ipAddress },
});
const leavesFrom = (...names: readonly string[]) => ({
  effectiveOutboundIPs: names.map(name => ({ id: facts.resourceId('Microsoft.Network/publicIPAddresses', name) })),
});
const firewall = (...addresses: readonly string[]) =>
  registry('shop', {
    networkRuleSet: { defaultAction: 'Deny', ipRules: addresses.map(value => ({ action: 'Allow', value })) },
  });

test('L11: a cluster that is moved from one way out to another leaves by neither for certain', async () => {
  const moved = cluster('aks', {
    provisioningState: 'Updating',
    networkProfile: {
      outboundType: 'managedNATGateway',
      loadBalancerProfile: leavesFrom('old'),
      natGatewayProfile: { managedOutboundIPProfile: { count: 2 } },
    },
  });
  const resources = [moved, firewall('20.61.4.7'), publicIp('old', '20.61.4.7')];
  await assertBoth(
    worldOf({ resources, roleAssignments: [assign(kubelet, roles.AcrPull)] }),
    'unknown network-not-visible',
  );
});

test('L12: Functions on Container Apps name the identity by its resource id', async () => {
  const plain = facts.site('site', pullsAs(facts.identityId('id-app')), facts.held('site', { user: ['id-app'] }));
  const functions = { ...plain, kind: 'functionapp,linux,container,azurecontainerapps' };
  const roleAssignments = [assign(guid('id-app'), roles.AcrPull)];
  await assertBoth(worldOf({ resources: [functions, shop, uami], roleAssignments }), 'allowed', {
    target: targets.site,
  });
});

test('L13: a role of that very identity at the registry contradicts another tenant', async () => {
  const abroad = facts.userIdentity('id-app', { tenantId: otherTenant });
  const credentials = [{ server: 'shop.azurecr.io', identity: facts.identityId('id-app') }];
  const group = facts.containerApp('app', credentials, facts.held('app', { user: ['id-app'] }));
  const world = (roleAssignments: WorldData['roleAssignments']) =>
    worldOf({ resources: [group, abroad, shop], roleAssignments });
  await assertBoth(world([]), 'denied cross-tenant', { target: targets.app });
  await assertBoth(world([assign(guid('id-app'), roles.AcrPull)]), 'unknown not-readable', { target: targets.app });
});

const dualStack = cluster('aks', {
  networkProfile: { outboundType: 'loadBalancer', loadBalancerProfile: leavesFrom('v4', 'v6') },
});
const ips = [publicIp('v4', '20.61.4.7'), publicIp('v6', '2603:1020:206::7')];

test('L14: an outgoing IPv6 address needs no rule at a registry that answers over IPv4', async () => {
  const resources = [dualStack, firewall('20.61.4.7'), ...ips];
  await assertBoth(worldOf({ resources, roleAssignments: [assign(kubelet, roles.AcrPull)] }), 'allowed');
});

test('L14: a rule for IPv6 may let in what no rule for IPv4 does', async () => {
  const roleAssignments = [assign(kubelet, roles.AcrPull)];
  const byIpv6 = firewall('2603:1020:206::/48');
  const both = { ...byIpv6, properties: { ...Object(byIpv6['properties']), endpointProtocol: 'IPv4AndIPv6' } };
  await assertBoth(worldOf({ resources: [dualStack, both, ...ips], roleAssignments }), 'unknown network-not-visible');
  // By default a registry answers over IPv4 alone, and its version 2026-11-01 shows it.
  await assertBoth(worldOf({ resources: [dualStack, byIpv6, ...ips], roleAssignments }), 'denied network-firewall');
});

test('L15: in a registry with ABAC the literal AcrPull does not pull, though Resource Graph shows no mode', async () => {
  const world = worldOf({
    resources: [aks, registry('shop', facts.abac)],
    roleAssignments: [assign(kubelet, roles.AcrPull)],
  });
  await assertBoth(world, 'denied wrong-role-for-mode');
});

test('L16: a refused sign-in says why in the words of Microsoft Entra', async () => {
  const world = worldOf({});
  const sentence = 'AADSTS700213: No matching federated identity record found for presented assertion subject';
  world.signInErrors.set('*', `${sentence} 'repo:shop/web'. Trace ID: 1 Correlation ID: 2`);
  emulator.world = world;
  await assert.rejects(readEstate(connectionTo(emulator)), error => {
    assert.deepEqual(failureOf(error), { kind: 'signIn', why: `${sentence} 'repo:shop/web'` });
    return true;
  });
});

test('L16: no DNS is no matter of signing in, and is not the end of another tenant', async () => {
  const request = { url: 'https://login.microsoftonline.com/x' } as never;
  const noName = async () => {
    throw new RestError('getaddrinfo ENOTFOUND', { code: 'ENOTFOUND', request });
  };
  const connection = { ...connectionTo(emulator), http: pipelineTo({ base: { sendRequest: noName }, firstPause: 1 }) };
  emulator.world = worldOf({});
  await assert.rejects(readEstate(connection), error => {
    const { kind, why } = failureOf(error);
    assert.equal(kind, 'offline');
    assert.match(why, /DNS has no/);
    return true;
  });
  const byMsal = Object.assign(new Error('network_error: See https://aka.ms/msal.js.errors'), {
    name: 'AuthenticationError',
  });
  assert.equal(failureOf(byMsal).kind, 'offline');
});

test('L16: a tenant that refuses the sign-in is a gap, and the other one is read', async () => {
  const world = worldOf({
    tenants: { [subscription]: tenant, [facts.otherSubscription]: otherTenant },
    roleAssignments: [assign(kubelet, roles.AcrPull)],
  });
  world.signInErrors.set(
    otherTenant,
    'AADSTS50076: Due to a configuration change you must use multi-factor authentication.',
  );
  emulator.world = world;
  const { failures } = await readEstate(connectionTo(emulator));
  assert.deepEqual(failures, [
    {
      kind: 'signIn',
      why: 'AADSTS50076: Due to a configuration change you must use multi-factor authentication',
      where: `tenant ${otherTenant}`,
    },
  ]);
  assert.equal((await live(world)).short, 'allowed');
});

test('L17: a cluster that is gone is gone, in the error shape of its own service', async () => {
  const world = worldOf({ roleAssignments: [] });
  emulator.world = world;
  const connection = connectionTo(emulator);
  const { estate } = await readEstate(connection);
  world.replaceResource(facts.clusterId('aks'), undefined);
  const questions = {
    registries: [],
    tokens: [],
    runtimes: [facts.clusterId('aks')],
    bindings: [],
    principals: [],
    clients: [],
    rulesets: [],
    records: [],
    subscriptions: [],
  };
  const confirmed = await confirm(connection, estate, questions);
  assert.equal(confirmed.resources.length, 1);
});

const build = facts.reference('shop.azurecr.io/web:1', { platform: 'build', name: undefined });
const appWithEntry = facts.containerApp(
  'app',
  [{ server: 'shop.azurecr.io', identity: facts.identityId('id-app') }],
  facts.held('app', { user: ['id-app'] }),
);

test('an app and its identity that Resource Graph does not have yet are asked for at the source', async () => {
  const resources = [appWithEntry, shop, uami];
  const asked = { target: targets.app, reference: build };
  const world = worldOf({ resources, roleAssignments: [assign(guid('id-app'), roles.AcrPull)] });
  world.unseenByGraph = [facts.appId('app'), facts.identityId('id-app')];
  assert.equal((await live(world, asked)).short, 'allowed');
  // One that is nowhere has no entry for the registry.
  assert.equal((await live(worldOf({ resources: [shop] }), asked)).short, 'denied registry-not-configured');
});

test('L17: a type or a version that a cloud does not know is no resource that is gone, nor is the 404 of a proxy', async () => {
  const world = worldOf({ resources: [facts.containerApp('app', [], facts.held('app', {})), shop] });
  emulator.world = world;
  for (const bodyAsText of ['{"error":{"code":"InvalidResourceType"}}', '<html>Not Found</html>']) {
    const { http, ...rest } = connectionTo(emulator);
    const sendRequest: typeof http.sendRequest = async request =>
      /containerApps/i.test(request.url)
        ? { request, status: 404, headers: createHttpHeaders(), bodyAsText }
        : http.sendRequest(request);
    const connection = { ...rest, http: { sendRequest } };
    const { estate } = await readEstate(connection);
    const asked = { target: targets.app, reference: build };
    const settled = await settleUnknowns(connection, { estate, answered: new Map() }, map =>
      questionsOf([findingOf(map, asked)], map),
    );
    assert.equal(settled.estate.resources.length, 2);
    assert.ok(settled.map.gapFor('containerApps', facts.appId('app')));
  }
});

test('a site that was moved from site containers to a single one has none any more', async () => {
  const sidecars = facts.site('site', { linuxFxVersion: 'sitecontainers' }, facts.held('site', { user: ['id-app'] }));
  const siteContainers = [{ name: 'main', properties: { image: 'shop.azurecr.io/web:1', authType: 'Anonymous' } }];
  const before = { ...sidecars, properties: { ...part(sidecars, 'properties'), siteContainers } };
  const world = worldOf({ resources: [before, shop, uami], roleAssignments: [assign(guid('id-app'), roles.AcrPull)] });
  const asked = { target: targets.site, reference: build };
  const { short, estate } = await live(world, asked);
  assert.equal(short, 'denied no-pull-identity');
  world.replaceResource(
    facts.siteId('site'),
    facts.site('site', pullsAs(guid('id-app client')), facts.held('site', { user: ['id-app'] })),
  );
  const { map } = await settleUnknowns(connectionTo(emulator), { estate, answered: new Map() }, map => ({
    ...questionsOf([findingOf(map, asked)], map),
    runtimes: [facts.siteId('site')],
  }));
  assert.equal(facts.inShort(findingOf(map, asked).verdict), 'allowed');
});

test('L17: lists are read to their end, whatever the size of their pages', async () => {
  const many = Array.from({ length: 900 }, (_, i) => assign(guid(`p${i}`), roles.AcrPull));
  const { estate } = await live(worldOf({ roleAssignments: [...many, assign(kubelet, roles.AcrPull)] }));
  assert.equal(estate.roleAssignments.length, 901);
});

const shapes: readonly (readonly [status: number, body: unknown, why: string, kind: string])[] = [
  [404, { error: { code: 'ResourceGroupNotFound', message: 'x' } }, '404 ResourceGroupNotFound', 'notFound'],
  [404, { error: { code: 'ResourceNotFound', message: 'x' }, status: 'Failed' }, '404 ResourceNotFound', 'notFound'],
  [404, { code: 'NotFound', message: 'x', details: [{ code: 'Unspecified' }] }, '404 NotFound', 'notFound'],
  [400, { error: { code: 'PrincipalNotFound', message: 'x' } }, '400 PrincipalNotFound', 'broken'],
  [429, { error: { code: 'FailedIdentityOperation', message: 'x' } }, '429 FailedIdentityOperation', 'throttled'],
  [
    400,
    { error: { code: 'BadRequest', details: [{ code: 'ResponsePayloadTooLarge' }] } },
    '400 ResponsePayloadTooLarge',
    'broken',
  ],
  [
    401,
    { errors: [{ code: 'UNAUTHORIZED', message: 'x', detail: [{ Action: 'pull' }] }] },
    '401 UNAUTHORIZED',
    'signIn',
  ],
  [502, '<html>', '502', 'broken'],
];
for (const [status, body, why, kind] of shapes) {
  test(`L17: ${why}, as its service writes it`, () => {
    const bodyAsText = typeof body === 'string' ? body : JSON.stringify(body);
    const response = { status, bodyAsText, headers: createHttpHeaders(), request: {} as never };
    assert.deepEqual(failureOf(new RestError('x', { statusCode: status, response })), { kind, why });
  });
}
