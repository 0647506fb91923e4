import { t } from '../../model/l10n.ts';
import { accountNamed, type PodWorkload } from '../../model/workload.ts';
import type { Settle } from '../source/placeholders.ts';
import type { ReadingBuilder } from '../source/readingBuilder.ts';
import { at, every, fields, items, joinPath, textOf, type View } from '../source/view.ts';
import { listedSecrets, templatedPullSecrets } from './pullSecrets.ts';

/** The path to the pod's template in each workload kind of Kubernetes and OpenShift. A Pod is one itself. */
export const POD_TEMPLATES: ReadonlyMap<string, string> = new Map([
  ['Pod', ''],
  ['PodTemplate', 'template'],
  ['ReplicationController', 'spec.template'],
  ['Deployment', 'spec.template'],
  ['ReplicaSet', 'spec.template'],
  ['StatefulSet', 'spec.template'],
  ['DaemonSet', 'spec.template'],
  ['Job', 'spec.template'],
  ['CronJob', 'spec.jobTemplate.spec.template'],
  ['DeploymentConfig', 'spec.template'],
]);

/** https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy */
const NEVER_PULLED = t('never pulled: `imagePullPolicy: Never`');

export const CONTAINER_LISTS = ['initContainers', 'containers', 'ephemeralContainers'];

/** Annotations with which a pod chooses the image of a container that is put beside its own. */
const SIDECAR_ANNOTATIONS = [
  'dapr.io/sidecar-image',
  'sidecar.istio.io/proxyImage',
  'vault.hashicorp.com/agent-image',
  'config.linkerd.io/proxy-image',
  'config.linkerd.io/init-image',
];

/** The object that a pod belongs to, as the pod's references name it. */
export interface Owner {
  /** Undefined for a part of a pod that a template holds on its own. */
  readonly kind: string | undefined;
  readonly object: View;
  /** The path to the object itself: empty, or `items[0].` in a list. */
  readonly prefix: string;
}

/** Reads a pod's template: its spec, and the sidecars that its annotations order. */
export function readPodTemplate(
  template: View,
  where: string,
  owner: Owner,
  builder: ReadingBuilder,
  settle?: Settle,
): void {
  const spec = at(template, 'spec');
  if (spec === undefined) return;
  const workload = podWorkload(owner, spec, builder);
  const path = joinPath(podTitle(owner, workload), where);
  const annotations = at(template, 'metadata', 'annotations');
  for (const key of SIDECAR_ANNOTATIONS) {
    builder.image(at(annotations, key), `${joinPath(path, 'metadata.annotations')}.${key}`, workload, settle);
  }
  readPodSpec(spec, joinPath(path, 'spec'), workload, builder, settle);
}

/** Reads all images of a pod's spec: containers of every sort, and volumes that are images. */
export function readPodSpec(
  spec: View,
  where: string,
  workload: PodWorkload,
  builder: ReadingBuilder,
  settle?: Settle,
): void {
  for (const list of CONTAINER_LISTS) {
    for (const [index, container] of items(at(spec, list)).entries()) {
      const path = `${joinPath(where, list)}[${index}].image`;
      const unjudged = textOf(at(container, 'imagePullPolicy')) === 'Never' ? NEVER_PULLED : undefined;
      for (const image of every(container, 'image', builder.text))
        builder.image(image, path, workload, settle, unjudged);
    }
  }
  for (const [index, volume] of items(at(spec, 'volumes')).entries()) {
    const reference = at(volume, 'image', 'reference');
    builder.image(reference, `${joinPath(where, 'volumes')}[${index}].image.reference`, workload, settle);
  }
}

/** A pod without any known fact about its puller. */
export function plainPod(about: Partial<Pick<PodWorkload, 'kind' | 'name' | 'namespace'>>): PodWorkload {
  return {
    platform: 'kubernetes',
    kind: undefined,
    name: undefined,
    namespace: undefined,
    pullSecrets: [],
    morePullSecrets: [],
    serviceAccount: undefined,
    ...about,
  };
}

/** Reads the puller from an object and its pod's spec. */
export function podWorkload({ kind, object }: Owner, spec: View | undefined, builder: ReadingBuilder): PodWorkload {
  // `serviceAccount` is the deprecated name of the same field, and still read by the API server
  const account = builder.written(at(spec, 'serviceAccountName')) ?? builder.written(at(spec, 'serviceAccount'));
  return {
    platform: 'kubernetes',
    kind,
    name: textOf(at(object, 'metadata', 'name')) ?? textOf(at(object, 'metadata', 'generateName')),
    namespace: textOf(at(object, 'metadata', 'namespace')),
    pullSecrets: listedSecrets(spec, builder).map(name => ({ ...name, entries: undefined, definedAt: undefined })),
    morePullSecrets: templatedPullSecrets(spec, builder),
    serviceAccount: account && accountNamed(account),
    ...onVirtualNode(spec),
    ...nodeSelectorIn(spec, builder),
  };
}

/**
 * A selector sends a pod to virtual nodes, a toleration lets it be sent there.
 * https://learn.microsoft.com/azure/aks/virtual-nodes-cli
 */
function onVirtualNode(spec: View | undefined): Pick<PodWorkload, 'onVirtualNode'> {
  if (textOf(at(spec, 'nodeSelector', 'type')) === 'virtual-kubelet') return { onVirtualNode: 'yes' };
  const tolerates = items(at(spec, 'tolerations')).some(
    each => textOf(at(each, 'key')) === 'virtual-kubelet.io/provider',
  );
  return tolerates ? { onVirtualNode: 'unknown' } : {};
}

/**
 * A value that a template fills in selects no nodes here, and neither do two selectors, of the branches of a condition.
 */
function nodeSelectorIn(spec: View | undefined, { text }: ReadingBuilder): Pick<PodWorkload, 'nodeSelector'> {
  const [selector, ...others] = every(spec, 'nodeSelector', text);
  if (others.length > 0) return {};
  const stated = fields(selector).flatMap(({ key, value }) => {
    const label = textOf(value);
    const isOpen = every(selector, key.text, text).length > 1 || `${key.text}${label}`.includes('{{');
    return label === undefined || isOpen ? [] : [[key.text, label] as const];
  });
  return stated.length > 0 ? { nodeSelector: Object.fromEntries(stated) } : {};
}

/**
 * Reads how a controller signs in to the registry for an object: with which secret of its namespace,
 * and whether it signs in as itself instead.
 * https://github.com/fluxcd/image-reflector-controller/blob/main/docs/spec/v1/imagerepositories.md
 */
export function controllerWorkload(owner: Owner, name: string, builder: ReadingBuilder): PodWorkload {
  const spec = at(owner.object, 'spec');
  const secret = builder.written(at(spec, 'secretRef', 'name'));
  return {
    ...podWorkload(owner, spec, builder),
    pullSecrets: secret ? [{ ...secret, entries: undefined, definedAt: undefined }] : [],
    morePullSecrets: [],
    controller: { name, provider: textOf(at(spec, 'provider')) ?? 'generic' },
  };
}

/** The name by which people know an object, and the way to it: `Deployment checkout · `. */
export function podTitle({ prefix }: Owner, { kind, name }: PodWorkload): string {
  const title = [kind, name].filter(part => part !== undefined).join(' ');
  return title === '' ? prefix : `${title} · ${prefix}`;
}
