// A text is mended for a parser: what the grammar does not know is replaced, and every other character stays in place.

/** Is given the reason why a part of a file was not read, and where that begins. */
export type OnUnread = (message: string, start: number) => void;

/** A text as the parser gets it, character for character in the same places. */
export interface Mended {
  readonly text: string;
  /** The starts of lines, but for those within a comment or a text, in order. True: no bracket is open there. */
  readonly lines: ReadonlyMap<number, boolean>;
}

/** Rewrites a text: each step takes the next part. `begins` matches where a statement begins, and is sticky. */
export function rewriteStatements(
  text: string,
  begins: RegExp,
  step: (out: Rewriting) => void,
  onUnread?: OnUnread,
): Rewriting {
  const out = new Rewriting(text, begins, onUnread);
  out.beginLine();
  while (out.at < text.length) step(out);
  return out;
}

/** The mark of an interpolation. Brackets are marks of their own. */
export const HOLE = '${';

interface Bracket {
  readonly mark: string;
  readonly at: number;
}

/** A text that is rewritten from front to end, with parts replaced by others of the same length. */
export class Rewriting {
  readonly text: string;
  at = 0;
  readonly lines = new Map<number, boolean>();
  /** Brackets and interpolations that are open, innermost last. */
  readonly #open: Bracket[] = [];
  /** The number of each kind. Searching for one that was never opened would take quadratic time. */
  readonly #count = new Map<string, number>();
  readonly #begins: RegExp;
  readonly #onUnread: OnUnread;
  readonly #pieces: string[] = [];
  #copied = 0;

  constructor(text: string, begins: RegExp, onUnread: OnUnread = () => {}) {
    this.text = text;
    this.#begins = begins;
    this.#onUnread = onUnread;
  }

  /** Puts other characters in the place of the next ones. */
  replace(by: string): void {
    this.#pieces.push(this.text.slice(this.#copied, this.at), by);
    this.at += by.length;
    this.#copied = this.at;
  }

  /** Puts blanks in the place of a comment, line breaks included: to both languages it is one blank. */
  blank(end: number): void {
    this.replace(' '.repeat(end - this.at));
  }

  /** A line begins here. If it begins a statement without indentation, what is still open belongs to the one before. */
  beginLine(): void {
    this.#begins.lastIndex = this.at;
    if (this.#begins.test(this.text)) this.#leaveOpen(0);
    this.lines.set(this.at, this.#open.length === 0);
  }

  /** Marks of the brackets that are open, innermost last. */
  get open(): readonly string[] {
    return this.#open.map(({ mark }) => mark);
  }

  isWithin(mark: string): boolean {
    return this.#open.at(-1)?.mark === mark;
  }

  /** Opens a bracket, or an interpolation, that begins before here. */
  push(mark: string, at: number): void {
    this.#open.push({ mark, at });
    this.#count.set(mark, this.#countOf(mark) + 1);
  }

  /** Closes the innermost bracket with one of these marks, which it returns. Those within it are left open. */
  close(...marks: readonly string[]): string | undefined {
    if (marks.every(mark => this.#countOf(mark) === 0)) {
      this.#onUnread(NOT_OPENED, this.at);
      return undefined;
    }
    const index = this.#open.findLastIndex(({ mark }) => marks.includes(mark));
    this.#leaveOpen(index + 1);
    return this.#pop()?.mark;
  }

  /** Ends an interpolation that does not end with its line. */
  leave(): void {
    this.#leaveOpen(this.#open.length - 1);
  }

  #leaveOpen(from: number): void {
    const outermost = this.#open[from];
    if (outermost !== undefined) this.#onUnread(outermost.mark === HOLE ? STRING : NOT_CLOSED, outermost.at);
    while (this.#open.length > from) this.#pop();
  }

  #pop(): Bracket | undefined {
    const popped = this.#open.pop();
    if (popped !== undefined) this.#count.set(popped.mark, this.#countOf(popped.mark) - 1);
    return popped;
  }

  #countOf(mark: string): number {
    return this.#count.get(mark) ?? 0;
  }

  /**
   * Goes on from the first character of a string, or from the end of an interpolation. Stops at the end of the string,
   * or behind the beginning of its next interpolation. Returns true for the latter. A string that is not closed on its
   * line ends there. Its last character becomes the quote, or its first quote nothing.
   */
  string(from: number, quote: string, opens: (at: number) => boolean): boolean {
    const { text } = this;
    let at = from;
    for (; at < text.length && text[at] !== '\n' && text[at] !== '\r'; at++) {
      if (text[at] === quote || opens(at)) {
        this.at = at + (text[at] === quote ? 1 : 2);
        return text[at] !== quote;
      }
      if (text[at] === '\\' && !/[\n\r]/.test(text[at + 1] ?? '\n')) at++;
    }
    this.#onUnread(STRING, Math.max(0, from - 1));
    this.at = Math.max(from - 1, at - 1);
    this.replace(at > from ? quote : '0');
    return false;
  }

  /** Replaces the last characters, if they are still as they were. */
  replaceBefore(by: string): void {
    const { at } = this;
    if (at - by.length < this.#copied) return;
    this.at = at - by.length;
    this.replace(by);
  }

  /** Goes on behind all characters that match from here. `pattern` is sticky. */
  skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    if (!pattern.test(this.text)) return false;
    this.at = pattern.lastIndex;
    return true;
  }

  finish(): Mended {
    this.#leaveOpen(0);
    return { text: this.#pieces.join('') + this.text.slice(this.#copied), lines: this.lines };
  }

  /** The offset after a mark. The end of the text if there is no mark. */
  after(mark: string, from: number): number {
    const at = this.text.indexOf(mark, from);
    if (at >= 0) return at + mark.length;
    this.unclosed(this.at);
    return this.text.length;
  }

  /** Reports a comment or a text that nothing closes, so that the rest is a part of it. */
  unclosed(start: number): void {
    this.#onUnread('the text from here on was not read: this comment or string is not closed', start);
  }

  /** Gives a key a value where nothing follows on its line, or it would take the next line for it. */
  giveValue(key: RegExp): void {
    let end = this.at;
    while (this.text[end] === ' ' || this.text[end] === '\t' || this.text[end] === '\r') end++;
    if (this.text[end] !== '\n' || !key.test(this.text.slice(this.text.lastIndexOf('\n', this.at - 1) + 1, this.at)))
      return;
    this.#onUnread('a part was not read: a value is missing here', this.at);
    this.at = end;
    this.replace('0');
    this.beginLine();
  }
}

const NOT_CLOSED = 'a part was not read: nothing closes this bracket';
const NOT_OPENED = 'a part was not read: nothing opens this bracket';
const STRING = 'a part was not read: this string does not end on its line';
