import type { Permission, Registry, RoleDefinition } from '../../access/map.ts';

/** What a pull needs: an *action* in legacy mode although it governs data, a *data action* in ABAC mode. */
export const pullAction = 'Microsoft.ContainerRegistry/registries/pull/read';
export const contentReadAction = 'Microsoft.ContainerRegistry/registries/repositories/content/read';

export type AccessMode = NonNullable<Registry['mode']>;

export function otherModeThan(mode: AccessMode): AccessMode {
  return mode === 'legacy' ? 'abac' : 'legacy';
}

/**
 * Whether a permission covers a pull: actions − notActions in legacy mode, dataActions − notDataActions in ABAC mode.
 * Neither list ever stands in for the other: Owner's `*` gives no data action.
 * https://learn.microsoft.com/azure/role-based-access-control/role-definitions#control-and-data-actions
 */
export function coversPull(permission: Permission, mode: AccessMode): boolean {
  return mode === 'legacy'
    ? matchesAny(permission.actions, pullAction) && !matchesAny(permission.notActions, pullAction)
    : matchesAny(permission.dataActions, contentReadAction) &&
        !matchesAny(permission.notDataActions, contentReadAction);
}

const pullModes = new WeakMap<RoleDefinition, Readonly<Record<AccessMode, boolean>>>();

/** Whether a role lets its holder pull: each of its permissions stands for itself. Settled once per definition. */
export function pullsIn(role: RoleDefinition, mode: AccessMode): boolean {
  let modes = pullModes.get(role);
  if (!modes) {
    modes = {
      legacy: role.permissions.some(permission => coversPull(permission, 'legacy')),
      abac: role.permissions.some(permission => coversPull(permission, 'abac')),
    };
    pullModes.set(role, modes);
  }
  return modes[mode];
}

/** Whether a role allows an action that is no pull: what it would do to the registry beside reading images. */
export function allowsAction(role: RoleDefinition, action: string): boolean {
  return role.permissions.some(
    ({ actions, notActions }) => matchesAny(actions, action) && !matchesAny(notActions, action),
  );
}

export function allowsDataAction(role: RoleDefinition, action: string): boolean {
  return role.permissions.some(
    ({ dataActions, notDataActions }) => matchesAny(dataActions, action) && !matchesAny(notDataActions, action),
  );
}

/** The documented pull roles among those that pull by a wildcard: the registry's roles reference names these three. */
const documentedWildcards = new Set([
  '8e3af657-a8ff-443c-a75c-2fe8c4bcb635',
  'b24988ac-6180-42a0-ab88-20f7382dd24c',
  'acdd72a7-3385-48ef-bd42-f606fba81ae7',
]);

/**
 * By Azure's wildcard rules a role that reads everything pulls in legacy mode, but the registry's documentation lists only
 * Owner, Contributor and Reader, and says of custom roles that wildcards need a private link for Resource Manager.
 * https://learn.microsoft.com/azure/container-registry/container-registry-rbac-custom-roles
 */
export function pullsByUndocumentedWildcard(role: RoleDefinition, mode: AccessMode): boolean {
  if (documentedWildcards.has(role.guid)) return false;
  return !role.permissions.some(permission => {
    const named = mode === 'legacy' ? permission.actions : permission.dataActions;
    return coversPull(permission, mode) && named.some(pattern => !pattern.includes('*') && matchesPull(pattern, mode));
  });
}

function matchesPull(pattern: string, mode: AccessMode): boolean {
  return matchesAction(pattern, mode === 'legacy' ? pullAction : contentReadAction);
}

export function matchesAny(patterns: readonly string[], action: string): boolean {
  return patterns.some(pattern => matchesAction(pattern, action));
}

/**
 * `*` stands for any run of characters, slashes included; case does not count, since role definitions mix it.
 * Linear in both lengths: each star is tried at the first place that fits, going forward only.
 */
export function matchesAction(pattern: string, action: string): boolean {
  const wanted = pattern.toLowerCase().split('*');
  const text = action.toLowerCase();
  const first = wanted[0] ?? '';
  if (wanted.length === 1) return text === first;
  const last = wanted[wanted.length - 1] ?? '';
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
  let at = first.length;
  for (const part of wanted.slice(1, -1)) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= text.length - last.length;
}
