import type { Expression, ExpressionOf } from './expression.ts';
import type { Syntax } from './grammars.ts';

export type Base = Pick<Expression, 'span' | 'source'>;

/**
 * The text of a file around one statement that was parsed alone. The statement begins at `start`. The parser counts its
 * offsets from there.
 */
export class StatementText {
  readonly #text: string;
  readonly #start: number;

  constructor(text: string, start: number) {
    this.#text = text;
    this.#start = start;
  }

  /** Brackets that the mender closed lie behind the end of the text. */
  base({ start, end }: Pick<Syntax, 'start' | 'end'>): Base {
    const { length } = this.#text;
    return this.cut(Math.min(start + this.#start, length), Math.min(end + this.#start, length));
  }

  /** By offsets in the file. */
  cut(start: number, end: number): Base {
    return { span: { start, end }, source: this.#text.slice(start, end) };
  }

  /** A name as a text. */
  word(node: Syntax): ExpressionOf<'text'> {
    const base = this.base(node);
    return { kind: 'text', parts: [base.source], ...base };
  }

  /** The part inside the quotes of a string. It is always closed in the mended text, but maybe not in the file. */
  quoted(node: Syntax): Base['span'] {
    const { span, source } = this.base(node);
    const start = span.start + 1;
    const isClosed = source.length > 1 && source.endsWith(source.charAt(0));
    return { start, end: Math.max(start, isClosed ? span.end - 1 : span.start + source.trimEnd().length) };
  }

  /** Without the blanks around it, which no name begins or ends with. */
  trimmed(from: number, to: number): Base {
    const content = this.#text.slice(from, to);
    const start = from + (content.length - content.trimStart().length);
    return this.cut(start, Math.max(start, from + content.trimEnd().length));
  }

  /** The parts of a text between two offsets in the file. `holes` are the nodes of its interpolations. */
  parts(
    { start, end }: Base['span'],
    holes: readonly Syntax[],
    value: (hole: Syntax) => Expression | undefined,
    plain: (text: string) => string,
  ): readonly (string | Expression)[] {
    const parts: (string | Expression)[] = [];
    let from = start;
    const literal = (to: number) => {
      if (to > from) parts.push(plain(this.#text.slice(from, to)));
    };
    for (const hole of holes) {
      literal(hole.start + this.#start);
      parts.push(value(hole) ?? { kind: 'opaque', ...this.base(hole) });
      from = hole.end + this.#start;
    }
    literal(end);
    return parts;
  }
}
