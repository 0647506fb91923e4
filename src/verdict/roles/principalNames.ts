import type { AccessMap, AzureResource, HeldIdentity } from '../../access/map.ts';
import { ofMap } from '../perMap.ts';

/** What people call a principal: ``kubelet identity of `aks-prod` ``; undefined for one that the map does not know. */
export function principalName(objectId: string, map: AccessMap): string | undefined {
  return names(map).get(objectId.toLowerCase());
}

const names = ofMap((map): ReadonlyMap<string, string> => {
  const index = new Map<string, string>();
  // The first name stands: what an identity does says more than what it is called.
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
});
