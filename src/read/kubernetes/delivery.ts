import { at, textOf, type View } from '../source/view.ts';

/**
 * Tells an object of Flux, Argo CD or Cluster API's add-on provider that sends others, or that a sender looks up, by the
 * group and the kind.
 */
export function isOfDelivery(group: string, kind: string): boolean {
  // Argo Rollouts and Workflows have the same group
  if (group === 'argoproj.io') return ['Application', 'ApplicationSet'].includes(kind);
  return group.endsWith('.fluxcd.io') || group === 'fluxcd.controlplane.io' || group === 'addons.cluster.x-k8s.io';
}

/**
 * The paths to the labels of a Secret that describes a cluster to Argo CD: its own, and those in the template of what makes it.
 * https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#clusters
 */
export const CLUSTER_LABELS: readonly (readonly string[])[] = [
  ['metadata', 'labels'],
  ['spec', 'template', 'metadata', 'labels'],
  ['spec', 'target', 'template', 'metadata', 'labels'],
];

/** Says which of Argo CD's Secrets a labelled one is. */
export const SECRET_TYPE = 'argocd.argoproj.io/secret-type';

/** Tells a Secret by which Argo CD knows a cluster; sealed and made ones are alike. */
export function declaresArgoCluster(object: View): boolean {
  return CLUSTER_LABELS.some(path => textOf(at(object, ...path, SECRET_TYPE)) === 'cluster');
}
