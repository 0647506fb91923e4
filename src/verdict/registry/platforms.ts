import type { Cluster, Runtime } from '../../access/map.ts';
import { allOf, inBackticks, t } from '../../model/l10n.ts';
import { everyOf, someOf, type Truth } from '../../model/truth.ts';
import type { Evidence } from '../../model/verdict.ts';
import type { Workload } from '../../model/workload.ts';
import type { Pull } from '../pull.ts';
import { denied, type Result, resultOf, unreadResult } from '../result.ts';
import { nodePlatform } from './nodes.ts';

/** A machine that may pull the image: a node of a pool, or a machine that runs an app's containers. */
interface Machine {
  /** Such as `linux/arm64`. Undefined: not known. */
  readonly platform: string | undefined;
  /** For a sentence: `node pool `arm``. */
  readonly name: string;
}

interface Machines {
  readonly known: readonly Machine[];
  /** Other machines that may pull it, too. Undefined: none do. */
  readonly others?: Others;
}

interface Others extends Pick<Machine, 'platform'> {
  readonly why: string;
  /** True if they certainly exist or will exist. */
  readonly sure: boolean;
}

/**
 * Decides whether the machines that pull an image find a manifest for their platform in its index. Undefined: nothing
 * is known of them. The platform of an image without an index is not compared at the pull:
 * https://github.com/containerd/containerd/blob/main/core/images/image.go
 */
export function platformResult(platforms: readonly string[], pull: Pull): Result | undefined {
  const machines = machinesOf(platforms, pull);
  if (!machines) return undefined;
  const { known, others } = machines;
  const evidence = [has(platforms)];
  const finds = ({ platform }: Machine): Truth => runsOneOf(platforms, platform);
  // if the pod states their platform, they have the same result as the known ones
  const countsToo = others?.platform === undefined || known.length === 0;
  const open = others && countsToo && runsOneOf(platforms, others.platform) !== 'yes' ? others : undefined;
  if (everyOf(known, finds) === 'yes' && !open?.sure) return resultOf('allowed', { evidence });
  if (known.length > 0 && someOf(known, finds) === 'no' && !open) {
    const wanted = [...new Set(known.flatMap(({ platform }) => platform ?? []))];
    const result = denied('image', 'platform-mismatch', noManifest(wanted), null);
    return { ...result, evidence: [...evidence, ...result.evidence] };
  }
  return unreadResult('image', whyOpen(known, finds, open?.why), null, { evidence });
}

function has(platforms: readonly string[]): Evidence {
  const fact = t('its index has manifests for {0}', allOf(platforms.map(inBackticks)));
  return { step: 'image', fact, id: null, effect: 'states' };
}

const noManifest = (platforms: readonly string[]) =>
  t('the image has no manifest for {0}', allOf(platforms.map(inBackticks)));

function whyOpen(known: readonly Machine[], finds: (machine: Machine) => Truth, others: string | undefined): string {
  const lacking = known.find(machine => finds(machine) === 'no' && machine.platform !== undefined);
  if (lacking?.platform !== undefined) {
    const lacks = t(
      'the image has no manifest for {0}, which is the platform of {1}',
      inBackticks(lacking.platform),
      lacking.name,
    );
    if (others !== undefined) return t('{0}, and {1}', lacks, others);
    return t('{0}; select nodes by `kubernetes.io/arch` and `kubernetes.io/os`', lacks);
  }
  return others ?? t('the platform of {0} is not known', allOf(known.map(({ name }) => name)));
}

/** The machines that pull it. For a cluster outside of Azure, a build or a pipeline, they are unknown. */
function machinesOf(platforms: readonly string[], pull: Pull): Machines | undefined {
  const { target, runtime, reference } = pull;
  const name = inBackticks(target.name);
  switch (target.kind) {
    case 'aks':
      return runtime?.kind === 'aks' ? nodesFor(reference.workload, runtime) : undefined;
    case 'containerApp':
    case 'containerAppJob':
      if (isInAzure(reference.workload, runtime)) return { known: [{ platform: 'linux/amd64', name }] };
      return runsOneOf(platforms, 'linux/amd64') === 'yes' ? undefined : { known: [{ platform: undefined, name }] };
    case 'containerGroup':
    case 'site':
      // No documentation names an architecture other than amd64 for them.
      return platforms.some(platform => /\/(?:amd64|386)\b/.test(platform))
        ? undefined
        : { known: [{ platform: undefined, name }] };
    default:
      return undefined;
  }
}

/**
 * Returns whether an app is known to run in an environment of Azure's own, which runs "any Linux-based x86-64
 * (linux/amd64) container image": https://learn.microsoft.com/azure/container-apps/containers. On Azure Arc, it is a
 * cluster somewhere.
 */
function isInAzure(workload: Workload, runtime: Runtime | undefined): boolean {
  const stated = 'environmentId' in workload ? workload.environmentId : undefined;
  const inAzure = runtime && 'environmentId' in runtime ? runtime.environmentId : undefined;
  return /\/managedEnvironments\//i.test(stated ?? inAzure ?? '');
}

/**
 * The nodes of a cluster on which a pod can be scheduled. A controller pulls charts and lists, which have no platform.
 */
function nodesFor(workload: Workload, cluster: Cluster): Machines | undefined {
  if (workload.platform !== 'kubernetes' || workload.controller !== undefined) return undefined;
  // Container Instances run it. No documentation names their architectures.
  if (workload.onVirtualNode === 'yes') return undefined;
  const { nodeSelector = {} } = workload;
  const pools = cluster.nodePools.map(pool => ({ pool: pool.name, platform: nodePlatform(pool) }));
  const candidates = pools.filter(({ pool, platform }) => maySelect(nodeSelector, pool, platform));
  const known = candidates.map(
    ({ pool, platform }): Machine => ({ platform, name: t('node pool {0}', inBackticks(pool)) }),
  );
  const others = othersOf(cluster) ?? (workload.onVirtualNode === 'unknown' ? ON_VIRTUAL_NODES : undefined);
  return others ? { known, others: { ...others, platform: statedPlatform(nodeSelector) } } : { known };
}

/** It tolerates the taint that keeps other pods off them. https://learn.microsoft.com/azure/aks/virtual-nodes-cli */
const ON_VIRTUAL_NODES = { why: t('it may run on a virtual node'), sure: false };

/** Nodes beyond those of the pools. A pod that no node fits stays pending, and pulls nothing. */
function othersOf({ addsNodes, otherIdentities }: Cluster): Omit<Others, 'platform'> | undefined {
  // https://learn.microsoft.com/azure/aks/node-autoprovision
  if (addsNodes) return { why: t('node auto provisioning may add nodes of another platform'), sure: true };
  // https://learn.microsoft.com/azure/aks/virtual-nodes
  if (otherIdentities.some(({ name, isAddOn }) => isAddOn && /^aciConnector/i.test(name)))
    return { why: t('the cluster has virtual nodes'), sure: false };
  if (addsNodes === undefined)
    return {
      why: t('whether node auto provisioning adds nodes was not read (`nodeProvisioningProfile`)'),
      sure: false,
    };
  return undefined;
}

type Selector = Readonly<Record<string, string>>;

/** https://kubernetes.io/docs/reference/labels-annotations-taints/ */
const archOf = (labels: Selector) => labels['kubernetes.io/arch'] ?? labels['beta.kubernetes.io/arch'];
const osOf = (labels: Selector) => labels['kubernetes.io/os'] ?? labels['beta.kubernetes.io/os'];

/** https://learn.microsoft.com/azure/aks/use-labels#reserved-system-labels */
const poolOf = (labels: Selector) => labels['kubernetes.azure.com/agentpool'] ?? labels['agentpool'];

function statedPlatform(labels: Selector): string | undefined {
  const [os, arch] = [osOf(labels), archOf(labels)];
  return os === undefined || arch === undefined ? undefined : `${os}/${arch}`;
}

/** Labels unrelated to the platform may still exclude a pool, which is not known. */
function maySelect(labels: Selector, pool: string, platform: string | undefined): boolean {
  const [os, arch] = platform?.split('/') ?? [];
  const fits = (wanted: string | undefined, own: string | undefined) =>
    wanted === undefined || own === undefined || wanted === own;
  return fits(poolOf(labels), pool) && fits(osOf(labels), os) && fits(archOf(labels), arch);
}

/** Linux nodes of AKS have one of two architectures. */
const linuxNodes = ['linux/amd64', 'linux/arm64'];

/**
 * Returns whether a machine runs one of these platforms. Undefined: a machine with any platform that AKS has for Linux.
 */
function runsOneOf(platforms: readonly string[], machine: string | undefined): Truth {
  if (machine !== undefined) return someOf(platforms, platform => runs(machine, platform));
  const onEach = everyOf(linuxNodes, node => runsOneOf(platforms, node));
  return onEach === 'yes' ? 'yes' : 'unknown';
}

/**
 * A 64-bit processor runs 32-bit images of its family. Whether it has the features of a later variant is not known.
 * https://github.com/containerd/platforms/blob/main/compare.go
 */
function runs(machine: string, platform: string): Truth {
  const [os, arch, variant] = platform.toLowerCase().split('/');
  const [machineOs, machineArch] = machine.split('/');
  if (os !== machineOs) return 'no';
  if (arch === machineArch) return variant === undefined || baseline[machine] === variant ? 'yes' : 'unknown';
  const is32Bit = (machineArch === 'amd64' && arch === '386') || (machineArch === 'arm64' && arch === 'arm');
  return is32Bit && os === 'linux' ? 'yes' : 'no';
}

const baseline: Readonly<Record<string, string>> = { 'linux/amd64': 'v1', 'linux/arm64': 'v8' };
