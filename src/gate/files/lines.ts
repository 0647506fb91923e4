import { type LineStarts, lineStartsOf, positionAt } from '../../manifests/source/lineStarts.ts';
import type { Span } from '../../model/place.ts';

/** 1-based, columns in UTF-16 units, end exclusive: as editors show it, and as the reports have it. */
export interface LineRange {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Where the lines of a text begin; it outlives the text. */
export class Lines {
  readonly #starts: LineStarts;

  constructor(text: string) {
    this.#starts = lineStartsOf(text);
  }

  rangeOf(span: Span): LineRange {
    const start = positionAt(this.#starts, span.start);
    const end = positionAt(this.#starts, span.end);
    return {
      line: start.line + 1,
      column: start.character + 1,
      endLine: end.line + 1,
      endColumn: end.character + 1,
    };
  }
}
