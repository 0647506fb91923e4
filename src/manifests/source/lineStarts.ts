/** Offsets at which the lines of a text begin; kept for files whose text is not. */
export type LineStarts = Uint32Array;

/** Zero-based, as VS Code counts. */
export interface LinePosition {
  readonly line: number;
  readonly character: number;
}

/** A line ends where VS Code ends one: at CR LF, LF or CR, and at no other separator of Unicode. */
export function lineStartsOf(text: string): LineStarts {
  if (text.includes('\r') && LONE_RETURN.test(text)) {
    return Uint32Array.from([
      0,
      ...Array.from(text.matchAll(/\r\n|\r|\n/g), ({ index, 0: end }) => index + end.length),
    ]);
  }
  // several times as fast as a pattern, which a large file feels at each keystroke
  let starts = new Uint32Array(1024);
  let count = 1;
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) {
    if (count === starts.length) starts = withRoom(starts);
    starts[count++] = end + 1;
  }
  return starts.slice(0, count);
}

const LONE_RETURN = /\r(?!\n)/;

function withRoom(starts: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(starts.length * 2);
  larger.set(starts);
  return larger;
}

export function positionAt(starts: LineStarts, offset: number): LinePosition {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low, character: Math.max(0, offset - (starts[low] ?? 0)) };
}
