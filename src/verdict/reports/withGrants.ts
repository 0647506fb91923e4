import { scopeKey } from '../../access/ids.ts';
import type { AccessMap, RoleAssignment } from '../../access/map.ts';
import type { Grant } from '../fixes/grant.ts';

/** The same map as it would be once these assignments are made. */
export function withGrants(map: AccessMap, grants: readonly Grant[]): AccessMap {
  if (grants.length === 0) return map;
  const replaced = new Set(grants.flatMap(({ replaces }) => (replaces === undefined ? [] : [replaces.toLowerCase()])));
  const stays = ({ id }: RoleAssignment) => !replaced.has(id.slice(id.lastIndexOf('/') + 1).toLowerCase());
  const made = grants.map(assignmentOf);
  const known = (map.roleAssignments ?? []).filter(stays);
  const assignmentsOf = (principalId: string): readonly RoleAssignment[] => [
    ...map.assignmentsOf(principalId).filter(stays),
    ...made.filter(each => each.principalId.toLowerCase() === principalId.toLowerCase()),
  ];
  return {
    ...map,
    roleAssignments: [...known, ...made],
    assignmentsOf,
    assignmentsByScope: principalId => {
      const byScope = new Map<string, RoleAssignment[]>();
      for (const assignment of assignmentsOf(principalId)) {
        const key = scopeKey(assignment.scope);
        byScope.set(key, [...(byScope.get(key) ?? []), assignment]);
      }
      return byScope;
    },
    assignmentsAt: key => [
      ...map.assignmentsAt(key).filter(stays),
      ...made.filter(({ scope }) => scopeKey(scope) === key),
    ],
    groupAssignmentsAt: key => [
      ...map.groupAssignmentsAt(key).filter(stays),
      ...made.filter(({ principalType, scope }) => principalType === 'Group' && scopeKey(scope) === key),
    ],
  };
}

function assignmentOf({ registry, principalId, principalType, roleGuid, condition }: Grant, i: number): RoleAssignment {
  return {
    id: `${registry.id}/providers/Microsoft.Authorization/roleAssignments/to-be-made-${i}`,
    scope: registry.id,
    roleDefinitionId: `/subscriptions/${registry.subscription}/providers/Microsoft.Authorization/roleDefinitions/${roleGuid}`,
    principalId,
    principalType,
    condition: condition?.text,
    conditionVersion: condition?.version,
    eligible: false,
    createdOn: undefined,
  };
}
