import { folded } from '../model/fold.ts';

/**
 * Azure resource ids. Azure mixes the case of their segments (`resourcegroups`, `resourceGroups`), so ids are compared
 * through `idKey`: https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
 */

/** Returns whether a text is a GUID with its dashes, in any case: an object id, a client id, a tenant. */
export function isGuid(text: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

/** The comparable form of an id, equal for equal ids: lower case, one leading slash, none at the end. */
export function idKey(id: string): string {
  const key = folded(id);
  const inside = withoutSlashes(key);
  // Nearly all ids are written in this form. Then the key takes no further memory.
  return key.length === inside.length + 1 && key.startsWith('/') ? key : `/${inside}`;
}

/** Removes slashes at both ends. No regular expression does that in linear time. */
function withoutSlashes(id: string): string {
  let start = 0;
  let end = id.length;
  while (start < end && id[start] === '/') start++;
  while (end > start && id[end - 1] === '/') end--;
  return id.slice(start, end);
}

export function sameId(a: string, b: string): boolean {
  return a === b || idKey(a) === idKey(b);
}

/** Returns a look-up of these by id. */
export function byId<T extends { readonly id: string }>(items: readonly T[]): (id: string) => T | undefined {
  const byKey = new Map(items.map(item => [idKey(item.id), item]));
  return id => byKey.get(idKey(id));
}

/** The segment behind `name` in a resource id, as written. Undefined: the id has no such segment. */
export function segmentAfter(id: string, name: string): string | undefined {
  const segments = id.split('/');
  const wanted = folded(name);
  const at = segments.findIndex(segment => folded(segment) === wanted);
  return at < 0 ? undefined : segments[at + 1] || undefined;
}

export function subscriptionOf(id: string): string | undefined {
  return segmentAfter(id, 'subscriptions')?.toLowerCase();
}

export function resourceGroupOf(id: string): string | undefined {
  return segmentAfter(id, 'resourceGroups');
}

export function lastSegment(id: string): string {
  const inside = withoutSlashes(id);
  return inside.slice(inside.lastIndexOf('/') + 1);
}

export function isRegistryId(id: string): boolean {
  return /\/microsoft\.containerregistry\/registries\/[^/]+\/?$/i.test(id);
}

/** Returns whether an id is that of a user-assigned identity. */
export function isIdentity(id: string): boolean {
  const parsed = parseArmId(id);
  return (
    parsed?.kind === 'resource' && parsed.type.toLowerCase() === 'microsoft.managedidentity/userassignedidentities'
  );
}

const managementGroups = '/providers/microsoft.management/managementgroups/';

export function isManagementGroup(id: string): boolean {
  return idKey(id).startsWith(managementGroups);
}

/**
 * The comparable form of a scope as an assignment names it. The key of a management group is its own id, without the
 * path before it: assignments name it by id alone.
 */
export function scopeKey(scope: string): string {
  const key = idKey(scope);
  return key.startsWith(managementGroups) ? managementGroupKey(key) : key;
}

function managementGroupKey(nameOrId: string): string {
  return `${managementGroups}${folded(lastSegment(nameOrId))}`;
}

/**
 * The keys of a scope and of all that is above it, nearest first, with the management groups above its subscription.
 * https://learn.microsoft.com/azure/role-based-access-control/scope-overview
 */
export function keysUpwards(scope: string, groups: readonly string[]): readonly string[] {
  const own = idKey(scope);
  const [group, subscription] = /^(\/subscriptions\/[^/]+)(?:\/resourcegroups\/[^/]+)?/.exec(own) ?? [];
  const written = [own, group, subscription].filter(key => key !== undefined);
  return [...new Set([...written, ...groups.map(managementGroupKey), '/'])];
}

/** An id of Azure Resource Manager, taken apart. */
export type ArmId =
  /** The root of the tenant, a subscription or a resource group. */
  | { readonly kind: 'scope' }
  | { readonly kind: 'managementGroup' }
  | {
      readonly kind: 'resource';
      /** The type with those of its parents: `Microsoft.Network/virtualNetworks/subnets`. */
      readonly type: string;
      readonly name: string;
      /** The part before its provider: an assignment's scope, or otherwise the resource group. */
      readonly scope: string;
    };

/**
 * Reads an id or a scope. Undefined for any other text. The grammar is that of
 * https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules: `/`, a management group, or
 * a subscription and its resource group. Behind any of these, one or more of `/providers/<namespace>/(<type>/<name>)+`.
 */
export function parseArmId(id: string): ArmId | undefined {
  if (id === '/') return { kind: 'scope' };
  const whole = id.endsWith('/') ? id.slice(0, -1) : id;
  const isName = id.isWellFormed() && !NO_NAME.test(id);
  const [scope = '', subscription] = SCOPE.exec(whole) ?? [];
  if (!isName || (subscription !== undefined && !isAccountId(subscription))) return undefined;
  const path = whole.slice(scope.length);
  if (path === '') return subscription === undefined ? undefined : { kind: 'scope' };
  const provider = lastProvider(path);
  if (provider === undefined) return undefined;
  const { type, name, length } = provider;
  const above = whole.slice(0, -length) || '/';
  const isGroup = above === '/' && type.toLowerCase() === 'microsoft.management/managementgroups';
  return isGroup ? { kind: 'managementGroup' } : { kind: 'resource', type, name, scope: above };
}

/** The scope of an assignment, by its id: `<scope>/providers/Microsoft.Authorization/roleAssignments/<name>`. */
export function scopeIn(id: string): string {
  const parsed = parseArmId(id);
  return parsed?.kind === 'resource' ? parsed.scope : '/';
}

/**
 * Characters and blanks that no name of any type has. Each type has narrower rules, which are not repeated here: each
 * sink quotes the names that it prints.
 */
const NO_NAME = /[\p{Cc}?#]|\/\/|\s(?:\/|$)|\/\s/u;
const SCOPE = /^(?:\/subscriptions\/([^/]+)(?:\/resourceGroups\/[^/]+)?)?(?=\/providers\/|$)/i;
const TYPE = /^[a-z\d][\w.-]*$/i;

/**
 * The last `/providers/<namespace>/(<type>/<name>)+` of a row of them, with its length. Undefined: it is no such row. A
 * name may be `providers`, a type may not.
 */
function lastProvider(
  path: string,
): { readonly type: string; readonly name: string; readonly length: number } | undefined {
  if (!path.startsWith('/')) return undefined;
  const words = path.split('/');
  let [type, name, start] = ['', '', 0];
  let [at, from] = [1, 0];
  while (at < words.length) {
    const namespace = words[at + 1] ?? '';
    if (!isProviders(words[at]) || !TYPE.test(namespace)) return undefined;
    [type, start] = [namespace, from];
    from += '/providers/'.length + namespace.length;
    at += 2;
    do {
      const [part = '', named = ''] = [words[at], words[at + 1]];
      if (!TYPE.test(part) || isProviders(part) || named === '') return undefined;
      type += `/${part}`;
      name = named;
      from += part.length + named.length + '//'.length;
      at += 2;
    } while (at < words.length && !isProviders(words[at]));
  }
  return { type, name, length: path.length - start };
}

function isProviders(word: string | undefined): boolean {
  return word?.length === 'providers'.length && word.toLowerCase() === 'providers';
}

/**
 * Returns whether a text is the id of a subscription or a tenant: a GUID, or a word of letters, as in examples and
 * recordings. Anything with digits is meant to be a GUID.
 */
export function isAccountId(text: string): boolean {
  return isGuid(text) || /^[a-z]+(?:-[a-z]+)*$/i.test(text);
}

/** `…/zone/virtualNetworkLinks/link` → `…/zone`. */
export function parentOf(id: string): string {
  return id.split('/').slice(0, -2).join('/');
}

/** The type of registries, in lower case. Azure mixes the case of types, too. */
export const REGISTRY_TYPE = 'microsoft.containerregistry/registries';
