import type { Written } from '../../model/place.ts';
import type { InflatedChart, KustomizationImage, Replacement, TextPart } from '../../model/reading.ts';
import type { PodWorkload } from '../../model/workload.ts';
import { readChartValues } from '../helm/chartValues.ts';
import { readChartAddress } from '../helm/values.ts';
import { readRenames } from '../renames.ts';
import { type Beginning, formatOfDocuments, isJsonName, isYamlName } from '../source/documents.ts';
import type { Harvest } from '../source/harvest.ts';
import { at, find, items, textOf, type View, view } from '../source/view.ts';
import { pathsOf } from './kubernetes/destinations/paths.ts';
import { readObject } from './kubernetes/kubernetes.ts';
import { patchOf, pathOf, readOperations, selectorOf } from './kubernetes/patches.ts';
import { plainPod } from './kubernetes/pods.ts';

/** Kustomizations and components, and what they name in files of their own: transformers, operations, replacements. */
export const kustomization = formatOfDocuments({
  id: 'kustomization',
  about: {
    files:
      '`kustomization.yaml`, files of its API group, and files that it refers to: operations by RFC 6902, replacements, configurations',
    reads:
      '`images` (new name, tag, digest), image transformers in it or in files of their own, images in patches and in values of Helm charts in the file; the resources that it includes, charts in the tree too, with the changes that its patches, by any name that prefixes and suffixes gave an object, its `replacements` and its images make to the images below and to who pulls them',
    leavesOut:
      'labels and annotations that patches select by, and values that only generators read (`envs`, `files`): the image is unknown; how an inflated Helm chart’s templates render values that the kustomization gives',
  },
  recognizes,
  readsLists: true,
  mayMatter: () => true,
  read: (root, harvest) => {
    if (root.node.kind === 'list') readList(root, harvest);
    else readKustomization(root, harvest);
  },
});

function recognizes({ name, text }: Beginning): boolean {
  if (/(?:^|\/)kustomization(?:\.ya?ml)?$/i.test(name)) return true;
  if (!isYamlName(name) && !isJsonName(name)) return false;
  if (/kustomize\.config\.k8s\.io|ImageTagTransformer/.test(text)) return isYamlName(name);
  if (/^apiVersion\s*:/m.test(text)) return false;
  return CONFIGURATION.test(text) || isReplacements(text) || isOperations(text);
}

const CONFIGURATION = /^images:[^\S\n]*\n[^\S\n]*- (?:path|kind|group|version)\s*:/m;

function isReplacements(text: string): boolean {
  return (
    /^(?:- )?source(?:Value)?\s*:/m.test(text) && /^(?: {2})?targets\s*:/m.test(text) && text.includes('fieldPath')
  );
}

function isOperations(text: string): boolean {
  return (
    /^(?:-|\[)/m.test(text) &&
    /\bop["']? ?: ?["']?(?:add|replace|test|copy|move|remove)\b/.test(text) &&
    /\bpath["']? ?: ?["']?\//.test(text)
  );
}

/** Operations by RFC 6902, or replacements: what a kustomization takes from a file that is a list. */
function readList(root: View, harvest: Harvest): void {
  const [first] = items(root);
  if (at(first, 'op') !== undefined) readOperations(root, '', plainPod({}), harvest);
  else readReplacementsFile(items(root), harvest);
}

function readReplacementsFile(list: readonly (View | undefined)[], harvest: Harvest): void {
  const replacements = list.flatMap(each => replacementOf(each, harvest));
  if (replacements.length > 0) harvest.declaration({ kind: 'replacements', replacements });
}

function readKustomization(root: View, harvest: Harvest): void {
  const workload = plainPod({
    kind: textOf(at(root, 'kind')) ?? 'Kustomization',
    name: textOf(at(root, 'metadata', 'name')),
    namespace: textOf(at(root, 'namespace')),
  });
  if (workload.kind === 'ImageTagTransformer') {
    const images = readTransformer(root, '', workload, harvest);
    harvest.declaration({ kind: 'imageTransformer', images, place: harvest.place(root) });
    return;
  }
  if (at(root, 'targets') !== undefined) {
    readReplacementsFile([root], harvest);
    return;
  }
  if (find(root, 'images[].path').length > 0) {
    const text = (field: View | undefined, key: string) => textOf(at(field, key)) ?? '';
    const listed = items(at(root, 'images')).map(each => ({ path: text(each, 'path'), kind: text(each, 'kind') }));
    harvest.declaration({ kind: 'imageFields', fields: listed });
    return;
  }
  const images = readRenames(at(root, 'images'), 'images', workload, harvest);
  const inline = find(root, 'transformers[]').flatMap(({ value, where }) => {
    const transformer = harvest.embedded(value);
    return transformer === undefined ? [] : readTransformer(transformer, `${where} · `, workload, harvest);
  });
  const paths = (...from: readonly string[]) =>
    from.flatMap(path => find(root, path)).flatMap(({ value }) => pathOf(value, harvest));
  const [prefix = '', suffix = ''] = ['namePrefix', 'nameSuffix'].map(key => textOf(at(root, key)));
  harvest.declaration({
    kind: 'kustomization',
    resources: paths(...INCLUDED),
    components: paths('components[]'),
    transformers: paths('transformers[]'),
    images: [...images, ...inline],
    patches: PATCHES.flatMap(path => find(root, path)).map(({ value }) => patchOf(value, harvest)),
    replacements: find(root, 'replacements[]').flatMap(({ value }): readonly (Replacement | Written)[] => {
      const file = at(value, 'path');
      return file === undefined ? replacementOf(value, harvest) : pathOf(file, harvest);
    }),
    configurations: paths('configurations[]'),
    charts: chartsOf(root, harvest),
    ...(prefix + suffix === '' ? {} : { affix: { prefix, suffix } }),
    namespace: workload.namespace,
    place: harvest.place(root),
  });
  for (const { value } of find(root, 'configMapGenerator[]')) readGenerator(value, harvest);
  for (const { value: chart, where } of find(root, 'helmCharts[]')) {
    readChartAddress(chart, 'repo', where, 'kustomize', harvest);
  }
  for (const { value, where } of find(root, 'helmCharts[].valuesInline'))
    readChartValues(value, where, workload, harvest);
  for (const { value, where } of INLINE.flatMap(path => find(root, path))) {
    const patch = harvest.embedded(value);
    if (patch === undefined) continue;
    // a patch is a manifest with gaps, or a list of operations by RFC 6902
    readObject(patch, `${where} · `, [], harvest, 0);
    readOperations(patch, where, workload, harvest);
  }
}

/** Where a kustomization names what it is made of. Patches count: the images they bring are replaced like all others. */
const INCLUDED = ['resources[]', 'bases[]', 'patches[].path', 'patchesStrategicMerge[]', 'patchesJson6902[].path'];

/** Where it holds a patch in itself. */
const INLINE = ['patches[].patch', 'patchesStrategicMerge[]', 'patchesJson6902[].patch'];

/** In the order in which kustomize works on them. */
const PATCHES = ['patchesStrategicMerge[]', 'patches[]', 'patchesJson6902[]'];

/** https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/replacements/ */
function replacementOf(replacement: View | undefined, harvest: Harvest): readonly Replacement[] {
  const source = at(replacement, 'source');
  const value = harvest.written(at(replacement, 'sourceValue'));
  if (replacement === undefined || (source === undefined && value === undefined)) return [];
  const field = textOf(at(source, 'fieldPath')) ?? 'metadata.name';
  const targets = find(replacement, 'targets[]').map(({ value: target }) => ({
    select: selectorOf(at(target, 'select')),
    reject: items(at(target, 'reject')).map(each => selectorOf(each)),
    fields: items(at(target, 'fieldPaths')).flatMap(each => textOf(each) ?? []),
    part: partOf(at(target, 'options')),
  }));
  const from = source && { ...selectorOf(source), field, part: partOf(at(source, 'options')) };
  return [{ source: from, value, targets, span: harvest.spanOf(source ?? replacement) }];
}

function partOf(options: View | undefined): TextPart | undefined {
  const delimiter = textOf(at(options, 'delimiter'));
  return delimiter === undefined ? undefined : { delimiter, index: Number(textOf(at(options, 'index')) ?? 0) };
}

/** https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/helmcharts/ */
function chartsOf(root: View, harvest: Harvest): readonly InflatedChart[] {
  const home = textOf(at(root, 'helmGlobals', 'chartHome')) ?? 'charts';
  return find(root, 'helmCharts[]').flatMap(({ value: chart }) => {
    const name = harvest.written(at(chart, 'name'));
    if (name === undefined) return [];
    const listed = [at(chart, 'valuesFile'), ...items(at(chart, 'additionalValuesFiles'))];
    const files = listed.flatMap(each => textOf(each) ?? []);
    const folder = { ...name, text: `${home}/${name.text}` };
    return [{ folder, files, overrides: pathsOf(at(chart, 'valuesInline')) }];
  });
}

/**
 * The literals of a generated ConfigMap, which replacements may copy: `registry=shopprod.azurecr.io`. One made of files is
 * declared without their values, since no ConfigMap further away is meant then.
 */
function readGenerator(generator: View, harvest: Harvest): void {
  const name = at(generator, 'name');
  const text = textOf(name);
  const values = items(at(generator, 'literals')).flatMap(literal => {
    const written = harvest.written(literal);
    const [, key, value] = /^([^=]+)=["']?(.*?)["']?$/s.exec(written?.text ?? '') ?? [];
    return written && key !== undefined && value !== undefined
      ? [{ ...written, name: `data.${key}`, text: value }]
      : [];
  });
  // https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/configmapgenerator/: `key=file`, or the file
  const charts = items(at(generator, 'files')).flatMap(each => {
    const [, key, file = ''] = /^(?:([^=]+)=)?(.+)$/.exec(textOf(each) ?? '') ?? [];
    return file === '' ? [] : [{ key: key ?? file.replace(/^.*\//, ''), paths: [], file }];
  });
  const isOfFiles = ['envs', 'env', 'files'].some(key => at(generator, key) !== undefined);
  if (name === undefined || text === undefined || (values.length === 0 && !isOfFiles)) return;
  const namespace = textOf(at(generator, 'namespace'));
  harvest.declaration({
    kind: 'fields',
    name: `ConfigMap ${text}`,
    namespace,
    values,
    charts,
    place: harvest.place(name),
  });
}

function readTransformer(
  root: View,
  prefix: string,
  workload: PodWorkload,
  harvest: Harvest,
): readonly KustomizationImage[] {
  const tag = at(root, 'imageTag');
  if (tag === undefined || textOf(at(root, 'kind')) !== 'ImageTagTransformer') return [];
  const list = view({ kind: 'list', items: [tag.node], span: tag.node.span });
  return readRenames(list, `${prefix}imageTag`, workload, harvest);
}
