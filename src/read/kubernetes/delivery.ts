import { at, textOf, type View } from '../source/view.ts';

/**
 * Recognizes objects of Flux, Argo CD or Cluster API's add-on provider by group and kind: those that send others, or
 * that a sender looks up.
 */
export function isOfDelivery(group: string, kind: string): boolean {
  // Argo Rollouts and Workflows have the same group
  if (group === 'argoproj.io') return ['Application', 'ApplicationSet'].includes(kind);
  return group.endsWith('.fluxcd.io') || group === 'fluxcd.controlplane.io' || group === 'addons.cluster.x-k8s.io';
}

/**
 * The paths to the labels of a Secret that describes a cluster to Argo CD: its own, and those in the template of what
 * makes it.
 * https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#clusters
 */
export const CLUSTER_LABELS: readonly (readonly string[])[] = [
  ['metadata', 'labels'],
  ['spec', 'template', 'metadata', 'labels'],
  ['spec', 'target', 'template', 'metadata', 'labels'],
];

/** Returns the kind of a labelled Secret of Argo CD. */
export const SECRET_TYPE = 'argocd.argoproj.io/secret-type';

/** Returns whether a Secret declares a cluster to Argo CD. Sealed and generated ones count, too. */
export function declaresArgoCluster(object: View): boolean {
  return CLUSTER_LABELS.some(path => textOf(at(object, ...path, SECRET_TYPE)) === 'cluster');
}
