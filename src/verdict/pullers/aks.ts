import { lastSegment } from '../../access/ids.ts';
import type { AccessMap, Cluster } from '../../access/map.ts';
import { t } from '../../model/l10n.ts';
import type { Evidence } from '../../model/verdict.ts';
import type { PodWorkload } from '../../model/workload.ts';
import type { Pull } from '../pull.ts';
import { kubeletHostFault, nodeImageDates } from '../registry/nodes.ts';
import {
  type CredentialChain,
  credential,
  noCredential,
  oneOfCredentials,
  type PullCredential,
  type TokenAudience,
  unreadCredential,
} from './credential.ts';
import { managedIdentity } from './identities.ts';
import { podSecrets, unseenSecrets } from './pods.ts';
import { serviceAccountIdentity } from './serviceAccounts.ts';

/**
 * A kubelet tries every pull secret, then the credential of its own provider, and one success is enough. If it has
 * nothing at all for the host, it pulls anonymously. The provider adds such an attempt to a service principal's.
 * https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/kuberuntime/kuberuntime_image.go (PullImage),
 * https://github.com/kubernetes-sigs/cloud-provider-azure/tree/master/pkg/credentialprovider
 */
export function clusterCredentials(pod: PodWorkload | undefined, cluster: Cluster, pull: Pull): CredentialChain {
  const { registry, map } = pull;
  const secrets = podSecrets(pod, pull);
  const provider = providerCredential(pod, cluster, pull);
  const own = cluster.bootstrapRegistryId;
  const isOwn = own !== undefined && map.sameId(own, registry.id);
  const seen = [...secrets.evidence, ...provider.evidence, ...(isOwn ? [bootstrapped(cluster)] : [])];
  const noted: PullCredential = { ...provider, evidence: seen };
  const alwaysAnonymous = provider.login.kind === 'servicePrincipal' || secrets.credentials.length === 0;
  const isHidden = secrets.credentials.some(({ login }) => login.kind === 'hidden');
  return {
    credentials: [...secrets.credentials, noted],
    anonymous: alwaysAnonymous && !isHidden ? 'tried' : 'maybe',
    mayHaveMore: unseenSecrets(pod),
  };
}

/**
 * A network isolated cluster fetches its own components from a registry, too, and nodes fail without it.
 * https://learn.microsoft.com/azure/aks/concepts-network-isolated
 */
function bootstrapped({ id, name }: Cluster): Evidence {
  const fact = t('the components of `{0}` itself come from this registry, too (`bootstrapProfile`)', name);
  return { step: 'puller', fact, id, effect: 'states' };
}

/** The credential of the kubelet's own provider, if the kubelet asks it for this host at all. */
function providerCredential(pod: PodWorkload | undefined, cluster: Cluster, pull: Pull): PullCredential {
  const { host, map } = pull;
  const fault = kubeletHostFault(host, cluster, map.cloud);
  const login = (): PullCredential => nodeCredential(pod, cluster, pull);
  if (!fault) return login();
  const unused = noCredential('unusable-host', fault.why, cluster.id);
  if (fault.certain) return unused;
  return oneOfCredentials([login(), unused], t('it depends on the node: {0}', fault.why));
}

/**
 * Virtual nodes have no kubelet identity: they hand a pod's pull secrets to Container Instances, and nothing else.
 * https://learn.microsoft.com/azure/aks/virtual-nodes#limitations,
 * https://github.com/virtual-kubelet/azure-aci/blob/master/pkg/provider/aci.go (getImagePullSecrets)
 */
function nodeCredential(pod: PodWorkload | undefined, cluster: Cluster, pull: Pull): PullCredential {
  const ofKubelet = () => serviceAccountIdentity(pod, cluster, () => kubeletCredential(cluster, pull.map), pull);
  if (pod?.onVirtualNode === undefined) return ofKubelet();
  const why = t("pods on virtual nodes don't pull with the kubelet identity, only with pull secrets");
  const nothing = noCredential('no-pull-identity', why, cluster.id);
  if (pod.onVirtualNode === 'yes') return nothing;
  return oneOfCredentials([ofKubelet(), nothing], t('it depends on whether the pod runs on a virtual node'));
}

/** The kubelet's identity pulls. The control plane's, an add-on's, or a pod's workload identity does not. */
function kubeletCredential(cluster: Cluster, map: AccessMap): PullCredential {
  const { kubelet } = cluster;
  if (kubelet?.objectId) {
    const identity = kubelet.resourceId === undefined ? undefined : map.identityById(kubelet.resourceId);
    const name = kubelet.resourceId === undefined ? `${cluster.name}-agentpool` : lastSegment(kubelet.resourceId);
    const ids = {
      objectId: kubelet.objectId,
      clientId: kubelet.clientId ?? identity?.clientId,
      tenant: identity?.tenantId ?? cluster.identity?.tenantId ?? map.tenantOf(cluster.subscription),
    };
    const names = { name: t('kubelet identity `{0}`', name), whose: t('its kubelet identity') };
    return managedIdentity(ids, names, kubelet.resourceId ?? cluster.id, {
      why: t('the kubelet fetches images with the identity of its nodes'),
      token: tokenOf(cluster),
      related: [],
    });
  }
  const appId = cluster.servicePrincipalClientId;
  if (appId !== undefined) return clusterServicePrincipal(appId, cluster);
  return unreadCredential(t('the identity that its nodes pull with was not read'), kubelet?.resourceId ?? cluster.id);
}

/**
 * Nodes used tokens for Resource Manager until their credential provider was fixed in March 2025. The fix was in node
 * images some weeks later. https://github.com/kubernetes-sigs/cloud-provider-azure/pull/8592, Azure/AKS#4560
 */
function tokenOf(cluster: Cluster): TokenAudience {
  const mended = 2025_05_01;
  const dates = nodeImageDates(cluster);
  if (dates.some(date => date !== undefined && date < mended)) return 'undocumented';
  return dates.length === 0 || dates.includes(undefined) ? 'versionUnread' : 'registry';
}

function clusterServicePrincipal(appId: string, cluster: Cluster): PullCredential {
  const name = t('service principal `{0}` of `{1}`', appId, cluster.name);
  const why = t('the cluster has no managed identity, so its nodes pull with its service principal');
  return credential({
    puller: { objectId: undefined, clientId: appId, name, why, credential: 'servicePrincipal' },
    whose: t('its service principal'),
    login: { kind: 'servicePrincipal', appId },
    evidence: [{ step: 'puller', fact: `${name}: ${why}`, id: cluster.id, effect: 'states' }],
  });
}
