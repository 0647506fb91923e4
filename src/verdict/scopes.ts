import { idKey, isManagementGroup, lastSegment } from '../access/ids.ts';
import type { AccessMap, AzureResource } from '../access/map.ts';

/** The scopes whose assignments a resource inherits: root, management groups, subscription, resource group, itself. */
export interface ScopeChain {
  /** Comparable keys of every scope that is known to be at or above the resource. */
  readonly keys: readonly string[];
  /** False where the management groups above the subscription were not read. */
  readonly ancestorsKnown: boolean;
}

export function scopeChain(resource: AzureResource, map: AccessMap): ScopeChain {
  const own = idKey(resource.id);
  const keys = ['/', own];
  // Each prefix that ends before a name of the path is a scope: /subscriptions/s, …/resourcegroups/g, …
  for (const marker of ['/resourcegroups/', '/providers/']) {
    const at = own.indexOf(marker);
    if (at > 0) keys.push(own.slice(0, at));
  }
  const group = /^\/subscriptions\/[^/]+\/resourcegroups\/[^/]+/.exec(own);
  if (group) keys.push(group[0]);
  const groups = map.managementGroupsOf(resource.subscription);
  for (const name of groups ?? []) keys.push(managementGroupKey(name));
  return { keys: [...new Set(keys)], ancestorsKnown: groups !== undefined };
}

/** The key of a scope as an assignment names it. */
export function scopeKey(scope: string): string {
  return isManagementGroup(scope) ? managementGroupKey(scope) : idKey(scope);
}

function managementGroupKey(nameOrId: string): string {
  return `/providers/microsoft.management/managementgroups/${lastSegment(nameOrId).toLowerCase()}`;
}

/** A scope in words: `at registry shopprod`, `at resource group shop-data`. */
export function scopeInWords(scope: string): string {
  const key = idKey(scope);
  if (key === '/') return 'at the root of the tenant';
  if (isManagementGroup(scope)) return `at management group \`${lastSegment(scope)}\``;
  if (key.includes('/providers/')) {
    const kind = /\/microsoft\.containerregistry\/registries\/[^/]+$/.test(key) ? 'registry' : 'resource';
    return `at ${kind} \`${lastSegment(scope)}\``;
  }
  if (key.includes('/resourcegroups/')) return `at resource group \`${lastSegment(scope)}\``;
  return `at subscription \`${lastSegment(scope)}\``;
}
