import type { Cluster } from '../../access/map.ts';
import { isRegional, withoutPort } from '../../model/host.ts';
import { t } from '../../model/l10n.ts';

/**
 * Nodes match regional hosts from this image on: AgentBaker's matchImages, and ACR docs,
 * container-registry-geo-replication.
 */
const regionalSince = 2026_07_29;

const cloudSuffixes: Readonly<Record<string, string>> = {
  azurecloud: 'azurecr.io',
  azurechinacloud: 'azurecr.cn',
  azureusgovernment: 'azurecr.us',
};

/**
 * Why the kubelet does not ask its own credential provider for a host. `certain` is false if that depends on the node
 * of the pod. Pull secrets are not affected.
 * - `matchImages` on AKS nodes: `*.azurecr.io` and its like. A pattern without a port matches no host with one
 *   (https://kubernetes.io/docs/tasks/administer-cluster/kubelet-credential-provider/).
 * - The provider takes hosts with a dash only under the suffix of its own cloud (cloud-provider-azure,
 *   azure_credentials.go).
 */
export function kubeletHostFault(
  host: string,
  cluster: Cluster,
  cloud: string | undefined,
): { readonly why: string; readonly certain: boolean } | undefined {
  const name = withoutPort(host);
  if (name !== host) {
    return { why: t('nodes send their credential only to `{0}` itself, without a port', name), certain: true };
  }
  if (isRegional(name)) {
    const nodes = nodesSince(cluster, regionalSince);
    const why = t('nodes can pull from a regional endpoint only with node image 202607.29 or later');
    return nodes === 'all' ? undefined : { why, certain: nodes === 'none' };
  }
  const own = cloud === undefined ? undefined : cloudSuffixes[cloud.toLowerCase()];
  if (own !== undefined && !name.endsWith(`.${own}`) && name.split('.')[0]?.includes('-')) {
    return {
      why: t('`{0}` belongs to another cloud, and nodes have no credential for such a host', name),
      certain: true,
    };
  }
  return undefined;
}

/**
 * The build day of a node image, as `yyyymmdd`: `AKSUbuntu-2204gen2containerd-202502.09.0`,
 * `AKSAzureLinux-V3gen2-202607.29.0`, `AKSWindows-2022-containerd-20348.2700.240911`. Undefined for a name of another
 * form. https://learn.microsoft.com/azure/aks/node-image-upgrade
 */
export function nodeImageDate(version: string): number | undefined {
  const linux = /-(20\d{2})(\d{2})\.(\d{1,2})\.\d+$/.exec(version);
  if (linux) return dateOf(linux);
  const windows = /\.(\d{2})(\d{2})(\d{2})$/.exec(version);
  return windows ? 20_000_000 + dateOf(windows) : undefined;
}

function dateOf([, year, month, day]: RegExpExecArray): number {
  return Number(year) * 10_000 + Number(month) * 100 + Number(day);
}

/**
 * The platform of a pool's nodes, as their image's name shows it: `AKSUbuntu-2204gen2arm64containerd-202610.12.0`.
 * Undefined for a name of another form. https://learn.microsoft.com/azure/aks/node-image-upgrade
 */
export function nodePlatform({ nodeImageVersion: image, osType }: Cluster['nodePools'][number]): string | undefined {
  if (image === undefined || nodeImageDate(image) === undefined) return undefined;
  const os = osType?.toLowerCase() ?? (/^AKSWindows/i.test(image) ? 'windows' : 'linux');
  return `${os}/${/arm64/i.test(image) ? 'arm64' : 'amd64'}`;
}

/** The build days of the images of its node pools. Undefined: not known. */
export function nodeImageDates({ nodePools }: Cluster): readonly (number | undefined)[] {
  return nodePools.map(({ nodeImageVersion: image }) => (image ? nodeImageDate(image) : undefined));
}

/**
 * Returns whether the cluster's nodes run an image built on this day or later. `some`: not all, or not all are known.
 */
function nodesSince(cluster: Cluster, day: number): 'all' | 'none' | 'some' {
  const dates = nodeImageDates(cluster);
  if (dates.length === 0) return 'some';
  if (dates.every(date => date !== undefined && date >= day)) return 'all';
  return dates.every(date => date !== undefined && date < day) ? 'none' : 'some';
}

/** Returns whether a pod may run on Windows. A pool without an operating system has Linux, Azure's default. */
export function hasWindowsNodes({ nodePools }: Cluster): boolean {
  return nodePools.some(({ osType }) => osType?.toLowerCase() === 'windows');
}
