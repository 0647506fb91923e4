import { hasAtAGlance } from '../../source/glanceable.ts';

/**
 * A look at a text: one without any of these names neither an image nor a chart or a module of a registry, and is not
 * parsed.
 */
export function mayHoldImage(text: string): boolean {
  return hasAtAGlance(text, each => /image|fx_?version|oci:\/\/|'br[:/]/i.test(each));
}
