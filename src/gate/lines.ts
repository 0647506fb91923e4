import type { Span } from '../model.ts';

/** 1-based, columns in UTF-16 units, end exclusive: as editors show it, and as the reports have it. */
export interface LineRange {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Where the lines of a text begin; it outlives the text. */
export class Lines {
  readonly #starts: readonly number[];

  /** A line ends where VS Code ends one: at CR LF, LF or CR. */
  constructor(text: string) {
    const starts = [0];
    for (const end of text.matchAll(/\r\n|\r|\n/g)) starts.push(end.index + end[0].length);
    this.#starts = starts;
  }

  rangeOf(span: Span): LineRange {
    const start = this.#positionOf(span.start);
    const end = this.#positionOf(span.end);
    return { ...start, endLine: end.line, endColumn: end.column };
  }

  #positionOf(offset: number): { readonly line: number; readonly column: number } {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (this.#starts[low] ?? 0) + 1 };
  }
}
