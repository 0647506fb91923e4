import type { PodWorkload, PullController } from '../../model/workload.ts';
import type { Pull } from '../pull.ts';
import { podSecrets } from './aks.ts';
import { type CredentialChain, noCredential, only, unreadCredential } from './credential.ts';

/**
 * A controller reads the registry itself, never the kubelet for it: with the secret that the object names, those of its
 * service account, or without any; another provider than `generic` has it sign in as itself, by its workload identity, its
 * node's identity or a pod identity, which the object does not tell.
 * https://github.com/fluxcd/image-reflector-controller/blob/main/docs/spec/v1/imagerepositories.md (Provider)
 * Argo CD's repo-server takes the secret whose URL is the longest prefix of the repository's; it may be in no file.
 * https://argo-cd.readthedocs.io/en/stable/user-guide/private-repositories/#credential-templates
 */
export function controllerCredentials(pod: PodWorkload, controller: PullController, pull: Pull): CredentialChain {
  const { reference, host, map } = pull;
  const { name, provider } = controller;
  if (provider !== 'generic' && provider !== 'argocd') {
    return only(
      unreadCredential(
        `\`${name}\` signs in as itself (\`provider: ${provider}\`), and who that is was not read`,
        null,
      ),
      'maybe',
    );
  }
  const named = podSecrets({ ...pod, serviceAccount: undefined }, reference, host, map);
  const ofAccount = pod.serviceAccount
    ? podSecrets({ ...pod, pullSecrets: [] }, reference, host, map)
    : { credentials: [], evidence: [] };
  const credentials = [...named.credentials, ...ofAccount.credentials];
  if (credentials.length > 0) return { credentials, anonymous: 'maybe' };
  if (provider === 'argocd') {
    const why = `\`${name}\` signs in with a repository secret of its own for \`${host}\`, which was not found in the manifests`;
    return only(unreadCredential(why, null), 'maybe');
  }
  const why = `\`${name}\` reads the registry, and \`${pod.kind ?? 'the object'} ${pod.name ?? ''}\` names no secret for \`${host}\``;
  return { credentials: [noCredential('no-pull-identity', why, null)], anonymous: 'tried' };
}
