import { countWhile } from '../../model/place.ts';

/** Offsets at which the lines of a text begin. Kept for files whose text is not. */
export type LineStarts = Uint32Array;

/** Zero-based, as VS Code counts. */
export interface LinePosition {
  readonly line: number;
  readonly character: number;
}

/** A line ends where VS Code ends one: at CR LF, LF or CR, and at no other separator of Unicode. */
export function lineStartsOf(text: string): LineStarts {
  const lines = text.includes('\r') ? text.replace(/\r(?!\n)/g, '\n') : text;
  // An edit of a large file pays for this: neither a pattern nor a list of numbers is as fast.
  let starts = new Uint32Array(1 + (lines.length >> 4));
  let count = 1;
  for (let end = lines.indexOf('\n'); end >= 0; end = lines.indexOf('\n', end + 1)) {
    if (count === starts.length) {
      const more = new Uint32Array(2 * count);
      more.set(starts);
      starts = more;
    }
    starts[count++] = end + 1;
  }
  return starts.slice(0, count);
}

/** The end of the line that contains an offset. The end of the text for the last line. */
export function endOfLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end;
}

export function positionAt(starts: LineStarts, offset: number): LinePosition {
  const line = Math.max(0, countWhile(starts.length, (_, to) => (starts[to - 1] ?? 0) <= offset) - 1);
  return { line, character: Math.max(0, offset - (starts[line] ?? 0)) };
}
