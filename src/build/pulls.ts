import type { ManifestReading } from '../model/reading.ts';
import type { ImageReference } from '../model/reference.ts';
import type { ImageRule } from '../read/format.ts';
import { readObject } from '../read/kubernetes/objects.ts';
import { plainPod } from '../read/kubernetes/pods.ts';
import { ReadingBuilder } from '../read/source/readingBuilder.ts';
import type { Mapping } from '../read/source/tree.ts';
import { view } from '../read/source/view.ts';
import { readChartValues } from '../read/values/chartValues.ts';

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

/** Images that values plainly name, for a chart whose templates are not in the tree. */
export function imagesInValues(values: Mapping | undefined): readonly ImageReference[] {
  const root = view(values);
  if (root === undefined) return [];
  const builder = new ReadingBuilder('helm-values', '', '', 0);
  readChartValues(root, '', plainPod({}), builder);
  return builder.done().references;
}
