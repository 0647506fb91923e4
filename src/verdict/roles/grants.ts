import type { AccessMap, Gap, Registry, RoleAssignment, RoleDefinition } from '../../access/map.ts';
import { perMap } from '../perMap.ts';
import { type AccessMode, pullsIn } from './actions.ts';
import { type ScopeChain, scopeChain } from './scopes.ts';

/** An assignment that lets its principal pull, were nothing in its way. */
export interface PossibleGrant {
  readonly assignment: RoleAssignment;
  /** Undefined: the definition was not read, so it may be a pull role. */
  readonly role: RoleDefinition | undefined;
  /** The object id of the group that holds it; undefined: the principal itself does. */
  readonly through: string | undefined;
  /**
   * What was not read and decides whether it counts. `scope`: whether its management group is above the registry.
   * `membership`: whether the principal is a member of the group.
   */
  readonly doubt: 'scope' | 'membership' | undefined;
}

/** What a principal is, besides itself. */
export interface Memberships {
  readonly groups: readonly string[];
  /** False where its groups were not read, or not all of them. */
  readonly known: boolean;
}

type ByScope = ReadonlyMap<string, readonly PossibleGrant[]>;

/** The scopes above a registry, and whether all assignments there were read. */
export interface RegistryScopes {
  readonly chain: ScopeChain;
  readonly gap: Gap | undefined;
}

/** A registry has a handful of scopes above it, so that few assignments of all there are concern it. */
export const scopesOf = perMap(
  (registry: Registry, map): RegistryScopes => ({
    chain: scopeChain(registry, map),
    gap: map.gapFor('roleAssignments', registry.id),
  }),
);

export function membershipsOf(principalId: string, map: AccessMap): Memberships {
  return memberships(principalId.toLowerCase(), map);
}

const memberships = perMap((principalId: string, map): Memberships => {
  const groups = map.groupsOf(principalId);
  return { groups: groups ?? [], known: groups !== undefined && !map.gapFor('groups', principalId) };
});

/** What the principal itself and the groups that it is known to be in hold. */
const heldBy: Readonly<Record<AccessMode, (principalId: string, map: AccessMap) => ByScope>> = {
  legacy: perMap((principalId, map) => findHeld(principalId, 'legacy', map)),
  abac: perMap((principalId, map) => findHeld(principalId, 'abac', map)),
};

function findHeld(principalId: string, mode: AccessMode, map: AccessMap): ByScope {
  const held = new Map<string, readonly PossibleGrant[]>();
  for (const through of [undefined, ...new Set(membershipsOf(principalId, map).groups)]) {
    for (const [key, assignments] of map.assignmentsByScope(through ?? principalId)) {
      const grants = assignments.flatMap(assignment => possible(assignment, mode, through, undefined, map));
      if (grants.length > 0) held.set(key, [...(held.get(key) ?? []), ...grants]);
    }
  }
  return held;
}

/** What groups hold at a scope: any of them may be the principal's, where its memberships were not read. */
const heldByAnyGroup: Readonly<Record<AccessMode, (key: string, map: AccessMap) => readonly PossibleGrant[]>> = {
  legacy: perMap((key, map) => findGroupGrants(key, 'legacy', map)),
  abac: perMap((key, map) => findGroupGrants(key, 'abac', map)),
};

function findGroupGrants(key: string, mode: AccessMode, map: AccessMap): readonly PossibleGrant[] {
  return map
    .groupAssignmentsAt(key)
    .flatMap(assignment => possible(assignment, mode, assignment.principalId, 'membership', map));
}

function possible(
  assignment: RoleAssignment,
  mode: AccessMode,
  through: string | undefined,
  doubt: PossibleGrant['doubt'],
  map: AccessMap,
): readonly PossibleGrant[] {
  const role = map.roleDefinition(assignment.roleDefinitionId);
  return role && !pullsIn(role, mode) ? [] : [{ assignment, role, through, doubt }];
}

const none: readonly PossibleGrant[] = [];

/**
 * Every assignment at or above a registry that may let a principal pull: its own and its groups', and where its
 * memberships were not read, those of any group, since the group could be its own.
 * https://learn.microsoft.com/azure/role-based-access-control/overview#how-azure-rbac-determines-if-a-user-has-access-to-a-resource
 */
export function possibleGrants(
  principalId: string,
  registry: Registry,
  mode: AccessMode,
  map: AccessMap,
): readonly PossibleGrant[] {
  const { chain } = scopesOf(registry, map);
  const held = heldBy[mode](principalId.toLowerCase(), map);
  const { groups, known } = membershipsOf(principalId, map);
  let found = none;
  const add = (grants: readonly PossibleGrant[]): void => {
    if (grants.length > 0) found = found === none ? grants : found.concat(grants);
  };
  const strangers = (key: string): readonly PossibleGrant[] => {
    const all = heldByAnyGroup[mode](key, map);
    return all.length === 0 ? none : all.filter(grant => !isOneOf(grant.through, principalId, groups));
  };
  for (const key of chain.keys) {
    add(held.get(key) ?? none);
    if (!known) add(strangers(key));
  }
  if (!chain.ancestorsKnown) {
    for (const key of map.managementGroupScopes) {
      const maybe = known ? (held.get(key) ?? none) : [...(held.get(key) ?? none), ...strangers(key)];
      add(maybe.map(grant => ({ ...grant, doubt: 'scope' as const })));
    }
  }
  return found;
}

function isOneOf(id: string | undefined, principalId: string, groups: readonly string[]): boolean {
  const key = id?.toLowerCase();
  return key === principalId.toLowerCase() || groups.some(group => group.toLowerCase() === key);
}
