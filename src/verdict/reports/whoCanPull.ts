import { scopeKey } from '../../access/ids.ts';
import type { AccessMap, Registry } from '../../access/map.ts';
import type { RoleAssignment } from '../../access/roles.ts';
import { repositoriesInWords } from '../registry/repositories.ts';
import { type AccessMode, grantsPull } from '../roles/actions.ts';
import { breadthOf } from '../roles/breadth.ts';
import { denialGap, denialsOf } from '../roles/deny.ts';
import { scopeChain, scopeInWords } from '../roles/scopes.ts';

/**
 * A principal that holds a pull role on a registry, by one assignment. It has the shape of the JSON of `acr-pull map`.
 */
export interface Holder {
  readonly principalId: string;
  /** `User`, `Group`, `ServicePrincipal`. Null: the assignment does not state it. */
  readonly principalType: string | null;
  /** Null for a principal that the map knows only by its id. */
  readonly name: string | null;
  readonly role: string;
  readonly scope: string;
  /** ``at registry `shop` ``. */
  readonly where: string;
  /** ``only `team/*` ``. Null: every repository. */
  readonly repositories: string | null;
  /**
   * `denied`: a deny assignment takes it away. `eligible`: it has no effect until it is activated. `unknown`: not read.
   */
  readonly state: 'active' | 'eligible' | 'denied' | 'unknown';
  /** Why it is broader than a pull needs. Null: it is not. */
  readonly broad: string | null;
  /** Its id. */
  readonly assignment: string;
}

/**
 * Returns every holder of a pull role on a registry, in its access mode, or in either if the mode was not read.
 * Includes every holder of a role that was not read. Lists groups, not their members.
 */
export function whoCanPull(registry: Registry, map: AccessMap): readonly Holder[] {
  return assignmentsAbove(registry, map)
    .filter(
      each => map.roleDefinition(each.roleDefinitionId) === undefined || modeOf(each, registry, map) !== undefined,
    )
    .map(assignment => holderOf(assignment, registry, map))
    .sort((a, b) => label(a).localeCompare(label(b), 'en'));
}

/** The assignments at or above a registry whose role pulls. */
export function pullAssignments(registry: Registry, map: AccessMap): readonly RoleAssignment[] {
  return assignmentsAbove(registry, map).filter(assignment => modeOf(assignment, registry, map) !== undefined);
}

function assignmentsAbove(registry: Registry, map: AccessMap): readonly RoleAssignment[] {
  const { keys, possible } = scopeChain(registry, map);
  return [...keys, ...possible].flatMap(key => map.assignmentsAt(key));
}

/** The mode in which an assignment pulls: the registry's, or either if that was not read. */
function modeOf({ roleDefinitionId }: RoleAssignment, { mode }: Registry, map: AccessMap): AccessMode | undefined {
  const role = map.roleDefinition(roleDefinitionId);
  const modes: readonly AccessMode[] = mode ? [mode] : ['legacy', 'abac'];
  return role && modes.find(each => grantsPull(role, each));
}

function label({ name, principalId }: Holder): string {
  return name ?? principalId;
}

export function holderOf(assignment: RoleAssignment, registry: Registry, map: AccessMap): Holder {
  const mode = modeOf(assignment, registry, map) ?? 'legacy';
  const { principalId, principalType, roleDefinitionId, scope, eligible } = assignment;
  const denials = denialsOf({ principalId, registry, mode, repository: undefined, map });
  const denied = denials.some(({ applies }) => applies === 'yes');
  const role = map.roleDefinition(roleDefinitionId);
  const open = denialGap(registry, map) !== undefined || denials.some(({ applies }) => applies === 'unknown');
  const doubtful = role === undefined || open || !scopeChain(registry, map).keys.includes(scopeKey(scope));
  return {
    principalId,
    principalType: principalType ?? null,
    name: map.principalName(principalId) ?? null,
    role: role?.name ?? roleDefinitionId,
    scope,
    where: scopeInWords(scope),
    repositories: repositoriesInWords(assignment, mode) ?? null,
    state: eligible ? 'eligible' : denied ? 'denied' : doubtful ? 'unknown' : 'active',
    broad: (role && breadthOf([assignment], mode, false, map)?.why) ?? null,
    assignment: assignment.id,
  };
}
