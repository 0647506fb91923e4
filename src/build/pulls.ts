import type { ManifestReading } from '../model/reading.ts';
import type { ImageReference, ReadImage } from '../model/reference.ts';
import type { ImageRule } from '../read/format.ts';
import { readImage } from '../read/image.ts';
import { readObject } from '../read/kubernetes/objects.ts';
import { plainPod } from '../read/kubernetes/pods.ts';
import { ReadingBuilder } from '../read/source/readingBuilder.ts';
import type { Mapping } from '../read/source/tree.ts';
import { view } from '../read/source/view.ts';
import { readChartValues } from '../read/values/chartValues.ts';
import type { BuildInputs, LoosePart, Outside } from './built.ts';
import { mergedValues } from './values.ts';

/**
 * Reads built objects as the same reader reads a file: images with who pulls them, and what the objects declare. Each
 * place lies in the file in which a person wrote it.
 */
export function readBuilt(objects: readonly Mapping[], rules: readonly ImageRule[]): Omit<ManifestReading, 'file'> {
  const builder = new ReadingBuilder('kubernetes', '', '', 0);
  for (const object of objects) {
    const root = view(object);
    if (root !== undefined) readObject(root, builder, { rules });
  }
  return builder.done();
}

/**
 * Reads loose parts. The objects around them were not built, so the parts are judged by their own text. For values of a
 * partly built chart, images that the build shows are left out, and those that a kustomization replaces.
 */
export function readLoose(
  parts: readonly LoosePart[],
  built: readonly ImageReference[],
  rules: readonly ImageRule[],
  inputs: BuildInputs,
): readonly ImageReference[] {
  const shown = new Set(built.map(shownAt));
  const replaced = new Set(
    parts.flatMap(part => (part.kind === 'image' ? repositoryOf(readImage(part.replaces)) : [])),
  );
  const isLeft = (reference: ImageReference) =>
    !shown.has(shownAt(reference)) && !repositoryOf(reference.image).some(each => replaced.has(each));
  return parts.flatMap(part => {
    const references = imagesInLoose(part, rules, inputs);
    return part.kind === 'values' ? references.filter(isLeft) : references;
  });
}

function shownAt({ file, span }: ImageReference): string {
  return `${file} ${span.start}`;
}

function imagesInLoose(part: LoosePart, rules: readonly ImageRule[], inputs: BuildInputs): readonly ImageReference[] {
  switch (part.kind) {
    case 'image': {
      const builder = new ReadingBuilder('kustomization', '', '', 0);
      builder.image(view(part.image), part.where, plainPod({}));
      return builder.done().references.map(each => withSecretsFrom(each, part.of));
    }
    case 'object':
      return readBuilt([part.object], rules).references.map(each => withSecretsFrom(each, part.of));
    case 'values': {
      const unread = part.values.flatMap(each => (each.kind === 'open' && each.path === undefined ? each : []));
      const secrets = unread.map(({ why, place }) => ({ ...place, what: why }));
      const references = imagesInValues(mergedValues(part.values, inputs));
      return references.map(each => secrets.reduce(withSecretsFrom, each));
    }
  }
}

function repositoryOf(image: ReadImage): readonly string[] {
  if (image.kind === 'malformed' || image.repository === undefined) return [];
  return [`${image.registry}/${image.repository}`];
}

/** A pod may have any secrets of a part that is not known. */
function withSecretsFrom(reference: ImageReference, { file, span, what }: Outside): ImageReference {
  const { workload } = reference;
  if (workload.platform !== 'kubernetes') return reference;
  const morePullSecrets = [...workload.morePullSecrets, { file, span, text: what }];
  return { ...reference, workload: { ...workload, morePullSecrets } };
}

/** Images that values plainly name, for a chart whose templates are not in the tree. */
function imagesInValues(values: Mapping | undefined): readonly ImageReference[] {
  const root = view(values);
  if (root === undefined) return [];
  const builder = new ReadingBuilder('helm-values', '', '', 0);
  readChartValues(root, '', plainPod({}), builder);
  return builder.done().references;
}
