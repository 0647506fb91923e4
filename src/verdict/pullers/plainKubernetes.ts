import type { PodWorkload } from '../../model/workload.ts';
import type { Pull } from '../pull.ts';
import { podSecrets } from './aks.ts';
import { type CredentialChain, noCredential, type PullCredential } from './credential.ts';
import { principalCredential } from './pipelines.ts';

/**
 * A Kubernetes cluster that is not AKS (Azure Arc, Azure Red Hat OpenShift, EKS, kind) has no identity of its own for a
 * registry: its pods pull with pull secrets. Nodes may have been given a credential provider, as the config says then. A
 * kubelet that has nothing for a host asks anonymously.
 * https://learn.microsoft.com/azure/container-registry/authenticate-kubernetes-options,
 * https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/kuberuntime/kuberuntime_image.go (PullImage)
 */
export function plainClusterCredentials(pod: PodWorkload | undefined, pull: Pull): CredentialChain {
  const { target, reference, host, map } = pull;
  const secrets = pod ? podSecrets(pod, reference, host, map) : { credentials: [], evidence: [] };
  const nodes = nodeCredential(pull);
  if (secrets.credentials.length === 0) {
    const why = `\`${target.name}\` pulls with pull secrets, and none is for \`${host}\``;
    const last = nodes ?? noCredential('no-pull-identity', why, null);
    return {
      credentials: [{ ...last, evidence: [...secrets.evidence, ...last.evidence] }],
      anonymous: nodes ? 'maybe' : 'tried',
    };
  }
  return { credentials: [...secrets.credentials, ...(nodes ? [nodes] : [])], anonymous: 'maybe' };
}

function nodeCredential({ target: { identity, name }, map }: Pull): PullCredential | undefined {
  if (identity === undefined) return undefined;
  return principalCredential(identity, name, 'the config says that the nodes pull as it', map);
}
