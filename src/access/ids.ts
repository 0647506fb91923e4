/**
 * Azure resource ids. Azure mixes the case of their segments (`resourcegroups`, `resourceGroups`), so ids are compared
 * through `idKey`: https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
 */

/** Whether a text is a GUID with its dashes, in any case: an object id, a client id, a tenant. */
export function isGuid(text: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

/** A form of the id that equals for equal ids: lower case, one leading slash, none at the end. */
export function idKey(id: string): string {
  let start = 0;
  let end = id.length;
  while (start < end && id[start] === '/') start++;
  while (end > start && id[end - 1] === '/') end--;
  return `/${id.slice(start, end).toLowerCase()}`;
}

export function sameId(a: string, b: string): boolean {
  if (a === b) return true;
  // Nothing but slashes at the ends lets ids of different lengths be equal.
  if (a.length !== b.length && isTrim(a) && isTrim(b)) return false;
  return idKey(a) === idKey(b);
}

function isTrim(id: string): boolean {
  return id.startsWith('/') && !id.startsWith('//') && !id.endsWith('/');
}

/** The segment behind `name` in a resource id, as written; undefined if the id has no such segment. */
export function segmentAfter(id: string, name: string): string | undefined {
  const segments = id.split('/');
  const at = segments.findIndex(segment => segment.toLowerCase() === name.toLowerCase());
  return at < 0 ? undefined : segments[at + 1] || undefined;
}

export function subscriptionOf(id: string): string | undefined {
  return segmentAfter(id, 'subscriptions')?.toLowerCase();
}

export function resourceGroupOf(id: string): string | undefined {
  return segmentAfter(id, 'resourceGroups');
}

export function lastSegment(id: string): string {
  let end = id.length;
  while (end > 0 && id[end - 1] === '/') end--;
  return id.slice(id.lastIndexOf('/', end - 1) + 1, end);
}

export function isManagementGroup(id: string): boolean {
  return idKey(id).startsWith('/providers/microsoft.management/managementgroups/');
}

/**
 * The comparable form of a scope as an assignment names it. A management group is itself, whatever stands before its
 * name: assignments name it by id alone.
 */
export function scopeKey(scope: string): string {
  return isManagementGroup(scope) ? managementGroupKey(scope) : idKey(scope);
}

export function managementGroupKey(nameOrId: string): string {
  return `/providers/microsoft.management/managementgroups/${lastSegment(nameOrId).toLowerCase()}`;
}
