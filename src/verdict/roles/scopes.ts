import { idKey, isManagementGroup, isRegistryId, keysUpwards, lastSegment } from '../../access/ids.ts';
import type { AccessMap, AzureResource } from '../../access/map.ts';
import { t } from '../../model/l10n.ts';

/** The scopes whose assignments a resource inherits: root, management groups, subscription, resource group, itself. */
export interface ScopeChain {
  /** Comparable keys of every scope that is known to be at or above the resource, the resource's own first. */
  readonly keys: readonly string[];
  /** False if the management groups above the subscription were not read. */
  readonly ancestorsKnown: boolean;
  /** Keys of management groups that may be above it. If those above were not read, each may be one of them. */
  readonly possible: readonly string[];
}

export function scopeChain(resource: AzureResource, map: AccessMap): ScopeChain {
  const ancestors = map.managementGroupsOf(resource.subscription);
  const isRead = ancestors !== undefined && !map.gapFor('managementGroups', resource.id);
  const keys = keysUpwards(resource.id, ancestors ?? []);
  const possible = isRead ? [] : map.managementGroupScopes.filter(key => !keys.includes(key));
  return { keys, ancestorsKnown: isRead, possible };
}

/** ``AcrPull at registry `shopprod` ``. */
export function roleAt(role: string, scope: string): string {
  return t('{0} {1}', role, scopeInWords(scope));
}

/** A scope in words: ``at registry `shopprod` ``, ``at resource group `shop-data` ``. */
export function scopeInWords(scope: string): string {
  const key = idKey(scope);
  if (key === '/') return t('at the root of the tenant');
  if (isManagementGroup(scope)) return t('at management group `{0}`', lastSegment(scope));
  if (key.includes('/providers/')) {
    return isRegistryId(key) ? t('at registry `{0}`', lastSegment(scope)) : t('at resource `{0}`', lastSegment(scope));
  }
  if (key.includes('/resourcegroups/')) return t('at resource group `{0}`', lastSegment(scope));
  return t('at subscription `{0}`', lastSegment(scope));
}
