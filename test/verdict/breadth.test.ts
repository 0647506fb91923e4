// Grants that are broader than a pull needs, and roles that stop counting at a switch to ABAC mode.
// [1] RBAC built-in roles. ACR docs, container-registry-rbac-built-in-roles-directory-reference
// [2] ACR docs, container-registry-rbac-custom-roles: wildcards need tenants with a private link for Resource Manager
// [3] peers.md F9, docs/causes/broad-grant.md: assigned high above the registry
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  abac,
  assign,
  cluster,
  group,
  guid,
  inShort,
  mapOf,
  registry,
  registryId,
  roles,
  subscription,
  verdict,
} from './facts.ts';

const atRegistry = registryId('shop');
const atSubscription = `/subscriptions/${subscription}`;
const atRoot = '/providers/Microsoft.Management/managementGroups/contoso';

function custom(name: string, permission: Readonly<Record<string, readonly string[]>>): unknown {
  const id = `/subscriptions/${subscription}/providers/Microsoft.Authorization/roleDefinitions/${guid(name)}`;
  return {
    id,
    properties: {
      roleName: name,
      type: 'CustomRole',
      permissions: [{ actions: [], notActions: [], dataActions: [], notDataActions: [], ...permission }],
    },
  };
}

const definitions = [
  custom('exact', { actions: ['Microsoft.ContainerRegistry/registries/pull/read'] }),
  custom('with looks', {
    actions: ['Microsoft.ContainerRegistry/registries/pull/read', 'Microsoft.ContainerRegistry/registries/read'],
  }),
  custom('wildcard', { actions: ['Microsoft.ContainerRegistry/registries/*/read'] }),
  custom('with delete', {
    actions: [
      'Microsoft.ContainerRegistry/registries/pull/read',
      'Microsoft.ContainerRegistry/registries/artifacts/delete',
    ],
  }),
];

const kubelet = guid('aks kubelet');
const narrow = assign(kubelet, roles.AcrPull, atRegistry);

const rows: readonly {
  readonly name: string;
  readonly source: string;
  readonly assignments: readonly unknown[];
  readonly registry?: Readonly<Record<string, unknown>>;
  readonly expected: string;
}[] = [
  { name: 'AcrPull at the registry', source: '[1]', assignments: [narrow], expected: 'allowed' },
  {
    name: 'AcrPull at the resource group',
    source: '[1]',
    assignments: [assign(kubelet, roles.AcrPull, group)],
    expected: 'allowed',
  },
  {
    name: 'AcrPull at the subscription',
    source: '[3]',
    assignments: [assign(kubelet, roles.AcrPull, atSubscription)],
    expected: 'allowed broad-grant',
  },
  {
    name: 'AcrPull at a management group',
    source: '[3]',
    assignments: [assign(kubelet, roles.AcrPull, atRoot)],
    expected: 'allowed broad-grant',
  },
  {
    name: 'AcrPush at the registry',
    source: '[1]',
    assignments: [assign(kubelet, roles.AcrPush, atRegistry)],
    expected: 'allowed broad-grant',
  },
  {
    name: 'Contributor at the registry',
    source: '[1]',
    assignments: [assign(kubelet, roles.Contributor, atRegistry)],
    expected: 'allowed broad-grant',
  },
  {
    name: 'Owner at the resource group',
    source: '[1]',
    assignments: [assign(kubelet, roles.Owner, group)],
    expected: 'allowed broad-grant',
  },
  {
    name: 'Reader at the resource group',
    source: '[1]',
    assignments: [assign(kubelet, roles.Reader, group)],
    expected: 'allowed',
  },
  {
    name: 'Reader at the subscription',
    source: '[3]',
    assignments: [assign(kubelet, roles.Reader, atSubscription)],
    expected: 'allowed broad-grant',
  },
  {
    name: 'another built-in role with a wildcard',
    source: '[1] does not list it',
    assignments: [assign(kubelet, roles.UserAccessAdministrator, atRegistry)],
    expected: 'allowed broad-grant',
  },
  {
    name: 'Data Importer, which may import as well',
    source: '[1]',
    assignments: [assign(kubelet, roles.DataImporter, atRegistry)],
    expected: 'allowed broad-grant',
  },
  {
    name: 'a custom role that is just a pull',
    source: '[2]',
    assignments: [assign(kubelet, guid('exact'), atRegistry)],
    expected: 'allowed',
  },
  {
    name: 'a custom role that may look as well',
    source: '[2]',
    assignments: [assign(kubelet, guid('with looks'), atRegistry)],
    expected: 'allowed',
  },
  {
    name: 'a custom role with a wildcard',
    source: '[2]',
    assignments: [assign(kubelet, guid('wildcard'), atRegistry)],
    expected: 'allowed broad-grant',
  },
  {
    name: 'a custom role that may delete',
    source: '[2]',
    assignments: [assign(kubelet, guid('with delete'), atRegistry)],
    expected: 'allowed broad-grant',
  },
  {
    name: 'a narrow grant beside a broad one: nothing hangs on the broad one',
    source: 'the union of assignments',
    assignments: [assign(kubelet, roles.Contributor, atSubscription), narrow],
    expected: 'allowed',
  },
  {
    name: 'Repository Reader in ABAC mode',
    source: '[1]',
    assignments: [assign(kubelet, roles.RepositoryReader, atRegistry)],
    registry: abac,
    expected: 'allowed',
  },
  {
    name: 'Repository Reader in ABAC mode at the subscription',
    source: '[3]',
    assignments: [assign(kubelet, roles.RepositoryReader, atSubscription)],
    registry: abac,
    expected: 'allowed broad-grant',
  },
];

for (const row of rows) {
  test(`breadth: ${row.name} → ${row.expected} (${row.source})`, () => {
    const map = mapOf({
      resources: [cluster('aks'), registry('shop', row.registry)],
      managementGroups: { [subscription]: [atRoot] },
      roleAssignments: row.assignments,
      roleDefinitions: definitions,
    });
    assert.equal(inShort(verdict({ map })), row.expected);
  });
}

test('the caveat about wildcards is in the message and in the evidence', () => {
  const map = mapOf({
    resources: [cluster('aks'), registry('shop')],
    roleAssignments: [assign(kubelet, guid('wildcard'), atRegistry)],
    roleDefinitions: definitions,
  });
  const { message, evidence } = verdict({ map });
  const caveat = /wildcards in custom roles only in tenants with a private link/;
  assert.match(message, caveat);
  assert.ok(evidence.some(({ fact }) => caveat.test(fact)));
});

// ─── Before the switch to ABAC mode ────────────────────────────────────────────────────────────────────────────────

const outlook: readonly (readonly [name: string, assignments: readonly unknown[], mode: unknown, expected: string])[] =
  [
    ['AcrPull alone', [narrow], undefined, 'allowed legacy-role-before-abac'],
    [
      'AcrPull beside Repository Reader, which grants nothing yet',
      [narrow, assign(kubelet, roles.RepositoryReader)],
      undefined,
      'allowed legacy-role-before-abac',
    ],
    ['a broad grant is the weightier remark', [assign(kubelet, roles.Contributor)], undefined, 'allowed broad-grant'],
    ['in ABAC mode already', [assign(kubelet, roles.RepositoryReader)], abac, 'allowed'],
  ];

for (const [name, assignments, mode, expected] of outlook) {
  test(`before ABAC: ${name} → ${expected} (ACR docs, rbac-abac-repository-permissions)`, () => {
    const properties = mode === undefined ? {} : abac;
    const map = mapOf({ resources: [cluster('aks'), registry('shop', properties)], roleAssignments: assignments });
    assert.equal(inShort(verdict({ map, attempt: { beforeAbac: true } })), expected);
    // A person who did not ask gets no such finding.
    assert.notEqual(verdict({ map }).cause, 'legacy-role-before-abac');
  });
}
