import type { ManifestReading } from '../model/reading.ts';
import type { ImageRule } from '../read/format.ts';
import { readObject } from '../read/kubernetes/objects.ts';
import { Harvest } from '../read/source/harvest.ts';
import type { Mapping } from '../read/source/tree.ts';
import { view } from '../read/source/view.ts';

/**
 * Reads built objects as the same reader reads a file: images with who pulls them, and what the objects declare. Each
 * place lies in the file in which a person wrote it.
 */
export function readBuilt(objects: readonly Mapping[], rules: readonly ImageRule[]): Omit<ManifestReading, 'file'> {
  const harvest = new Harvest('kubernetes', '', '', 0);
  for (const object of objects) {
    const root = view(object);
    if (root !== undefined) readObject(root, '', rules, harvest, 0);
  }
  return harvest.done();
}
