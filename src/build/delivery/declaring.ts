import { field, textAt } from '../../read/source/lift.ts';
import type { Mapping } from '../../read/source/tree.ts';
import { groupOf } from './stated.ts';

/** Marks of objects that send others. Argo Rollouts and Workflows have the group of Applications, and send nothing. */
const SENDER_MARKS = ['fluxcd.', 'addons.cluster.x-k8s.io', 'Application', 'argocd.argoproj.io/secret-type'];
/** Marks of objects that senders take values from. */
const VALUE_MARKS = ['ConfigMap'];

/** A cheap look at a text: false only where no object in it sends others. */
export function mayHoldSenders(text: string): boolean {
  return SENDER_MARKS.some(mark => text.includes(mark));
}

/** A cheap look at a text: false only where no sender takes a value from an object in it. */
export function mayHoldValues(text: string): boolean {
  return VALUE_MARKS.some(mark => text.includes(mark));
}

/** Offsets in a text, in order, at which objects may be that send others, or that senders take values from. */
export function declaringPlaces(text: string): readonly number[] {
  return [...SENDER_MARKS, ...VALUE_MARKS].flatMap(mark => offsetsOf(mark, text)).sort((one, other) => one - other);
}

function offsetsOf(mark: string, text: string): readonly number[] {
  const places: number[] = [];
  for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + mark.length)) places.push(at);
  return places;
}

/** Whether an object sends others, or may be looked up by what does. */
export function isDeclaring(object: Mapping): boolean {
  const group = groupOf(object);
  if (group.endsWith('.fluxcd.io') || group === 'fluxcd.controlplane.io' || group === 'addons.cluster.x-k8s.io')
    return true;
  const kind = textAt(object, 'kind') ?? '';
  // Argo Rollouts and Workflows have the same group
  if (group === 'argoproj.io') return ['Application', 'ApplicationSet'].includes(kind);
  return ['ConfigMap', 'List'].includes(kind) || isArgoCluster(object);
}

/** https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#clusters; sealed and made Secrets are alike. */
export function isArgoCluster(object: Mapping): boolean {
  const templates = [object, field(object, 'spec', 'template'), field(object, 'spec', 'target', 'template')];
  return templates.some(each => textAt(each, 'metadata', 'labels', 'argocd.argoproj.io/secret-type') === 'cluster');
}
