import type { AccessMap, Gap, Registry, RoleAssignment, RoleDefinition } from '../access/map.ts';
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

/**
 * What verdicts ask of a map's assignments again and again, found out once: which of them pull, by principal and scope.
 * A registry has a handful of scopes above it, and most principals hold few roles that pull, so that an answer takes a
 * few look-ups, however many assignments there are.
 */
class GrantBook {
  readonly #map: AccessMap;
  readonly #registries = new Map<Registry, RegistryScopes>();
  readonly #memberships = new Map<string, Memberships>();
  readonly #own: Readonly<Record<AccessMode, Map<string, ByScope>>> = { legacy: new Map(), abac: new Map() };
  readonly #ofGroups: Readonly<Record<AccessMode, Map<string, readonly PossibleGrant[]>>> = {
    legacy: new Map(),
    abac: new Map(),
  };

  constructor(map: AccessMap) {
    this.#map = map;
  }

  scopesOf(registry: Registry): RegistryScopes {
    return remember(this.#registries, registry, () => ({
      chain: scopeChain(registry, this.#map),
      gap: this.#map.gapFor('roleAssignments', registry.id),
    }));
  }

  membershipsOf(principalId: string): Memberships {
    return remember(this.#memberships, principalId.toLowerCase(), () => {
      const groups = this.#map.groupsOf(principalId);
      return { groups: groups ?? [], known: groups !== undefined && !this.#map.gapFor('groups', principalId) };
    });
  }

  /** What the principal itself and the groups that it is known to be in hold. */
  heldBy(principalId: string, mode: AccessMode): ByScope {
    return remember(this.#own[mode], principalId.toLowerCase(), () => {
      const held = new Map<string, PossibleGrant[]>();
      const { groups } = this.membershipsOf(principalId);
      for (const through of [undefined, ...new Set(groups)]) {
        for (const [key, assignments] of this.#map.assignmentsByScope(through ?? principalId)) {
          const grants = assignments.flatMap(assignment => this.#possible(assignment, mode, through, undefined));
          if (grants.length > 0) held.set(key, [...(held.get(key) ?? []), ...grants]);
        }
      }
      return held;
    });
  }

  /** What groups hold at a scope: any of them may be the principal's, where its memberships were not read. */
  heldByAnyGroup(key: string, mode: AccessMode): readonly PossibleGrant[] {
    return remember(this.#ofGroups[mode], key, () =>
      this.#map
        .groupAssignmentsAt(key)
        .flatMap(assignment => this.#possible(assignment, mode, assignment.principalId, 'membership')),
    );
  }

  #possible(
    assignment: RoleAssignment,
    mode: AccessMode,
    through: string | undefined,
    doubt: PossibleGrant['doubt'],
  ): readonly PossibleGrant[] {
    const role = this.#map.roleDefinition(assignment.roleDefinitionId);
    return role && !pullsIn(role, mode) ? [] : [{ assignment, role, through, doubt }];
  }
}

function remember<K, V>(memory: Map<K, V>, key: K, make: () => V): V {
  const known = memory.get(key);
  if (known !== undefined) return known;
  const made = make();
  memory.set(key, made);
  return made;
}

const books = new WeakMap<AccessMap, GrantBook>();

function bookOf(map: AccessMap): GrantBook {
  let book = books.get(map);
  if (!book) {
    book = new GrantBook(map);
    books.set(map, book);
  }
  return book;
}

export function scopesOf(registry: Registry, map: AccessMap): RegistryScopes {
  return bookOf(map).scopesOf(registry);
}

export function membershipsOf(principalId: string, map: AccessMap): Memberships {
  return bookOf(map).membershipsOf(principalId);
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
  const book = bookOf(map);
  const { chain } = book.scopesOf(registry);
  const held = book.heldBy(principalId, mode);
  const { groups, known } = book.membershipsOf(principalId);
  let found = none;
  const add = (grants: readonly PossibleGrant[]): void => {
    if (grants.length > 0) found = found === none ? grants : found.concat(grants);
  };
  const strangers = (key: string): readonly PossibleGrant[] => {
    const all = book.heldByAnyGroup(key, mode);
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
