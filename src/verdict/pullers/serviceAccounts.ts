import { lastSegment } from '../../access/ids.ts';
import type { AccessMap, Cluster, IdentityBinding } from '../../access/map.ts';
import { t } from '../../model/l10n.ts';
import type { Origin } from '../../model/place.ts';
import type { Evidence } from '../../model/verdict.ts';
import type { PodWorkload, PullBinding, ServiceAccount } from '../../model/workload.ts';
import type { Pull } from '../pull.ts';
import { hasWindowsNodes } from '../registry/nodes.ts';
import { noCredential, oneOfCredentials, type PullCredential, unreadCredential } from './credential.ts';
import { findUserAssignedIdentity, type IdentityUse, identityOfClient } from './identities.ts';
import { keyCounts } from './pullSecrets.ts';

/**
 * With `serviceAccountImagePullProfile` enabled (preview), the identity that a pod's service account names pulls.
 * Without one, the profile's default identity does. Without that, none does: the kubelet identity does not step in.
 * This works on Linux nodes. Other nodes go on as before.
 * https://github.com/kubernetes-sigs/cloud-provider-azure/blob/master/pkg/credentialprovider/identity_bindings_credentials.go
 */
export function serviceAccountIdentity(
  pod: PodWorkload | undefined,
  cluster: Cluster,
  kubelet: () => PullCredential,
  { map, strict }: Pull,
): PullCredential {
  const account = pod?.serviceAccount;
  const profile = cluster.serviceAccountPull;
  if (profile === undefined && account?.pullClientId !== undefined) {
    const why = t(
      'service account `{0}` names an identity to pull with, and whether `{1}` uses it was not read',
      account.text,
      cluster.name,
    );
    return unreadCredential(why, cluster.id, annotationOf(account));
  }
  const hint = pod?.hints?.find(({ of }) => of === 'serviceAccounts');
  if (profile === undefined && hint !== undefined) {
    const why = t(
      '{0} names an identity to pull with, and whether `{1}` pulls with identities of service accounts was not read',
      hint.name,
      cluster.name,
    );
    const related = [{ file: hint.file, span: hint.span, role: t('service account') }];
    return oneOfCredentials([kubelet(), unreadCredential(why, cluster.id, related)], why);
  }
  if (profile === undefined && mayHaveProfile(cluster)) {
    if (!strict) return { ...kubelet(), assumes: 'no-pull-by-service-account' };
    const why = t(
      'whether `{0}` pulls with identities of service accounts was not read; its Kubernetes version, {1}, supports it',
      cluster.name,
      cluster.kubernetesVersion ?? '',
    );
    return oneOfCredentials([kubelet(), unreadCredential(why, cluster.id)], why);
  }
  if (!profile?.enabled) return kubelet();
  const named = withBinding(namedCredential(account, profile.defaultIdentityId, cluster, map), pod, cluster, map);
  if (!hasWindowsNodes(cluster)) return named;
  return oneOfCredentials([named, kubelet()], t('it depends on whether the pod runs on Linux or on Windows'));
}

/**
 * The identity gets a token for a service account if the cluster has an identity binding for it. The binding, or a role
 * in the cluster, also has to allow the account. Azure does not show roles in a cluster.
 * https://learn.microsoft.com/azure/aks/identity-bindings-concepts,
 * https://learn.microsoft.com/javascript/api/@azure/arm-containerservice/identitybindingproperties (allowedSubjects)
 */
function withBinding(
  credential: PullCredential,
  pod: PodWorkload | undefined,
  cluster: Cluster,
  map: AccessMap,
): PullCredential {
  const { login } = credential;
  if (login.kind !== 'identity') return credential;
  const principalOf = ({ principalId, identityId }: IdentityBinding) =>
    principalId ?? (identityId === undefined ? undefined : map.identityById(identityId)?.principalId);
  const bindings = map
    .identityBindingsOf(cluster.id)
    .filter(binding => principalOf(binding)?.toLowerCase() === login.principalId.toLowerCase());
  const [binding] = bindings;
  if (binding === undefined) return { ...credential, needs: NO_BINDING };
  const namespace = pod?.namespace;
  const allowing = bindings.flatMap(({ id, name, allowedNamespaces }): Evidence | [] => {
    if (namespace === undefined || !allowedNamespaces.includes(namespace)) return [];
    const fact = t('the identity binding `{0}` allows namespace `{1}`', name, namespace);
    return { step: 'puller', fact, id, effect: 'grants' };
  });
  if (allowing.length > 0) return { ...credential, evidence: [...credential.evidence, ...allowing] };
  const needs = t(
    '`{0}` needs a role with the verb `use-managed-identity` for its service account, which was not read',
    binding.name,
  );
  return { ...credential, needs };
}

const NO_BINDING = t(
  'it needs an identity binding that allows its service account, or a binding plus a role with the verb `use-managed-identity`, and none of these was read',
);

/**
 * Returns whether the cluster may have the profile. With it, a pod whose service account names no identity does not
 * pull as the kubelet, but with the profile's default identity or anonymously. From 1.34 on, a kubelet hands service
 * account tokens to its credential provider (beta, and on, in 1.34). Azure always states the version. A snapshot
 * written by hand that leaves it out means a cluster without the preview.
 * https://learn.microsoft.com/javascript/api/@azure/arm-containerservice/serviceaccountimagepullprofile,
 * https://kubernetes.io/docs/tasks/administer-cluster/kubelet-credential-provider/
 */
function mayHaveProfile({ kubernetesVersion }: Cluster): boolean {
  const [major = 0, minor = 0] = (kubernetesVersion ?? '').split('.').map(Number);
  return major > 1 || (major === 1 && minor >= 34);
}

function namedCredential(
  account: ServiceAccount | undefined,
  defaultIdentityId: string | undefined,
  cluster: Cluster,
  map: AccessMap,
): PullCredential {
  const related = account ? annotationOf(account) : [];
  const use = (why: string): IdentityUse => ({ why, token: 'registry', related });
  if (account?.pullClientId) {
    const { text } = account.pullClientId;
    const why = t('service account `{0}` names it', account.text);
    const found = identityOfClient(text, map, use(why)) ?? ownIdentity(text, cluster, map, use(why));
    return found ?? unreadCredential(t('the identity with the client ID `{0}` was not read', text), null, related);
  }
  if (account && account.definedAt === undefined && account.text !== 'default') {
    const why = t(
      'service account `{0}`, which may name an identity to pull with, was not found in the manifests',
      account.text,
    );
    return unreadCredential(why, null, related);
  }
  if (defaultIdentityId !== undefined) {
    const why = t('the default of `{0}` for service accounts that name none', cluster.name);
    return findUserAssignedIdentity(defaultIdentityId, [cluster.identity], map, use(why));
  }
  const who = account ? t('service account `{0}`', account.text) : t('its service account');
  const why = t('{0} names no identity to pull with, and the cluster has no default one', who);
  return noCredential('no-pull-identity', why, cluster.id, related);
}

/** The annotation may name an identity that only the cluster itself shows, such as its kubelet's. */
function ownIdentity(clientId: string, cluster: Cluster, map: AccessMap, use: IdentityUse): PullCredential | undefined {
  const wanted = clientId.toLowerCase();
  const { kubelet } = cluster;
  if (kubelet?.resourceId === undefined || kubelet.clientId?.toLowerCase() !== wanted) return undefined;
  const { resourceId: id, objectId: principalId } = kubelet;
  return findUserAssignedIdentity(id, [{ userAssigned: [{ id, principalId, clientId }] }], map, use);
}

function annotationOf({ definedAt, pullClientId, text }: ServiceAccount): readonly Origin[] {
  if (!definedAt) return [];
  const { file = definedAt.file, span } = pullClientId ?? definedAt;
  return [{ file, span, role: t('service account {0}', text) }];
}

/**
 * An AcrPullBinding: a controller in the cluster pulls a token for a managed identity and writes it into a pull secret
 * of the service account. It asks with a token for Azure Resource Manager.
 * https://github.com/Azure/msi-acrpull/blob/main/pkg/authorizer/token_retriever.go
 */
export function bindingCredential(binding: PullBinding, { host, map }: Pull): PullCredential | undefined {
  const label = `AcrPullBinding \`${binding.name ?? ''}\``;
  const related: readonly Origin[] = [{ ...binding.definedAt, role: 'AcrPullBinding' }];
  if (binding.registry === undefined) {
    return asSecret(unreadCredential(t('the registry of {0} is unknown', label), null, related));
  }
  if (keyCounts(binding.registry.toLowerCase(), host, undefined) === 'no') return undefined;
  const use: IdentityUse = { why: t('{0} writes a pull secret for it', label), token: 'arm', related };
  const { identityClientId, identityResourceId } = binding;
  // If both are given, the client id wins: v1beta1's managedIdentityResourceID documents it.
  const found = identityClientId !== undefined ? identityOfClient(identityClientId, map, use) : undefined;
  if (found) return asSecret(found);
  if (identityClientId === undefined && identityResourceId !== undefined) {
    return asSecret(findUserAssignedIdentity(identityResourceId, [], map, use));
  }
  const named = identityClientId ?? (identityResourceId && lastSegment(identityResourceId));
  const why =
    named === undefined
      ? t('the identity that {0} uses is unknown', label)
      : t('the identity `{0}` of {1} was not read', named, label);
  return asSecret(unreadCredential(why, null, related));
}

function asSecret(credential: PullCredential): PullCredential {
  return { ...credential, isPullSecret: true };
}
