import { CST, Lexer } from 'yaml';
import type { Span } from '../../../model/place.ts';
import { type Content, type Entry, MAX_DEPTH, type Node, type Scalar } from '../tree.ts';
import { blockScalarOf, flowScalarOf, isClosed, OpenFlows, type YamlSource } from './nodes.ts';

/**
 * Puts the tokens of the library's lexer together to a tree, where they are in the order that nearly all manifests
 * have: block mappings and lists, and flow collections in them. At the first token that is out of this order (an
 * anchor, a tag, anything broken or doubtful) it gives up, and the library's own parser, which takes several times as
 * long as its lexer, reads the document instead. That both ways give the same tree is tested on every fixture and by
 * the fuzz run.
 *
 * `masked` is the source's part without template actions.
 */
export function readByTokens(masked: string, source: YamlSource): Content | undefined {
  const reader = new TokenReader(source);
  for (const token of new Lexer().lex(masked)) if (!reader.take(token)) return undefined;
  return reader.end() ? reader.root : undefined;
}

/** A block collection that may go on; `open` is a key or an item whose value has not come yet. */
type Block =
  | { readonly kind: 'mapping'; readonly column: number; readonly entries: Entry[]; open: Scalar | undefined }
  | { readonly kind: 'list'; readonly column: number; readonly items: (Node | undefined)[]; open: boolean };

/** A scalar at the beginning of a line, which is a key if a colon follows. */
interface Candidate {
  readonly scalar: Scalar;
  readonly column: number;
  readonly isOneLine: boolean;
}

/** The tokens that may still follow on a line: dashes, a key or a value; only a value; nothing but blanks and comments. */
type Room = 'all' | 'value' | 'none';

/** No plain text begins like this: https://yaml.org/spec/1.2.2/#rule-ns-plain-first */
const RESERVED = /^[\t,%@`|>]/;
const BLOCK_HEADER = /^[|>](?:[-+]?[1-9]?|[1-9][-+])$/;
/** A backslash before what it gives no meaning: https://yaml.org/spec/1.2.2/#rule-c-ns-esc-char */
const BAD_ESCAPE = /(?<!\\)(?:\\\\)*\\(?![0abtnvfre"/\\N_LP \t\n]|\r\n|x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8})/;

class TokenReader {
  root: Content | undefined;
  readonly #source: YamlSource;
  readonly #blocks: Block[] = [];
  readonly #flows = new OpenFlows();
  #offset = 0;
  #lineStart = 0;
  #room: Room = 'all';
  #candidate: Candidate | undefined;
  #hasBegun = false;
  #hasMarker = false;
  /** The lexer announces a scalar by a token of its own. */
  #scalarNext = false;
  #blockHeader: CST.SourceToken | undefined;

  constructor(source: YamlSource) {
    this.#source = source;
  }

  /** False where a token is out of order. */
  take(source: string): boolean {
    if (this.#scalarNext) {
      this.#scalarNext = false;
      return this.#step(source, this.#scalar(source));
    }
    const type = CST.tokenType(source);
    switch (type) {
      case 'doc-mode':
        if (this.#hasBegun) return false;
        this.#hasBegun = true;
        return true;
      case 'scalar':
        this.#scalarNext = true;
        return true;
      case 'space':
        // a tab indents nothing, but is allowed in many places
        return this.#step(source, this.#room !== 'all' || this.#flows.depth > 0 || !source.includes('\t'));
      case 'comment':
        return this.#step(source, /^[ \t\n]?$/.test(this.#source.text.charAt(this.#offset + this.#source.base - 1)));
      case 'newline':
        return this.#step(source, this.#newline(source));
      default:
        if (type === null || this.#blockHeader !== undefined) return false;
        return this.#step(source, this.#flows.depth > 0 ? this.#inFlow(type, source) : this.#inBlock(type, source));
    }
  }

  /** False where something is missing at the end. */
  end(): boolean {
    if (this.#flows.depth > 0 || this.#blockHeader !== undefined || !this.#settleCandidate()) return false;
    this.#popTo(-1);
    return this.root !== undefined;
  }

  #step(source: string, isInOrder: boolean): boolean {
    this.#offset += source.length;
    return isInOrder;
  }

  #newline(source: string): boolean {
    this.#lineStart = this.#offset + source.length;
    if (this.#flows.depth > 0 || this.#blockHeader !== undefined) return true;
    this.#room = 'all';
    return this.#settleCandidate();
  }

  #inBlock(type: CST.TokenType, source: string): boolean {
    switch (type) {
      case 'doc-start':
        if (this.root !== undefined || this.#hasMarker) return false;
        this.#hasMarker = true;
        this.#room = 'none';
        return true;
      case 'seq-item-ind':
        return this.#room === 'all' && this.#openItem(this.#column);
      case 'map-value-ind':
        return this.#openEntry();
      case 'single-quoted-scalar':
      case 'double-quoted-scalar':
        return this.#flowScalar(type, source);
      case 'block-scalar-header':
        this.#blockHeader = { type, source, offset: this.#offset, indent: this.#column };
        return BLOCK_HEADER.test(source) && this.#mayPut();
      case 'flow-map-start':
      case 'flow-seq-start':
        return this.#mayPut() && this.#put(this.#flows.open(type, this.#spanAt(this.#offset)));
      default:
        return false;
    }
  }

  // ─── Scalars ─────────────────────────────────────────────────────────────────────────────────────────────────────

  #scalar(source: string): boolean {
    if (this.#blockHeader === undefined) return this.#flowScalar('scalar', source);
    const { offset } = this.#blockHeader;
    const props = [this.#blockHeader];
    const indent = this.#blocks.at(-1)?.column ?? 0;
    this.#blockHeader = undefined;
    this.#room = 'all';
    this.#lineStart = this.#offset + source.length;
    return this.#put(blockScalarOf({ type: 'block-scalar', offset, indent, props, source }, this.#source));
  }

  #flowScalar(type: CST.FlowScalar['type'], source: string): boolean {
    const token = { type, offset: this.#offset, indent: this.#column, source };
    if (type === 'scalar' ? RESERVED.test(source) : !isClosed(token)) return false;
    if (type === 'double-quoted-scalar' && BAD_ESCAPE.test(source)) return false;
    const scalar = flowScalarOf(token, this.#source);
    if (this.#flows.depth > 0) return this.#flows.scalar(scalar);
    if (this.#room === 'value') {
      this.#room = 'none';
      return this.#put(scalar);
    }
    if (this.#room === 'none') return false;
    this.#room = 'none';
    this.#candidate = { scalar, column: this.#column, isOneLine: !source.includes('\n') };
    return true;
  }

  /** A candidate without a colon behind it is a value. */
  #settleCandidate(): boolean {
    const candidate = this.#candidate;
    if (candidate === undefined) return true;
    this.#candidate = undefined;
    return this.#mayNest(candidate.column, false) && this.#put(candidate.scalar);
  }

  // ─── Block collections ───────────────────────────────────────────────────────────────────────────────────────────

  #openItem(column: number): boolean {
    this.#popTo(column);
    const top = this.#blocks.at(-1);
    if (top?.kind === 'list' && top.column === column) {
      if (top.open) top.items.push(undefined);
      top.open = true;
      return true;
    }
    if (!this.#mayNest(column, true)) return false;
    const items: (Node | undefined)[] = [];
    this.#put({ kind: 'list', items, span: this.#spanAt(this.#offset) });
    this.#blocks.push({ kind: 'list', column, items, open: true });
    return this.#blocks.length < MAX_DEPTH;
  }

  #openEntry(): boolean {
    if (this.#candidate === undefined || !this.#candidate.isOneLine) return false;
    const { scalar: key, column } = this.#candidate;
    this.#candidate = undefined;
    this.#room = 'value';
    this.#popTo(column);
    // a list may begin at the column of its own key
    if (this.#blocks.at(-1)?.kind === 'list' && this.#blocks.at(-1)?.column === column) this.#pop();
    const top = this.#blocks.at(-1);
    if (top?.kind === 'mapping' && top.column === column) {
      if (top.open !== undefined) top.entries.push({ key: top.open, value: undefined });
      top.open = key;
      return true;
    }
    if (!this.#mayNest(column, false)) return false;
    const entries: Entry[] = [];
    this.#put({ kind: 'mapping', entries, span: this.#spanAt(this.#lineStart + column) });
    this.#blocks.push({ kind: 'mapping', column, entries, open: key });
    return this.#blocks.length < MAX_DEPTH;
  }

  /** Whether a node can begin at a column: as the root, or as the value that a collection still waits for. */
  #mayNest(column: number, isList: boolean): boolean {
    this.#popTo(column);
    const top = this.#blocks.at(-1);
    if (top === undefined) return this.root === undefined;
    if (top.kind === 'list') return top.open && column > top.column;
    return top.open !== undefined && (column > top.column || (isList && column === top.column));
  }

  /** Whether a value that is surely no key is allowed here. */
  #mayPut(): boolean {
    const room = this.#room;
    this.#room = 'none';
    return room === 'value' || (room === 'all' && this.#mayNest(this.#column, false));
  }

  /** Hands a value to the collection that waits for it. */
  #put(node: Content): boolean {
    const top = this.#blocks.at(-1);
    if (top === undefined) {
      this.root = node;
    } else if (top.kind === 'list') {
      top.items.push(node);
      top.open = false;
    } else if (top.open !== undefined) {
      top.entries.push({ key: top.open, value: node });
      top.open = undefined;
    }
    return true;
  }

  #popTo(column: number): void {
    for (let top = this.#blocks.at(-1); top !== undefined && top.column > column; top = this.#blocks.at(-1))
      this.#pop();
  }

  #pop(): void {
    const done = this.#blocks.pop();
    if (done?.kind === 'list' && done.open) done.items.push(undefined);
    if (done?.kind === 'mapping' && done.open !== undefined) done.entries.push({ key: done.open, value: undefined });
  }

  #inFlow(type: CST.TokenType, source: string): boolean {
    switch (type) {
      case 'single-quoted-scalar':
      case 'double-quoted-scalar':
        return this.#flowScalar(type, source);
      case 'flow-map-start':
      case 'flow-seq-start': {
        const isTooDeep = this.#flows.depth + this.#blocks.length >= MAX_DEPTH;
        return !isTooDeep && this.#flows.nest(type, this.#spanAt(this.#offset));
      }
      case 'map-value-ind':
        return this.#flows.colon();
      case 'comma':
        return this.#flows.comma();
      case 'flow-map-end':
      case 'flow-seq-end':
        return this.#flows.close(type);
      default:
        return false;
    }
  }

  get #column(): number {
    return this.#offset - this.#lineStart;
  }

  #spanAt(at: number): Span {
    return { start: at + this.#source.base, end: at + this.#source.base };
  }
}
