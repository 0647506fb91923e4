import { folded } from '../model/fold.ts';
import { append } from '../model/lists.ts';
import { remembered } from '../model/memo.ts';
import { gapIndex } from './gaps.ts';
import { byId as byWrittenId, idKey, lastSegment, parentOf, sameId } from './ids.ts';
import { indexAssignments, indexPrincipals, principalsThatAreNoGroups } from './indexes.ts';
import type { AccessMap, CacheRule, CredentialSet, IdentityBinding, RegistryToken, ScopeMap } from './map.ts';
import { indexNetworks } from './networks.ts';
import { builtInRoles, type RoleDefinition } from './roles.ts';
import { imageIndex } from './snapshot/images.ts';

/** The properties of a map that are no look-ups. */
type MapFacts = {
  readonly [K in keyof AccessMap as AccessMap[K] extends (...args: never) => unknown ? never : K]: AccessMap[K];
};

/** The facts that a map is built from. `buildMap` adds the look-ups. */
export interface AccessFacts extends Omit<MapFacts, 'managementGroupScopes' | 'subscriptionsRead'> {
  readonly registryTokens: readonly RegistryToken[];
  readonly scopeMaps: readonly ScopeMap[];
  readonly cacheRules: readonly CacheRule[];
  readonly credentialSets: readonly CredentialSet[];
  readonly identityBindings: readonly IdentityBinding[];
  readonly roleDefinitions: readonly RoleDefinition[];
  /** True if resources were read at all. Then `tenants` names the subscriptions that were read completely. */
  readonly resourcesRead: boolean;
  /** Subscription id → tenant id. Undefined: not stated. */
  readonly tenants: ReadonlyMap<string, string>;
  readonly managementGroups: ReadonlyMap<string, readonly string[]>;
  /** Principal's object id → object ids of its groups, transitively. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  /** Principal's object id → the groups about which the list above decides. Absent: it decides about any. */
  readonly groupsAsked?: ReadonlyMap<string, ReadonlySet<string>>;
}

/** No facts at all: nothing was read. */
export function noFacts(origin: string): AccessFacts {
  return {
    origin,
    readAt: undefined,
    cloud: undefined,
    redacted: false,
    registries: [],
    registryTokens: [],
    scopeMaps: [],
    cacheRules: [],
    credentialSets: [],
    identityBindings: [],
    runtimes: [],
    identities: [],
    environments: [],
    networks: {
      publicAddresses: [],
      privateEndpoints: [],
      dnsZones: [],
      dnsLinks: [],
      dnsRecords: [],
      forwardingRulesets: [],
      rulesetLinks: [],
      forwardingRules: [],
      virtualNetworks: [],
      natGateways: [],
      routeTables: [],
      securityGroups: [],
      networkManagers: [],
    },
    resourcesRead: false,
    roleAssignments: undefined,
    roleDefinitions: [],
    denyAssignments: undefined,
    credentials: undefined,
    images: undefined,
    tenants: new Map(),
    managementGroups: new Map(),
    groups: new Map(),
    gaps: [],
  };
}

/** Puts indexes beside the facts. With them, every look-up of a verdict takes a step or two. */
export function buildMap(facts: AccessFacts): AccessMap {
  const { roleDefinitions, resourcesRead, tenants, managementGroups, groups, groupsAsked, ...others } = facts;
  const { registryTokens, scopeMaps, cacheRules: rules, credentialSets, identityBindings, ...rest } = others;
  const byId = rest.redacted ? byIdOrName : byWrittenId;
  const byHost = Map.groupBy(
    rest.registries.flatMap(registry =>
      [registry.loginServer, ...registry.regionalHosts].filter(host => host !== '').map(host => ({ host, registry })),
    ),
    ({ host }) => host,
  );
  const environments = byId(rest.environments);
  const tokens = byId(registryTokens);
  const cacheRules = Map.groupBy(rules, ({ id }) =>
    idKey(id.slice(0, -'/cacheRules/'.length - lastSegment(id).length)),
  );
  const bindings = Map.groupBy(identityBindings, ({ id }) => idKey(parentOf(id)));
  const definitions = new Map([...builtInRoles, ...roleDefinitions.map(role => [role.guid, role] as const)]);
  const isNoGroup = principalsThatAreNoGroups(facts);
  const map: AccessMap = {
    ...rest,
    // While a registry is deleted and another made, Azure's own answers may hold two with one host. Neither is
    // returned.
    registryByHost: host => {
      const [only, ...more] = byHost.get(folded(host)) ?? [];
      return more.length === 0 ? only?.registry : undefined;
    },
    sameId: rest.redacted ? (one, other) => withoutSubscription(one) === withoutSubscription(other) : sameId,
    registryById: byId(rest.registries),
    runtimeById: byId(rest.runtimes),
    identityById: byId(rest.identities),
    environmentById: id => (id === undefined ? undefined : environments(id)),
    registryToken: (registryId, name) => tokens(`${registryId}/tokens/${name}`),
    scopeMapById: byId(scopeMaps),
    cacheRulesOf: id => cacheRules.get(idKey(id)) ?? [],
    identityBindingsOf: id => bindings.get(idKey(id)) ?? [],
    credentialSetById: byId(credentialSets),
    imageAt: imageIndex(rest.images ?? []),
    roleDefinition: id => definitions.get(lastSegment(id).toLowerCase()),
    isNoGroup,
    ...indexAssignments(rest.roleAssignments ?? [], isNoGroup),
    ...indexPrincipals(rest),
    ...indexNetworks(rest.networks),
    groupsOf: groupsAbove(groups),
    wasAskedFor: (principalId, groupId) =>
      groupsAsked?.get(principalId.toLowerCase())?.has(groupId.toLowerCase()) ?? true,
    tenantOf: subscription => tenants.get(subscription.toLowerCase()),
    managementGroupsOf: subscription => managementGroups.get(subscription.toLowerCase()),
    gapFor: gapIndex(facts),
    subscriptionsRead: resourcesRead ? [...tenants.keys()] : [],
    wasRead: subscription => resourcesRead && tenants.has(subscription.toLowerCase()),
  };
  factsByMap.set(map, facts);
  return map;
}

const factsByMap = new WeakMap<AccessMap, AccessFacts>();

/**
 * The facts that a map was built from, to lay others over them. Undefined for a map that was not built by `buildMap`.
 */
export function mapFacts(map: AccessMap): AccessFacts | undefined {
  return factsByMap.get(map);
}

/** The groups of a principal, and those that these are in: a snapshot that people write may list only the nearest. */
function groupsAbove(groups: AccessFacts['groups']): AccessMap['groupsOf'] {
  const known = new Map<string, readonly string[]>();
  return principalId => {
    const nearest = groups.get(principalId.toLowerCase());
    return nearest && remembered(known, principalId.toLowerCase(), () => closed(nearest, groups));
  };
}

function closed(nearest: readonly string[], groups: AccessFacts['groups']): readonly string[] {
  const found = new Map<string, string>();
  const open = [...nearest];
  for (let group = open.pop(); group !== undefined; group = open.pop()) {
    const key = group.toLowerCase();
    if (found.has(key)) continue;
    found.set(key, group);
    append(open, groups.get(key) ?? []);
  }
  // nothing is added: the list stays as written
  return found.size === nearest.length ? nearest : [...found.values()];
}

function withoutSubscription(id: string): string {
  return idKey(id).replace(/^\/subscriptions\/[^/]+/, '');
}

/**
 * Redacting makes up the ids of subscriptions. Configs and manifests have the real ones. So the rest of the id
 * identifies the resource, if it exists in one subscription only.
 */
function byIdOrName<T extends { readonly id: string }>(items: readonly T[]): (id: string) => T | undefined {
  const written = byWrittenId(items);
  const byName = Map.groupBy(items, ({ id }) => withoutSubscription(id));
  return id => {
    const [only, ...more] = byName.get(withoutSubscription(id)) ?? [];
    return written(id) ?? (more.length === 0 ? only : undefined);
  };
}
