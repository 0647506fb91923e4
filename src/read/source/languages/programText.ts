import { once } from '../../../model/memo.ts';
import type { Span } from '../../../model/place.ts';
import { type Grammar, LexerBudget, parseSyntax, type Syntax } from './grammars.ts';
import type { Mended, OnUnread } from './rewriting.ts';
import { splitStatements } from './statements.ts';

interface StatementLanguage {
  readonly grammar: Grammar;
  /** Rewrites a text for the parser. Each character stays in its place. */
  mend(text: string, onUnread: OnUnread): Mended;
  /** The beginning of a statement. */
  readonly begins: RegExp;
  /** Turns a mended statement into one that can be parsed alone. */
  complete?(statement: string): string;
}

interface Statement extends Span {
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

/**
 * The text of a program, in its statements. Each is parsed once, when a reading requests its content. `File` is what its
 * language makes of the statements.
 */
export abstract class ProgramText<File> {
  readonly text: string;
  readonly mended: string;
  protected readonly statements: readonly Statement[];
  readonly #language: StatementLanguage;
  readonly #budget = new LexerBudget();
  readonly #mendingFaults: Fault[] = [];
  /** Statements that the present reading has requested, by their start. */
  readonly #requested = new Map<number, Parsed>();
  /** The file with places in its own text. */
  #own: File | undefined;
  /** The file with places in a larger text, as it was requested last. */
  #within: { readonly offset: number; readonly behind: string; readonly file: File } | undefined;

  constructor(text: string, language: StatementLanguage) {
    this.text = text;
    this.#language = language;
    const mended = language.mend(text, (message, start) => this.#mendingFaults.push({ message, start }));
    this.mended = mended.text;
    this.statements = splitStatements(mended, language.begins).map(span => {
      const parsed = once(() => this.#parsed(span));
      return { ...span, parse: () => this.#request(parsed()) };
    });
  }

  /** Its statements, with places in a larger text that contains it from an offset on. */
  file(whole = this.text, offset = 0): File {
    if (whole === this.text && offset === 0) {
      this.#own ??= this.fileAt(whole, offset);
      return this.#own;
    }
    // the span of a bracket that the mender closed may reach into what follows the file
    const behind = whole.slice(offset + this.text.length, offset + this.text.length + MOST_CLOSED);
    if (this.#within?.offset !== offset || this.#within.behind !== behind)
      this.#within = { offset, behind, file: this.fileAt(whole, offset) };
    return this.#within.file;
  }

  protected abstract fileAt(whole: string, offset: number): File;

  /** Begins another reading. Statements stay parsed, but only the faults of those that it requests are its own. */
  beginReading(): void {
    this.#requested.clear();
  }

  protected parse(span: Span): Syntax | undefined {
    return this.#request(this.#parsed(span));
  }

  #request(parsed: Parsed): Syntax | undefined {
    this.#requested.set(parsed.start, parsed);
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
   * The parts that could not be read: each reason once, at its first place.
   * - A fault of the grammar counts in a statement that the reading has requested. The grammar may be older than the
   *   file, and new syntax in a statement that holds no image makes no valid file a broken one.
   * - A fault of the mender counts everywhere. No newer language leaves a bracket open.
   */
  get unread(): readonly Fault[] {
    const unread: Fault[] = [];
    const add = (fault: Fault) => {
      if (!unread.some(({ message }) => message === fault.message)) unread.push(fault);
    };
    for (const fault of this.#mendingFaults) add(fault);
    for (const { start, end, root, fault } of this.#requested.values()) {
      // a fault of the mender within a statement is mostly the reason for that of the grammar
      const isKnown = root !== undefined && unread.some(each => start <= each.start && each.start < end);
      if (fault !== undefined && !isKnown) add(fault);
    }
    return unread;
  }

  /** The same, and the start of each requested statement that has a syntax error. */
  get unreadOrBroken(): readonly Fault[] {
    const broken = [...this.#requested.values()].flatMap(({ root, fault, start }) =>
      root === undefined || fault === undefined ? [] : [{ message: 'syntax error', start }],
    );
    return [...this.unread, ...broken];
  }
}

/** More than the brackets that a file leaves open, in characters. */
const MOST_CLOSED = 500;
