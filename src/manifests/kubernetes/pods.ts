import type { PodWorkload, PullSecret, ServiceAccount } from '../../model.ts';
import type { Harvest } from '../harvest.ts';
import { at, items, textOf, type View } from '../source/view.ts';

/** Where each workload kind that Kubernetes or OpenShift brings along keeps its pod's spec. */
export const POD_SPECS: ReadonlyMap<string, readonly string[]> = new Map([
  ['Pod', ['spec']],
  ['PodTemplate', ['template', 'spec']],
  ['ReplicationController', ['spec', 'template', 'spec']],
  ['Deployment', ['spec', 'template', 'spec']],
  ['ReplicaSet', ['spec', 'template', 'spec']],
  ['StatefulSet', ['spec', 'template', 'spec']],
  ['DaemonSet', ['spec', 'template', 'spec']],
  ['Job', ['spec', 'template', 'spec']],
  ['CronJob', ['spec', 'jobTemplate', 'spec', 'template', 'spec']],
  ['DeploymentConfig', ['spec', 'template', 'spec']],
]);

const CONTAINER_LISTS = ['initContainers', 'containers', 'ephemeralContainers'];

export interface PodLocation {
  readonly kind: string;
  readonly spec: readonly string[];
  /** What leads to the object itself: empty, or `items[0].` in a list. */
  readonly prefix: string;
}

/** Reads the pod that an object keeps at the given path. */
export function readPod(object: View, { kind, spec: path, prefix }: PodLocation, harvest: Harvest): void {
  const spec = at(object, ...path);
  if (spec === undefined) return;
  const workload = podWorkload(kind, object, spec, harvest);
  readPodSpec(spec, `${title(workload)} · ${prefix}${path.join('.')}`, workload, harvest);
}

/** Reads all images of a pod's spec: containers of every sort, and volumes that are images. */
export function readPodSpec(spec: View, where: string, workload: PodWorkload, harvest: Harvest): void {
  for (const list of CONTAINER_LISTS) {
    for (const [index, container] of items(at(spec, list)).entries()) {
      harvest.image(at(container, 'image'), `${where}.${list}[${index}].image`, workload);
    }
  }
  for (const [index, volume] of items(at(spec, 'volumes')).entries()) {
    harvest.image(at(volume, 'image', 'reference'), `${where}.volumes[${index}].image.reference`, workload);
  }
}

/** What an object and its pod's spec say about who pulls. */
export function podWorkload(kind: string, object: View, spec: View | undefined, harvest: Harvest): PodWorkload {
  return {
    platform: 'kubernetes',
    kind,
    name: textOf(at(object, 'metadata', 'name')) ?? textOf(at(object, 'metadata', 'generateName')),
    namespace: textOf(at(object, 'metadata', 'namespace')),
    pullSecrets: pullSecretsOf(spec, harvest),
    serviceAccount: serviceAccountOf(spec, harvest),
  };
}

/** The name by which people know an object: `Deployment checkout`. */
export function title({ kind, name }: PodWorkload): string {
  return [kind, name].filter(part => part !== undefined).join(' ');
}

function pullSecretsOf(spec: View | undefined, harvest: Harvest): readonly PullSecret[] {
  return items(at(spec, 'imagePullSecrets')).flatMap(entry => {
    const name = harvest.written(at(entry, 'name'));
    return name === undefined ? [] : [{ ...name, entries: undefined, definedAt: undefined }];
  });
}

/** `serviceAccount` is the deprecated name of the same field, and still read by the API server. */
function serviceAccountOf(spec: View | undefined, harvest: Harvest): ServiceAccount | undefined {
  const name = harvest.written(at(spec, 'serviceAccountName')) ?? harvest.written(at(spec, 'serviceAccount'));
  if (name === undefined) return undefined;
  return {
    ...name,
    pullSecrets: undefined,
    pullClientId: undefined,
    pullTenantId: undefined,
    binding: undefined,
    definedAt: undefined,
  };
}
