import type { AccessMap, HeldIdentity, Runtime } from '../map.ts';

/** Object ids that the rest of the map knows as managed identities, service principals or members: no groups. */
export function principalsThatAreNoGroups(
  facts: Pick<AccessMap, 'runtimes' | 'environments' | 'identities' | 'credentials'> & {
    readonly groups: ReadonlyMap<string, readonly string[]>;
  },
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
  return [identity.systemPrincipalId, ...identity.userAssigned.map(own => own.principalId)].flatMap(id => id ?? []);
}
