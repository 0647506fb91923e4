import { CLUSTER_LABELS, isOfDelivery, SECRET_TYPE } from '../../read/kubernetes/delivery.ts';
import { textAt } from '../../read/source/lift.ts';
import type { Mapping } from '../../read/source/tree.ts';
import { groupOf } from './stated.ts';

/** The kind, or an escape that may spell a letter of it. */
const VALUES = /ConfigMap|\\[xuU]/g;

/** Returns false only if no sender takes a value from an object in the text. A cheap look. */
export function mayHoldValues(text: string): boolean {
  return text.search(VALUES) >= 0;
}

/** Offsets in a text, in order, at which objects may be that senders take values from. */
export function placesOfValues(text: string): readonly number[] {
  return Array.from(text.matchAll(VALUES), ({ index }) => index);
}

/** Returns whether an object sends others, or a sender may look it up. */
export function isDeclaring(object: Mapping): boolean {
  const kind = textAt(object, 'kind') ?? '';
  return isOfDelivery(groupOf(object), kind) || ['ConfigMap', 'List'].includes(kind) || isArgoCluster(object);
}

/** Returns whether a Secret declares a cluster to Argo CD. Sealed and generated ones count, too. */
export function isArgoCluster(object: Mapping): boolean {
  return CLUSTER_LABELS.some(path => textAt(object, ...path, SECRET_TYPE) === 'cluster');
}
