import type { Written } from '../../model/place.ts';
import type { KustomizationImage } from '../../model/reading.ts';
import type { PodWorkload } from '../../model/workload.ts';
import { readChartValues } from '../helm/chartValues.ts';
import { readRenames } from '../join/renames.ts';
import { formatOfDocuments, isYamlName } from '../source/documents.ts';
import type { Harvest } from '../source/harvest.ts';
import { at, find, items, textOf, type View, view } from '../source/view.ts';
import { readObject } from './kubernetes/kubernetes.ts';
import { plainPod } from './kubernetes/pods.ts';

/** Kustomizations and components, and the built-in image transformer in a file of its own. */
export const kustomization = formatOfDocuments({
  id: 'kustomization',
  about: {
    files: '`kustomization.yaml`, and files of its API group',
    reads:
      '`images` (new name, tag, digest), image transformers in it or in files of their own, images in patches and in values of Helm charts that stand in the file; what it includes, for its effect on the manifests below',
    leavesOut: 'replacements, generators, what the templates of a Helm chart that it inflates make of its values',
  },
  recognizes: ({ name, text }) =>
    /(?:^|\/)kustomization(?:\.ya?ml)?$/i.test(name) ||
    (isYamlName(name) && (text.includes('kustomize.config.k8s.io') || text.includes('ImageTagTransformer'))),
  mayMatter: () => true,
  read: readKustomization,
});

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
  const images = readRenames(at(root, 'images'), 'images', workload, harvest);
  const inline = find(root, 'transformers[]').flatMap(({ value, where }) => {
    const transformer = harvest.embedded(value);
    return transformer === undefined ? [] : readTransformer(transformer, `${where} · `, workload, harvest);
  });
  const paths = (from: readonly string[]) =>
    from.flatMap(path => find(root, path)).flatMap(({ value }) => pathOf(value, harvest));
  harvest.declaration({
    kind: 'kustomization',
    resources: paths(INCLUDED),
    components: paths(['components[]']),
    transformers: paths(['transformers[]']),
    images: [...images, ...inline],
    hasConfigurations: at(root, 'configurations') !== undefined,
    namespace: workload.namespace,
    place: harvest.place(root),
  });
  for (const { value, where } of find(root, 'helmCharts[].valuesInline'))
    readChartValues(value, where, workload, harvest);
  for (const { value, where } of INLINE.flatMap(path => find(root, path))) {
    const patch = harvest.embedded(value);
    if (patch !== undefined) readPatch(patch, where, workload, harvest);
  }
}

/** Where a kustomization names what it is made of. Patches count: the images they bring are replaced like all others. */
const INCLUDED = ['resources[]', 'bases[]', 'patches[].path', 'patchesStrategicMerge[]', 'patchesJson6902[].path'];

/** Where it holds a patch in itself. */
const INLINE = ['patches[].patch', 'patchesStrategicMerge[]', 'patchesJson6902[].patch'];

function pathOf(value: View, harvest: Harvest): readonly Written[] {
  const written = harvest.written(value);
  return written === undefined || written.text.includes('\n') ? [] : [written];
}

/** A patch is a manifest with gaps, or a list of operations by RFC 6902. */
function readPatch(patch: View, where: string, workload: PodWorkload, harvest: Harvest): void {
  readObject(patch, `${where} · `, [], harvest, 0);
  for (const [index, operation] of items(patch).entries()) {
    if (/\/image$/.test(textOf(at(operation, 'path')) ?? '')) {
      harvest.image(at(operation, 'value'), `${where}[${index}].value`, workload);
    }
  }
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
