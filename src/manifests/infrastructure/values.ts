import type { Workload } from '../../model/workload.ts';
import { fields, items, textOf, type View } from '../source/view.ts';
import type { Images } from './images.ts';

/** A look at a text before it is parsed: whether it may hold a value that is evidently an image. */
export function isEvidentImage(text: string): boolean {
  return /image/i.test(text);
}

/** What runs these values is said in a template elsewhere; the config knows where they go. */
const workload: Workload = { platform: 'build', name: undefined };

const MAX_DEPTH = 30;

/**
 * Reads values that are given to a template under names of its own choice: an image is a text with a path, a tag or a
 * digest under a name that speaks of an image.
 */
export function readEvidentImages(value: View, key: string, where: string, images: Images, depth = 0): void {
  if (depth > MAX_DEPTH) return;
  switch (value.node.kind) {
    case 'scalar':
      if (NAMES_IMAGE.test(key) && looksLikeImage(textOf(value))) images.add(value, where, workload);
      return;
    case 'list':
      for (const [index, item] of items(value).entries()) {
        if (item !== undefined) readEvidentImages(item, key, `${where}[${index}]`, images, depth + 1);
      }
      return;
    case 'mapping':
      for (const { key: name, value: below } of fields(value)) {
        if (below !== undefined) readEvidentImages(below, name.text, `${where}.${name.text}`, images, depth + 1);
      }
  }
}

/** `image`, `containerImage`, `image_name`, `imageUri`; not `imagePullPolicy`, `imageReference` (of a machine) or `imageTag`. */
const NAMES_IMAGE = /images?(?:_?(?:name|uri|url|path|full_?name))?$/i;

function looksLikeImage(text: string | undefined): boolean {
  return text !== undefined && /[/:@]/.test(text) && !/\s|^[a-z]+:\/\/|^[/.]|^[a-z]:\\/i.test(text);
}
