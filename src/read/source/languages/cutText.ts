import { once } from '../../../model/memo.ts';
import type { Span } from '../../../model/place.ts';
import type { Expression, ExpressionOf } from './expression.ts';
import { type Grammar, LexerBudget, parseSyntax, type Syntax } from './grammars.ts';
import { type Mended, type OnUnread, splitStatements } from './statements.ts';

interface CutLanguage {
  readonly grammar: Grammar;
  /** Writes a text anew for the parser, character for character in the same places. */
  mend(text: string, onUnread: OnUnread): Mended;
  /** How a statement begins. */
  readonly begins: RegExp;
  /** Makes of a mended statement what can be parsed by itself. */
  complete?(statement: string): string;
}

interface Cut extends Span {
  /** Undefined for what can't be parsed. */
  readonly parse: () => Syntax | undefined;
}

/** A text, cut into its statements. Each is parsed once, when its content is asked for, wherever the text then lies. */
export class CutText {
  readonly text: string;
  readonly mended: string;
  readonly statements: readonly Cut[];
  /** Where parts begin that were not read so far, and why: each reason once, at the first place where it was met. */
  readonly unread: { readonly message: string; readonly start: number }[] = [];
  /** Where statements begin that have syntax errors, of those that were parsed so far. */
  readonly broken = new Set<number>();
  readonly #language: CutLanguage;
  readonly #budget = new LexerBudget();

  constructor(text: string, language: CutLanguage) {
    this.text = text;
    this.#language = language;
    const mended = language.mend(text, (message, start) => this.#report(message, start));
    this.mended = mended.text;
    this.statements = splitStatements(mended, language.begins).map(span => {
      return { ...span, parse: once(() => this.parse(span)) };
    });
  }

  /**
   * Parses a statement, and reports where the grammar does not have it so. It may be the grammar that is older: readers
   * parse only what they read and what may hold an image, so that new syntax elsewhere makes no valid file a broken one.
   * The mender's faults need no such care, as no newer language leaves a bracket open: they are reported wherever they are.
   */
  parse({ start, end }: Span): Syntax | undefined {
    const { grammar, complete } = this.#language;
    const statement = this.mended.slice(start, end);
    const parsed = parseSyntax(grammar, complete === undefined ? statement : complete(statement), this.#budget);
    if (!('root' in parsed)) {
      this.#report(parsed.problem, parsed.isOfFile ? 0 : start);
      return undefined;
    }
    const { root, fault } = parsed;
    if (fault !== undefined) this.broken.add(start);
    // a fault of the mender is mostly the reason for this one
    const isKnown = this.unread.some(each => start <= each.start && each.start < end);
    if (fault !== undefined && !isKnown) this.#report(fault.message, Math.min(start + fault.at, end));
    return root;
  }

  #report(message: string, start: number): void {
    if (!this.unread.some(each => each.message === message)) this.unread.push({ message, start });
  }
}

export type Base = Pick<Expression, 'span' | 'source'>;

/** The parts that were not read, or not well. */
export function unreadIn({ unread, broken }: CutText): readonly { readonly message: string; readonly start: number }[] {
  return [...unread, ...[...broken].map(start => ({ message: 'syntax error', start }))];
}

/** A file of which one statement was parsed by itself: it begins at `start`, where the parser counts from. */
export class SourceText {
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

  /** The parts of a text between two offsets in the file; `holes` are the nodes of its interpolations. */
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
