import type { FormatId } from '../model.ts';
import type { DocumentReading } from './harvest.ts';
import { move } from './move.ts';

/** What a document said, and where it stood in its file. */
interface Remembered {
  readonly text: string;
  readonly start: number;
  readonly reading: DocumentReading;
}

/**
 * The documents of one file as they were read last. A keystroke changes one of them; the others are recognised by
 * their text, counted from the front before the change and from the back after it, and only moved.
 */
export class DocumentMemory {
  #last: readonly Remembered[] = [];
  #next: Remembered[] = [];
  #count = 0;
  #format: FormatId | undefined;

  /** Starts a reading of a text with so many documents. What another format made of them does not count. */
  begin(format: FormatId, count: number): void {
    this.#last = format === this.#format ? this.#next : [];
    this.#next = [];
    this.#count = count;
    this.#format = format;
  }

  /** The reading of the next document of the text: the one from last time if its text is the same. */
  recall(text: string, start: number, read: () => DocumentReading): DocumentReading {
    const index = this.#next.length;
    const fromFront = this.#last[index];
    const fromBack = this.#last[index + this.#last.length - this.#count];
    const same = fromFront?.text === text ? fromFront : fromBack?.text === text ? fromBack : undefined;
    const reading = same === undefined ? read() : move(same.reading, start - same.start);
    this.#next.push({ text, start, reading });
    return reading;
  }
}
