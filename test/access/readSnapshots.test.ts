// Several snapshots as one map: together they have the facts of one snapshot of everything, and no more.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { readSnapshots } from '../../src/access/readSnapshots.ts';
import { roleAnswer } from '../../src/verdict/roles/roles.ts';
import { readConfig } from '../../src/workspace/config/readConfig.ts';
import { examine } from '../../src/workspace/engine.ts';
import { BuiltFiles } from '../build/builtFiles.ts';

const samples = path.resolve(import.meta.dirname, '../../samples');
const read = (name: string): string => readFileSync(path.join(samples, name), 'utf8');

interface AtPlace {
  readonly id: string;
}
interface Snapshot {
  readonly resources: readonly AtPlace[];
  readonly tenants: Readonly<Record<string, string>>;
  readonly managementGroups: Readonly<Record<string, readonly string[]>>;
  readonly roleAssignments: readonly AtPlace[];
  readonly roleEligibilityScheduleInstances: readonly AtPlace[];
  readonly denyAssignments: readonly AtPlace[];
  readonly gaps: readonly { readonly what: string; readonly scope: string; readonly why: string }[];
}
const whole: Snapshot = JSON.parse(read('access.snapshot.json'));
const subscriptions = Object.keys(whole.tenants);
const [shop = '', dev = ''] = subscriptions;

/** The file that `acr-pull snapshot` writes with an account that sees these subscriptions. */
function part(...ids: readonly string[]): Snapshot {
  const isHere = (id: string) => ids.some(each => id.startsWith(`/subscriptions/${each}`));
  const atPlace = <T extends AtPlace>(list: readonly T[]) => list.filter(({ id }) => isHere(id));
  const entries = <T>(record: Readonly<Record<string, T>>) =>
    Object.fromEntries(Object.entries(record).filter(([id]) => ids.includes(id)));
  return {
    ...whole,
    resources: atPlace(whole.resources),
    tenants: entries(whole.tenants),
    managementGroups: entries(whole.managementGroups),
    roleAssignments: atPlace(whole.roleAssignments),
    roleEligibilityScheduleInstances: atPlace(whole.roleEligibilityScheduleInstances),
    denyAssignments: atPlace(whole.denyAssignments),
    gaps: whole.gaps.filter(({ scope }) => isHere(scope)),
  };
}

function reading(...snapshots: readonly object[]) {
  return readSnapshots(snapshots.map((each, i) => ({ file: `${'abcdef'[i]}.json`, text: JSON.stringify(each) })));
}

function mapOf(...snapshots: readonly object[]) {
  const result = reading(...snapshots);
  assert.ok('map' in result, JSON.stringify(result));
  return result.map;
}

function problemsOf(...snapshots: readonly object[]): readonly string[] {
  const result = reading(...snapshots);
  assert.ok('problems' in result);
  return result.problems.map(({ message }) => message);
}

const index = new BuiltFiles();
const files = globSync('**/*.{yaml,json,bicep,tf}', { cwd: samples }).filter(name => !/snapshot|expected/.test(name));
for (const name of files) index.take(name, read(name));
const { config } = readConfig(read('.acr-pull.yaml'), '.acr-pull.yaml');

function verdicts(...snapshots: readonly object[]): readonly string[] {
  const map = mapOf(...snapshots);
  const now = new Date('2026-11-24T12:00:00Z');
  return files
    .flatMap(file => examine(index.pulls(file), { accounts: index.accounts, config, map, now }))
    .map(({ reference, target, verdict }) =>
      [reference.file, reference.text, target?.name, verdict.outcome, verdict.cause, verdict.message].join(' · '),
    );
}

test('one snapshot for each subscription gives the verdicts of one snapshot of all', () => {
  const parts = subscriptions.map(id => part(id));
  assert.equal(parts.length, 4);
  assert.deepEqual(verdicts(...parts), verdicts(whole));
  assert.deepEqual(verdicts(...parts.toReversed()), verdicts(whole));
});

test('the map is called by all its files and is as old as the oldest', () => {
  const [one, other] = [part(shop), { ...part(dev), readAt: '2026-11-20T12:00:00Z' }];
  assert.equal(mapOf(one, other, { ...other, tenants: {}, resources: [] }).origin, 'a.json, b.json and c.json');
  assert.equal(mapOf(one, other).readAt, '2026-11-20T12:00:00Z');
  assert.equal(mapOf(one, { ...part(dev), readAt: null }).readAt, undefined);
});

test('what one of them did not read is a gap in its subscriptions, and read in those of the other', () => {
  const { roleAssignments: _, denyAssignments: __, ...unread } = part(dev);
  const map = mapOf(part(shop), unread);
  assert.equal(map.gapFor('roleAssignments', `/subscriptions/${shop}`), undefined);
  assert.deepEqual(map.gapFor('roleAssignments', `/subscriptions/${dev}/resourceGroups/shop-dev`), {
    what: 'roleAssignments',
    scope: `/subscriptions/${dev}`,
    why: 'b.json does not hold them',
  });
  assert.ok(map.gapFor('denyAssignments', `/subscriptions/${dev}`));
  // If neither read them, they were not read at all.
  const { roleAssignments: ___, ...other } = part(shop);
  assert.equal(mapOf(other, unread).roleAssignments, undefined);
});

test('a gap of one of them stays a gap', () => {
  const why = '403 AuthorizationFailed';
  const gaps = [{ what: 'roleAssignments', scope: `/subscriptions/${dev}`, why }];
  assert.equal(mapOf(part(shop), { ...part(dev), gaps }).gapFor('roleAssignments', `/subscriptions/${dev}`)?.why, why);
});

test('of answers about one image the latest holds, whichever snapshot has it', () => {
  const answer = (state: string, readAt?: string) => ({
    registry: 'shopprod.azurecr.io',
    repository: 'checkout',
    tag: '9',
    state,
    readAt,
  });
  const stateOf = (...lists: readonly (readonly object[])[]) =>
    mapOf(...lists.map((images, i) => ({ ...part(i === 0 ? shop : dev), images }))).imageAt(
      'shopprod.azurecr.io',
      'checkout',
      '9',
    )?.state;
  const [early, late] = ['2026-11-20T10:00:00Z', '2026-11-20T12:00:00Z'];
  assert.equal(stateOf([answer('found', late), answer('missing', early)], []), 'found');
  assert.equal(stateOf([answer('missing', early)], [answer('found', late)]), 'found');
  // One without a time of its own is as old as its snapshot.
  assert.equal(stateOf([answer('found')], [answer('missing', early)]), 'found');
  assert.equal(stateOf([answer('found', late)], [answer('missing', late)]), undefined, 'which came last is not known');
});

test('a role that each subscription lists under an id of its own is one role', () => {
  const custom = (subscription: string, action: string) => ({
    id: `/subscriptions/${subscription}/providers/Microsoft.Authorization/roleDefinitions/0b1ec700-0000-4000-8000-00000000c057`,
    properties: {
      roleName: 'Image reader',
      type: 'CustomRole',
      permissions: [{ actions: [action], notActions: [], dataActions: [], notDataActions: [] }],
    },
  });
  const roleOf = (...actions: readonly [string, string]) =>
    mapOf(
      { ...part(shop), roleDefinitions: [custom(shop, actions[0])] },
      { ...part(dev), roleDefinitions: [custom(dev, actions[1])] },
    ).roleDefinition('0b1ec700-0000-4000-8000-00000000c057');
  assert.equal(roleOf('*/read', '*/read')?.name, 'Image reader');
  assert.equal(roleOf('*/read', '*/write'), undefined, 'as within one snapshot, which of them holds is not known');
});

test('of two credentials of one application without an id, none is lost', () => {
  const appId = '0b1ec700-0000-4000-8000-0000000000ff';
  const secret = (endDateTime: string) => ({ appId, passwordCredentials: [{ endDateTime }], keyCredentials: [] });
  const credentials = [secret('2030-01-01T00:00:00Z'), secret('2020-01-01T00:00:00Z')];
  assert.deepEqual(
    mapOf({ ...part(shop), credentials }, part(dev))
      .credentialsByAppId(appId)
      .flatMap(({ ends }) => ends),
    ['2030-01-01T00:00:00Z', '2020-01-01T00:00:00Z'],
  );
});

// `acr-pull snapshot` asks only for groups that matter to the registries that it reads
// (src/access/azure/directory.ts), So its list does not cover groups that only another snapshot names.
test('a group that only the snapshot of the registry names may have the identity of the other one as a member', () => {
  const [subA, subB] = ['50b50000-0000-4000-8000-00000000000a', '50b50000-0000-4000-8000-00000000000b'];
  const [kubelet, pullers] = ['0b1ec700-0000-4000-8000-00000000001a', '0b1ec700-0000-4000-8000-00000000001b'];
  const type = 'Microsoft.ContainerRegistry/registries';
  const registryIn = (subscription: string, name: string) => ({
    id: `/subscriptions/${subscription}/resourceGroups/rg/providers/${type}/${name}`,
    type,
    properties: { loginServer: `${name}.azurecr.io`, roleAssignmentMode: 'LegacyRegistryPermissions' },
  });
  const pullAt = (scope: string) => ({
    id: `${scope}/providers/Microsoft.Authorization/roleAssignments/0b1ec700-0000-4000-8000-0000000000a5`,
    properties: {
      scope,
      roleDefinitionId: '/providers/Microsoft.Authorization/roleDefinitions/7f951dda-4ed3-4680-a7ca-43fe172d538d',
      principalId: pullers,
      principalType: 'Group',
    },
  });
  const snapshotOf = (id: string, more: object) => ({
    version: 1,
    tenants: { [id]: '7e4a0000-0000-4000-8000-000000000001' },
    managementGroups: { [id]: [] },
    resources: [],
    roleAssignments: [],
    denyAssignments: [],
    ...more,
  });
  const central = registryIn(subB, 'central');
  const ofRegistry = snapshotOf(subB, { resources: [central], roleAssignments: [pullAt(central.id)] });
  const answerOf = (ofCluster: object, ...others: readonly object[]) => {
    const map = mapOf(ofCluster, ...others);
    const registry = map.registryByHost('central.azurecr.io');
    assert.ok(registry);
    const now = new Date('2026-11-24T12:00:00Z');
    return roleAnswer({ principalId: kubelet, registry, mode: 'legacy', repository: 'web', map, now }).answer;
  };
  assert.equal(answerOf(snapshotOf(subA, { groups: { [kubelet]: [] } }), ofRegistry), 'unknown');
  assert.equal(answerOf(snapshotOf(subA, { groups: { [kubelet]: [pullers] } }), ofRegistry), 'yes');
  // If the group holds a role at a registry of its own snapshot too, or that snapshot is the only one, it was asked
  // for.
  const own = registryIn(subA, 'own');
  const asked = { resources: [own], roleAssignments: [pullAt(own.id)], groups: { [kubelet]: [] } };
  assert.equal(answerOf(snapshotOf(subA, asked), ofRegistry), 'no');
  const groups = { [kubelet]: [] };
  assert.equal(answerOf({ ...ofRegistry, groups }), 'no');
  assert.equal(answerOf({ ...ofRegistry, groups }, snapshotOf(subA, {})), 'no');
});

test('a registry that is in two of them is said', () => {
  const result = reading(part(shop), part(shop, dev));
  assert.ok('map' in result);
  assert.ok(
    result.notes.includes('shopprod.azurecr.io is in a.json and b.json, with the same data'),
    `${result.notes}`,
  );
});

test('two that differ on a registry are refused: which of them is out of date is not known', () => {
  const text = JSON.stringify(part(shop)).replaceAll('"adminUserEnabled":false', '"adminUserEnabled":true');
  const [message] = problemsOf(part(shop, dev), JSON.parse(text));
  assert.equal(
    message,
    'a.json and b.json differ on shopprod.azurecr.io, in adminEnabled: refresh both, or leave one of them out',
  );
});

test('an assignment that only one of two readings of its subscription has may have been removed since', () => {
  const before = part(shop);
  const [removed, ...roleAssignments] = before.roleAssignments;
  const [message = ''] = problemsOf({ ...before, roleAssignments }, before);
  assert.ok(
    message.startsWith(`b.json and a.json differ on ${removed?.id.toLowerCase()}, since only the first has it`),
  );
  // If it was not read, that proves nothing.
  const gaps = [{ what: 'roleAssignments', scope: `/subscriptions/${shop}`, why: 'no permission' }];
  mapOf({ ...before, roleAssignments, gaps }, before);
});

test('a redacted snapshot is of no use beside another, and neither is one of another cloud', () => {
  assert.deepEqual(problemsOf(part(shop), { ...part(dev), redacted: true }), [
    "b.json can't be used with other snapshots: its IDs are made up",
  ]);
  assert.deepEqual(problemsOf(part(shop), { ...part(dev), cloud: 'AzureChinaCloud' }), [
    "b.json can't be used with other snapshots: its cloud is not that of a.json",
  ]);
});

test('a defect of one of them is said as if it were alone', () => {
  const [message = ''] = problemsOf(part(shop), { version: 1, denyAssigments: [] });
  assert.match(message, /^b\.json:1:\d+: at \$\.denyAssigments, expected a key/);
});
