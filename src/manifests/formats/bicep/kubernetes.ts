import type { Images } from '../../infrastructure/images.ts';
import { asView, mapping, overlay, text } from '../../infrastructure/shape.ts';
import { at, fields, type View } from '../../source/view.ts';
import { readObject } from '../kubernetes/kubernetes.ts';
import { podWorkload, readPodSpec, titleOf } from '../kubernetes/pods.ts';

/** Whether a type is one of Kubernetes' extension, or a container of Radius, which runs in a cluster. */
export function runsInCluster(type: string): boolean {
  return KUBERNETES.test(type) || RADIUS.test(type);
}

/**
 * `apps/Deployment`, `core/Pod`; Azure's types begin with a capital.
 * https://learn.microsoft.com/azure/azure-resource-manager/bicep/bicep-kubernetes-extension
 */
const KUBERNETES = /^([a-z][a-z0-9.-]*)\/([A-Z]\w*)$/;
const RADIUS = /^(?:Applications\.Core|Radius\.Compute)\/containers$/i;

export function readInCluster(type: string, body: View, images: Images): void {
  const [, group, kind] = KUBERNETES.exec(type) ?? [];
  if (group === undefined || kind === undefined) {
    readRadiusContainer(body, images);
    return;
  }
  const apiVersion = text(group === 'core' ? 'v1' : `${group}/v1`, body);
  readObject(overlay(asView(mapping({ apiVersion, kind: text(kind, body) })), body), '', [], images.harvest, 0);
}

/**
 * A Deployment of one pod. `runtimes.kubernetes.pod` is laid over the pod's spec; `platformOptions`, of the newer type, may
 * be.
 * https://docs.radapp.io/reference/resource-schema/core-schema/container-schema
 * https://docs.radapp.io/reference/resources/radius.compute/2025-08-01-preview/containers/
 */
function readRadiusContainer(body: View, images: Images): void {
  const { harvest } = images;
  const properties = at(body, 'properties');
  const pod = at(properties, 'runtimes', 'kubernetes', 'pod');
  const options = at(properties, 'platformOptions');
  const metadata = asView(mapping({ name: at(body, 'name') }));
  const owner = { kind: 'Radius container', object: asView(mapping({ metadata })), prefix: '' };
  const workload = podWorkload(owner, pod, harvest);
  const unseen = options === undefined ? [] : [{ text: 'platformOptions', span: harvest.spanOf(options) }];
  const own = { ...workload, morePullSecrets: [...workload.morePullSecrets, ...unseen] };
  const title = titleOf(owner, own);
  images.add(at(properties, 'container', 'image'), `${title}properties.container.image`, own);
  for (const { key, value } of fields(at(properties, 'containers'))) {
    images.add(at(value, 'image'), `${title}properties.containers.${key.text}.image`, own);
  }
  if (pod !== undefined) readPodSpec(pod, `${title}properties.runtimes.kubernetes.pod`, own, harvest);
}
