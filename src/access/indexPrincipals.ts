import type { AccessMap, AzureResource, HeldIdentity, Runtime } from './map.ts';

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

function namesOf(map: Facts): ReadonlyMap<string, string> {
  const index = new Map<string, string>();
  // The first name is kept: what an identity does says more than what it is called.
  const call = (objectId: string | undefined, name: string): void => {
    const key = objectId?.toLowerCase();
    if (key !== undefined && !index.has(key)) index.set(key, name);
  };
  const callHeld = (owner: AzureResource, what: string, identity: HeldIdentity | undefined): void => {
    call(identity?.systemPrincipalId, `${what} \`${owner.name}\``);
  };
  for (const runtime of map.runtimes) {
    if (runtime.kind === 'aks') {
      call(runtime.kubelet?.objectId, `kubelet identity of \`${runtime.name}\``);
      callHeld(runtime, 'control-plane identity of', runtime.identity);
      for (const { objectId, label } of runtime.otherIdentities) call(objectId, `${label} of \`${runtime.name}\``);
    } else {
      callHeld(runtime, 'system-assigned identity of', runtime.identity);
    }
  }
  for (const environment of map.environments) {
    callHeld(environment, 'system-assigned identity of environment', environment.identity);
  }
  for (const identity of map.identities) call(identity.principalId, `identity \`${identity.name}\``);
  for (const { objectId, kind, displayName, appId } of map.credentials ?? []) {
    if (kind !== 'application') call(objectId, `service principal \`${displayName ?? appId}\``);
  }
  return index;
}

/** Object ids that the rest of the map knows as managed identities, service principals or members: no groups. */
export function principalsThatAreNoGroups(
  facts: Facts & { readonly groups: ReadonlyMap<string, readonly string[]> },
): (principalId: string) => boolean {
  const known = new Set<string>();
  const note = (id: string | undefined): void => {
    if (id) known.add(id.toLowerCase());
  };
  for (const runtime of facts.runtimes) for (const id of objectIdsOf(runtime)) note(id);
  for (const environment of facts.environments) for (const id of heldBy(environment.identity)) note(id);
  for (const identity of facts.identities) note(identity.principalId);
  for (const credential of facts.credentials ?? []) note(credential.objectId);
  for (const principal of facts.groups.keys()) note(principal);
  // Groups are members of groups, too.
  for (const groups of facts.groups.values()) for (const group of groups) known.delete(group.toLowerCase());
  return principalId => known.has(principalId.toLowerCase());
}

/** Every principal that a runtime holds, whether it pulls or not. */
export function objectIdsOf(runtime: Runtime): readonly string[] {
  const held = heldBy(runtime.identity);
  if (runtime.kind !== 'aks') return held;
  const others = [runtime.kubelet, ...runtime.otherIdentities].flatMap(ids => ids?.objectId ?? []);
  return [...held, ...others];
}

function heldBy(identity: HeldIdentity | undefined): readonly string[] {
  if (!identity) return [];
  return [identity.systemPrincipalId, ...(identity.userAssigned ?? []).map(own => own.principalId)].flatMap(
    id => id ?? [],
  );
}
