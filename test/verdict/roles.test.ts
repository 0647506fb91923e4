// The pull right of a principal: which roles, at which scopes, held how.
// [1] RBAC built-in roles (containers, general, privileged, monitor …). ACR docs, roles directory reference
// [2] RBAC docs, overview and scope-overview: union of assignments, inheritance, groups
// [5] PIM docs: eligible is not active
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AccessMap } from '../../src/access/map.ts';
import { builtInRoles } from '../../src/access/roles.ts';
import { type RoleAnswer, roleAnswer } from '../../src/verdict/roles/roles.ts';
import { abac, assign, group, guid, mapOf, now, registry, registryId, roles, subscription } from './facts.ts';

const kubelet = guid('aks kubelet');
const team = guid('team');
const company = '/providers/Microsoft.Management/managementGroups/company';

function answer(
  map: AccessMap,
  { repository = '', at = now }: { readonly repository?: string; readonly at?: Date } = { repository: 'web' },
): RoleAnswer {
  const [shop] = map.registries;
  assert.ok(shop?.mode);
  return roleAnswer({
    principalId: kubelet,
    registry: shop,
    mode: shop.mode,
    repository: repository || undefined,
    map,
    now: at,
  });
}

function answered(parts: Readonly<Record<string, unknown>>, properties = {}): string {
  const { answer: value, unknownBecause } = answer(mapOf({ resources: [registry('shop', properties)], ...parts }));
  return unknownBecause ? `${value} ${unknownBecause.cause}` : value;
}

// ─── Roles [1] ─────────────────────────────────────────────────────────────────────────────────────────────────────

const pullsIn: readonly (readonly [name: string, legacy: boolean, abac: boolean])[] = [
  ['AcrPull', true, false],
  ['AcrPush', true, false],
  ['AcrDelete', false, false],
  ['AcrImageSigner', false, false],
  ['AcrQuarantineReader', false, false],
  ['AcrQuarantineWriter', false, false],
  ['Container Registry Repository Reader', false, true],
  ['Container Registry Repository Writer', false, true],
  ['Container Registry Repository Contributor', false, true],
  ['Container Registry Repository Catalog Lister', false, false],
  ['Container Registry Data Importer and Data Reader', true, true],
  ['Container Registry Contributor and Data Access Configuration Administrator', false, false],
  ['Container Registry Configuration Reader and Data Access Configuration Reader', false, false],
  ['Container Registry Tasks Contributor', false, false],
  ['Container Registry Transfer Pipeline Contributor', false, false],
  ['Container Registry Cache Rule Administrator', false, false],
  ['Container Registry Cache Rule Reader', false, false],
  ['Container Registry Credential Set Administrator', false, false],
  ['Container Registry Credential Set Reader', false, false],
  ['Owner', true, false],
  ['Contributor', true, false],
  ['Reader', true, false],
  ['User Access Administrator', true, false],
  ['Role Based Access Control Administrator', true, false],
  ['Monitoring Reader', true, false],
  ['Monitoring Contributor', true, false],
  ['Log Analytics Reader', true, false],
  ['Log Analytics Contributor', true, false],
  ['Network Contributor', false, false],
  ['Managed Identity Operator', false, false],
  ['Managed Identity Contributor', false, false],
  ['Monitoring Metrics Publisher', false, false],
  ['Key Vault Secrets User', false, false],
  ['Storage Blob Data Owner', false, false],
  ['Virtual Machine Contributor', false, false],
  ['Private DNS Zone Contributor', false, false],
  ['Azure Kubernetes Service RBAC Cluster Admin', false, false],
  ['Security Reader', false, false],
];

for (const [name, legacy, inAbac] of pullsIn) {
  const role = [...builtInRoles.values()].find(each => each.name === name);
  for (const [mode, properties, expected] of [
    ['legacy', {}, legacy],
    ['ABAC', abac, inAbac],
  ] as const) {
    test(`${name} ${expected ? 'pulls' : 'does not pull'} in ${mode} mode, without its definition being read [1]`, () => {
      assert.ok(role);
      const value = answered({ roleAssignments: [assign(kubelet, role.guid)] }, properties);
      assert.equal(value, expected ? 'yes' : 'no');
    });
  }
}

function customRole(name: string, ...stated: readonly object[]): unknown {
  const permissions = stated.map(each => ({
    actions: [],
    notActions: [],
    dataActions: [],
    notDataActions: [],
    ...each,
  }));
  const id = `/subscriptions/${subscription}/providers/Microsoft.Authorization/roleDefinitions/${guid(name)}`;
  return { id, properties: { roleName: name, type: 'CustomRole', permissions } };
}

const pull = 'Microsoft.ContainerRegistry/registries/pull/read';
const custom: readonly (readonly [why: string, permissions: readonly object[], expected: string])[] = [
  ['the action, in capitals', [{ actions: [pull.toUpperCase()] }], 'yes'],
  ['taken away by the same permission', [{ actions: ['*'], notActions: [pull] }], 'no'],
  ['taken away by another permission, which stands for itself', [{ actions: [pull] }, { notActions: ['*'] }], 'yes'],
  [
    'a wildcard with an exception for something else',
    [{ actions: ['*/read'], notActions: ['*/listCredentials/*'] }],
    'yes',
  ],
  ['data actions only', [{ dataActions: ['*'] }], 'no'],
  ['nothing at all', [], 'no'],
];
for (const [why, permissions, expected] of custom) {
  test(`a role of one's own: ${why} → ${expected} [2]`, () => {
    const value = answered({
      roleDefinitions: [customRole('own', ...permissions)],
      roleAssignments: [assign(kubelet, guid('own'))],
    });
    assert.equal(value, expected);
  });
}

test('not being denied by notActions of one role: another role still grants [2]', () => {
  const value = answered({
    roleDefinitions: [customRole('own', { actions: ['*'], notActions: [pull] })],
    roleAssignments: [assign(kubelet, guid('own')), assign(kubelet, roles.AcrPull)],
  });
  assert.equal(value, 'yes');
});

// ─── Scopes and holders [2] ────────────────────────────────────────────────────────────────────────────────────────

const scopes: readonly (readonly [name: string, scope: string, expected: string])[] = [
  ['the registry', registryId('shop'), 'yes'],
  ['the registry, in other letters', registryId('shop').toUpperCase(), 'yes'],
  ['the registry, with a slash at the end', `${registryId('shop')}/`, 'yes'],
  ['the resource group', group, 'yes'],
  ['the subscription', `/subscriptions/${subscription}`, 'yes'],
  ['the root', '/', 'yes'],
  ['a management group above', company, 'yes'],
  ['a management group that is not above', '/providers/Microsoft.Management/managementGroups/others', 'no'],
  ['another registry', registryId('shop2'), 'no'],
  ['a registry whose name goes on', `${registryId('shop')}2`, 'no'],
  ['another resource group', `${group}2`, 'no'],
  ['another subscription', '/subscriptions/50b00000-0000-4000-8000-0000000000ff', 'no'],
  ['something inside the registry', `${registryId('shop')}/webhooks/hook`, 'no'],
];
for (const [name, scope, expected] of scopes) {
  test(`AcrPull at ${name} → ${expected} [2]`, () => {
    const value = answered({
      managementGroups: { [subscription]: ['/providers/Microsoft.Management/managementGroups/land', company] },
      roleAssignments: [assign(kubelet, roles.AcrPull, scope)],
    });
    assert.equal(value, expected);
  });
}

const asGroup = { principalType: 'Group' };
const holders: readonly (readonly [why: string, parts: Readonly<Record<string, unknown>>, expected: string])[] = [
  ['held directly', { roleAssignments: [assign(kubelet, roles.AcrPull)] }, 'yes'],
  ['in other letters', { roleAssignments: [assign(kubelet.toUpperCase(), roles.AcrPull)] }, 'yes'],
  ['held by somebody else', { roleAssignments: [assign(guid('sp'), roles.AcrPull)] }, 'no'],
  [
    'through a group',
    { groups: { [kubelet]: [team] }, roleAssignments: [assign(team, roles.AcrPull, undefined, asGroup)] },
    'yes',
  ],
  [
    'through a group that it is not in',
    { groups: { [kubelet]: [] }, roleAssignments: [assign(team, roles.AcrPull, undefined, asGroup)] },
    'no',
  ],
  [
    'eligible only [5]',
    { roleAssignments: [], roleEligibilityScheduleInstances: [assign(kubelet, roles.AcrPull)] },
    'unknown eligible-only',
  ],
  [
    'eligible, and active as well [5]',
    {
      roleAssignments: [assign(kubelet, roles.AcrPull)],
      roleEligibilityScheduleInstances: [assign(kubelet, roles.AcrPull)],
    },
    'yes',
  ],
  [
    'eligible for a role that does not pull',
    {
      roleAssignments: [],
      roleEligibilityScheduleInstances: [assign(kubelet, guid('x'))],
      roleDefinitions: [customRole('x', { actions: [] })],
    },
    'no',
  ],
  ['no assignment at all', {}, 'no'],
];
for (const [why, parts, expected] of holders) {
  test(`AcrPull ${why} → ${expected}`, () => assert.equal(answered(parts), expected));
}

// ─── Roles that count in the other mode only ───────────────────────────────────────────────────────────────────────

const others: readonly (readonly [why: string, parts: Readonly<Record<string, unknown>>, found: number])[] = [
  ['AcrPull', { roleAssignments: [assign(kubelet, roles.AcrPull)] }, 1],
  ['AcrPull, inherited', { roleAssignments: [assign(kubelet, roles.AcrPull, group)] }, 1],
  ['AcrPull, eligible', { roleEligibilityScheduleInstances: [assign(kubelet, roles.AcrPull)] }, 0],
  ['AcrPull, elsewhere', { roleAssignments: [assign(kubelet, roles.AcrPull, registryId('other'))] }, 0],
  ['Data Importer, which counts in both', { roleAssignments: [assign(kubelet, roles.DataImporter)] }, 0],
  ['a role that was not read', { roleAssignments: [assign(kubelet, guid('unread'))] }, 0],
  [
    'AcrPull of a group that it may be in',
    { groups: {}, roleAssignments: [assign(team, roles.AcrPull, undefined, asGroup)] },
    0,
  ],
];
for (const [why, parts, found] of others) {
  test(`in ABAC mode, ${why} is ${found > 0 ? '' : 'not '}a role for the other mode`, () => {
    assert.equal(answer(mapOf({ resources: [registry('shop', abac)], ...parts })).otherMode.length, found);
  });
}

// ─── Asked again ───────────────────────────────────────────────────────────────────────────────────────────────────

test('each moment and each repository has its own answer, whatever was asked before', () => {
  const minutes = (count: number) => new Date(now.getTime() + count * 60_000);
  const fresh = mapOf({
    resources: [registry('shop')],
    roleAssignments: [assign(kubelet, roles.AcrPull, undefined, { createdOn: now.toISOString() })],
  });
  const told = [20, 5, 20, 5, 20].map(count => answer(fresh, { repository: 'web', at: minutes(count) }).answer);
  assert.deepEqual(told, ['yes', 'unknown', 'yes', 'unknown', 'yes']); // it takes up to ten minutes to arrive
  const narrow = mapOf({
    resources: [registry('shop', abac)],
    roleAssignments: [
      assign(kubelet, roles.RepositoryReader, undefined, {
        condition: "@Request[Microsoft.ContainerRegistry/registries/repositories:name] StringEqualsIgnoreCase 'web'",
        conditionVersion: '2.0',
      }),
    ],
  });
  const repositories = ['web', 'api', 'web'].map(repository => answer(narrow, { repository }).answer);
  assert.deepEqual(repositories, ['yes', 'no', 'yes']);
});
