import type { Permission, Registry } from '../access/map.ts';

/** What a pull needs: an *action* in legacy mode although it governs data, a *data action* in ABAC mode. */
export const pullAction = 'Microsoft.ContainerRegistry/registries/pull/read';
export const contentReadAction = 'Microsoft.ContainerRegistry/registries/repositories/content/read';

export type AccessMode = NonNullable<Registry['mode']>;

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
