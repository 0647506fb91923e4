import { isManagementGroup, scopeKey } from './ids.ts';
import type { AccessMap } from './map.ts';
import type { RoleAssignment } from './roles.ts';

type Indexes = Pick<
  AccessMap,
  'assignmentsOf' | 'assignmentsByScope' | 'assignmentsAt' | 'groupAssignmentsAt' | 'managementGroupScopes'
>;

/** Principal types of the API, present and past, that are no group; a group's members are not listed by the API. */
const notGroups = new Set(['user', 'serviceprincipal', 'device', 'application', 'msi']);

/**
 * One pass over the assignments, so that a verdict looks only at those of its principal and of the handful of scopes
 * above its registry. `noGroups`: object ids that are known to be no groups, for assignments that don't state a type.
 */
export function indexAssignments(
  assignments: readonly RoleAssignment[],
  noGroups: (principalId: string) => boolean,
): Indexes {
  const none: readonly RoleAssignment[] = [];
  const byPrincipal = Map.groupBy(assignments, ({ principalId }) => principalId.toLowerCase());
  const byScope = Map.groupBy(assignments, ({ scope }) => scopeKey(scope));
  const mayBeGroup = ({ principalId, principalType: type }: RoleAssignment): boolean =>
    type === undefined ? !noGroups(principalId) : !notGroups.has(type.toLowerCase());
  const ofGroups = Map.groupBy(assignments.filter(mayBeGroup), ({ scope }) => scopeKey(scope));
  const scopesOf = new Map<string, ReadonlyMap<string, readonly RoleAssignment[]>>();
  return {
    assignmentsAt: key => byScope.get(key) ?? none,
    assignmentsOf: principalId => byPrincipal.get(principalId.toLowerCase()) ?? none,
    assignmentsByScope: principalId => {
      const principal = principalId.toLowerCase();
      const known = scopesOf.get(principal);
      if (known) return known;
      const scopes = Map.groupBy(byPrincipal.get(principal) ?? none, ({ scope }) => scopeKey(scope));
      scopesOf.set(principal, scopes);
      return scopes;
    },
    groupAssignmentsAt: key => ofGroups.get(key) ?? none,
    managementGroupScopes: [...byScope.keys()].filter(isManagementGroup),
  };
}
