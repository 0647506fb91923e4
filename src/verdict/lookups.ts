import type { AccessMap, Credential, UserAssignedIdentity } from '../access/map.ts';

/** Look-ups that only the verdicts need; each index is built once for a map, when it is first asked. */

export const identityByClientId = indexed(map => firsts(map.identities, identity => identity.clientId));

export const identityByPrincipalId = indexed(map => firsts(map.identities, identity => identity.principalId));

/** The servicePrincipal and application objects of an app, by its client id. */
export const credentialsByAppId = indexed(map => groups(map.credentials ?? [], credential => credential.appId));

export const credentialByObjectId = indexed(map => firsts(map.credentials ?? [], credential => credential.objectId));

function indexed<T>(build: (map: AccessMap) => ReadonlyMap<string, T>): (map: AccessMap, id: string) => T | undefined {
  const indexes = new WeakMap<AccessMap, ReadonlyMap<string, T>>();
  return (map, id) => {
    let index = indexes.get(map);
    if (!index) {
      index = build(map);
      indexes.set(map, index);
    }
    return index.get(id.toLowerCase());
  };
}

function firsts<T extends UserAssignedIdentity | Credential>(
  items: readonly T[],
  idOf: (item: T) => string | undefined,
): ReadonlyMap<string, T> {
  const index = new Map<string, T>();
  for (const item of items) {
    const id = idOf(item)?.toLowerCase();
    if (id !== undefined && !index.has(id)) index.set(id, item);
  }
  return index;
}

function groups(
  items: readonly Credential[],
  idOf: (item: Credential) => string,
): ReadonlyMap<string, readonly Credential[]> {
  return Map.groupBy(items, item => idOf(item).toLowerCase());
}
