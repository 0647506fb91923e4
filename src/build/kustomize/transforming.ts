// The transformers of a kustomization, in kustomize's order, and those that `transformers:` names.
// https://github.com/kubernetes-sigs/kustomize/blob/master/api/internal/target/kusttarget_configplugin.go
import { t } from '../../model/l10n.ts';
import { field, itemsAt, textAt } from '../../read/source/lift.ts';
import { findPlaceholders } from '../../read/source/placeholders.ts';
import type { Content, Mapping, Scalar } from '../../read/source/tree.ts';
import { changedAt, type FieldSpec } from './changedAt.ts';
import { type FieldConfiguration, fieldSpecsAt } from './configuration.ts';
import { fits, IMAGE_FIELDS, ImageTags, imageTagIn } from './imageTags.ts';
import { labelled, withPairs } from './labelling.ts';
import { looseImage } from './loose.ts';
import { inNamespace, NAME_FIELD, withAffix } from './naming.ts';
import type { Accumulated } from './objects.ts';
import { applyPatchEntry, applyStrategicMerges, opened } from './patching.ts';
import { withReplacements } from './replacing.ts';
import { Resources } from './resources.ts';
import type { TransformerStage } from './stage.ts';

/** Applies the fields of a kustomization. Each transformer sees the results of the ones before it. */
export function transformed(
  objects: readonly Accumulated[],
  kustomization: Mapping,
  configuration: FieldConfiguration,
  stage: TransformerStage,
): readonly Accumulated[] {
  let now = patched(objects, resources => {
    applyStrategicMerges(resources, itemsAt(kustomization, 'patchesStrategicMerge'), stage);
    for (const entry of itemsAt(kustomization, 'patches')) applyPatchEntry(resources, entry, stage);
  });
  for (const key of ['namespace', 'namePrefix', 'nameSuffix']) checkText(scalarAt(kustomization, key), stage);
  const namespace = scalarAt(kustomization, 'namespace');
  if (namespace !== undefined)
    now = helmLeftAlone(now, each => inNamespace(each, namespace, { fields: configuration.namespace }));
  const prefix = scalarAt(kustomization, 'namePrefix');
  if (prefix !== undefined) now = withAffix(now, prefix, 'prefix', nameFields(configuration.namePrefix));
  const suffix = scalarAt(kustomization, 'nameSuffix');
  if (suffix !== undefined) now = withAffix(now, suffix, 'suffix', nameFields(configuration.nameSuffix));
  now = labelled(now, kustomization);
  now = patched(now, resources => {
    // unlike `patches`, they leave no earlier id behind
    for (const entry of itemsAt(kustomization, 'patchesJson6902'))
      applyPatchEntry(resources, entry, stage, { isStored: false });
  });
  for (const entry of itemsAt(kustomization, 'replicas'))
    now = withReplicas(now, entry, { more: configuration.replicas, stage });
  const images = [...itemsAt(kustomization, 'images'), ...itemsAt(kustomization, 'imageTags')];
  now = withImages(now, images, [...IMAGE_FIELDS, ...configuration.images], stage);
  return withReplacements(now, itemsAt(kustomization, 'replacements'), stage);
}

/** kustomize's default is any name: a configured one is the same field. */
function nameFields(configured: readonly FieldSpec[]): readonly FieldSpec[] {
  return [NAME_FIELD, ...configured.filter(({ path }) => path !== NAME_FIELD.path)];
}

/** From v5.8 on, kustomize leaves the namespaces of a chart's objects to Helm. */
function helmLeftAlone(
  objects: readonly Accumulated[],
  change: (objects: readonly Accumulated[]) => readonly Accumulated[],
): readonly Accumulated[] {
  return objects.flatMap(each => (each.isInflated ? each : change([each])));
}

function patched(objects: readonly Accumulated[], patch: (resources: Resources) => void): readonly Accumulated[] {
  const resources = new Resources(objects);
  patch(resources);
  return resources.all();
}

/**
 * Applies the entries of `images`, each to the result of the ones before it. If a resource is missing, an entry that
 * matches nothing may be for one of its images.
 */
function withImages(
  objects: readonly Accumulated[],
  entries: readonly Content[],
  fields: readonly FieldSpec[],
  stage: TransformerStage,
): readonly Accumulated[] {
  const tags = new ImageTags(entries.map(imageTagIn), fields);
  for (const { name, newTag, newName, digest, tagSuffix } of tags.all)
    for (const scalar of [name, newTag, newName, digest, tagSuffix]) checkText(scalar, stage);
  const matched = new Set<number>();
  const changed = onObjects(objects, object => tags.apply(object, 0, matched));
  const { missing } = stage.report;
  if (missing === undefined) return changed;
  const loose = tags.all.flatMap((tag, at) => {
    if (matched.has(at)) return [];
    return onObjects(looseImage(tag, missing), object => tags.apply(object, at + 1, matched));
  });
  return [...changed, ...loose];
}

/**
 * Reports a value that kustomize refuses: it reads YAML 1.1, and a number or `no` is an error where it wants a text.
 */
function checkText(scalar: Scalar | undefined, { report, file }: TransformerStage): void {
  if (scalar?.plain !== true) return;
  if (NUMBER.test(scalar.text)) report.problem(scalar, file, t('kustomize refuses a number here: put it in quotes'));
  if (BOOLEAN.test(scalar.text))
    report.problem(scalar, file, t('kustomize reads {0} as a boolean: put it in quotes', scalar.text));
}

const NUMBER = /^[-+]?(?:\d[\d_]*(?:\.[\d_]*)?(?:e[-+]?\d+)?|\.\d[\d_]*(?:e[-+]?\d+)?|0x[\da-f_]+|0o?[0-7_]+)$/i;
const BOOLEAN = /^(?:y|n|yes|no|on|off|true|false)$/i;

function onObjects(objects: readonly Accumulated[], change: (object: Mapping) => Mapping): readonly Accumulated[] {
  return objects.map(each => {
    const object = change(each.object);
    return object === each.object ? each : { ...each, object };
  });
}

interface Scaling {
  /** Fields of other kinds, by `configurations`. */
  readonly more: readonly FieldSpec[];
  readonly stage: TransformerStage;
}

/** kustomize refuses an entry that matches no workload. A missing resource or an open name may be the one. */
function withReplicas(objects: readonly Accumulated[], entry: Content, scaling?: Scaling): readonly Accumulated[] {
  const [name, count] = [textAt(entry, 'name'), field(entry, 'count')];
  if (name === undefined || count === undefined) return objects;
  let mayMatch = scaling === undefined || scaling.stage.report.missing !== undefined;
  const scaled = objects.map(each => {
    const names = [textAt(each.object, 'metadata', 'name') ?? '', ...each.previous.map(id => id.name)];
    const isScaled = SCALED.has(textAt(each.object, 'kind') ?? '');
    const isOther = scaling?.more.some(spec => fits(spec, each.object)) === true;
    if (isScaled || isOther) mayMatch ||= names.some(one => one === name || findPlaceholders(one).length > 0);
    if (!isScaled || !names.includes(name)) return each;
    return { ...each, object: changedAt(each.object, 'spec/replicas', () => count, count) };
  });
  if (!mayMatch && scaling !== undefined)
    scaling.stage.report.problem(entry, scaling.stage.file, t('no workload is called {0}: kustomize refuses it', name));
  return scaled;
}

const SCALED: ReadonlySet<string> = new Set(['Deployment', 'ReplicationController', 'ReplicaSet', 'StatefulSet']);

/** Applies an object of `transformers:`. One that is not kustomize's own may change anything that pulls depend on. */
export function withTransformer(
  objects: readonly Accumulated[],
  transformer: Mapping,
  stage: TransformerStage,
): readonly Accumulated[] {
  const kind = textAt(transformer, 'kind') ?? '';
  const builtIn = textAt(transformer, 'apiVersion') === 'builtin' ? BUILT_IN.get(kind) : undefined;
  if (builtIn !== undefined) return builtIn(objects, transformer, stage);
  if (textAt(transformer, 'apiVersion') === 'builtin' && HARMLESS.has(kind)) return objects;
  return objects.map(each => opened(each, t('changed by the transformer {0}', kind)));
}

/** They change no image, account or secret. */
const HARMLESS: ReadonlySet<string> = new Set(['HashTransformer', 'SortOrderTransformer', 'LegacyOrderTransformer']);

type Transformer = (
  objects: readonly Accumulated[],
  configured: Mapping,
  stage: TransformerStage,
) => readonly Accumulated[];

const BUILT_IN: ReadonlyMap<string, Transformer> = new Map<string, Transformer>([
  [
    'ImageTagTransformer',
    (objects, configured) => {
      const tag = field(configured, 'imageTag');
      const fields = fieldSpecsAt(configured, 'fieldSpecs');
      if (tag === undefined) return objects;
      const tags = new ImageTags([imageTagIn(tag)], fields);
      return onObjects(objects, object => tags.apply(object));
    },
  ],
  [
    'PatchTransformer',
    (objects, configured, stage) => patched(objects, resources => applyPatchEntry(resources, configured, stage)),
  ],
  [
    'PatchJson6902Transformer',
    (objects, configured, stage) =>
      patched(objects, resources =>
        applyPatchEntry(resources, configured, stage, { inline: 'jsonOp', isStored: false }),
      ),
  ],
  [
    'PatchStrategicMergeTransformer',
    (objects, configured, stage) => {
      const inline = field(configured, 'patches');
      const entries = [...itemsAt(configured, 'paths'), ...(inline === undefined ? [] : [inline])];
      return patched(objects, resources => applyStrategicMerges(resources, entries, stage));
    },
  ],
  ['NamespaceTransformer', withConfiguredNamespace],
  ['PrefixTransformer', (objects, configured) => withConfiguredAffix(objects, configured, 'prefix')],
  ['SuffixTransformer', (objects, configured) => withConfiguredAffix(objects, configured, 'suffix')],
  [
    'PrefixSuffixTransformer',
    (objects, configured) =>
      withConfiguredAffix(withConfiguredAffix(objects, configured, 'prefix'), configured, 'suffix'),
  ],
  ['LabelTransformer', (objects, configured) => withPairs(objects, field(configured, 'labels'), 'labels', false)],
  [
    'AnnotationsTransformer',
    (objects, configured) => withPairs(objects, field(configured, 'annotations'), 'annotations', false),
  ],
  [
    'ReplacementTransformer',
    (objects, configured, stage) => withReplacements(objects, itemsAt(configured, 'replacements'), stage),
  ],
  [
    'ReplicaCountTransformer',
    (objects, configured) => {
      const replica = field(configured, 'replica');
      return replica === undefined ? objects : withReplicas(objects, replica);
    },
  ],
]);

function withConfiguredNamespace(objects: readonly Accumulated[], configured: Mapping): readonly Accumulated[] {
  const namespace = field(configured, 'metadata', 'namespace');
  if (namespace?.kind !== 'scalar') return objects;
  const isUnsetOnly = textAt(configured, 'unsetOnly') === 'true';
  const fields = fieldSpecsAt(configured, 'fieldSpecs');
  return helmLeftAlone(objects, each => inNamespace(each, namespace, { isUnsetOnly, fields }));
}

/** Renames only where the configuration has it. */
function withConfiguredAffix(
  objects: readonly Accumulated[],
  configured: Mapping,
  side: 'prefix' | 'suffix',
): readonly Accumulated[] {
  const affix = scalarAt(configured, side);
  return affix === undefined ? objects : withAffix(objects, affix, side, fieldSpecsAt(configured, 'fieldSpecs'));
}

function scalarAt(node: Content, key: string): Scalar | undefined {
  const value = field(node, key);
  return value?.kind === 'scalar' && textAt(node, key) !== undefined ? value : undefined;
}
