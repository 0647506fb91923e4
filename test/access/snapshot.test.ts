// The snapshot format: Azure's REST answers unchanged, absent = not read, empty = read and none, and for what does not
// fit an error that names the file, the JSON path and what was expected.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import type { AccessMap } from '../../src/access/map.ts';
import { readSnapshot, readSnapshotData } from '../../src/access/snapshot/snapshot.ts';

const subscription = '50b50000-0000-4000-8000-000000000001';
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

test('an access mode that the answer lacks is not taken for the legacy mode', () => {
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
  assert.equal(mapFrom({ groups: {} }).groupsOf('a'), undefined);
  assert.deepEqual(mapFrom({ groups: { A: [] } }).groupsOf('a'), []);
  assert.equal(mapFrom({ tenants: { [subscription]: 't' } }).wasRead(subscription), false);
  assert.equal(mapFrom({ tenants: { [subscription]: 't' }, resources: [] }).wasRead(subscription), true);
});

test('a list answer is taken as it is, and a page that is missing is a gap', () => {
  const assignment = {
    id: `${registryId}/providers/Microsoft.Authorization/roleAssignments/1`,
    properties: { roleDefinitionId: '/x/7f951dda-4ed3-4680-a7ca-43fe172d538d', principalId: 'p' },
  };
  const whole = mapFrom({ roleAssignments: { value: [assignment], nextLink: null } });
  assert.equal(whole.roleAssignments?.[0]?.scope, registryId);
  assert.equal(whole.gapFor('roleAssignments', registryId), undefined);
  const half = mapFrom({ roleAssignments: [{ value: [assignment], nextLink: 'https://…' }] });
  assert.match(half.gapFor('roleAssignments', registryId)?.why ?? '', /further page/);
});

test('a gap covers what is below its scope, and leaves a part of what is above it unknown', () => {
  const gaps = [{ what: 'roleAssignments', scope: `/subscriptions/${subscription}`, why: '403' }];
  const map = mapFrom({ gaps });
  assert.ok(map.gapFor('roleAssignments', registryId));
  assert.ok(map.gapFor('roleAssignments', '/'));
  assert.equal(map.gapFor('roleAssignments', '/subscriptions/other/resourceGroups/g'), undefined);
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
    /^shop\.json: at \$\.resources\[0\]\.properties\.loginServer, expected .*string.*, got 5$/,
  );
  assert.equal(problemsOf({ version: 2 })[0]?.path, '$.version');
  assert.equal(problemsOf([])[0]?.path, '$');
  assert.equal(problemsOf({ version: 1, roleAssignments: 'none' })[0]?.path, '$.roleAssignments');
  const text = readSnapshot('{', 'shop.json');
  assert.ok('problems' in text && text.problems[0]?.message.startsWith('shop.json is not JSON'));
});

test('the flattened output of az is refused with a word about the shape that is wanted', () => {
  const [problem] = problemsOf({
    version: 1,
    resources: [{ id: registryId, type: 'Microsoft.ContainerRegistry/registries', loginServer: 'shopprod.azurecr.io' }],
  });
  assert.match(problem?.message ?? '', /properties/);
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

test('of answers that overlap, the later one of a resource holds', () => {
  const shop = (loginServer: string, id = registryId) => ({
    id,
    type: 'Microsoft.ContainerRegistry/registries',
    properties: { loginServer },
  });
  const map = mapFrom({
    resources: [shop('old.azurecr.io'), { value: [shop('new.azurecr.io', registryId.toUpperCase())] }],
  });
  assert.deepEqual(
    map.registries.map(({ loginServer }) => loginServer),
    ['new.azurecr.io'],
  );
});

test('an answer of Resource Graph is taken as it is, as objects or as a table; a page that is missing is a gap', () => {
  const rows = [
    { id: registryId, type: 'microsoft.containerregistry/registries', properties: { loginServer: 'a.azurecr.io' } },
  ];
  const columns = ['id', 'type', 'properties'].map(name => ({ name, type: 'string' }));
  const table = { columns, rows: rows.map(({ id, type, properties }) => [id, type, properties]) };
  for (const data of [rows, table]) {
    const map = mapFrom({ resources: { count: 1, data, resultTruncated: 'false' } });
    assert.equal(map.registries.length, 1);
    assert.deepEqual(map.gaps, []);
    for (const more of [{ $skipToken: 'x' }, { resultTruncated: 'true' }]) {
      assert.equal(mapFrom({ resources: { data, ...more } }).gaps.length, 1);
    }
  }
  const [problem] = problemsOf({ version: 1, resources: { data: [{ id: 7 }] } });
  assert.equal(problem?.path, '$.resources.data[0].id');
});
