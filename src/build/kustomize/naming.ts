// `namespace`, `namePrefix` and `nameSuffix`.
import { t } from '../../model/l10n.ts';
import { contributed, textAt } from '../../read/source/lift.ts';
import type { Content, Mapping, Scalar } from '../../read/source/tree.ts';
import { changedAt, type FieldSpec } from './changedAt.ts';
import { fits } from './imageTags.ts';
import { type Accumulated, currentId, isClusterScoped, originalId, withIdStored, withMetadata } from './objects.ts';

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

/** The field that prefixes and suffixes change, if nothing else is configured. */
export const NAME_FIELD: FieldSpec = { group: '', version: '', kind: '', path: 'metadata/name', create: false };

/**
 * Sets a prefix or suffix on names, once for each field that fits an object.
 * https://github.com/kubernetes-sigs/kustomize/blob/master/api/internal/builtins/PrefixTransformer.go
 */
export function withAffix(
  objects: readonly Accumulated[],
  affix: Scalar,
  side: 'prefix' | 'suffix',
  fields: readonly FieldSpec[] = [NAME_FIELD],
): readonly Accumulated[] {
  return objects.map(each => {
    if (keepsName(each)) return each;
    return fields.reduce((object, spec) => withAffixAt(object, affix, side, spec), each);
  });
}

function withAffixAt(each: Accumulated, affix: Scalar, side: 'prefix' | 'suffix', spec: FieldSpec): Accumulated {
  if (!fits(spec, each.object)) return each;
  const change = (name: Content) => (name.kind === 'scalar' ? affixed(name, affix, side) : name);
  const object = changedAt(each.object, spec.path, change);
  if (spec.path !== NAME_FIELD.path) return { ...each, object };
  return {
    ...withIdStored(each),
    prefixes: side === 'prefix' ? [...each.prefixes, affix.text] : each.prefixes,
    suffixes: side === 'suffix' ? [...each.suffixes, affix.text] : each.suffixes,
    object,
  };
}

function affixed(name: Scalar, affix: Scalar, side: 'prefix' | 'suffix'): Scalar {
  const text = side === 'prefix' ? affix.text + name.text : name.text + affix.text;
  return contributed(name, text, affix, side === 'prefix' ? t('name prefix') : t('name suffix'));
}

function keepsName(each: Accumulated): boolean {
  const { kind, group } = { ...currentId(each.object), kind: originalId(each).kind };
  if (kind === 'APIService') return group === 'apiregistration.k8s.io';
  return kind === 'CustomResourceDefinition' || kind === 'Namespace';
}
