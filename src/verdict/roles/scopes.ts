import { idKey, isManagementGroup, lastSegment, managementGroupKey } from '../../access/ids.ts';
import type { AccessMap, AzureResource } from '../../access/map.ts';

/** The scopes whose assignments a resource inherits: root, management groups, subscription, resource group, itself. */
interface ScopeChain {
  /** Comparable keys of every scope that is known to be at or above the resource, the resource's own first. */
  readonly keys: readonly string[];
  /** False where the management groups above the subscription were not read. */
  readonly ancestorsKnown: boolean;
}

/** https://learn.microsoft.com/azure/role-based-access-control/scope-overview */
export function scopeChain(resource: AzureResource, map: AccessMap): ScopeChain {
  const own = idKey(resource.id);
  const keys = new Set([own]);
  const group = /^(\/subscriptions\/[^/]+)(\/resourcegroups\/[^/]+)?/.exec(own);
  if (group?.[2] !== undefined) keys.add(group[0]);
  if (group?.[1] !== undefined) keys.add(group[1]);
  const ancestors = map.managementGroupsOf(resource.subscription);
  for (const name of ancestors ?? []) keys.add(managementGroupKey(name));
  keys.add('/');
  const isRead = ancestors !== undefined && !map.gapFor('managementGroups', resource.id);
  return { keys: [...keys], ancestorsKnown: isRead };
}

/** A scope in words: ``at registry `shopprod` ``, ``at resource group `shop-data` ``. */
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
