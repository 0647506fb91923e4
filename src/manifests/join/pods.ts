import type { ImageReference } from '../../model/reference.ts';
import type { ListedSecret, PodWorkload, PullSecret, ServiceAccount, Workload } from '../../model/workload.ts';
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

/** Two pods of the same key pull in the same way, whatever they are called. */
export function pullKey(workload: Workload): string {
  if (workload.platform !== 'kubernetes') return '';
  const { pullSecrets, morePullSecrets, serviceAccount: account } = workload;
  const isSeen = account !== undefined && (account.definedAt !== undefined || account.binding !== undefined);
  return JSON.stringify([
    pullSecrets.map(({ text, definedAt }) => [text, definedAt]),
    morePullSecrets.map(({ text }) => text),
    // of two accounts that no manifest shows, nobody can tell more than of one
    isSeen ? account.text : (account?.text ?? 'default') === 'default' ? 'default' : 'unseen',
    isSeen ? [account.definedAt, account.binding?.definedAt] : null,
  ]);
}

/** References without those that stand in the same place, name the same image and are pulled in the same way as one before. */
export function distinct(references: readonly ImageReference[]): readonly ImageReference[] {
  const seen = new Map<string, ImageReference>();
  for (const reference of references) {
    const { span, image, through, workload } = reference;
    const key = `${span.start} ${through} ${JSON.stringify(image)} ${pullKey(workload)}`;
    if (!seen.has(key)) seen.set(key, reference);
  }
  return [...seen.values()];
}
