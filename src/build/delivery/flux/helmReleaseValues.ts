// The values of a HelmRelease, from ConfigMaps and its own.
// https://github.com/fluxcd/pkg/blob/main/chartutil/values.go (ChartValuesFromReferences)
import { field, isOpen, itemsAt, textAt } from '../../../read/source/lift.ts';
import type { Content, Mapping, Scalar } from '../../../read/source/tree.ts';
import type { DeliveryContext } from '../context.ts';
import { embeddedYaml, isEmptyYaml } from '../embedded.ts';
import type { ReleaseValues } from '../sender.ts';
import { namespaceOf, openReason, placeOfNode } from '../stated.ts';
import { namedObject, whyNotOne } from './candidates.ts';

/**
 * Takes `valuesFrom` in order, then `values`. A single value at a `targetPath` goes over `values` if they have its
 * first key.
 */
export function helmReleaseValues(object: Mapping, context: DeliveryContext): readonly ReleaseValues[] {
  const values = field(object, 'spec', 'values');
  const before: ReleaseValues[] = [];
  const after: ReleaseValues[] = [];
  for (const reference of itemsAt(object, 'spec', 'valuesFrom')) {
    const path = textAt(reference, 'targetPath');
    const isOver = path !== undefined && field(values, path.split(/[.[]/, 1)[0] ?? '') !== undefined;
    (isOver ? after : before).push(valuesFrom(reference, path, object, context));
  }
  return [...before, ...ownValues(values), ...after];
}

function ownValues(values: Content | undefined): readonly ReleaseValues[] {
  if (values === undefined) return [];
  const why = openReason(values);
  return [why === undefined ? { kind: 'inline', values } : { kind: 'open', why, place: placeOfNode(values) }];
}

function valuesFrom(
  reference: Content,
  path: string | undefined,
  object: Mapping,
  context: DeliveryContext,
): ReleaseValues {
  const [kind = '', name = ''] = ['kind', 'name'].map(key => textAt(reference, key));
  const what = `${kind} ${name}`.trim();
  const place = placeOfNode(field(reference, 'name') ?? reference);
  const open = (why: string): ReleaseValues => ({ kind: 'open', why, place, ...(path === undefined ? {} : { path }) });
  if (kind !== 'ConfigMap' || openReason(field(reference, 'name')) !== undefined) return open(what);
  const found = namedObject(context, kind, namespaceOf(object, context), name, ['data']);
  // `optional` makes no difference: the ConfigMap may be in the cluster
  if (found.kind !== 'one') return open(whyNotOne(what, found));
  const key = textAt(reference, 'valuesKey') ?? 'values.yaml';
  const data = field(found.object, 'data', key);
  if (data?.kind !== 'scalar') return open(`${what}, which has no ${key}`);
  // of a whole file, parts that are open stay in it
  const reason = path === undefined && !isOpen(data) ? undefined : openReason(data);
  if (reason !== undefined) return open(reason);
  return path === undefined ? inlineValues(data, open) : { kind: 'set', path, value: data };
}

function inlineValues(data: Scalar, open: (why: string) => ReleaseValues): ReleaseValues {
  // helm.sh/helm/v3/pkg/chartutil/values.go, ReadValues
  if (isEmptyYaml(data.text)) return { kind: 'inline', values: { ...data, kind: 'mapping', entries: [] } };
  const values = embeddedYaml(data);
  return values === undefined ? open('values that are no YAML') : { kind: 'inline', values };
}
