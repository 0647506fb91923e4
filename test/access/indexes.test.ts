// The indexes of the map find what a walk through all assignments finds, and built-in roles are those of Azure.
// Source of the roles: RBAC docs, built-in-roles (containers, general, privileged, monitor, networking, …).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import others from '../../src/access/builtInRoles.json' with { type: 'json' };
import { scopeKey } from '../../src/access/ids.ts';
import { builtInRoles } from '../../src/access/roles.ts';
import { readSnapshotData } from '../../src/access/snapshot/snapshot.ts';

const subscription = '50b50000-0000-4000-8000-000000000001';
const [member, other, team] = ['aaaa', 'BBBB', 'cccc'].map(start => `${start}0000-0000-4000-8000-000000000001`);
const principals = [member, other, team].map(String);
const scopes = [
  '/',
  `/subscriptions/${subscription}`,
  `/Subscriptions/${subscription.toUpperCase()}/resourceGroups/g`,
  '/providers/Microsoft.Management/managementGroups/m',
  '/providers/Microsoft.Management/managementGroups/M',
];
const acrPull = '7f951dda-4ed3-4680-a7ca-43fe172d538d';
const roleId = (guid: string) =>
  `/subscriptions/${subscription}/providers/Microsoft.Authorization/roleDefinitions/${guid}`;
const types = ['User', 'Group', 'ForeignGroup', 'ServicePrincipal', 'Unknown', null];

const assignments = fc.array(
  fc.record({
    principalId: fc.constantFrom(...principals),
    scope: fc.constantFrom(...scopes),
    principalType: fc.constantFrom(...types),
  }),
  { maxLength: 12 },
);

test('assignments are found by principal and, where a group may hold them, by scope alone', () => {
  fc.assert(
    fc.property(assignments, items => {
      const roleAssignments = items.map((item, i) => ({
        id: `${item.scope === '/' ? '' : item.scope}/providers/Microsoft.Authorization/roleAssignments/${i}`,
        properties: { ...item, roleDefinitionId: roleId(acrPull) },
      }));
      const read = readSnapshotData({ version: 1, roleAssignments, groups: { [String(member)]: [team] } }, 'x');
      assert.ok('map' in read);
      const { map } = read;
      const all = map.roleAssignments ?? [];
      for (const principal of principals) {
        const own = all.filter(({ principalId }) => principalId.toLowerCase() === principal.toLowerCase());
        assert.deepEqual(map.assignmentsOf(principal.toUpperCase()), own);
      }
      for (const key of new Set(scopes.map(scopeKey))) {
        const groups = all.filter(
          ({ scope, principalType, principalId }) =>
            scopeKey(scope) === key &&
            !['User', 'ServicePrincipal'].includes(principalType ?? '') &&
            // Its memberships are known, and it is in no list of groups: it is a member, and no group.
            !(principalType === undefined && principalId === member),
        );
        assert.deepEqual(map.groupAssignmentsAt(key), groups);
      }
      const named = all.filter(({ scope }) => scope.includes('managementGroups'));
      assert.equal(map.managementGroupScopes.length, named.length > 0 ? 1 : 0);
    }),
  );
});

test('every built-in role has a GUID and a name of its own', () => {
  const roles = [...builtInRoles.values()];
  assert.equal(new Set(roles.map(({ name }) => name)).size, roles.length);
  for (const { guid, id, builtIn } of roles) {
    assert.match(guid, /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    assert.ok(id.endsWith(`/${guid}`) && builtIn);
  }
  const listed = Object.values(others).flatMap(Object.keys);
  assert.equal(new Set(listed).size, listed.length);
});

test('a definition that was read stands before the one that ships', () => {
  const roleDefinitions = [{ id: roleId(acrPull.toUpperCase()), properties: { roleName: 'AcrPull', permissions: [] } }];
  const read = readSnapshotData({ version: 1, roleDefinitions }, 'x');
  assert.ok('map' in read);
  assert.deepEqual(read.map.roleDefinition(roleId(acrPull))?.permissions, []);
  assert.equal(read.map.roleDefinition('/nowhere/else'), undefined);
});

test('a gap in the resources says nothing of role assignments, a gap in everything does', () => {
  const mapWith = (what: string) => {
    const read = readSnapshotData(
      { version: 1, gaps: [{ what, scope: `/subscriptions/${subscription}`, why: '403' }] },
      'x',
    );
    assert.ok('map' in read);
    return ['registries', 'roleAssignments', 'groups'].map(
      each => read.map.gapFor(each, `/subscriptions/${subscription}/resourceGroups/x`) !== undefined,
    );
  };
  assert.deepEqual(mapWith('resources'), [true, false, false]);
  assert.deepEqual(mapWith('*'), [true, true, true]);
  assert.deepEqual(mapWith('roleAssignments'), [false, true, false]);
});
