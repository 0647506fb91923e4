import { t } from '../model/l10n.ts';
import { isManagementGroup, scopeKey } from './ids.ts';
import type { AccessMap, Cluster, Environment, Runtime } from './map.ts';
import type { RoleAssignment } from './roles.ts';

// Look-ups of a map that take more than an id: assignments by scope and holder, principals by their ids.

type AssignmentLookups = Pick<
  AccessMap,
  'assignmentsOf' | 'assignmentsAt' | 'groupAssignmentsAt' | 'managementGroupScopes'
>;

/** Principal types of the API, present and past, that are no groups. The API does not list a group's members. */
const notGroups = new Set(['user', 'serviceprincipal', 'device', 'application', 'msi']);

/**
 * Indexes the assignments in one pass. A verdict then looks only at those of its principal and of the few scopes above
 * its registry. `noGroups`: object ids that are known to be no groups, for assignments that don't state a type.
 */
export function indexAssignments(
  assignments: readonly RoleAssignment[],
  noGroups: (principalId: string) => boolean,
): AssignmentLookups {
  const none: readonly RoleAssignment[] = [];
  const byPrincipal = Map.groupBy(assignments, ({ principalId }) => principalId.toLowerCase());
  const byScope = Map.groupBy(assignments, ({ scope }) => scopeKey(scope));
  const mayBeGroup = ({ principalId, principalType: type }: RoleAssignment): boolean =>
    type === undefined ? !noGroups(principalId) : !notGroups.has(type.toLowerCase());
  const ofGroups = Map.groupBy(assignments.filter(mayBeGroup), ({ scope }) => scopeKey(scope));
  return {
    assignmentsAt: key => byScope.get(key) ?? none,
    assignmentsOf: principalId => byPrincipal.get(principalId.toLowerCase()) ?? none,
    groupAssignmentsAt: key => ofGroups.get(key) ?? none,
    managementGroupScopes: [...byScope.keys()].filter(isManagementGroup),
  };
}

type Facts = Pick<AccessMap, 'runtimes' | 'environments' | 'identities' | 'credentials'>;
type PrincipalLookups = Pick<
  AccessMap,
  | 'identityByClientId'
  | 'identityByPrincipalId'
  | 'credentialsByAppId'
  | 'credentialByObjectId'
  | 'principalName'
  | 'principalInTitle'
>;

/** Identities and service principals by their ids. The names are collected on the first look-up of one. */
export function indexPrincipals(facts: Facts): PrincipalLookups {
  const credentials = facts.credentials ?? [];
  const byClientId = firstBy(facts.identities, ({ clientId }) => clientId);
  const byPrincipalId = firstBy(facts.identities, ({ principalId }) => principalId);
  const byObjectId = firstBy(credentials, ({ objectId }) => objectId);
  const byAppId = Map.groupBy(credentials, ({ appId }) => appId.toLowerCase());
  let names: ReadonlyMap<string, Name> | undefined;
  const nameOf = (id: string) => {
    names ??= namesOf(facts);
    return names.get(id.toLowerCase());
  };
  return {
    identityByClientId: id => byClientId.get(id.toLowerCase()),
    identityByPrincipalId: id => byPrincipalId.get(id.toLowerCase()),
    credentialsByAppId: id => byAppId.get(id.toLowerCase()) ?? [],
    credentialByObjectId: id => byObjectId.get(id.toLowerCase()),
    principalName: id => nameOf(id)?.plain,
    principalInTitle: id => nameOf(id)?.inTitle,
  };
}

function firstBy<T>(items: readonly T[], idOf: (item: T) => string | undefined): ReadonlyMap<string, T> {
  const index = new Map<string, T>();
  for (const item of items) {
    const id = idOf(item)?.toLowerCase();
    if (id !== undefined && !index.has(id)) index.set(id, item);
  }
  return index;
}

/** Keeps the first of several names of a principal: the role of an identity is more specific than its name. */
function namesOf({ runtimes, environments, identities, credentials = [] }: Facts): ReadonlyMap<string, Name> {
  const all: readonly Named[] = [
    ...runtimes.flatMap(runtime => (runtime.kind === 'aks' ? namesIn(runtime) : [ownOf(runtime)])),
    ...environments.map(({ identity, name }) =>
      named(
        identity?.systemPrincipalId,
        t('system-assigned identity of environment `{0}`', name),
        t("environment `{0}`'s system-assigned identity", name),
      ),
    ),
    ...identities.map(({ principalId, name }) => named(principalId, t('identity `{0}`', name))),
    ...credentials
      .filter(({ kind }) => kind !== 'application')
      .map(({ objectId, displayName, appId }) => named(objectId, t('service principal `{0}`', displayName ?? appId))),
  ];
  return new Map(
    all.toReversed().flatMap(([objectId, name]) => (objectId ? [[objectId.toLowerCase(), name] as const] : [])),
  );
}

interface Name {
  readonly plain: string;
  readonly inTitle: string;
}
type Named = readonly [objectId: string | undefined, name: Name];

function named(objectId: string | undefined, plain: string, inTitle = plain): Named {
  return [objectId, { plain, inTitle }];
}

function ownOf({ identity, name }: Runtime): Named {
  const plain = t('system-assigned identity of `{0}`', name);
  return named(identity?.systemPrincipalId, plain, t("`{0}`'s system-assigned identity", name));
}

function namesIn({ name, kubelet, identity, otherIdentities }: Cluster): readonly Named[] {
  const others = otherIdentities.map(({ objectId, name: of, isAddOn }) =>
    isAddOn
      ? named(objectId, t('{0} add-on identity of `{1}`', of, name), t("`{1}`'s {0} add-on identity", of, name))
      : named(objectId, t('{0} identity of `{1}`', of, name), t("`{1}`'s {0} identity", of, name)),
  );
  return [
    named(kubelet?.objectId, t('kubelet identity of `{0}`', name), t("`{0}`'s kubelet identity", name)),
    named(
      identity?.systemPrincipalId,
      t('control-plane identity of `{0}`', name),
      t("`{0}`'s control-plane identity", name),
    ),
    ...others,
  ];
}

/**
 * Object ids that the rest of the map knows as managed identities, service principals or members. These are no groups.
 */
export function principalsThatAreNoGroups(
  facts: Facts & { readonly groups: ReadonlyMap<string, readonly string[]> },
): (principalId: string) => boolean {
  const ids = [
    ...[...facts.runtimes, ...facts.environments].flatMap(objectIdsOf),
    ...facts.identities.map(({ principalId }) => principalId ?? ''),
    ...(facts.credentials ?? []).map(({ objectId }) => objectId ?? ''),
    ...facts.groups.keys(),
  ];
  const known = new Set(ids.map(id => id.toLowerCase()));
  // Groups are members of groups, too.
  for (const groups of facts.groups.values()) for (const group of groups) known.delete(group.toLowerCase());
  return principalId => known.has(principalId.toLowerCase());
}

/** Every principal that a runtime or an environment holds, whether it pulls or not. */
export function objectIdsOf(owner: Runtime | Environment): readonly string[] {
  const { identity } = owner;
  const ofCluster = 'kubelet' in owner ? [owner.kubelet, ...owner.otherIdentities].map(ids => ids?.objectId) : [];
  const users = identity?.userAssigned?.map(({ principalId }) => principalId) ?? [];
  return [identity?.systemPrincipalId, ...users, ...ofCluster].flatMap(id => id ?? []);
}
