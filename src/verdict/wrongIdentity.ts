import type { AccessMap, Registry } from '../access/map.ts';
import type { Evidence, Target } from '../model.ts';
import type { AccessMode } from './actions.ts';
import { roleAnswer } from './roles.ts';

/**
 * The commonest mistake: the pull role is there, on another identity of the same cluster, or on the puller's client id
 * where its object id belongs.
 */
export function mistakenIdentity(
  principalId: string,
  registry: Registry,
  mode: AccessMode,
  target: Target,
  map: AccessMap,
  now: Date,
): { readonly why: string; readonly evidence: readonly Evidence[] } | undefined {
  const runtime = target.id === undefined ? undefined : map.runtimeById(target.id);
  const others: { id: string | undefined; label: string }[] = [];
  if (runtime?.kind === 'aks') {
    others.push({
      id: runtime.kubelet?.clientId,
      label: 'the client id of the kubelet identity instead of its object id',
    });
    others.push({ id: runtime.identity?.systemPrincipalId, label: 'the control-plane identity' });
    for (const own of runtime.identity?.userAssigned ?? []) {
      others.push({ id: own.principalId, label: 'the control-plane identity' });
    }
    for (const other of runtime.otherIdentities) others.push({ id: other.objectId, label: `the ${other.label}` });
  } else {
    const own = map.identities.find(identity => identity.principalId?.toLowerCase() === principalId.toLowerCase());
    others.push({ id: own?.clientId, label: `the client id of \`${own?.name ?? ''}\` instead of its object id` });
  }
  for (const { id, label } of others) {
    if (id === undefined || id.toLowerCase() === principalId.toLowerCase()) continue;
    const answer = roleAnswer(id, registry, mode, undefined, map, now);
    const [grant] = answer.granting;
    if (!grant) continue;
    return {
      why: `the pull role on \`${registry.name}\` is held by ${label}`,
      evidence: [{ step: 'role', fact: `the role is held by ${label}`, id: grant.id, effect: 'ignored' }],
    };
  }
  return undefined;
}
