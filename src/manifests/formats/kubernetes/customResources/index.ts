import type { CustomResource } from './customResource.ts';
import { DELIVERY } from './delivery.ts';
import { OPERATORS } from './operators.ts';

const rows = new Map<string, CustomResource>(
  [...DELIVERY, ...OPERATORS].flatMap(row => row.kinds.map(kind => [`${row.group}/${kind}`, row] as const)),
);

/** The row of a kind; undefined for one that has none. */
export function customResource(group: string, kind: string): CustomResource | undefined {
  return rows.get(`${group}/${kind}`);
}

/**
 * Groups whose objects run no image that they name: schemas, policies with patterns in the place of images, bindings to
 * the users of an image, reports of what was seen, and machines.
 */
export const DESCRIPTIVE_GROUPS: ReadonlySet<string> = new Set([
  'apiextensions.k8s.io',
  'admissionregistration.k8s.io',
  'constraints.gatekeeper.sh',
  'mutations.gatekeeper.sh',
  'templates.gatekeeper.sh',
  'kyverno.io',
  'policies.kyverno.io',
  'policies.kubewarden.io',
  'policy.sigstore.dev',
  'portieris.cloud.ibm.com',
  'security-profiles-operator.x-k8s.io',
  'argocd-image-updater.argoproj.io',
  'eraser.sh',
  'config.openshift.io',
  'aquasecurity.github.io',
  'spdx.softwarecomposition.kubescape.io',
  'wgpolicyk8s.io',
  'openreports.io',
  'infrastructure.cluster.x-k8s.io',
  'machine.openshift.io',
  'metal3.io',
]);
