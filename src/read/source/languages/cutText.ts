import { once } from '../../../model/memo.ts';
import type { Span } from '../../../model/place.ts';
import type { Expression, ExpressionOf } from './expression.ts';
import { type Grammar, LexerBudget, parseSyntax, type Syntax } from './grammars.ts';
import { type Mended, type OnUnread, splitStatements } from './statements.ts';

interface CutLanguage {
  readonly grammar: Grammar;
  /** Rewrites a text for the parser. Each character stays in its place. */
  mend(text: string, onUnread: OnUnread): Mended;
  /** The beginning of a statement. */
  readonly begins: RegExp;
  /** Turns a mended statement into one that can be parsed alone. */
  complete?(statement: string): string;
}

interface Cut extends Span {
  /** Undefined for what can't be parsed. */
  readonly parse: () => Syntax | undefined;
}

/** The place where a part begins that was not read, and why. */
interface Fault {
  readonly message: string;
  readonly start: number;
}

interface Parsed extends Span {
  readonly root: Syntax | undefined;
  readonly fault: Fault | undefined;
}

/** A text, cut into its statements. Each is parsed once, when its content is asked for, wherever the text then lies. */
export class CutText {
  readonly text: string;
  readonly mended: string;
  readonly statements: readonly Cut[];
  readonly #language: CutLanguage;
  readonly #budget = new LexerBudget();
  /** The mender's result. */
  readonly #mending: Fault[] = [];
  /** Statements that the present reading has requested, by their start. */
  readonly #asked = new Map<number, Parsed>();

  constructor(text: string, language: CutLanguage) {
    this.text = text;
    this.#language = language;
    const mended = language.mend(text, (message, start) => this.#mending.push({ message, start }));
    this.mended = mended.text;
    this.statements = splitStatements(mended, language.begins).map(span => {
      const parsed = once(() => this.#parsed(span));
      return { ...span, parse: () => this.#ask(parsed()) };
    });
  }

  /** Begins another reading. Statements stay parsed, but only those that it asks for count as read, or as not read. */
  beginReading(): void {
    this.#asked.clear();
  }

  parse(span: Span): Syntax | undefined {
    return this.#ask(this.#parsed(span));
  }

  #ask(parsed: Parsed): Syntax | undefined {
    this.#asked.set(parsed.start, parsed);
    return parsed.root;
  }

  /** Parses a statement, or finds where the grammar does not have it so. */
  #parsed(span: Span): Parsed {
    const { start, end } = span;
    const { grammar, complete } = this.#language;
    const statement = this.mended.slice(start, end);
    const parsed = parseSyntax(grammar, complete === undefined ? statement : complete(statement), this.#budget);
    if (!('root' in parsed)) {
      const fault = { message: parsed.problem, start: parsed.isOfFile ? 0 : start };
      return { start, end, root: undefined, fault };
    }
    const { root, fault } = parsed;
    return { start, end, root, fault: fault && { message: fault.message, start: Math.min(start + fault.at, end) } };
  }

  /**
   * The parts that the present reading asked for and could not read: each reason once, at the first place where it was
   * met. It may be the grammar that is older: readers ask only for what they read and what may hold an image, so that
   * new syntax elsewhere makes no valid file a broken one. The mender's faults need no such care, as no newer language
   * leaves a bracket open: they count wherever they are.
   */
  get unread(): readonly Fault[] {
    const unread: Fault[] = [];
    const add = (fault: Fault) => {
      if (!unread.some(({ message }) => message === fault.message)) unread.push(fault);
    };
    for (const fault of this.#mending) add(fault);
    for (const { start, end, root, fault } of this.#asked.values()) {
      // a fault of the mender is mostly the reason for this one
      const isKnown = root !== undefined && unread.some(each => start <= each.start && each.start < end);
      if (fault !== undefined && !isKnown) add(fault);
    }
    return unread;
  }

  /** Places where statements begin that have syntax errors, of those that were asked for. */
  get broken(): readonly number[] {
    return [...this.#asked.values()].flatMap(each =>
      each.root === undefined || each.fault === undefined ? [] : each.start,
    );
  }
}

export type Base = Pick<Expression, 'span' | 'source'>;

/** The parts that were not read, or not well. */
export function unreadIn({ unread, broken }: CutText): readonly Fault[] {
  return [...unread, ...broken.map(start => ({ message: 'syntax error', start }))];
}

/** A file with one statement that was parsed alone. It begins at `start`, where the parser's offsets begin. */
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
