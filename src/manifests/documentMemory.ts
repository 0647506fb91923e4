import type { FormatId, Span } from '../model.ts';
import type { DocumentReading } from './harvest.ts';
import { move } from './move.ts';

interface Remembered extends Span {
  readonly reading: DocumentReading;
}

/**
 * The documents of one file as they were read last. A keystroke changes one of them: what stands before the change is
 * kept, what stands after it is moved, and only what lies between is split and read again.
 */
export class DocumentMemory {
  #format: FormatId | undefined;
  #text = '';
  #documents: readonly Remembered[] = [];

  /** The readings of all documents of a text; `read` is asked for those that are not known from last time. */
  update(
    format: FormatId,
    text: string,
    split: (text: string) => readonly Span[],
    read: (span: Span) => DocumentReading,
  ): readonly DocumentReading[] {
    const last = format === this.#format ? this.#documents : [];
    const [head, tail] = this.#unchanged(last, text);
    const kept = last.slice(0, head);
    const moved = last
      .slice(last.length - tail)
      .map(document => moveDocument(document, text.length - this.#text.length));
    const from = kept.at(-1)?.end ?? 0;
    const to = moved[0]?.start ?? text.length;
    const between = split(text.slice(from, to)).map(({ start, end }) => {
      const span = { start: start + from, end: end + from };
      return { ...span, reading: read(span) };
    });
    this.#format = format;
    this.#text = text;
    this.#documents = [...kept, ...between, ...moved];
    return this.#documents.map(document => document.reading);
  }

  /**
   * How many documents at both ends are surely as they were. Where one ends depends on the marker that follows, and
   * where one begins on the lines before it, so a little more than the documents themselves has to be the same.
   */
  #unchanged(last: readonly Remembered[], text: string): readonly [number, number] {
    const before = this.#text;
    if (text === before) return [last.length, 0];
    const equalHead = countWhile(last.length, index => {
      const end = (last[index]?.end ?? 0) + LOOKAHEAD;
      return text.slice(0, end) === before.slice(0, end);
    });
    const equalTail = countWhile(last.length, index => {
      const length = before.length - (last[last.length - 1 - index]?.start ?? 0);
      return text.slice(text.length - length) === before.slice(before.length - length);
    });
    return [equalHead, Math.max(0, Math.min(equalTail - 2, last.length - equalHead))];
  }
}

/** No way to split a text looks further ahead: a marker with the blank after it, the first word of an object. */
const LOOKAHEAD = 32;

/** How many of the first numbers below a count hold a test that holds up to some number and no further. */
function countWhile(count: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function moveDocument({ start, end, reading }: Remembered, by: number): Remembered {
  return { start: start + by, end: end + by, reading: move(reading, by) };
}
