import type { CustomResource } from './customResource.ts';
import { DELIVERY } from './delivery.ts';
import { OPERATORS } from './operators.ts';
import { WORKLOADS } from './workloads.ts';

const rows = new Map<string, CustomResource>(
  [...DELIVERY, ...OPERATORS, ...WORKLOADS].flatMap(row =>
    row.kinds.map(kind => [`${row.group}/${kind}`, row] as const),
  ),
);

/** What is known of a kind; undefined for one that has no row. */
export function customResource(group: string, kind: string): CustomResource | undefined {
  return rows.get(`${group}/${kind}`);
}

/**
 * Groups whose objects describe others and run nothing: schemas, and policies with patterns in the place of images.
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
]);
