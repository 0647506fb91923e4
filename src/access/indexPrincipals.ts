import type { AccessMap, Environment, Runtime } from './map.ts';

type Facts = Pick<AccessMap, 'runtimes' | 'environments' | 'identities' | 'credentials'>;
type Lookups = Pick<
  AccessMap,
  'identityByClientId' | 'identityByPrincipalId' | 'credentialsByAppId' | 'credentialByObjectId' | 'principalName'
>;

/** Identities and service principals by their ids; names are put together when the first one is asked for. */
export function indexPrincipals(facts: Facts): Lookups {
  const credentials = facts.credentials ?? [];
  const byClientId = firstBy(facts.identities, ({ clientId }) => clientId);
  const byPrincipalId = firstBy(facts.identities, ({ principalId }) => principalId);
  const byObjectId = firstBy(credentials, ({ objectId }) => objectId);
  const byAppId = Map.groupBy(credentials, ({ appId }) => appId.toLowerCase());
  let names: ReadonlyMap<string, string> | undefined;
  return {
    identityByClientId: id => byClientId.get(id.toLowerCase()),
    identityByPrincipalId: id => byPrincipalId.get(id.toLowerCase()),
    credentialsByAppId: id => byAppId.get(id.toLowerCase()) ?? [],
    credentialByObjectId: id => byObjectId.get(id.toLowerCase()),
    principalName: id => {
      names ??= namesOf(facts);
      return names.get(id.toLowerCase());
    },
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

/** Of several names of a principal the first is kept: what an identity does says more than what it is called. */
function namesOf({ runtimes, environments, identities, credentials = [] }: Facts): ReadonlyMap<string, string> {
  const own = ({ identity, name }: Runtime | Environment, what: string): readonly Named[] => [
    [identity?.systemPrincipalId, `${what} \`${name}\``],
  ];
  const named: readonly Named[] = [
    ...runtimes.flatMap(runtime => {
      if (runtime.kind !== 'aks') return own(runtime, 'system-assigned identity of');
      const others = runtime.otherIdentities.map(
        ({ objectId, label }): Named => [objectId, `${label} of \`${runtime.name}\``],
      );
      const kubelet: Named = [runtime.kubelet?.objectId, `kubelet identity of \`${runtime.name}\``];
      return [kubelet, ...own(runtime, 'control-plane identity of'), ...others];
    }),
    ...environments.flatMap(environment => own(environment, 'system-assigned identity of environment')),
    ...identities.map(({ principalId, name }): Named => [principalId, `identity \`${name}\``]),
    ...credentials
      .filter(({ kind }) => kind !== 'application')
      .map(({ objectId, displayName, appId }): Named => [objectId, `service principal \`${displayName ?? appId}\``]),
  ];
  return new Map(
    named.toReversed().flatMap(([objectId, name]) => (objectId ? [[objectId.toLowerCase(), name] as const] : [])),
  );
}

type Named = readonly [objectId: string | undefined, name: string];

/** Object ids that the rest of the map knows as managed identities, service principals or members: no groups. */
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
