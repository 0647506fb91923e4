import { isManagementGroup, scopeKey } from './ids.ts';
import type { AccessMap, RoleAssignment } from './map.ts';

type Indexes = Pick<
  AccessMap,
  'assignmentsOf' | 'assignmentsByScope' | 'assignmentsAt' | 'groupAssignmentsAt' | 'managementGroupScopes'
>;
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
  // Ids, scopes and types come as they were written nearly every time; each way of writing is looked at once.
  const byPrincipal = new Map<string, OfPrincipal>();
  const asWritten = new Map<string, OfPrincipal>();
  const ofPrincipal = (id: string): OfPrincipal => {
    const key = id.toLowerCase();
    const own = byPrincipal.get(key) ?? { key, all: [], byScope: undefined };
    byPrincipal.set(key, own);
    asWritten.set(id, own);
    return own;
  };
  const ofGroups: ByScope = new Map();
  const managementGroups = new Set<string>();
  const keys = new Map<string, string>();
  const keyOf = (scope: string): string => {
    const key = scopeKey(scope);
    keys.set(scope, key);
    if (isManagementGroup(scope)) managementGroups.add(key);
    return key;
  };
  const groupTypes = new Map<string, boolean>();
  const isGroupType = (type: string): boolean => {
    const isGroup = !notGroups.has(type.toLowerCase());
    groupTypes.set(type, isGroup);
    return isGroup;
  };

  for (const assignment of assignments) {
    const { scope, principalId, principalType: type } = assignment;
    const key = keys.get(scope) ?? keyOf(scope);
    const own = asWritten.get(principalId) ?? ofPrincipal(principalId);
    own.all.push(assignment);
    if (type === undefined ? !noGroups(own.key) : (groupTypes.get(type) ?? isGroupType(type)))
      add(ofGroups, key, assignment);
  }

  const none: readonly RoleAssignment[] = [];
  const nowhere: ReadonlyMap<string, readonly RoleAssignment[]> = new Map();
  const byScope = ({ all }: { readonly all: readonly RoleAssignment[] }): ByScope => {
    const scopes: ByScope = new Map();
    for (const assignment of all) add(scopes, keys.get(assignment.scope) ?? scopeKey(assignment.scope), assignment);
    return scopes;
  };
  let all: ByScope | undefined; // only the audit of who can pull asks for everybody's
  return {
    assignmentsAt: key => {
      all ??= byScope({ all: assignments });
      return all.get(key) ?? none;
    },
    assignmentsOf: principalId => byPrincipal.get(principalId.toLowerCase())?.all ?? none,
    assignmentsByScope: principalId => {
      const own = byPrincipal.get(principalId.toLowerCase());
      if (!own) return nowhere;
      own.byScope ??= byScope(own); // most principals of a company pull nothing, and are never asked for
      return own.byScope;
    },
    groupAssignmentsAt: key => ofGroups.get(key) ?? none,
    managementGroupScopes: [...managementGroups],
  };
}

/** The assignments of one principal; by scope only when somebody asks. */
interface OfPrincipal {
  /** Its object id in lower case. */
  readonly key: string;
  readonly all: RoleAssignment[];
  byScope: ByScope | undefined;
}

function add(index: ByScope, key: string, assignment: RoleAssignment): void {
  const there = index.get(key);
  if (there) there.push(assignment);
  else index.set(key, [assignment]);
}
