// Principals of a role or a denial. `Everyone` is everyone, a group of a group is a group, however deep and round. And
// 15: lists of any length.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assign, at, cluster, guid, inShort, mapOf, registry, registryId, roles, verdict } from './facts.ts';

const kubelet = guid('aks kubelet');
const nobody = '00000000-0000-0000-0000-000000000000';
const resources = [registry('shop'), cluster('aks')];
const asGroup = { principalType: 'Group' };
const pulled = assign(kubelet, roles.AcrPull);
const groupsOf = (length: number) => Array.from({ length }, (_, i) => guid(`group ${i}`));

/** A denial of everything at the registry. */
function denial(principals: readonly unknown[], excludePrincipals: readonly unknown[] = []) {
  const scope = registryId('shop');
  const permissions = [{ actions: ['*'], notActions: [], dataActions: ['*'], notDataActions: [] }];
  const doNotApplyToChildScopes = false;
  const properties = { scope, permissions, doNotApplyToChildScopes, principals, excludePrincipals };
  return { id: at(scope, `denyAssignments/${guid('denial')}`), properties };
}

for (const id of [nobody, guid('everyone')]) {
  test(`a role of everyone (${id}) is the puller's`, () => {
    const roleAssignments = [assign(id, roles.AcrPull, undefined, { principalType: 'Everyone' })];
    assert.equal(inShort(verdict({ map: mapOf({ resources, roleAssignments, groups: {} }) })), 'allowed');
  });

  test(`a denial of everyone (${id}) is the puller's, and so is being excluded from it`, () => {
    const everyone = { id, type: 'Everyone' };
    const denied = mapOf({ resources, roleAssignments: [pulled], denyAssignments: [denial([everyone])] });
    assert.equal(inShort(verdict({ map: denied })), 'denied deny-assignment');
    const all = { id: nobody, type: 'SystemDefined' };
    const excluded = mapOf({ resources, roleAssignments: [pulled], denyAssignments: [denial([all], [everyone])] });
    assert.equal(inShort(verdict({ map: excluded })), 'allowed');
  });
}

for (const length of [2, 3, 10, 5000]) {
  test(`a role of the last of ${length} groups of groups is the puller's`, () => {
    const chain = groupsOf(length);
    const groups = Object.fromEntries([kubelet, ...chain].map((id, i) => [id, chain.slice(i, i + 1)]));
    const roleAssignments = [assign(chain.at(-1) ?? '', roles.AcrPull, undefined, asGroup)];
    assert.equal(inShort(verdict({ map: mapOf({ resources, roleAssignments, groups }) })), 'allowed');
  });
}

test('groups that hold each other end', () => {
  const [one = '', other = ''] = groupsOf(2);
  const groups = { [kubelet]: [one], [one]: [other], [other]: [one] };
  const roleAssignments = [assign(other, roles.AcrPull, undefined, asGroup)];
  assert.equal(inShort(verdict({ map: mapOf({ resources, roleAssignments, groups }) })), 'allowed');
});

test('15: a hundred thousand assignments of one principal at a registry are as good as one', () => {
  const many = Array.from({ length: 125_000 }, () => assign(kubelet, roles.AcrPull));
  assert.equal(inShort(verdict({ map: mapOf({ resources, roleAssignments: many }) })), 'allowed');
});
