// `vars`, which kustomize has kept for old kustomizations: `$(NAME)` in fields that a configuration names.
// https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/vars/
import { t } from '../../model/l10n.ts';
import { field, isOpen, textAt } from '../../read/source/lift.ts';
import type { Content, Mapping, Scalar } from '../../read/source/tree.ts';
import { changedAt, type FieldSpec } from './changedAt.ts';
import { contentAtPath } from './fieldPaths.ts';
import { fits } from './imageTags.ts';
import { type Accumulated, allIds } from './objects.ts';
import { openImage } from './opened.ts';
import { substituted } from './replacing.ts';

/** Vars with their values. `undefined`: a value can't be found. */
type Variables = ReadonlyMap<string, Scalar | undefined>;

/**
 * Replaces vars by their values. An image, an account or a secret can only be in fields that configurations name: the
 * fields of kustomize's defaults are arguments and environments.
 */
export function substituteVariables(
  objects: readonly Accumulated[],
  entries: readonly Content[],
  fields: readonly FieldSpec[],
): readonly Accumulated[] {
  if (entries.length === 0 || fields.length === 0) return objects;
  const variables: Variables = new Map(entries.map(entry => [textAt(entry, 'name') ?? '', valueOfVar(objects, entry)]));
  return objects.map(each => {
    let object: Mapping = each.object;
    for (const spec of fields) {
      if (fits(spec, object)) object = changedAt(object, spec.path, value => expandedIn(value, variables));
    }
    return object === each.object ? each : { ...each, object };
  });
}

function valueOfVar(objects: readonly Accumulated[], entry: Content): Scalar | undefined {
  const reference = field(entry, 'objref') ?? field(entry, 'objRef');
  if (reference === undefined) return undefined;
  const [kind, name, namespace] = ['kind', 'name', 'namespace'].map(key => textAt(reference, key));
  const [group = '', version = ''] = groupAndVersion(textAt(reference, 'apiVersion'));
  const matching = objects.filter(each =>
    allIds(each).some(
      id =>
        id.kind === kind &&
        id.name === name &&
        id.group === group &&
        id.version === version &&
        (namespace === undefined || id.namespace === namespace),
    ),
  );
  const [found] = matching;
  if (found === undefined || matching.length > 1) return undefined;
  const path = textAt(entry, 'fieldref', 'fieldPath') ?? textAt(entry, 'fieldref', 'fieldpath') ?? 'metadata.name';
  const value = contentAtPath(found.object, path.replaceAll('[', '.').replaceAll(']', ''));
  return value?.kind === 'scalar' ? value : undefined;
}

function groupAndVersion(apiVersion: string | undefined): readonly string[] {
  const parts = (apiVersion ?? '').split('/');
  return parts.length > 1 ? parts : ['', ...parts];
}

function expandedIn(value: Content, variables: Variables): Content {
  if (value.kind === 'list') {
    return {
      ...value,
      items: value.items.map(item => (item && item.kind !== 'alias' ? expandedIn(item, variables) : item)),
    };
  }
  if (value.kind === 'mapping') {
    const entries = value.entries.map(({ key, value: held }) => ({
      key,
      value: held && held.kind !== 'alias' ? expandedIn(held, variables) : held,
    }));
    return { ...value, entries };
  }
  let expanded = value;
  for (const [reference, name] of value.text.matchAll(/(?<!\$)\$\(([^()$]+)\)/g)) {
    if (name === undefined || !variables.has(name)) continue;
    const held = variables.get(name);
    if (held === undefined || isOpen(held)) return openImage(value, t('value of the var {0}', name));
    expanded = substituted(
      expanded,
      expanded.text.replace(reference, () => held.text),
      held,
    );
  }
  return expanded;
}
