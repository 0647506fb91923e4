import { t } from '../../model/l10n.ts';
import type { ImageReference } from '../../model/reference.ts';
import type { Evidence } from '../../model/verdict.ts';
import type { PodWorkload, PullController, ServiceAccount } from '../../model/workload.ts';
import type { Pull } from '../pull.ts';
import {
  type CredentialChain,
  noCredential,
  only,
  type PullCredential,
  unreadChain,
  unreadCredential,
} from './credential.ts';
import { principalCredential } from './identities.ts';
import { hiddenSecret, type SecretCredentials, secretCredentials } from './pullSecrets.ts';
import { bindingCredential } from './serviceAccounts.ts';

// The pull secrets of pods, in any cluster, and the pullers that have no other credentials.

/**
 * The pod's own pull secrets. If the pod lists none, those of its service account.
 * https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#add-imagepullsecrets-to-a-service-account
 */
export function podSecrets(pod: PodWorkload | undefined, pull: Pull): SecretCredentials {
  if (!pod) return { credentials: [], evidence: [] };
  const { credentials, evidence } = declaredSecrets(pod, pull);
  return { credentials: [...credentials, ...hintedSecrets(pod)], evidence };
}

/** Pull secrets that an operator or a policy of the cluster may add. */
function hintedSecrets({ hints = [] }: PodWorkload): readonly PullCredential[] {
  const [first] = hints.filter(hint => hint.of === 'pullSecrets');
  if (!first) return [];
  const { name, file, span } = first;
  const why = t('{0} may add a pull secret', name);
  return [hiddenSecret(name, why, [{ file, span, role: t('pull secrets of the cluster') }])];
}

/**
 * Why a pod may have pull secrets that no manifest shows: someone can patch them into its service account. A pod that
 * lists its own doesn't use those.
 */
export function unseenSecrets(pod: PodWorkload | undefined): string | undefined {
  if (pod !== undefined && pod.pullSecrets.length > 0) return undefined;
  return t('the pull secrets that its service account has in the cluster were not read');
}

function declaredSecrets(pod: PodWorkload, pull: Pull): SecretCredentials {
  if (pod.pullSecrets.length > 0 || pod.morePullSecrets.length > 0) {
    const seen = secretCredentials(pod.pullSecrets, { name: t('the pod'), file: pull.reference.file }, pull);
    return { ...seen, credentials: [...seen.credentials, ...templatedSecrets(pod, pull.reference)] };
  }
  const account = pod.serviceAccount;
  if (!account) return withoutSecrets;
  const name = t('service account `{0}`', account.text);
  const file = account.definedAt?.file ?? pull.reference.file;
  const own = secretCredentials(account.pullSecrets ?? [], { name, file }, pull);
  const bound = account.binding ? bindingCredential(account.binding, pull) : undefined;
  const credentials = [...own.credentials, ...(bound ? [bound] : []), ...accountNotFound(account, pull.reference)];
  if (credentials.length > 0 || own.evidence.length > 0) return { credentials, evidence: own.evidence };
  return { credentials, evidence: [noSecrets(t('no pull secret on the pod or on {0}', name))] };
}

const withoutSecrets: SecretCredentials = { credentials: [], evidence: [noSecrets(t('no pull secret on the pod'))] };

/** A template may add more of them. They are known only when it is filled in. */
function templatedSecrets({ morePullSecrets }: PodWorkload, reference: ImageReference): readonly PullCredential[] {
  return morePullSecrets.map(({ text, span, file = reference.file }) => {
    const why = t('the pull secrets that `{0}` adds are unknown', text);
    return hiddenSecret(text, why, [{ file, span, role: t('pull secrets of the pod') }]);
  });
}

function noSecrets(fact: string): Evidence {
  return { step: 'puller', fact, id: null, effect: 'states' };
}

/**
 * Kubernetes makes the account `default` without any pull secret. Any other account that no manifest shows may have
 * been given one.
 */
function accountNotFound(account: ServiceAccount, reference: ImageReference): readonly PullCredential[] {
  if (account.pullSecrets !== undefined || account.text === 'default') return [];
  const why = t('service account `{0}`, which may add pull secrets, was not found in the manifests', account.text);
  const { span, file = reference.file } = account;
  const related = [{ file, span, role: t('service account') }];
  return [{ ...unreadCredential(why, null, related), isPullSecret: true }];
}

/**
 * A Kubernetes cluster outside of AKS (Azure Arc, Azure Red Hat OpenShift, EKS, kind) has no identity of its own for a
 * registry: its pods pull with pull secrets. Nodes may have been given a credential provider, and then the config
 * states it. A kubelet that has nothing for a host asks anonymously.
 * https://learn.microsoft.com/azure/container-registry/authenticate-kubernetes-options,
 * https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/kuberuntime/kuberuntime_image.go (PullImage)
 */
export function plainClusterCredentials(pod: PodWorkload | undefined, pull: Pull): CredentialChain {
  const secrets = podSecrets(pod, pull);
  const nodes = accountCredential(pod?.serviceAccount, pull) ?? nodeCredential(pull);
  if (secrets.credentials.length === 0) {
    const why = t('`{0}` pulls with pull secrets, and none is for `{1}`', pull.target.name, pull.host);
    const last = nodes ?? noCredential('no-pull-identity', why, null);
    const noted = { ...last, evidence: [...secrets.evidence, ...last.evidence] };
    return { ...only(noted, nodes ? 'maybe' : 'tried'), mayHaveMore: NODES_UNREAD };
  }
  const credentials = [...secrets.credentials, ...(nodes ? [nodes] : [])];
  return { credentials, anonymous: 'maybe', mayHaveMore: NODES_UNREAD };
}

/**
 * Clusters keep pull secrets outside of namespaces, too: OpenShift a global one, K3s in `registries.yaml` of its nodes.
 * https://docs.redhat.com/en/documentation/openshift_container_platform/4.19/html/images/managing-images,
 * https://docs.k3s.io/installation/private-registry
 */
const NODES_UNREAD = t('the pull secrets of its service account and of the nodes were not read');

/**
 * Nodes with Azure's credential provider pull with the identity that a service account names, even on clusters outside
 * of AKS. https://github.com/kubernetes-sigs/cloud-provider-azure/tree/master/pkg/credentialprovider
 */
function accountCredential(account: ServiceAccount | undefined, { target }: Pull): PullCredential | undefined {
  if (account?.pullClientId === undefined) return undefined;
  const { text, pullClientId } = account;
  const why = t(
    'service account `{0}` names the client ID `{1}`, and whether the nodes of `{2}` pull with it was not read',
    text,
    pullClientId.text,
    target.name,
  );
  return unreadCredential(why, null);
}

function nodeCredential({ target: { identity, name }, map }: Pull): PullCredential | undefined {
  if (identity === undefined) return undefined;
  return principalCredential(identity, name, t('the config says that the nodes pull with this identity'), map);
}

/**
 * A controller reads the registry itself, and the kubelet never does it instead. It uses the secret that the object
 * names, those of its service account, or none. With any provider except `generic`, it signs in as itself: by its
 * workload identity, its node's identity or a pod identity. The object does not show which.
 * https://github.com/fluxcd/image-reflector-controller/blob/main/docs/spec/v1/imagerepositories.md (Provider) Argo CD's
 * repo-server takes the secret whose URL is the longest prefix of the repository's. It may be in no file.
 * https://argo-cd.readthedocs.io/en/stable/user-guide/private-repositories/#credential-templates
 */
export function controllerCredentials(pod: PodWorkload, controller: PullController, pull: Pull): CredentialChain {
  const { host } = pull;
  const { name, provider } = controller;
  if (provider !== 'generic' && provider !== 'argocd') {
    return unreadChain(ownSignIn(name, provider), null);
  }
  const named = podSecrets({ ...pod, serviceAccount: undefined }, pull);
  const ofAccount = podSecrets(pod.serviceAccount && { ...pod, pullSecrets: [] }, pull);
  const credentials = [...named.credentials, ...ofAccount.credentials];
  const mayHaveMore = pod.serviceAccount && unseenSecrets({ ...pod, pullSecrets: [] });
  if (credentials.length > 0) return { credentials, anonymous: 'maybe', mayHaveMore };
  if (provider === 'argocd') {
    const why = t(
      '`{0}` signs in with a repository secret of its own for `{1}`, which was not found in the manifests',
      name,
      host,
    );
    return unreadChain(why, null);
  }
  const why = t(
    '`{0}` reads the registry, and `{1}` names no secret for `{2}`',
    name,
    `${pod.kind ?? t('the object')} ${pod.name ?? ''}`,
    host,
  );
  return { ...only(noCredential('no-pull-identity', why, null), 'tried'), mayHaveMore };
}

/**
 * Without a workload identity, `azure` means the identity of the node. The source-controller has always used it. The
 * image-reflector-controller uses it with `--azure-autologin-for-acr`.
 * https://github.com/fluxcd/source-controller/pull/1167,
 * https://fluxcd.io/flux/components/source/helmrepositories/#kubelet-managed-identity
 */
function ownSignIn(name: string, provider: string): string {
  const isFlux = name === 'source-controller' || name === 'image-reflector-controller';
  return isFlux && provider === 'azure'
    ? t(
        '`{0}` signs in with its workload identity or, without one, as the kubelet identity of its node, and which of them was not read',
        name,
      )
    : t('`{0}` signs in as itself (`provider: {1}`), and that identity was not read', name, provider);
}
