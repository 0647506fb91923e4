import { createScanner, type JSONScanner } from 'jsonc-parser';
import type { ReadingProblem } from '../../model/reading.ts';
import { type Content, type Entry, MAX_DEPTH, type Node, type Parsed, type Scalar } from './tree.ts';

/**
 * Parses JSON with comments and trailing commas, as ARM and devcontainer files have them. Built on the library's
 * scanner: its parser descends by recursion, which a bomb of brackets would break, and gives up where this reads on.
 */
export function parseJson(text: string): Parsed {
  const builder = new Builder(text, createScanner(text, true));
  builder.run();
  return { root: builder.root, problems: builder.problems };
}

/** The library's token numbers; its own names for them are a const enum, which is erased before it can be imported. */
const TOKEN = {
  openBrace: 1,
  closeBrace: 2,
  openBracket: 3,
  closeBracket: 4,
  comma: 5,
  colon: 6,
  string: 10,
  unknown: 16,
  end: 17,
} as const;

/** A collection whose end has not come yet. */
type Open =
  | { readonly kind: 'mapping'; readonly entries: Entry[]; readonly start: number; key: Scalar | undefined }
  | { readonly kind: 'list'; readonly items: Node[]; readonly start: number };

class Builder {
  readonly problems: ReadingProblem[] = [];
  root: Content | undefined;
  readonly #text: string;
  readonly #scanner: JSONScanner;
  readonly #open: Open[] = [];

  constructor(text: string, scanner: JSONScanner) {
    this.#text = text;
    this.#scanner = scanner;
  }

  run(): void {
    for (let token: number = this.#scanner.scan(); token !== TOKEN.end; token = this.#scanner.scan()) this.#take(token);
    if (this.#open.length > 0) this.#problem('the text ends before its last bracket is closed', this.#text.length);
    while (this.#open.length > 0) this.#close();
  }

  #take(token: number): void {
    const start = this.#scanner.getTokenOffset();
    switch (token) {
      case TOKEN.openBrace:
        this.#open.push({ kind: 'mapping', entries: [], start, key: undefined });
        return;
      case TOKEN.openBracket:
        this.#open.push({ kind: 'list', items: [], start });
        return;
      case TOKEN.closeBrace:
      case TOKEN.closeBracket:
        this.#close();
        return;
      case TOKEN.comma:
        this.#endEntry();
        return;
      case TOKEN.colon:
        return;
      case TOKEN.unknown:
        this.#problem('not valid JSON here', start);
        return;
      default:
        this.#scalar(token, start);
    }
  }

  #scalar(token: number, start: number): void {
    const length = this.#scanner.getTokenLength();
    const quoted = token === TOKEN.string;
    const closed = quoted && length > 1 && this.#text[start + length - 1] === '"';
    const span = quoted ? { start: start + 1, end: start + length - (closed ? 1 : 0) } : { start, end: start + length };
    if (quoted && !closed) this.#problem('this string is not closed', start);
    this.#add({ kind: 'scalar', text: this.#scanner.getTokenValue(), span, plain: !quoted });
  }

  /** A key that is followed by no value has none. */
  #endEntry(): void {
    const parent = this.#open.at(-1);
    if (parent?.kind !== 'mapping' || parent.key === undefined) return;
    parent.entries.push({ key: parent.key, value: undefined });
    parent.key = undefined;
  }

  #problem(message: string, start: number): void {
    const span = { start, end: start + this.#scanner.getTokenLength() };
    this.problems.push({ message, span, isUnread: true });
  }

  #close(): void {
    const done = this.#open.pop();
    if (done === undefined) return;
    const span = { start: done.start, end: done.start };
    if (done.kind === 'list') this.#add({ kind: 'list', items: done.items, span });
    else this.#add({ kind: 'mapping', entries: done.entries, span });
  }

  #add(node: Content): void {
    const parent = this.#open.at(-1);
    if (parent === undefined) {
      this.root ??= node;
    } else if (this.#open.length > MAX_DEPTH) {
      if (this.#open.length === MAX_DEPTH + 1) {
        this.problems.push({
          message: `a part was not read: nested deeper than ${MAX_DEPTH} levels`,
          span: node.span,
          isUnread: true,
        });
      }
    } else if (parent.kind === 'list') {
      parent.items.push(node);
    } else if (parent.key !== undefined) {
      parent.entries.push({ key: parent.key, value: node });
      parent.key = undefined;
    } else if (node.kind === 'scalar') {
      parent.key = node;
    }
  }
}
