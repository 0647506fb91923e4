import type { Fix } from '../../model/fix.ts';
import type { Image } from '../../model/image.ts';
import type { ImageReference } from '../../model/reference.ts';
import { withHost } from '../registry/registries.ts';
import { editFix } from './fix.ts';

/** Puts the host that is meant in place of the one that is written. */
export function correctHost(reference: ImageReference, image: Image, host: string): readonly Fix[] {
  const newText = withHost(reference.text, image, host);
  if (newText === undefined) return [];
  const { file, span } = reference;
  return [editFix(`Change the registry to \`${host}\``, 'correctHost', { file, span, newText })];
}
