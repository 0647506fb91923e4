import type { Cluster } from '../../access/map.ts';
import { isRegional, withoutPort } from '../../model/host.ts';
import { nodesSince } from './nodeImages.ts';

/** Nodes match regional hosts from this image on: AgentBaker's matchImages; ACR docs, container-registry-geo-replication. */
const regionalSince = 2026_07_29;

const cloudSuffixes: Readonly<Record<string, string>> = {
  azurecloud: 'azurecr.io',
  azurechinacloud: 'azurecr.cn',
  azureusgovernment: 'azurecr.us',
};

/**
 * Why the kubelet's own credential provider is not asked for a host; `certain` is false where that hangs on which node
 * the pod lands on. Pull secrets are not concerned.
 * - `matchImages` on AKS nodes: `*.azurecr.io` and its like; a pattern without a port matches no host with one
 *   (https://kubernetes.io/docs/tasks/administer-cluster/kubelet-credential-provider/)
 * - the provider takes hosts with a dash only under the suffix of its own cloud (cloud-provider-azure, azure_credentials.go)
 */
export function kubeletHostFault(
  host: string,
  cluster: Cluster,
  cloud: string | undefined,
): { readonly why: string; readonly certain: boolean } | undefined {
  const name = withoutPort(host);
  if (name !== host) {
    return { why: `nodes hand their credential only to \`${name}\` as it stands, without a port`, certain: true };
  }
  if (isRegional(name)) {
    const nodes = nodesSince(cluster, regionalSince);
    const why = 'nodes pull from a regional endpoint only from node image 202607.29 on';
    return nodes === 'all' ? undefined : { why, certain: nodes === 'none' };
  }
  const own = cloud === undefined ? undefined : cloudSuffixes[cloud.toLowerCase()];
  if (own !== undefined && !name.endsWith(`.${own}`) && name.split('.')[0]?.includes('-')) {
    return { why: `\`${name}\` is of another cloud, and nodes have no credential for such a host`, certain: true };
  }
  return undefined;
}
