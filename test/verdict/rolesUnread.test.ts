// The pull right of a principal where not everything was read, where a condition limits it, and its proof.
// [2] RBAC docs, overview and scope-overview: union of assignments, inheritance, groups
// [3] design.md, "The snapshot": absent means not read, and what is not read and could change the answer makes it
//     unknown
// [4] RBAC docs, troubleshooting: changes take up to ten minutes
// [5] PIM docs: eligible is not active
// [6] ACR docs, container-registry-rbac-abac-repository-permissions
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AccessMap } from '../../src/access/map.ts';
import { type RoleAnswer, roleAnswer } from '../../src/verdict/roles/roles.ts';
import { abac, assign, group, guid, mapOf, now, registry, registryId, roles, subscription, tenant } from './facts.ts';

const kubelet = guid('aks kubelet');
const team = guid('team');
const asGroup = { principalType: 'Group' };
const company = '/providers/Microsoft.Management/managementGroups/company';

function answer(
  map: AccessMap,
  { repository = '' }: { readonly repository?: string } = { repository: 'web' },
): RoleAnswer {
  const [shop] = map.registries;
  assert.ok(shop?.mode);
  return roleAnswer({
    principalId: kubelet,
    registry: shop,
    mode: shop.mode,
    repository: repository || undefined,
    map,
    now,
  });
}

function answered(parts: Readonly<Record<string, unknown>>, properties = {}): string {
  const { answer: value, unknownBecause } = answer(mapOf({ resources: [registry('shop', properties)], ...parts }));
  return unknownBecause ? `${value} ${unknownBecause.cause}` : value;
}

// ─── What was not read [3] ─────────────────────────────────────────────────────────────────────────────────────────

const gap = (what: string, scope: string): unknown => ({ what, scope, why: '403 AuthorizationFailed' });
const elsewhere = '/subscriptions/50b00000-0000-4000-8000-0000000000ff';
const unread: readonly (readonly [why: string, parts: Readonly<Record<string, unknown>>, expected: string])[] = [
  ['role assignments absent', { roleAssignments: null }, 'unknown not-readable'],
  [
    'role assignments with a gap above',
    { gaps: [gap('roleAssignments', `/subscriptions/${subscription}`)] },
    'unknown not-readable',
  ],
  ['a gap in its whole tenant', { gaps: [gap('roleAssignments', `/tenants/${tenant}`)] }, 'unknown not-readable'],
  ['a gap in another tenant does not matter', { gaps: [gap('roleAssignments', `/tenants/${guid('other')}`)] }, 'no'],
  [
    'a gap in a tenant, where that of the registry was not read',
    { tenants: {}, gaps: [gap('roleAssignments', `/tenants/${guid('other')}`)] },
    'unknown not-readable',
  ],
  [
    'a gap in what one principal may do, by its object ID',
    { gaps: [gap('roleAssignments', kubelet)] },
    'unknown not-readable',
  ],
  ['a gap in another subscription does not matter', { gaps: [gap('roleAssignments', elsewhere)] }, 'no'],
  ['a gap in the resources does not matter', { gaps: [gap('resources', `/subscriptions/${subscription}`)] }, 'no'],
  [
    'a grant stands, whatever else was not read',
    {
      roleAssignments: [assign(kubelet, roles.AcrPull)],
      gaps: [gap('roleAssignments', '/')],
      groups: {},
      managementGroups: {},
    },
    'yes',
  ],
  [
    'a role that was not read, at the registry',
    { roleAssignments: [assign(kubelet, guid('unread'))] },
    'unknown not-readable',
  ],
  [
    'a role that was not read, elsewhere',
    { roleAssignments: [assign(kubelet, guid('unread'), registryId('other'))] },
    'no',
  ],
  [
    'a role whose permissions were not read',
    {
      roleDefinitions: [
        {
          id: `/subscriptions/${subscription}/providers/Microsoft.Authorization/roleDefinitions/${guid('bare')}`,
          properties: { roleName: 'bare' },
        },
      ],
      roleAssignments: [assign(kubelet, guid('bare'))],
    },
    'unknown not-readable',
  ],
  [
    'memberships, and a group with the pull role',
    { groups: {}, roleAssignments: [assign(team, roles.AcrPull, undefined, asGroup)] },
    'unknown not-readable',
  ],
  [
    'memberships with a gap, and a group with the pull role',
    {
      groups: { [kubelet]: [] },
      gaps: [gap('groups', '/')],
      roleAssignments: [assign(team, roles.AcrPull, undefined, asGroup)],
    },
    'unknown not-readable',
  ],
  [
    'memberships, and a group with another role',
    { groups: {}, roleAssignments: [assign(team, roles.RepositoryReader, undefined, asGroup)] },
    'no',
  ],
  [
    'memberships, and a group with the pull role elsewhere',
    { groups: {}, roleAssignments: [assign(team, roles.AcrPull, registryId('other'), asGroup)] },
    'no',
  ],
  ['memberships, and no group anywhere', { groups: {}, roleAssignments: [assign(guid('sp'), roles.AcrPull)] }, 'no'],
  [
    'memberships, and a principal of no stated type with the pull role',
    { groups: {}, roleAssignments: [assign(team, roles.AcrPull, undefined, { principalType: null })] },
    'unknown not-readable',
  ],
  [
    'memberships, and a principal of no stated type that is known to be no group',
    { groups: { [team]: [] }, roleAssignments: [assign(team, roles.AcrPull, undefined, { principalType: null })] },
    'no',
  ],
  [
    'management groups, and one of them with the pull role',
    { managementGroups: {}, roleAssignments: [assign(kubelet, roles.AcrPull, company)] },
    'unknown not-readable',
  ],
  [
    'management groups, and one of them with another role',
    { managementGroups: {}, roleAssignments: [assign(kubelet, roles.RepositoryReader, company)] },
    'no',
  ],
  ['management groups, and no assignment there', { managementGroups: {} }, 'no'],
];
for (const [why, parts, expected] of unread) {
  test(`not read: ${why} → ${expected} [3]`, () => assert.equal(answered(parts), expected));
}

test('a group that it is known to be in, and its own assignments, are no strangers to it where others may be', () => {
  const held = [
    assign(team, roles.Reader, undefined, asGroup),
    assign(kubelet, roles.AcrPull, undefined, { principalType: null }),
    assign(guid('other team'), roles.AcrPush, undefined, asGroup),
  ];
  const map = mapOf({
    resources: [registry('shop')],
    groups: { [kubelet]: [team.toUpperCase()] },
    gaps: [gap('groups', '/')],
    roleAssignments: held,
  });
  const { answer: value, evidence } = answer(map);
  assert.equal(value, 'yes');
  const effects = evidence.map(({ id, effect }) => `${effect} ${held.findIndex(each => each['id'] === id)}`);
  assert.deepEqual(effects.sort(), ['grants 0', 'grants 1', 'not-read 2']);
});

// ─── Time [4] and conditions [6] ───────────────────────────────────────────────────────────────────────────────────

for (const [createdOn, expected] of [
  ['2026-11-24T11:55:00.0000000Z', 'unknown propagating'],
  ['2026-11-24T11:49:00.0000000Z', 'yes'],
  ['2026-11-24T12:04:00Z', 'unknown propagating'],
  ['2027-11-24T12:00:00Z', 'yes'],
] as const) {
  test(`an assignment of ${createdOn} at noon → ${expected} [4]`, () => {
    assert.equal(answered({ roleAssignments: [assign(kubelet, roles.AcrPull, undefined, { createdOn })] }), expected);
  });
}

test('a fresh assignment beside an old one is no matter [4]', () => {
  const fresh = assign(kubelet, roles.AcrPull, undefined, { createdOn: '2026-11-24T11:59:00Z' });
  assert.equal(answered({ roleAssignments: [fresh, assign(kubelet, roles.Reader, group)] }), 'yes');
});

const only = (test: string): string =>
  `((!(ActionMatches{'Microsoft.ContainerRegistry/registries/repositories/content/read'})) OR (@Request[Microsoft.ContainerRegistry/registries/repositories:name] ${test}))`;
const conditions: readonly (readonly [
  condition: string,
  repository: string | undefined,
  expected: string,
  more?: Record<string, unknown>,
])[] = [
  [only("StringEqualsIgnoreCase 'web'"), 'web', 'yes'],
  [only("StringEqualsIgnoreCase 'api'"), 'web', 'no'],
  [only("StringStartsWithIgnoreCase 'team/'"), 'team/web', 'yes'],
  [only("StringStartsWithIgnoreCase 'team/'"), 'teams/web', 'no'],
  [only("StringEqualsIgnoreCase 'web'"), undefined, 'unknown unresolved-reference'],
  ['no condition at all', 'web', 'unknown condition-not-understood'],
  ['no condition at all', undefined, 'unknown condition-not-understood'],
  [only("StringEqualsIgnoreCase 'web'"), 'web', 'unknown condition-not-understood', { conditionVersion: '1.0' }],
  [only("StringEqualsIgnoreCase 'web'"), 'web', 'yes', { conditionVersion: null }],
  ['', 'web', 'yes'],
  // Azure documents null and nothing else for none
  ['  ', 'web', 'unknown condition-not-understood'],
];
for (const [condition, repository, expected, more = { conditionVersion: '2.0' }] of conditions) {
  test(`in ABAC mode, ${repository ?? 'a hidden repository'} under «${condition.slice(-60)}» ${JSON.stringify(more)} → ${expected} [6]`, () => {
    const held = assign(kubelet, roles.RepositoryReader, undefined, { condition, ...more });
    const map = mapOf({ resources: [registry('shop', abac)], roleAssignments: [held] });
    const { answer: value, unknownBecause } = answer(map, repository === undefined ? {} : { repository });
    assert.equal(unknownBecause ? `${value} ${unknownBecause.cause}` : value, expected);
  });
}

test('a condition that leaves the repository out is no doubt, even where memberships are one [3]', () => {
  const condition = only("StringEqualsIgnoreCase 'api'");
  const held = assign(team, roles.RepositoryReader, undefined, { ...asGroup, condition, conditionVersion: '2.0' });
  assert.equal(answered({ groups: {}, roleAssignments: [held] }, abac), 'no');
});

// ─── Proof ─────────────────────────────────────────────────────────────────────────────────────────────────────────

test('the proof names each assignment at the registry with what comes of it, and the pull roles elsewhere', () => {
  const map = mapOf({
    resources: [registry('shop')],
    groups: { [kubelet]: [team] },
    roleAssignments: [
      assign(kubelet, roles.AcrPull, registryId('other')),
      assign(kubelet, roles.RepositoryReader),
      assign(team, roles.Reader, group, asGroup),
      ...Array.from({ length: 30 }, (_, i) => assign(kubelet, roles.Reader, `${group}-${i}`)),
    ],
  });
  const { evidence, granting } = answer(map);
  assert.equal(granting.length, 1);
  const facts = evidence.map(({ fact, effect }) => `${effect}: ${fact}`);
  assert.deepEqual(facts.slice(0, 3), [
    `grants: Reader at resource group \`shop\`: through group ${team}`,
    'ignored: Container Registry Repository Reader at registry `shop`: counts only in ABAC mode, and this registry is in legacy mode',
    'ignored: AcrPull at registry `other`: not at or above this registry',
  ]);
  assert.match(facts.at(-1) ?? '', /26 more assignments, not at or above this registry/);
});

test('a wildcard that the documentation does not list is said to be one', () => {
  const monitoring = '43d0d8ad-25c7-4714-9337-8ba259a9fe05';
  const { evidence } = answer(mapOf({ resources: [registry('shop')], roleAssignments: [assign(kubelet, monitoring)] }));
  assert.match(evidence[0]?.fact ?? '', /by a wildcard, which the registry's documentation does not list/);
});

test('what a condition leaves out, and what is only eligible, was read, and is not counted', () => {
  const condition = only("StringEqualsIgnoreCase 'api'");
  const map = mapOf({
    resources: [registry('shop', abac)],
    roleAssignments: [assign(kubelet, roles.RepositoryReader, undefined, { condition, conditionVersion: '2.0' })],
    roleEligibilityScheduleInstances: [assign(kubelet, roles.RepositoryReader, group)],
  });
  assert.deepEqual(
    answer(map).evidence.map(({ effect }) => effect),
    ['ignored', 'ignored'],
  );
});

test('memberships that were not read are mentioned only where a group could still matter', () => {
  const facts = (...held: readonly string[]): readonly string[] => {
    const roleAssignments = held.map(role => assign(kubelet, role));
    return answer(mapOf({ resources: [registry('shop')], groups: {}, roleAssignments })).evidence.map(
      each => each.fact,
    );
  };
  const note = 'which groups the identity is in was not read';
  assert.ok(facts().includes(note));
  assert.ok(facts(roles.RepositoryReader).includes(note));
  assert.ok(!facts(roles.AcrPull).includes(note));
});

test('what was not read is said as such', () => {
  const map = mapOf({ resources: [registry('shop')], roleAssignments: null, groups: {} });
  assert.deepEqual(
    answer(map).evidence.map(({ effect }) => effect),
    ['not-read', 'not-read'],
  );
});
