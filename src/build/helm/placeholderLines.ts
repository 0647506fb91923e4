// Placeholders that have lines of their own, as of `{{- include "common.pullSecrets" . | nindent 2 }}`. They may be
// any lines. The parser of YAML leaves them out, so they are looked up in the text.

import type { Rope, Segment } from './rope.ts';

/** A placeholder at the beginning of a line, after its indentation. */
export interface PlaceholderLine {
  /** Its offset in the rendered text. */
  readonly at: number;
  readonly segment: Segment;
}

/** Lists the placeholders among the lines of a mapping, whose first key begins at `keyStart`. */
export function placeholdersBeside(rope: Rope, keyStart: number): readonly PlaceholderLine[] {
  const { text } = rope;
  const indentation = keyStart - (text.lastIndexOf('\n', keyStart - 1) + 1);
  const found: PlaceholderLine[] = [];
  /** Returns whether the mapping ended before this line. */
  const isOutside = (lineStart: number): boolean => {
    const at = lineStart + (/^ */.exec(text.slice(lineStart, lineStart + indentation))?.[0].length ?? 0);
    if (at >= text.length) return true;
    if (text.charAt(at) === '\n') return false;
    if (at < lineStart + indentation) return true;
    const segment = placeholderAt(rope, at);
    if (segment !== undefined) found.push({ at, segment });
    return false;
  };
  for (let end = keyStart - indentation - 1; end > 0; ) {
    const lineStart = text.lastIndexOf('\n', end - 1) + 1;
    if (isOutside(lineStart)) break;
    end = lineStart - 1;
  }
  for (let lineEnd = text.indexOf('\n', keyStart); lineEnd >= 0; lineEnd = text.indexOf('\n', lineEnd + 1)) {
    if (isOutside(lineEnd + 1)) break;
  }
  return found;
}

/** Farther than people indent a value. */
const LONGEST_GAP = 400;

/** Finds a placeholder behind the colon of a key, on its line or below. */
export function placeholderBehind(rope: Rope, keyEnd: number): PlaceholderLine | undefined {
  const gap = /^["']?[ \t]*:\s*/.exec(rope.text.slice(keyEnd, keyEnd + LONGEST_GAP))?.[0];
  if (gap === undefined) return undefined;
  const at = keyEnd + gap.length;
  const segment = placeholderAt(rope, at);
  return segment === undefined ? undefined : { at, segment };
}

function placeholderAt(rope: Rope, at: number): Segment | undefined {
  const segment = rope.segmentAt(at);
  return segment?.isOpen === true && rope.text.startsWith(segment.text, at) ? segment : undefined;
}
