// `labels`, `commonLabels` and `commonAnnotations`: they matter where later patches select by them.
import { field, itemsAt, textAt, withField } from '../../read/source/lift.ts';
import type { Content, Mapping } from '../../read/source/tree.ts';
import { changedAt } from './changedAt.ts';
import type { Accumulated } from './objects.ts';

/** In kustomize's order: `labels`, then `commonLabels`, then `commonAnnotations`. */
export function labelled(objects: readonly Accumulated[], kustomization: Mapping): readonly Accumulated[] {
  let changed = objects;
  for (const entry of itemsAt(kustomization, 'labels')) {
    const isInTemplates = ['includeSelectors', 'includeTemplates'].some(key => textAt(entry, key) === 'true');
    changed = withPairs(changed, field(entry, 'pairs'), 'labels', isInTemplates);
  }
  changed = withPairs(changed, field(kustomization, 'commonLabels'), 'labels', true);
  return withPairs(changed, field(kustomization, 'commonAnnotations'), 'annotations', true);
}

export function withPairs(
  objects: readonly Accumulated[],
  pairs: Content | undefined,
  under: 'labels' | 'annotations',
  isInTemplates: boolean,
): readonly Accumulated[] {
  if (pairs?.kind !== 'mapping' || pairs.entries.length === 0) return objects;
  const empty: Mapping = { ...pairs, entries: [] };
  const merge = (held: Content): Content => (held.kind === 'mapping' ? merged(held, pairs) : pairs);
  return objects.map(each => {
    let object = changedAt(each.object, `metadata/${under}`, merge, empty);
    const template = isInTemplates ? TEMPLATES.get(textAt(object, 'kind') ?? '') : undefined;
    for (const path of template ?? []) object = changedAt(object, `${path}/metadata/${under}`, merge, empty);
    return { ...each, object };
  });
}

function merged(held: Mapping, pairs: Mapping): Mapping {
  let all = held;
  for (const { key, value } of pairs.entries) {
    if (value !== undefined && value.kind !== 'alias') all = withField(all, key.text, value, key);
  }
  return all;
}

const TEMPLATE: readonly string[] = ['spec/template'];

const TEMPLATES: ReadonlyMap<string, readonly string[]> = new Map([
  ['ReplicationController', TEMPLATE],
  ['Deployment', TEMPLATE],
  ['ReplicaSet', TEMPLATE],
  ['DaemonSet', TEMPLATE],
  ['StatefulSet', TEMPLATE],
  ['Job', TEMPLATE],
  ['CronJob', ['spec/jobTemplate', 'spec/jobTemplate/spec/template']],
]);
