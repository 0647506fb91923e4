import type { ListedSecret, PodWorkload, PullSecret, ServiceAccount } from '../../model/workload.ts';
import type { Declared } from './declared.ts';

/** The pod with what the workspace declares of its pull secrets and its service account. */
export function joinPod(pod: PodWorkload, file: string, declared: Declared): PodWorkload {
  return {
    ...pod,
    pullSecrets: pod.pullSecrets.map(secret => joinSecret(secret, pod.namespace, file, declared)),
    serviceAccount: joinServiceAccount(pod, file, declared),
  };
}

function joinSecret(secret: ListedSecret, namespace: string | undefined, file: string, declared: Declared): PullSecret {
  const found = declared.find('pullSecret', secret.text, namespace, file);
  return { ...secret, entries: found?.entries, definedAt: found?.place };
}

/** A pod that names no service account runs as `default`, which matters only where the workspace declares that one. */
function joinServiceAccount(pod: PodWorkload, file: string, declared: Declared): ServiceAccount | undefined {
  const name = pod.serviceAccount?.text ?? 'default';
  const found = declared.find('serviceAccount', name, pod.namespace, file);
  const binding = declared.find('pullBinding', name, pod.namespace, file)?.binding;
  if (!pod.serviceAccount && !found && !binding) return undefined;
  return {
    text: name,
    span: pod.serviceAccount?.span ?? found?.place.span ?? { start: 0, end: 0 },
    pullSecrets: found?.pullSecrets.map(secret => joinSecret(secret, found.namespace ?? pod.namespace, file, declared)),
    pullClientId: found?.pullClientId,
    pullTenantId: found?.pullTenantId,
    binding,
    definedAt: found?.place,
  };
}

/** Names that a change of could change this pod: its secrets and its service account. */
export function namesUsedBy(pod: PodWorkload): readonly string[] {
  return [...pod.pullSecrets.map(secret => secret.text), pod.serviceAccount?.text ?? 'default'];
}
