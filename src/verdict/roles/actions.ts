import type { Registry } from '../../access/map.ts';
import type { Permission, RoleDefinition } from '../../access/roles.ts';
import { memoized } from '../../model/memo.ts';
import { contributorGuid, ownerGuid, readerGuid } from '../../model/roleIds.ts';
import { contentRead } from '../conditions/expression.ts';
import { matchesAction } from '../conditions/wildcards.ts';
import type { Pull } from '../pull.ts';

export type AccessMode = NonNullable<Registry['mode']>;

/** A question: may a principal pull a repository of a registry, in one access mode? */
export interface RoleQuestion extends Pick<Pull, 'registry' | 'repository' | 'map' | 'now'> {
  readonly principalId: string;
  readonly mode: AccessMode;
}

export function otherModeThan(mode: AccessMode): AccessMode {
  return mode === 'legacy' ? 'abac' : 'legacy';
}

/** The right that a pull needs: an *action* in legacy mode although it governs data, a *data action* in ABAC mode. */
export const neededIn = {
  legacy: { kind: 'action', action: 'Microsoft.ContainerRegistry/registries/pull/read' },
  abac: { kind: 'dataAction', action: contentRead },
} as const;

/**
 * Returns whether a permission covers an action: actions − notActions, or dataActions − notDataActions. Neither list
 * replaces the other: Owner's `*` gives no data action.
 * https://learn.microsoft.com/azure/role-based-access-control/role-definitions#control-and-data-actions
 */
function covers(permission: Permission, kind: 'action' | 'dataAction', action: string): boolean {
  const { actions, notActions, dataActions, notDataActions } = permission;
  const matches = (pattern: string) => matchesAction(pattern, action);
  return kind === 'action'
    ? actions.some(matches) && !notActions.some(matches)
    : dataActions.some(matches) && !notDataActions.some(matches);
}

export function coversPull(permission: Permission, mode: AccessMode): boolean {
  const { kind, action } = neededIn[mode];
  return covers(permission, kind, action);
}

/** Returns whether a role allows an action: each of its permissions counts alone. */
export function allows(role: RoleDefinition, kind: 'action' | 'dataAction', action: string): boolean {
  return role.permissions.some(permission => covers(permission, kind, action));
}

export function grantsPull(role: RoleDefinition, mode: AccessMode): boolean {
  return pulls[mode](role);
}

/** Each assignment of a principal is tested for each registry. */
const pulls = {
  legacy: memoized((role: RoleDefinition) => role.permissions.some(each => coversPull(each, 'legacy'))),
  abac: memoized((role: RoleDefinition) => role.permissions.some(each => coversPull(each, 'abac'))),
} as const satisfies Record<AccessMode, unknown>;

/** The documented pull roles among those that pull by a wildcard: the registry's roles reference names these three. */
const documentedWildcards = new Set<string>([ownerGuid, contributorGuid, readerGuid]);

/**
 * By Azure's wildcard rules, a role that reads everything pulls in legacy mode. But the registry's documentation lists
 * only Owner, Contributor and Reader. For custom roles, it requires a private link for Resource Manager to use
 * wildcards.
 * https://learn.microsoft.com/azure/container-registry/container-registry-rbac-custom-roles
 */
export function pullsByUndocumentedWildcard(role: RoleDefinition, mode: AccessMode): boolean {
  if (documentedWildcards.has(role.guid)) return false;
  return !role.permissions.some(permission => {
    const named = mode === 'legacy' ? permission.actions : permission.dataActions;
    const { action } = neededIn[mode];
    return coversPull(permission, mode) && named.some(each => !each.includes('*') && matchesAction(each, action));
  });
}
