// `namespace`, `namePrefix` and `nameSuffix`.
import { t } from '../../model/l10n.ts';
import { contributed, textAt } from '../../read/source/lift.ts';
import type { Mapping, Scalar } from '../../read/source/tree.ts';
import { changedAt, type FieldSpec } from './changedAt.ts';
import { fits } from './imageTags.ts';
import {
  type Accumulated,
  currentId,
  isClusterScoped,
  nameScalar,
  originalId,
  withIdStored,
  withMetadata,
} from './objects.ts';

/**
 * Sets the namespace of all objects that may have one, and the name of a Namespace.
 * https://github.com/kubernetes-sigs/kustomize/blob/master/api/filters/namespace/namespace.go
 */
export function inNamespace(
  objects: readonly Accumulated[],
  namespace: Scalar,
  { isUnsetOnly = false, fields = [] }: { readonly isUnsetOnly?: boolean; readonly fields?: readonly FieldSpec[] } = {},
): readonly Accumulated[] {
  return objects.map(each => {
    const stored = withIdStored(each);
    return { ...stored, object: withNamespace(each.object, namespace, isUnsetOnly, fields) };
  });
}

function withNamespace(
  object: Mapping,
  namespace: Scalar,
  isUnsetOnly: boolean,
  fields: readonly FieldSpec[],
): Mapping {
  let changed = object;
  const isNamespace = textAt(object, 'kind') === 'Namespace' && textAt(object, 'apiVersion') === 'v1';
  if (isNamespace && !isUnsetOnly) changed = withMetadata(changed, 'name', namespace);
  const isSet = isUnsetOnly && textAt(object, 'metadata', 'namespace') !== undefined;
  if (!isClusterScoped(object) && !isSet) changed = withMetadata(changed, 'namespace', namespace);
  for (const spec of fields) {
    if (spec.path === 'metadata/namespace' || spec.path === 'metadata/name' || !fits(spec, object)) continue;
    changed = changedAt(changed, spec.path, () => namespace, spec.create ? namespace : undefined);
  }
  return changed;
}

/** Sets a prefix or suffix on names. https://github.com/kubernetes-sigs/kustomize/blob/master/api/internal/builtins/PrefixTransformer.go */
export function withAffix(
  objects: readonly Accumulated[],
  affix: Scalar,
  side: 'prefix' | 'suffix',
): readonly Accumulated[] {
  return objects.map(each => {
    const name = nameScalar(each.object);
    if (name === undefined || keepsName(each)) return each;
    const text = side === 'prefix' ? affix.text + name.text : name.text + affix.text;
    const renamed = contributed(name, text, affix, side === 'prefix' ? t('name prefix') : t('name suffix'));
    return {
      ...withIdStored(each),
      prefixes: side === 'prefix' ? [...each.prefixes, affix.text] : each.prefixes,
      suffixes: side === 'suffix' ? [...each.suffixes, affix.text] : each.suffixes,
      object: withMetadata(each.object, 'name', renamed),
    };
  });
}

function keepsName(each: Accumulated): boolean {
  const { kind, group } = { ...currentId(each.object), kind: originalId(each).kind };
  if (kind === 'APIService') return group === 'apiregistration.k8s.io';
  return kind === 'CustomResourceDefinition' || kind === 'Namespace';
}
