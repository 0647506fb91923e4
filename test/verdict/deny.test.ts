// Deny assignments win over roles: https://learn.microsoft.com/azure/role-based-access-control/deny-assignments
// [1] that page: principals, the SystemDefined everybody, exclusions, doNotApplyToChildScopes, notActions
// [2] design.md, "The snapshot": where a map was made without deny assignments, a granted pull stays, with evidence of
//     that
// [3] design.md, invariant 3: unknown never becomes denied
// [4] https://learn.microsoft.com/javascript/api/@azure/arm-authorization/denyassignment (condition), and of API
//     version 2024-07-01-preview denyAssignmentEffect: "'enforced' blocks access, 'audit' logs without blocking"
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { whoCanPull } from '../../src/verdict/reports/whoCanPull.ts';
import { denyResult } from '../../src/verdict/roles/deny.ts';
import {
  abac,
  assign,
  at,
  cluster,
  group,
  guid,
  inShort,
  mapOf,
  otherSubscription,
  registry,
  registryId,
  roles,
  subscription,
  verdict,
} from './facts.ts';

type Json = Readonly<Record<string, unknown>>;

const kubelet = guid('aks kubelet');
const team = guid('team');
const everybody = { id: '00000000-0000-0000-0000-000000000000', type: 'SystemDefined' };
const company = '/providers/Microsoft.Management/managementGroups/company';

let denials = 0;

/** Azure states all four lists. */
function whole(permission: Json): Json {
  return { actions: [], notActions: [], dataActions: [], notDataActions: [], ...permission };
}

function denial(parts: Json = {}, permission: Json = { actions: ['*'] }): Json {
  const properties = {
    denyAssignmentName: 'sealed',
    scope: registryId('shop'),
    doNotApplyToChildScopes: false,
    permissions: [whole(permission)],
    principals: [everybody],
    excludePrincipals: [],
    ...parts,
  };
  return { id: at(properties.scope, `denyAssignments/${guid(`denial ${denials++}`)}`), properties };
}

function concluded(parts: Json, properties: Json = {}): string {
  const map = mapOf({ resources: [registry('shop', properties)], ...parts });
  const [shop] = map.registries;
  assert.ok(shop?.mode);
  const { outcome, cause } = denyResult({
    strict: false,
    principalId: kubelet,
    registry: shop,
    mode: shop.mode,
    repository: 'web',
    map,
    now: new Date(Number.NaN),
  });
  return cause === null ? outcome : `${outcome} ${cause}`;
}

const pull = 'Microsoft.ContainerRegistry/registries/pull/read';
const content = 'Microsoft.ContainerRegistry/registries/repositories/content/read';
const only = (repository: string): string =>
  `@Request[Microsoft.ContainerRegistry/registries/repositories:name] StringEqualsIgnoreCase '${repository}'`;
const withGroup = { groups: { [kubelet]: [team] } };
const noGroups = { groups: {} };

interface Row {
  readonly why: string;
  readonly denial: Json;
  readonly facts?: Json;
  readonly properties?: Json;
  readonly expected: string;
}

const rows: readonly Row[] = [
  { why: 'everybody, at the registry [1]', denial: denial(), expected: 'denied deny-assignment' },
  { why: 'the pull action by name', denial: denial({}, { actions: [pull] }), expected: 'denied deny-assignment' },
  { why: 'data actions do not count in legacy mode', denial: denial({}, { dataActions: ['*'] }), expected: 'allowed' },
  { why: 'another action', denial: denial({}, { actions: ['*/write'] }), expected: 'allowed' },
  {
    why: 'notActions make an exception [1]',
    denial: denial({}, { actions: ['*'], notActions: [pull] }),
    expected: 'allowed',
  },
  { why: 'actions do not count in ABAC mode', denial: denial(), properties: abac, expected: 'allowed' },
  {
    why: 'data actions count in ABAC mode',
    denial: denial({}, { dataActions: [content] }),
    properties: abac,
    expected: 'denied deny-assignment',
  },
  { why: 'inherited from the resource group', denial: denial({ scope: group }), expected: 'denied deny-assignment' },
  {
    why: 'not inherited where child scopes are left out [1]',
    denial: denial({ scope: group, doNotApplyToChildScopes: true }),
    expected: 'allowed',
  },
  {
    why: 'at the registry itself, child scopes do not matter',
    denial: denial({ doNotApplyToChildScopes: true }),
    expected: 'denied deny-assignment',
  },
  { why: 'another registry', denial: denial({ scope: registryId('other') }), expected: 'allowed' },
  {
    why: 'a management group above',
    denial: denial({ scope: company }),
    facts: { managementGroups: { [subscription]: [company] } },
    expected: 'denied deny-assignment',
  },
  {
    why: 'a management group that may be above [3]',
    denial: denial({ scope: company }),
    facts: { managementGroups: {} },
    expected: 'unknown not-readable',
  },
  {
    why: 'a management group that is not above',
    denial: denial({ scope: company }),
    facts: { managementGroups: { [subscription]: [] } },
    expected: 'allowed',
  },
  {
    why: 'another subscription, where management groups were not read',
    denial: denial({ scope: `/subscriptions/${otherSubscription}` }),
    facts: { managementGroups: {} },
    expected: 'allowed',
  },
  {
    why: 'this identity',
    denial: denial({ principals: [{ id: kubelet.toUpperCase(), type: 'ServicePrincipal' }] }),
    expected: 'denied deny-assignment',
  },
  {
    why: 'another identity',
    denial: denial({ principals: [{ id: guid('sp'), type: 'ServicePrincipal' }] }),
    expected: 'allowed',
  },
  {
    why: 'its group',
    denial: denial({ principals: [{ id: team, type: 'Group' }] }),
    facts: withGroup,
    expected: 'denied deny-assignment',
  },
  {
    why: 'a group that it is not in',
    denial: denial({ principals: [{ id: team, type: 'Group' }] }),
    expected: 'allowed',
  },
  {
    why: 'a group, memberships not read [3]',
    denial: denial({ principals: [{ id: team, type: 'Group' }] }),
    facts: noGroups,
    expected: 'unknown not-readable',
  },
  {
    why: 'a user, memberships not read',
    denial: denial({ principals: [{ id: team, type: 'User' }] }),
    facts: noGroups,
    expected: 'allowed',
  },
  {
    why: 'something else that the system defines [3]',
    denial: denial({ principals: [{ id: guid('x'), type: 'SystemDefined' }] }),
    expected: 'unknown not-readable',
  },
  { why: 'nobody', denial: denial({ principals: [] }), expected: 'allowed' },
  { why: 'one that only logs [4]', denial: denial({ denyAssignmentEffect: 'audit' }), expected: 'allowed' },
  {
    why: 'one that blocks [4]',
    denial: denial({ denyAssignmentEffect: 'enforced' }),
    expected: 'denied deny-assignment',
  },
  {
    why: 'a condition of the whole assignment, about another repository [4]',
    denial: denial({ condition: only('other'), conditionVersion: '2.0' }, { dataActions: [content] }),
    properties: abac,
    expected: 'allowed',
  },
  {
    why: 'a condition of the whole assignment that is met [4]',
    denial: denial({ condition: only('web'), conditionVersion: '2.0' }, { dataActions: [content] }),
    properties: abac,
    expected: 'denied deny-assignment',
  },
  {
    why: 'conditions of both: how they go together is not documented [3]',
    denial: denial({ condition: only('other') }, { dataActions: [content], condition: only('web') }),
    properties: abac,
    expected: 'unknown condition-not-understood',
  },
  {
    why: 'an exception for this identity [1]',
    denial: denial({ excludePrincipals: [{ id: kubelet, type: 'ServicePrincipal' }] }),
    expected: 'allowed',
  },
  {
    why: 'an exception for its group',
    denial: denial({ excludePrincipals: [{ id: team, type: 'Group' }] }),
    facts: withGroup,
    expected: 'allowed',
  },
  {
    why: 'an exception for another group',
    denial: denial({ excludePrincipals: [{ id: team, type: 'Group' }] }),
    expected: 'denied deny-assignment',
  },
  {
    why: 'an exception for a group, memberships not read [3]',
    denial: denial({ excludePrincipals: [{ id: team, type: 'Group' }] }),
    facts: noGroups,
    expected: 'unknown not-readable',
  },
  {
    why: 'a condition that is met',
    denial: denial({}, { dataActions: [content], condition: only('web') }),
    properties: abac,
    expected: 'denied deny-assignment',
  },
  {
    why: 'a condition that is not met',
    denial: denial({}, { dataActions: [content], condition: only('api') }),
    properties: abac,
    expected: 'allowed',
  },
  {
    why: 'a condition that is not understood [3]',
    denial: denial({}, { dataActions: [content], condition: 'who knows' }),
    properties: abac,
    expected: 'unknown condition-not-understood',
  },
];

for (const { why, denial: item, facts = {}, properties, expected } of rows) {
  test(`a deny assignment for ${why} → ${expected}`, () => {
    assert.equal(concluded({ denyAssignments: [item], ...facts }, properties), expected);
  });
}

test('of several permissions one whose condition is met is enough', () => {
  const permission = (condition: string): Json => ({ dataActions: [content], condition });
  const [api, web, dark] = [permission(only('api')), permission(only('web')), permission('who knows')];
  const all = (...permissions: readonly Json[]) =>
    concluded({ denyAssignments: [denial({ permissions: permissions.map(whole) })] }, abac);
  assert.equal(all(api, dark, web), 'denied deny-assignment');
  assert.equal(all(api, dark), 'unknown condition-not-understood');
  assert.equal(all(api, api), 'allowed');
});

test('the proof says of each one whether it denies, and of those that were not read in full that', () => {
  const resources = [registry('shop')];
  const other = denial({ denyAssignmentName: 'other', principals: [{ id: guid('sp'), type: 'ServicePrincipal' }] });
  const dark = denial({ denyAssignmentName: 'dark', principals: [{ id: guid('x'), type: 'SystemDefined' }] });
  const map = mapOf({ resources, denyAssignments: [denial(), other, dark] });
  const [shop] = map.registries;
  assert.ok(shop);
  const at = 'at registry `shop`';
  assert.deepEqual(
    denyResult({
      strict: false,
      principalId: kubelet,
      registry: shop,
      mode: 'legacy',
      repository: 'web',
      map,
      now: new Date(Number.NaN),
    }).evidence.map(({ effect, fact }) => `${effect} ${fact}`),
    [
      `denies deny assignment \`sealed\` ${at}`,
      `ignored deny assignment \`other\` ${at}: names other identities`,
      `not-read deny assignment \`dark\` ${at}: it is not known whether the deny assignment \`dark\` names this identity`,
    ],
  );
});

test('one that applies is enough, whatever the others are', () => {
  const open = denial({ principals: [{ id: team, type: 'Group' }] });
  assert.equal(concluded({ denyAssignments: [open, denial()], groups: {} }), 'denied deny-assignment');
});

const granted = { resources: [registry('shop')], roleAssignments: [assign(kubelet, roles.AcrPull)] };
const refused = { what: 'denyAssignments', scope: '/', why: '403 AuthorizationFailed' };

test('a map made without deny assignments: the pull is allowed, and the evidence says so [2]', () => {
  const map = mapOf({ ...granted, denyAssignments: null });
  const [shop] = map.registries;
  assert.ok(shop);
  const { outcome, evidence } = denyResult({
    strict: false,
    principalId: kubelet,
    registry: shop,
    mode: 'legacy',
    repository: 'web',
    map,
    now: new Date(Number.NaN),
  });
  assert.equal(outcome, 'allowed');
  assert.match(evidence[0]?.fact ?? '', /^deny assignments were not read/);
});

for (const denyAssignments of [null, []]) {
  test(`reading them failed, ${denyAssignments ? 'after some came' : 'and none came'}: unknown [3]`, () => {
    const map = mapOf({ ...granted, denyAssignments, gaps: [refused] });
    const [shop] = map.registries;
    assert.ok(shop);
    const { outcome, cause, why, evidence } = denyResult({
      strict: false,
      principalId: kubelet,
      registry: shop,
      mode: 'legacy',
      repository: 'web',
      map,
      now: new Date(Number.NaN),
    });
    assert.deepEqual([outcome, cause], ['unknown', 'not-readable']);
    assert.match(why ?? '', /deny assignments were not read \(403 AuthorizationFailed\), and one may block the pull/);
    assert.deepEqual(
      evidence.map(({ effect }) => effect),
      ['not-read'],
    );
    const [holder] = whoCanPull(shop, map);
    assert.equal(holder?.state, 'unknown');
  });
}

test('reading them failed elsewhere: allowed', () => {
  const gaps = [{ ...refused, scope: registryId('other') }];
  assert.equal(concluded({ gaps, denyAssignments: [] }), 'allowed');
});

test('one that was read and applies is enough, whatever could not be read', () => {
  assert.equal(concluded({ gaps: [refused], denyAssignments: [denial()] }), 'denied deny-assignment');
});

test('a whole verdict: the role is there, and the deny assignment wins', () => {
  const resources = [registry('shop'), cluster('aks')];
  const map = mapOf({ resources, roleAssignments: [assign(kubelet, roles.AcrPull)], denyAssignments: [denial()] });
  assert.equal(inShort(verdict({ map })), 'denied deny-assignment');
});
