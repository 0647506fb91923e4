import type { Cluster } from '../../access/map.ts';

/**
 * When a node image was built, as `yyyymmdd`: `AKSUbuntu-2204gen2containerd-202502.09.0`, `AKSAzureLinux-V3gen2-202607.29.0`,
 * `AKSWindows-2022-containerd-20348.2700.240911`. Undefined for a name of another form.
 * https://learn.microsoft.com/azure/aks/node-image-upgrade
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

/** Whether the cluster's nodes run an image built on this day or later; `some`: not all, or not all are known. */
export function nodesSince({ nodePools }: Cluster, day: number): 'all' | 'none' | 'some' {
  const answers = nodePools.map(({ nodeImageVersion }) => {
    const date = nodeImageVersion === undefined ? undefined : nodeImageDate(nodeImageVersion);
    return date === undefined ? undefined : date >= day;
  });
  if (answers.length > 0 && answers.every(answer => answer === true)) return 'all';
  return answers.length > 0 && answers.every(answer => answer === false) ? 'none' : 'some';
}

/** Which operating systems a pod may land on; a pool that does not say is Linux, as Azure has it by default. */
export function hasWindowsNodes({ nodePools }: Cluster): boolean {
  return nodePools.some(({ osType }) => osType?.toLowerCase() === 'windows');
}
