import { createScanner, type JSONScanner } from 'jsonc-parser';
import { emptyAt, type Span } from '../../model/place.ts';
import type { ReadingProblem } from '../../model/reading.ts';
import { type Content, type Entry, MAX_DEPTH, type Node, type Parsed, type Scalar } from './tree.ts';

/**
 * Parses JSON with comments and trailing commas, as ARM and devcontainer files have them. Built on the library's
 * scanner: its parser descends by recursion, which a bomb of brackets would break, and gives up where this reads on.
 * Makes a list of `several` values behind each other, which kubectl takes.
 * With `hasLongStrings`, a string may go over several lines. What is before `from` is not read.
 */
export function parseJson(text: string, values: 'one' | 'several' = 'one', hasLongStrings = false, from = 0): Parsed {
  const scanner = createScanner(text, true);
  scanner.setPosition(from);
  const builder = new Builder(text, scanner, hasLongStrings);
  builder.run();
  const { roots, problems } = builder;
  const [root, second] = roots;
  if (second === undefined) return { root, problems };
  if (values === 'several') return { root: { kind: 'list', items: roots, span: emptyAt(0) }, problems };
  builder.problem('this was not read: one JSON value ends before it', emptyAt(second.span.start));
  return { root, problems };
}

/** The library's token numbers. Its own names for them are a const enum, which is erased before it can be imported. */
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

const LONG_STRING = /"([^"\\]*(?:\\.[^"\\]*)*)"(?=\s*(?:[,:}\]]|\/[/*]|$))/sy;

/** A collection whose end has not come yet. */
type Open =
  | (Opened & { readonly kind: 'mapping'; readonly entries: Entry[]; key: Scalar | undefined })
  | (Opened & { readonly kind: 'list'; readonly items: Node[] });

interface Opened {
  readonly start: number;
  last: 'nothing' | 'key' | 'colon' | 'value' | 'comma';
}

class Builder {
  readonly problems: ReadingProblem[] = [];
  readonly roots: Content[] = [];
  readonly #text: string;
  readonly #scanner: JSONScanner;
  readonly #hasLongStrings: boolean;
  readonly #open: Open[] = [];

  constructor(text: string, scanner: JSONScanner, hasLongStrings: boolean) {
    this.#text = text;
    this.#scanner = scanner;
    this.#hasLongStrings = hasLongStrings;
  }

  run(): void {
    for (let token: number = this.#scanner.scan(); token !== TOKEN.end; token = this.#scanner.scan()) this.#take(token);
    const unclosed = this.#open.at(-1)?.start;
    if (unclosed !== undefined) this.problem('this bracket is not closed', { start: unclosed, end: unclosed + 1 });
    while (this.#open.length > 0) this.#close();
  }

  #take(token: number): void {
    const start = this.#scanner.getTokenOffset();
    const parent = this.#open.at(-1);
    switch (token) {
      case TOKEN.openBrace:
        this.#expectValue(start);
        this.#open.push({ kind: 'mapping', entries: [], start, key: undefined, last: 'nothing' });
        return;
      case TOKEN.openBracket:
        this.#expectValue(start);
        this.#open.push({ kind: 'list', items: [], start, last: 'nothing' });
        return;
      case TOKEN.closeBrace:
      case TOKEN.closeBracket:
        this.#expectBracket(token, start);
        this.#close();
        return;
      case TOKEN.comma:
        if (parent?.last !== 'value') this.#problemAt('this comma is extra', start);
        if (parent) parent.last = 'comma';
        this.#endEntry();
        return;
      case TOKEN.colon:
        if (parent?.last !== 'key') this.#problemAt('no key before this colon', start);
        if (parent) parent.last = 'colon';
        return;
      case TOKEN.unknown:
        this.#problemAt('not valid JSON here', start);
        return;
      default:
        this.#scalar(token, start);
    }
  }

  #scalar(token: number, start: number): void {
    const length = this.#scanner.getTokenLength();
    const quoted = token === TOKEN.string;
    const closed = quoted && length > 1 && this.#text[start + length - 1] === '"';
    if (quoted && !closed && this.#hasLongStrings && this.#longString(start)) return;
    const span = quoted ? { start: start + 1, end: start + length - (closed ? 1 : 0) } : { start, end: start + length };
    if (quoted && !closed) this.#problemAt('this string is not closed', start);
    else if (this.#scanner.getTokenError() !== 0) this.#problemAt('this text is not valid JSON', start);
    this.#expectValue(start);
    this.#add({ kind: 'scalar', text: this.#scanner.getTokenValue(), span, plain: !quoted });
  }

  /** A string that ends on a later line: behind its quote there can only be what may follow a value or a key. */
  #longString(start: number): boolean {
    LONG_STRING.lastIndex = start;
    const [, inner] = LONG_STRING.exec(this.#text) ?? [];
    if (inner === undefined) return false;
    const end = start + inner.length + 2;
    const line = createScanner(`"${inner.replace(/\r?\n/g, '\\n')}"`);
    line.scan();
    this.#expectValue(start);
    this.#add({ kind: 'scalar', text: line.getTokenValue(), span: { start: start + 1, end: end - 1 }, plain: false });
    this.#scanner.setPosition(end);
    return true;
  }

  #expectValue(start: number): void {
    const parent = this.#open.at(-1);
    if (parent?.last === 'value') this.#problemAt('a comma is missing before this', start);
    if (parent?.last === 'key') this.#problemAt('a colon is missing before this', start);
    if (parent) parent.last = parent.kind === 'mapping' && /value|comma|nothing/.test(parent.last) ? 'key' : 'value';
  }

  #expectBracket(token: number, start: number): void {
    const closes = token === TOKEN.closeBrace ? 'mapping' : 'list';
    const parent = this.#open.at(-1);
    if (parent === undefined) this.#problemAt('no bracket is open here', start);
    else if (parent.kind !== closes) this.#problemAt("this bracket doesn't match the open one", start);
    else if (parent.last === 'key' || parent.last === 'colon') this.#problemAt('a value is missing before this', start);
  }

  /** A key that is followed by no value has none. */
  #endEntry(): void {
    const parent = this.#open.at(-1);
    if (parent?.kind !== 'mapping' || parent.key === undefined) return;
    parent.entries.push({ key: parent.key, value: undefined });
    parent.key = undefined;
  }

  #problemAt(message: string, start: number): void {
    this.problem(message, { start, end: start + this.#scanner.getTokenLength() });
  }

  /** No tool takes JSON that is broken, so all that it names is in doubt. */
  problem(message: string, span: Span): void {
    this.problems.push({ message, span });
  }

  #close(): void {
    const done = this.#open.pop();
    if (done === undefined) return;
    const span = emptyAt(done.start);
    if (done.kind === 'list') this.#add({ kind: 'list', items: done.items, span });
    else this.#add({ kind: 'mapping', entries: done.entries, span });
  }

  #add(node: Content): void {
    const parent = this.#open.at(-1);
    if (parent === undefined) {
      this.roots.push(node);
    } else if (this.#open.length > MAX_DEPTH) {
      if (this.#open.length === MAX_DEPTH + 1) {
        this.problem(`a part was not read: nested deeper than ${MAX_DEPTH} levels`, node.span);
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
