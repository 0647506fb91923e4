import type { ManifestReading } from '../model/reading.ts';
import type { ImageReference } from '../model/reference.ts';
import type { ImageRule } from '../read/format.ts';
import { readObject } from '../read/kubernetes/objects.ts';
import { plainPod } from '../read/kubernetes/pods.ts';
import { ReadingBuilder } from '../read/source/readingBuilder.ts';
import type { Mapping } from '../read/source/tree.ts';
import { view } from '../read/source/view.ts';
import { readChartValues } from '../read/values/chartValues.ts';
import type { Inputs, LoosePart } from './built.ts';

/**
 * Reads built objects as the same reader reads a file: images with who pulls them, and what the objects declare. Each
 * place lies in the file in which a person wrote it.
 */
export function readBuilt(objects: readonly Mapping[], rules: readonly ImageRule[]): Omit<ManifestReading, 'file'> {
  const builder = new ReadingBuilder('kubernetes', '', '', 0);
  for (const object of objects) {
    const root = view(object);
    if (root !== undefined) readObject(root, '', rules, builder, 0);
  }
  return builder.done();
}

/** Reads loose parts. They go into pods that were not built, with any pull secrets. */
export function readLoose(
  parts: readonly LoosePart[],
  rules: readonly ImageRule[],
  inputs: Inputs,
): readonly ImageReference[] {
  return parts.flatMap(part => {
    const { file, span, what } = part.of;
    return imagesInLoose(part, rules, inputs).map(reference => {
      const { workload } = reference;
      if (workload.platform !== 'kubernetes') return reference;
      const morePullSecrets = [...workload.morePullSecrets, { file, span, text: what }];
      return { ...reference, workload: { ...workload, morePullSecrets } };
    });
  });
}

function imagesInLoose(part: LoosePart, rules: readonly ImageRule[], inputs: Inputs): readonly ImageReference[] {
  switch (part.kind) {
    case 'image': {
      const builder = new ReadingBuilder('kustomization', '', '', 0);
      builder.image(view(part.image), part.where, plainPod({}));
      return builder.done().references;
    }
    case 'object':
      return readBuilt([part.object], rules).references;
    case 'values':
      return imagesInValues(part.values);
    case 'file':
      return inputs.reading(part.file)?.references ?? [];
  }
}

/** Images that values plainly name, for a chart whose templates are not in the tree. */
export function imagesInValues(values: Mapping | undefined): readonly ImageReference[] {
  const root = view(values);
  if (root === undefined) return [];
  const builder = new ReadingBuilder('helm-values', '', '', 0);
  readChartValues(root, '', plainPod({}), builder);
  return builder.done().references;
}
