import type { Span } from '../../../model/place.ts';
import { endOfLine } from '../lineStarts.ts';

/**
 * Cuts a text into its top-level statements, which both Bicep and Terraform begin on a line of their own without
 * indentation. Each is parsed by itself: what is broken stays in its statement, and what can't matter costs nothing.
 * `begins` is sticky, and matches at the start of a statement's first line.
 */
export function splitStatements(text: string, begins: RegExp): readonly Span[] {
  const starts: number[] = [];
  for (let line = 0; line < text.length; line = endOfLine(text, line) + 1) {
    begins.lastIndex = line;
    if (begins.test(text)) starts.push(line);
  }
  return starts.map((start, index) => ({ start, end: starts[index + 1] ?? text.length }));
}

/** Puts characters in the place of escapes, as Bicep and Terraform write them: `\n`, `\'`, `\u{1F433}`, `\u00e9`. */
export function withoutEscapes(text: string): string {
  return text.includes('\\') ? text.replace(ESCAPE, unescaped) : text;
}

/**
 * Puts characters in the place of Terraform's escapes in quotes, `$${` and `%%{` among them: they are a `${` and a `%{`
 * that mean nothing. https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences
 */
export function withoutQuotedEscapes(text: string): string {
  return text.replace(QUOTED_ESCAPE, (whole, ...groups) =>
    whole.startsWith('\\') ? unescaped(whole, ...groups) : whole.slice(1),
  );
}

/** The same for a heredoc, in which a backslash is a backslash. */
export function withoutHeredocEscapes(text: string): string {
  return text.replaceAll('$${', '${').replaceAll('%%{', '%{');
}

const ESCAPE = /\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))/gs;
const QUOTED_ESCAPE = /\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))|\$\$\{|%%\{/gs;

function unescaped(whole: string, ...groups: readonly unknown[]): string {
  const [braced, short, long, char] = groups.map(group => (typeof group === 'string' ? group : undefined));
  const hex = braced ?? short ?? long;
  if (hex !== undefined) return codePoint(hex);
  return char === undefined ? whole : (CONTROLS[char] ?? char);
}

const CONTROLS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

function codePoint(hex: string): string {
  const code = Number.parseInt(hex, 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : '';
}

/** Is given the reason why a part of a file was not read, and where that begins. */
export type OnUnread = (message: string, start: number) => void;

/** Writes a text anew: each step takes what comes next. */
export function rewritten(text: string, step: (out: Rewriting) => void): Rewriting {
  const out = new Rewriting(text);
  while (out.at < text.length) step(out);
  return out;
}

/** A text that is written anew from front to end, with parts replaced by others of the same length. */
export class Rewriting {
  readonly text: string;
  /** Brackets that are open, and a mark for a string with an open interpolation. */
  readonly open: string[] = [];
  at = 0;
  /** Where a comment or a text begins that nothing closes, so that the rest is a part of it. */
  unclosed: number | undefined;
  readonly #pieces: string[] = [];
  #copied = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** Puts other characters in the place of the next ones. */
  replace(by: string): void {
    this.#pieces.push(this.text.slice(this.#copied, this.at), by);
    this.at += by.length;
    this.#copied = this.at;
  }

  /**
   * Goes on from the first character of a string, or from what follows an interpolation, to its end or behind the begin of
   * its next interpolation: true for the latter. A string that is not closed on its line ends there: its last character
   * becomes the quote, or its first quote nothing.
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
    this.at = Math.max(from - 1, at - 1);
    this.replace(at > from ? quote : '0');
    return false;
  }

  /** Puts other characters in the place of the last ones, as far as they are still as they were. */
  replaceBefore(by: string): void {
    const { at } = this;
    if (at - by.length < this.#copied) return;
    this.at = at - by.length;
    this.replace(by);
  }

  /** Goes on behind all characters that match from here; `pattern` is sticky. */
  skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    if (!pattern.test(this.text)) return false;
    this.at = pattern.lastIndex;
    return true;
  }

  finish(onUnread: OnUnread): string {
    if (this.unclosed !== undefined) {
      onUnread('the text from here on was not read: this comment or string is not closed', this.unclosed);
    }
    return this.#pieces.join('') + this.text.slice(this.#copied);
  }

  /** Where the text goes on behind a mark; its end where the mark does not come, which is kept in `unclosed`. */
  after(mark: string, from: number): number {
    const at = this.text.indexOf(mark, from);
    if (at >= 0) return at + mark.length;
    this.unclosed ??= this.at;
    return this.text.length;
  }

  /** Gives a key a value where nothing follows on its line, or it would take the next line for it. */
  giveValue(key: RegExp): void {
    let end = this.at;
    while (this.text[end] === ' ' || this.text[end] === '\t' || this.text[end] === '\r') end++;
    if (this.text[end] !== '\n' || !key.test(this.text.slice(this.text.lastIndexOf('\n', this.at - 1) + 1, this.at)))
      return;
    this.at = end;
    this.replace('0');
  }
}
