import { isManagementGroup, scopeKey } from './ids.ts';
import type { AccessMap, RoleAssignment } from './map.ts';

type Indexes = Pick<AccessMap, 'assignmentsOf' | 'assignmentsByScope' | 'groupAssignmentsAt' | 'managementGroupScopes'>;
type ByScope = Map<string, RoleAssignment[]>;

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
  const byPrincipal = new Map<string, { readonly all: RoleAssignment[]; readonly byScope: ByScope }>();
  const ofGroups: ByScope = new Map();
  const managementGroups = new Set<string>();
  // Many assignments share a scope; its key is made once.
  const keys = new Map<string, string>();

  for (const assignment of assignments) {
    let key = keys.get(assignment.scope);
    if (key === undefined) {
      key = scopeKey(assignment.scope);
      keys.set(assignment.scope, key);
      if (isManagementGroup(assignment.scope)) managementGroups.add(key);
    }
    const principal = assignment.principalId.toLowerCase();
    let own = byPrincipal.get(principal);
    if (!own) {
      own = { all: [], byScope: new Map() };
      byPrincipal.set(principal, own);
    }
    own.all.push(assignment);
    add(own.byScope, key, assignment);
    const type = assignment.principalType?.toLowerCase();
    if (type === undefined ? !noGroups(principal) : !notGroups.has(type)) add(ofGroups, key, assignment);
  }

  const none: readonly RoleAssignment[] = [];
  const nowhere: ReadonlyMap<string, readonly RoleAssignment[]> = new Map();
  return {
    assignmentsOf: principalId => byPrincipal.get(principalId.toLowerCase())?.all ?? none,
    assignmentsByScope: principalId => byPrincipal.get(principalId.toLowerCase())?.byScope ?? nowhere,
    groupAssignmentsAt: key => ofGroups.get(key) ?? none,
    managementGroupScopes: [...managementGroups],
  };
}

function add(index: ByScope, key: string, assignment: RoleAssignment): void {
  const there = index.get(key);
  if (there) there.push(assignment);
  else index.set(key, [assignment]);
}
