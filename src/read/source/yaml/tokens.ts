import { CST, Lexer } from 'yaml';
import { emptyAt, type Span } from '../../../model/place.ts';
import { type Content, type Entry, MAX_DEPTH, type Node, type Scalar } from '../tree.ts';
import { blockScalarOf, flowScalarOf, isClosed, type YamlSource } from './nodes.ts';

/**
 * Builds a tree of the lexer's tokens, if they have the order of nearly all manifests: block mappings and lists, and
 * flow collections in them. It gives up at the first token out of this order: an anchor, a tag, anything broken or
 * doubtful. The library's own parser then reads the document, which takes several times as long as its lexer. Every
 * fixture and the fuzz run test that both ways give the same tree.
 *
 * `masked` is the source's part without template actions.
 */
export function readByTokens(masked: string, source: YamlSource): Content | undefined {
  // a tab behind everything may be the indentation of a line that is still to be written
  if (masked.includes('\t', masked.trimEnd().length)) return undefined;
  try {
    return new TokenReader(new Lexer().lex(masked), source).document();
  } catch (error) {
    if (error !== outOfOrder) throw error;
    return undefined;
  }
}

/** @see CST.tokenType */
const DOCUMENT = '\u0002';
const outOfOrder = new Error('a token is out of order');

/** No plain text begins like this: https://yaml.org/spec/1.2.2/#rule-ns-plain-first */
const RESERVED = /^[\t,%@`|>]/;
const BLOCK_HEADER = /^[|>](?:[-+]?[1-9]?|[1-9][-+])$/;
/** A backslash before what it gives no meaning: https://yaml.org/spec/1.2.2/#rule-c-ns-esc-char */
const BAD_ESCAPE = /(?<!\\)(?:\\\\)*\\(?![0abtnvfre"/\\N_LP \t\n]|\r\n|x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8})/;

/** Reads by descent: each method begins at a token of its own, and ends at the first one that is not. */
class TokenReader {
  readonly #tokens: Iterator<string>;
  readonly #source: YamlSource;
  /** The type of the current token: undefined at the end, null for one that the library does not know. */
  #type: CST.TokenType | null | undefined = null;
  #token = '';
  #offset = 0;
  #lineStart = 0;
  /** The number of open collections, and of flows among them. */
  #depth = 0;
  #flows = 0;

  constructor(tokens: Iterator<string>, source: YamlSource) {
    this.#tokens = tokens;
    this.#source = source;
  }

  document(): Content {
    this.#next();
    this.#blanks(true);
    if (this.#is('doc-start')) {
      this.#next();
      this.#endLine();
    }
    const root = this.#node(0);
    if (!this.#is(undefined)) throw outOfOrder;
    return root;
  }

  /** The lexer announces a document and a scalar by tokens of their own, which take no room. */
  #next(): void {
    this.#offset += this.#token.length;
    if (this.#type === 'newline') this.#lineStart = this.#offset;
    let step = this.#tokens.next();
    if (step.value === DOCUMENT) step = this.#tokens.next();
    this.#type = step.done === true ? undefined : CST.tokenType(step.value);
    if (this.#type === 'scalar') step = this.#tokens.next();
    this.#token = step.done === true ? '' : step.value;
  }

  #is(type: CST.TokenType | undefined): boolean {
    return this.#type === type;
  }

  get #isScalar(): boolean {
    return this.#is('scalar') || this.#is('single-quoted-scalar') || this.#is('double-quoted-scalar');
  }

  get #isFlow(): boolean {
    return this.#is('flow-map-start') || this.#is('flow-seq-start');
  }

  get #column(): number {
    return this.#offset - this.#lineStart;
  }

  #isDeeper(column: number): boolean {
    return !this.#is(undefined) && this.#column > column;
  }

  #spanAt(offset: number): Span {
    return emptyAt(offset + this.#source.base);
  }

  /** Passes blanks, comments and ends of lines. True where a line has ended. A tab indents nothing. */
  #blanks(isIndent: boolean): boolean {
    let isNewLine = false;
    for (; ; this.#next()) {
      if (this.#is('newline')) isNewLine = true;
      else if (this.#is('comment')) {
        const before = this.#source.text.charAt(this.#offset + this.#source.base - 1);
        if (!/^[ \t\n]?$/.test(before)) throw outOfOrder;
      } else if (!this.#is('space')) return isNewLine;
      else if ((isIndent || isNewLine) && this.#flows === 0 && this.#token.includes('\t')) throw outOfOrder;
    }
  }

  /** Behind a value there is nothing else on its line. */
  #endLine(): void {
    if (!this.#blanks(false) && !this.#is(undefined)) throw outOfOrder;
  }

  // ─── Blocks ──────────────────────────────────────────────────────────────────────────────────────────────────────

  /** The node that begins here, on a line of its own or behind a dash, in a collection at the column `outer`. */
  #node(outer: number): Content {
    if (this.#is('seq-item-ind')) return this.#list();
    const offset = this.#offset;
    const column = this.#column;
    if (!this.#isScalar) {
      const value = this.#value(outer);
      if (value === undefined) throw outOfOrder;
      return value;
    }
    const isOneLine = !this.#token.includes('\n');
    const scalar = this.#scalar();
    while (this.#is('space')) this.#next();
    if (isOneLine && this.#isColonOf(offset)) return this.#mapping(scalar, column, offset);
    this.#endLine();
    return scalar;
  }

  #list(): Content {
    const [span, column] = [this.#spanAt(this.#offset), this.#column];
    const items: (Node | undefined)[] = [];
    this.#open();
    while (this.#is('seq-item-ind') && this.#column === column) {
      this.#next();
      this.#blanks(true);
      items.push(this.#isDeeper(column) ? this.#node(column) : undefined);
    }
    this.#close(column);
    return { kind: 'list', items, span };
  }

  /** From the colon of its first key on. */
  #mapping(first: Scalar, column: number, offset: number): Content {
    const entries: Entry[] = [];
    this.#open();
    for (let key: Scalar | undefined = first; key !== undefined; key = this.#keyAt(column)) {
      this.#next();
      entries.push({ key, value: this.#value(column) ?? this.#below(column) });
    }
    this.#close(column);
    return { kind: 'mapping', entries, span: this.#spanAt(offset) };
  }

  /** The next key of a mapping, up to its colon. */
  #keyAt(column: number): Scalar | undefined {
    if (this.#is(undefined) || this.#column !== column) return undefined;
    const offset = this.#offset;
    const isOneLine = !this.#token.includes('\n');
    const key = this.#scalar();
    while (this.#is('space')) this.#next();
    if (!isOneLine || !this.#isColonOf(offset)) throw outOfOrder;
    return key;
  }

  /** Returns whether a colon is here, for a key that begins there: no further off than YAML allows. */
  #isColonOf(offset: number): boolean {
    if (!this.#is('map-value-ind')) return false;
    // https://yaml.org/spec/1.2.2/#rule-c-s-implicit-json-key
    if (this.#offset - offset > 1024) throw outOfOrder;
    return true;
  }

  /** The value of a key on the lines below: deeper, or a list at the column of the key. */
  #below(column: number): Content | undefined {
    if (this.#is('seq-item-ind') && this.#column === column) return this.#list();
    return this.#isDeeper(column) ? this.#node(column) : undefined;
  }

  #open(): void {
    if (++this.#depth >= MAX_DEPTH) throw outOfOrder;
  }

  /** Checks that the token behind a collection is no deeper than it. */
  #close(column: number): void {
    if (this.#isDeeper(column)) throw outOfOrder;
    this.#depth--;
  }

  /** A value that is no block collection, to the end of its line. Undefined where the line has none. */
  #value(outer: number): Content | undefined {
    while (this.#is('space')) this.#next();
    if (this.#is('block-scalar-header')) return this.#blockScalar(outer);
    const value = this.#isFlow ? this.#flow() : this.#isScalar ? this.#scalar() : undefined;
    this.#endLine();
    return value;
  }

  // ─── Scalars ─────────────────────────────────────────────────────────────────────────────────────────────────────

  #scalar(): Scalar {
    const type = this.#type;
    const source = this.#token;
    if (type !== 'scalar' && type !== 'single-quoted-scalar' && type !== 'double-quoted-scalar') throw outOfOrder;
    const token = { type, offset: this.#offset, indent: this.#column, source };
    if (type === 'scalar' ? RESERVED.test(source) : !isClosed(token)) throw outOfOrder;
    if (type === 'double-quoted-scalar' && BAD_ESCAPE.test(source)) throw outOfOrder;
    this.#next();
    return flowScalarOf(token, this.#source);
  }

  #blockScalar(indent: number): Scalar {
    const [offset, source] = [this.#offset, this.#token];
    if (!BLOCK_HEADER.test(source)) throw outOfOrder;
    const props = [{ type: 'block-scalar-header' as const, source, offset, indent: this.#column }];
    this.#next();
    this.#blanks(false);
    if (!this.#is('scalar') || beginsTooDeep(this.#token)) throw outOfOrder;
    const scalar = blockScalarOf({ type: 'block-scalar', offset, indent, props, source: this.#token }, this.#source);
    // to a block the lexer adds the blanks of a line that a tab indents: what follows them begins no line
    const endsLine = /(?:^|\n)$/.test(this.#token);
    this.#next();
    if (!endsLine && !this.#is(undefined)) throw outOfOrder;
    this.#lineStart = this.#offset;
    this.#blanks(true);
    return scalar;
  }

  // ─── Flows ───────────────────────────────────────────────────────────────────────────────────────────────────────

  #flow(): Content {
    const span = this.#spanAt(this.#offset);
    const isList = this.#is('flow-seq-start');
    const end = isList ? 'flow-seq-end' : 'flow-map-end';
    const items: Node[] = [];
    const entries: Entry[] = [];
    this.#open();
    this.#flows++;
    for (this.#nextInFlow(); !this.#is(end); ) {
      const value = this.#flowValue();
      if (isList) items.push(value);
      else if (value.kind === 'scalar') entries.push({ key: value, value: this.#valueInFlow() });
      else throw outOfOrder;
      if (this.#is('comma')) this.#nextInFlow();
      else if (!this.#is(end)) throw outOfOrder;
    }
    this.#flows--;
    this.#depth--;
    this.#next();
    return isList ? { kind: 'list', items, span } : { kind: 'mapping', entries, span };
  }

  #nextInFlow(): void {
    this.#next();
    this.#blanks(false);
  }

  /** Reads the value of a key in a flow mapping. */
  #valueInFlow(): Content | undefined {
    if (!this.#is('map-value-ind')) return undefined;
    this.#nextInFlow();
    return this.#is('comma') || this.#is('flow-map-end') ? undefined : this.#flowValue();
  }

  #flowValue(): Content {
    const value = this.#isFlow ? this.#flow() : this.#scalar();
    this.#blanks(false);
    return value;
  }
}

/**
 * Returns whether a block of text begins with an empty line that is deeper than its first line: the parser reports the
 * fault.
 */
function beginsTooDeep(block: string): boolean {
  let deepest = 0;
  for (const [, blanks = '', first] of block.matchAll(/( *)(?:\r?\n|([^\n]))/gy)) {
    if (first !== undefined) return blanks.length < deepest;
    deepest = Math.max(deepest, blanks.length);
  }
  return false;
}
