import { builtInRoles } from '../builtInRoles.ts';
import { idKey, isManagementGroup, lastSegment, subscriptionOf } from '../ids.ts';
import { indexAssignments } from '../indexAssignments.ts';
import { indexPrincipals } from '../indexPrincipals.ts';
import type { AccessMap, Gap, RoleDefinition } from '../map.ts';
import { indexNetworks } from '../networks.ts';
import type { Facts } from './facts.ts';
import { imageIndex } from './images.ts';
import { principalsThatAreNoGroups } from './principals.ts';

/** Puts the indexes beside the facts, so that every look-up of a verdict is a step or two. */
export function buildMap(facts: Facts): AccessMap {
  const { roleDefinitions, resourcesRead, tenants, managementGroups, groups, ...rest } = facts;
  const byHost = new Map(
    rest.registries.flatMap(registry =>
      [registry.loginServer, ...registry.regionalHosts].map(host => [host, registry]),
    ),
  );
  const registries = byId(rest.registries);
  const runtimes = byId(rest.runtimes);
  const identities = byId(rest.identities);
  const environments = byId(rest.environments);
  const definitions = new Map([...builtInRoles, ...roleDefinitions.map(role => [role.guid, role] as const)]);
  const assignments = indexAssignments(rest.roleAssignments ?? [], principalsThatAreNoGroups(facts));
  return {
    ...rest,
    registryByHost: host => byHost.get(host.toLowerCase()),
    registryById: registries,
    runtimeById: runtimes,
    identityById: identities,
    environmentById: environments,
    imageAt: imageIndex(rest.images ?? []),
    roleDefinition: byRoleId(definitions),
    ...assignments,
    ...indexPrincipals(rest),
    ...indexNetworks(rest.networks),
    groupsOf: principalId => groups.get(principalId.toLowerCase()),
    tenantOf: subscription => tenants.get(subscription.toLowerCase()),
    managementGroupsOf: subscription => managementGroups.get(subscription.toLowerCase()),
    gapFor: (what, scope) => rest.gaps.find(gap => concerns(gap, what) && covers(gap, scope, managementGroups)),
    subscriptionsRead: resourcesRead ? [...tenants.keys()] : [],
    wasRead: subscription => resourcesRead && tenants.has(subscription.toLowerCase()),
  };
}

/** Ids come as they were written nearly every time, so they are looked up as such before they are made comparable. */
function byId<T extends { readonly id: string }>(items: readonly T[]): (id: string) => T | undefined {
  const asWritten = new Map(items.map(item => [item.id, item]));
  const byKey = new Map(items.map(item => [idKey(item.id), item]));
  return id => asWritten.get(id) ?? byKey.get(idKey(id));
}

/** Assignments name a role by its full id; each such id is taken apart once. */
function byRoleId(definitions: ReadonlyMap<string, RoleDefinition>): AccessMap['roleDefinition'] {
  const asWritten = new Map<string, RoleDefinition>();
  return id => {
    const known = asWritten.get(id);
    if (known) return known;
    const found = definitions.get(lastSegment(id).toLowerCase());
    if (found) asWritten.set(id, found);
    return found;
  };
}

/** Facts that are no resources, so that a gap in the resources says nothing of them. */
const noResources = new Set(['roleassignments', 'roledefinitions', 'denyassignments', 'groups', 'credentials']);

/** A gap `resources` concerns every collection of resources. */
function concerns(gap: Gap, what: string): boolean {
  const name = gap.what.toLowerCase();
  const wanted = what.toLowerCase();
  return name === wanted || name === '*' || (name === 'resources' && !noResources.has(wanted));
}

/**
 * A gap at a scope says that nothing can be known below it; one below the scope leaves a part of it unknown.
 * A management group covers the subscriptions known to be below it, and any whose ancestors were not read.
 */
function covers(gap: Gap, scope: string, managementGroups: Facts['managementGroups']): boolean {
  const outer = idKey(gap.scope);
  const inner = idKey(scope);
  if (
    outer === '/' ||
    inner === '/' ||
    inner === outer ||
    inner.startsWith(`${outer}/`) ||
    outer.startsWith(`${inner}/`)
  )
    return true;
  if (!isManagementGroup(outer)) return false;
  const ancestors = managementGroups.get(subscriptionOf(scope) ?? '');
  return ancestors === undefined || ancestors.some(ancestor => idKey(ancestor) === outer);
}
