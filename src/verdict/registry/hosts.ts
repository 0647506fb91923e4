import type { Cluster } from '../../access/map.ts';
import { nodesSince } from './nodeImages.ts';

/** The suffixes of login servers. https://learn.microsoft.com/azure/container-registry/container-registry-faq */
export const azureSuffixes = ['azurecr.io', 'azurecr.cn', 'azurecr.us'] as const;

/** Azure Germany had registries of its own until it was closed in October 2021. */
export const retiredSuffix = 'azurecr.de';

export function isAzureHost(host: string): boolean {
  return azureSuffixes.some(suffix => host.endsWith(`.${suffix}`));
}

export function withoutPort(host: string): string {
  return host.includes(':') ? host.replace(/:\d*$/, '') : host;
}

/** Why no runtime whatsoever can pull from a host, and the host that is meant. */
export interface HostFault {
  /** What the host is instead of a login server, as a clause: `the private link's inner name, …`. */
  readonly what: string;
  readonly meant: string;
}

/**
 * Hosts that lead to a registry and are of no use in a reference, whoever pulls.
 * - the private link's inner name: no certificate covers it (https://github.com/Azure/acr/issues/425)
 * - a data endpoint: it serves layers to those whom the login server sent
 *   (https://learn.microsoft.com/azure/container-registry/container-registry-dedicated-data-endpoints)
 * - a port other than 443: a registry listens on no other
 */
export function hostFault(host: string): HostFault | undefined {
  const name = withoutPort(host);
  if (!isAzureHost(name)) return undefined;
  const labels = name.split('.');
  const meant = [labels[0], ...labels.slice(-2)].join('.');
  if (labels.includes('privatelink')) {
    return { what: "the private link's inner name, which no certificate of the registry covers", meant };
  }
  if (labels.length > 3 && labels.at(-3) === 'data') {
    return { what: 'a data endpoint, which serves layers and no manifests', meant };
  }
  const port = host.slice(name.length);
  if (port === '' || port === ':443') return undefined;
  return { what: `a host with port ${port.slice(1)}, on which no registry listens`, meant: name };
}

/** `shop.westeurope.geo.azurecr.io`: a registry's endpoint in one region. */
export function isRegional(host: string): boolean {
  return /^[^.]+\.[^.]+\.geo\.azurecr\.[a-z]+$/.test(withoutPort(host));
}

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
