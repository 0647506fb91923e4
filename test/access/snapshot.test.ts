// The snapshot format: Azure's REST answers unchanged, absent = not read, empty = read and none. Where something does
// not fit, an error names the file, the JSON path and what was expected.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import type { AccessMap } from '../../src/access/map.ts';
import { readSnapshot, readSnapshotData } from '../../src/access/snapshot/snapshot.ts';

const subscription = '50b50000-0000-4000-8000-000000000001';
const tenant = '7e4a4700-0000-4000-8000-000000000001';
const principal = '0b1ec700-0000-4000-8000-0000000000aa';
const acrPull = `/subscriptions/${subscription}/providers/Microsoft.Authorization/roleDefinitions/7f951dda-4ed3-4680-a7ca-43fe172d538d`;
const registryId = `/subscriptions/${subscription}/resourceGroups/shop-data/providers/Microsoft.ContainerRegistry/registries/shopprod`;

function mapFrom(snapshot: Record<string, unknown>): AccessMap {
  const result = readSnapshotData({ version: 1, ...snapshot }, 'shop.json');
  assert.ok('map' in result, JSON.stringify(result));
  return result.map;
}

function problemsOf(snapshot: unknown): readonly { path: string; message: string }[] {
  const result = readSnapshotData(snapshot, 'shop.json');
  assert.ok('problems' in result);
  return result.problems;
}

test('a registry is found by its login server, whatever the case, and by no other name', () => {
  const map = mapFrom({
    resources: [
      {
        id: registryId,
        name: 'shopprod',
        type: 'Microsoft.ContainerRegistry/registries',
        properties: {
          loginServer: 'ShopProd-e7ggejfuhzhgedc8.azurecr.io',
          roleAssignmentMode: 'AbacRepositoryPermissions',
        },
      },
    ],
  });
  assert.equal(map.registryByHost('shopprod-e7ggejfuhzhgedc8.azurecr.io')?.mode, 'abac');
  assert.equal(map.registryByHost('shopprod.azurecr.io'), undefined);
  assert.ok(map.registryById(registryId.replace('resourceGroups', 'resourcegroups')));
});

test('an access mode that the response lacks is not taken for the legacy mode', () => {
  const map = mapFrom({
    resources: [
      {
        id: registryId,
        type: 'Microsoft.ContainerRegistry/registries',
        properties: { loginServer: 'shopprod.azurecr.io' },
      },
    ],
  });
  assert.equal(map.registries[0]?.mode, undefined);
});

test('absent and null mean not read, empty means that there is none', () => {
  assert.equal(mapFrom({}).roleAssignments, undefined);
  assert.equal(mapFrom({ roleAssignments: null }).roleAssignments, undefined);
  assert.deepEqual(mapFrom({ roleAssignments: [] }).roleAssignments, []);
  assert.equal(mapFrom({ groups: {} }).groupsOf(principal), undefined);
  assert.deepEqual(mapFrom({ groups: { [principal.toUpperCase()]: [] } }).groupsOf(principal), []);
  assert.equal(mapFrom({ tenants: { [subscription]: tenant } }).wasRead(subscription), false);
  assert.equal(mapFrom({ tenants: { [subscription]: tenant }, resources: [] }).wasRead(subscription), true);
});

test('a list answer is taken as it is; one with a further page is refused, with the command that prints it', () => {
  const assignment = {
    id: `${registryId}/providers/Microsoft.Authorization/roleAssignments/1`,
    properties: { roleDefinitionId: acrPull, principalId: principal },
  };
  const whole = mapFrom({ roleAssignments: { value: [assignment], nextLink: null } });
  assert.equal(whole.roleAssignments?.[0]?.scope, registryId);
  const [half] = problemsOf({ version: 1, roleAssignments: [{ value: [assignment], nextLink: 'https://…' }] });
  assert.equal(half?.path, '$.roleAssignments[0].nextLink');
  assert.match(half.message, /`acr-pull snapshot` reads all.*az rest --method get --url/);
});

test('a gap covers what is below its scope, and leaves a part of what is above it unknown', () => {
  const gaps = [{ what: 'roleAssignments', scope: `/subscriptions/${subscription}`, why: '403' }];
  const map = mapFrom({ gaps });
  assert.ok(map.gapFor('roleAssignments', registryId));
  assert.ok(map.gapFor('roleAssignments', '/'));
  assert.equal(
    map.gapFor('roleAssignments', '/subscriptions/50b50000-0000-4000-8000-00000000000e/resourceGroups/g'),
    undefined,
  );
  assert.equal(map.gapFor('denyAssignments', registryId), undefined);
  const corp = '/providers/Microsoft.Management/managementGroups/corp';
  const above = { gaps: [{ what: 'roleAssignments', scope: corp, why: '403' }] };
  assert.ok(mapFrom(above).gapFor('roleAssignments', registryId), 'ancestors not read');
  assert.ok(mapFrom({ ...above, managementGroups: { [subscription]: [corp] } }).gapFor('roleAssignments', registryId));
  assert.equal(
    mapFrom({ ...above, managementGroups: { [subscription]: [] } }).gapFor('roleAssignments', registryId),
    undefined,
  );
});

test('what does not fit is named by file, path and expectation', () => {
  const [problem] = problemsOf({
    version: 1,
    resources: [{ id: registryId, type: 'Microsoft.ContainerRegistry/registries', properties: { loginServer: 5 } }],
  });
  assert.equal(problem?.path, '$.resources[0].properties.loginServer');
  assert.match(
    problem?.message ?? '',
    /^shop\.json: at \$\.resources\[0\]\.properties\.loginServer, expected a host.*, got a number$/,
  );
  assert.equal(problemsOf({ version: 2 })[0]?.path, '$.version');
  assert.equal(problemsOf([])[0]?.path, '$');
  assert.equal(problemsOf({ version: 1, roleAssignments: 'none' })[0]?.path, '$.roleAssignments');
  const text = readSnapshot('{', 'shop.json');
  assert.ok('problems' in text && text.problems[0]?.message.startsWith('shop.json:1:2: this is not JSON: '));
});

test('a letter that only looks like another is spelled out', () => {
  const type = 'Micros\u043eft.ContainerRegistry/registries';
  const [problem] = problemsOf({ version: 1, resources: [{ id: registryId, type, properties: {} }] });
  assert.match(problem?.message ?? '', /expected Microsoft\.ContainerRegistry\/registries, .*, got "Micros\\u043eft\./);
});

test('the text of a file that is something else is never quoted', () => {
  for (const text of [
    'build-host-17',
    '"s3cret"',
    '{"auths": {"s3cret": 1}}',
    '{"version": "s3cret"}',
    '{"s3cret" 1}',
    '',
  ]) {
    const read = readSnapshot(text, 'x.json');
    assert.ok('problems' in read);
    for (const { message } of read.problems) assert.doesNotMatch(message, /s3cret|build|auths/);
  }
});

test('az prints the fields of properties beside the id, by names of its own: taken as the API gives them', () => {
  const type = 'Microsoft.ContainerRegistry/registries';
  const shown = {
    id: registryId,
    type,
    name: 'shopprod',
    resourceGroup: 'shop-data',
    sku: { name: 'Premium', tier: 'Premium' },
    loginServer: 'shopprod.azurecr.io',
    networkRuleSet: { defaultAction: 'Deny', ipRules: [{ action: 'Allow', ipAddressOrRange: '20.61.4.0/28' }] },
    policies: { azureAdAuthenticationAsArmPolicy: { status: 'disabled' } },
    privateEndpointConnections: [
      {
        privateEndpoint: {
          id: `/subscriptions/${subscription}/resourceGroups/n/providers/Microsoft.Network/privateEndpoints/pe`,
        },
        privateLinkServiceConnectionState: { status: 'Approved' },
      },
    ],
  };
  const [registry] = mapFrom({ resources: [shown] }).registries;
  assert.deepEqual(registry?.ipRules, ['20.61.4.0/28']);
  assert.equal(registry.armTokens, false);
  assert.equal(registry.privateEndpoints?.[0]?.status, 'Approved');
  const clusterId = `/subscriptions/${subscription}/resourceGroups/a/providers/Microsoft.ContainerService/managedClusters/aks`;
  const vnetSubnetId = `/subscriptions/${subscription}/resourceGroups/n/providers/Microsoft.Network/virtualNetworks/v/subnets/s`;
  const cluster = {
    id: clusterId,
    type: 'Microsoft.ContainerService/ManagedClusters',
    identityProfile: { kubeletidentity: { clientId: principal, objectId: principal, resourceId: null } },
    agentPoolProfiles: [{ name: 'system', vnetSubnetId, enableNodePublicIp: false }],
    privateFqdn: 'aks.privatelink.westeurope.azmk8s.io',
  };
  const [aks] = mapFrom({ resources: [cluster] }).runtimes;
  assert.ok(aks?.kind === 'aks');
  assert.equal(aks.nodePools[0]?.subnetId, vnetSubnetId);
  assert.equal(aks.kubelet?.objectId, principal);
  const assignment = {
    id: `${registryId}/providers/Microsoft.Authorization/roleAssignments/1`,
    name: '1',
    type: 'Microsoft.Authorization/roleAssignments',
    scope: registryId,
    roleDefinitionId: acrPull,
    roleDefinitionName: 'AcrPull',
    principalId: principal,
    principalName: 'aks-agentpool',
    principalType: 'ServicePrincipal',
    condition: null,
    conditionVersion: null,
  };
  assert.equal(mapFrom({ roleAssignments: [assignment] }).assignmentsOf(principal)[0]?.scope, registryId);
  const role = {
    id: acrPull.replace('7f951dda', '00000000'),
    roleName: 'Puller',
    roleType: 'CustomRole',
    type: 'Microsoft.Authorization/roleDefinitions',
    permissions: [{ actions: ['*/read'], notActions: [], dataActions: [], notDataActions: [] }],
  };
  assert.equal(mapFrom({ roleDefinitions: [role] }).roleDefinition(role.id)?.builtIn, false);
  const [problem] = problemsOf({ version: 1, resources: [{ ...shown, loginServer: 7 }] });
  assert.equal(problem?.path, '$.resources[0].loginServer');
});

test('an item of a generic list, without properties or id, is a gap that names it', () => {
  const registry = { id: registryId, type: 'Microsoft.ContainerRegistry/registries', sku: { name: 'Basic' } };
  const map = mapFrom({
    resources: [
      { ...registry, properties: null },
      { id: null, type: 'Microsoft.Web/sites', properties: {} },
      { id: null, type: 'Microsoft.Insights/components' },
      { id: registryId.replace('ContainerRegistry/registries', 'Insights/components'), type: '__proto__' },
    ],
  });
  assert.deepEqual(
    map.gaps.map(({ what, scope }) => [what, scope]),
    [
      ['registries', registryId],
      ['sites', '/'],
    ],
  );
  assert.match(map.gaps[0]?.why ?? '', /shop\.json at \$\.resources\[0\] has no `properties`.*az rest/);
  assert.ok(map.gapFor('registries', '/'));
});

test('a link of a private zone that does not say to which network is no link to none', () => {
  const type = 'Microsoft.Network/privateDnsZones/virtualNetworkLinks';
  const id = `/subscriptions/${subscription}/resourceGroups/n/providers/Microsoft.Network/privateDnsZones/privatelink.azurecr.io/virtualNetworkLinks/hub`;
  const snapshot = { version: 1, resources: [{ id, type, properties: { registrationEnabled: false } }] };
  assert.deepEqual(
    problemsOf(snapshot).map(({ message }) => message),
    ['shop.json: at $.resources[0].properties.virtualNetwork, expected `virtualNetwork`, got nothing'],
  );
  const live = readSnapshotData(snapshot, 'Azure', { live: true });
  assert.ok('map' in live);
  assert.ok(live.map.gapFor('privateDnsZones', '/'), 'so that no other network is called unlinked');
});

test('a part of a registry that does not fit leaves a gap of its own kind', () => {
  const kinds = ['tokens', 'scopeMaps', 'cacheRules', 'credentialSets'];
  const resources = kinds.map(kind => ({
    id: `${registryId}/${kind}/x`,
    type: `Microsoft.ContainerRegistry/registries/${kind}`,
  }));
  assert.deepEqual(
    mapFrom({ resources }).gaps.map(({ what }) => what),
    kinds,
  );
});

test('of several answers about one image the latest holds, in whatever order they are written', () => {
  const answer = (state: string, hour?: string) => ({
    registry: 'shopprod.azurecr.io',
    repository: 'checkout',
    tag: '1',
    state,
    ...(hour === undefined ? {} : { readAt: `2026-11-24T${hour}:00:00Z` }),
  });
  const stateOf = (...images: readonly object[]) =>
    mapFrom({ images }).imageAt('shopprod.azurecr.io', 'checkout', '1')?.state;
  const [early, between, late] = [answer('found', '10'), answer('missing', '11'), answer('found', '12')];
  assert.equal(stateOf(early, late, between), 'found');
  assert.equal(stateOf(between, late, early), 'found');
  assert.equal(stateOf(early, between), 'missing');
  assert.equal(stateOf(answer('found'), early), 'found');
  assert.equal(stateOf(answer('found'), early, between), undefined, 'the one without a time may be the last');
  assert.equal(stateOf(between, answer('found', '11')), undefined, 'both came last');
});

test('registries that have no login server yet are two registries', () => {
  const resources = ['a', 'b'].map(name => ({
    id: registryId.replace('shopprod', name),
    type: 'Microsoft.ContainerRegistry/registries',
    properties: { loginServer: null },
  }));
  assert.equal(mapFrom({ resources }).registries.length, 2);
  assert.equal(mapFrom({ resources }).registryByHost(''), undefined);
});

test('a secret of which the end was not read may still hold', () => {
  const secrets = [{ endDateTime: '2020-01-01T00:00:00Z' }, { displayName: 'the one in use' }];
  const of = (passwordCredentials: readonly object[]) =>
    mapFrom({ credentials: [{ appId: principal, passwordCredentials, keyCredentials: [] }] }).credentials?.[0];
  assert.equal(of(secrets)?.endsRead, false);
  assert.equal(of(secrets.slice(0, 1))?.endsRead, true);
});

test('what Azure itself has just answered is left out where it does not fit, with a gap there', () => {
  const assignment = (name: string, parts: object) => ({
    id: `${registryId}/providers/Microsoft.Authorization/roleAssignments/${name}`,
    properties: { roleDefinitionId: acrPull, principalId: principal, ...parts },
  });
  const read = readSnapshotData(
    {
      version: 1,
      resources: [
        {
          id: registryId,
          type: 'microsoft.containerregistry/registries',
          properties: {
            loginServer: 'shopprod.azurecr.io',
            publicNetworkAccess: 'SomethingNew',
            adminUserEnabled: 'yes',
          },
        },
      ],
      roleAssignments: [assignment('1', { principalId: '' }), assignment('2', { principalType: 'SomethingNew' })],
    },
    'Azure',
    { live: true },
  );
  assert.ok('map' in read);
  assert.equal(read.map.roleAssignments?.length, 1, 'a word that is newer than this program tells nothing');
  assert.deepEqual(
    read.map.gaps.map(({ what, scope, why }) => [what, scope, /expected .*, got/.test(why)]),
    [
      ['roleAssignments', registryId, true],
      ['registries', registryId, true],
    ],
  );
});

test('no JSON at all makes it throw', () => {
  fc.assert(
    fc.property(fc.json(), text => {
      readSnapshot(text, 'any.json');
    }),
  );
  fc.assert(
    fc.property(
      fc.record({ version: fc.constant(1), resources: fc.array(fc.anything()), gaps: fc.anything() }),
      data => {
        readSnapshotData(data, 'any.json');
      },
    ),
  );
});

test('the snapshot of the samples reads without a problem', () => {
  const file = path.resolve(import.meta.dirname, '../../samples/access.snapshot.json');
  const result = readSnapshot(readFileSync(file, 'utf8'), file);
  assert.ok('map' in result, JSON.stringify(result));
  assert.ok(result.map.registries.length >= 3);
});

test('answers that overlap may repeat a resource, and not contradict each other', () => {
  const shop = (loginServer: string, id = registryId) => ({
    id,
    type: 'Microsoft.ContainerRegistry/registries',
    properties: { loginServer },
  });
  const again = shop('Shop.azurecr.io', registryId.toUpperCase());
  assert.equal(mapFrom({ resources: [shop('shop.azurecr.io'), { value: [again] }] }).registries.length, 1);
  const [problem] = problemsOf({
    version: 1,
    resources: [shop('old.azurecr.io'), { value: [shop('new.azurecr.io')] }],
  });
  assert.equal(problem?.path, '$.resources[1].value[0]');
  assert.match(problem.message, /the same as at \$\.resources\[0\].*differ in loginServer/);
});

test('an answer of Resource Graph is taken as it is, as objects or as a table', () => {
  const rows = [
    { id: registryId, type: 'microsoft.containerregistry/registries', properties: { loginServer: 'a.azurecr.io' } },
  ];
  const columns = ['id', 'type', 'properties'].map(name => ({ name, type: 'string' }));
  const table = { columns, rows: rows.map(({ id, type, properties }) => [id, type, properties]) };
  for (const data of [rows, table]) {
    const map = mapFrom({ resources: { count: 1, data, resultTruncated: 'false' } });
    assert.equal(map.registries.length, 1);
    assert.deepEqual(map.gaps, []);
  }
  const [problem] = problemsOf({ version: 1, resources: { data: [{ id: 7 }] } });
  assert.equal(problem?.path, '$.resources.data[0].id');
});

test('the smallest example of docs/snapshot.md is right', () => {
  const page = readFileSync(path.resolve(import.meta.dirname, '../../docs/snapshot.md'), 'utf8');
  const example = /```json\n([^`]+)```/.exec(page)?.[1] ?? '';
  const result = readSnapshot(example, 'docs/snapshot.md');
  assert.ok('map' in result, JSON.stringify(result));
  assert.equal(result.map.runtimes.length, 1);
});
