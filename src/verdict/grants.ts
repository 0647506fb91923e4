import { isManagementGroup } from '../access/ids.ts';
import type { AccessMap, Registry, RoleAssignment } from '../access/map.ts';
import { scopeChain, scopeKey } from './scopes.ts';

/** An assignment that may bear on a principal and a registry. */
export interface PossibleGrant {
  readonly assignment: RoleAssignment;
  /** `maybe`: a management group that may be above the registry, since its ancestors were not read. */
  readonly at: 'above' | 'maybe' | 'elsewhere';
  /** The group's object id; `maybe`: a group of which the principal may be a member; undefined: held directly. */
  readonly through: string | undefined;
}

/**
 * Every assignment of a principal and of its groups, and, where its memberships were not read, those of groups at or
 * above the registry, since any of them could be its own.
 */
export function principalGrants(principalId: string, registry: Registry, map: AccessMap): readonly PossibleGrant[] {
  const chain = scopeChain(registry, map);
  const above = new Set(chain.keys);
  const place = (assignment: RoleAssignment): PossibleGrant['at'] => {
    if (above.has(scopeKey(assignment.scope))) return 'above';
    return !chain.ancestorsKnown && isManagementGroup(assignment.scope) ? 'maybe' : 'elsewhere';
  };
  const grants: PossibleGrant[] = map
    .assignmentsOf(principalId)
    .map(assignment => ({ assignment, at: place(assignment), through: undefined }));
  const groups = map.groupsOf(principalId);
  if (groups) {
    for (const group of groups) {
      for (const assignment of map.assignmentsOf(group))
        grants.push({ assignment, at: place(assignment), through: group });
    }
  } else {
    for (const assignment of map.groupAssignments) {
      const at = place(assignment);
      if (at !== 'elsewhere') grants.push({ assignment, at, through: 'maybe' });
    }
  }
  return grants;
}
