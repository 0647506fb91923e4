import type { Span } from '../../model.ts';
import { COLON, DASH, HASH, Lines, SPACE, TAB } from './lines.ts';
import { hasActions } from './templateActions.ts';
import { type Content, type Entry, MAX_DEPTH, type Node, type Scalar } from './tree.ts';

/**
 * Reads the plain YAML that nearly all manifests are made of: block mappings and lists with values on one line, and
 * literal blocks. It gives up at the first thing that is not plain (anchors, tags, escapes, values over several lines,
 * anything doubtful), and the library reads the document instead. Reading plain lines directly is what makes a scan
 * of a workspace fast; that both ways give the same tree is tested on every fixture and by the fuzz run.
 *
 * `masked` is the text without template actions; `written` the text itself. Both have the same length.
 */
export function readPlainYaml(source: PlainSource): Content | undefined {
  const reader = new PlainReader(source);
  return reader.run() ? reader.root : undefined;
}

export interface PlainSource {
  readonly masked: string;
  readonly written: string;
  /** What is added to every offset. */
  readonly base: number;
  /** Reads a flow collection that stands on one line; undefined where it is not just that. */
  readonly flow: (span: Span) => Content | undefined;
}

/** A collection that may go on; `open` is a key or an item whose value has not come yet. */
type Frame =
  | { readonly kind: 'mapping'; readonly column: number; readonly entries: Entry[]; open: Scalar | undefined }
  | { readonly kind: 'list'; readonly column: number; readonly items: (Node | undefined)[]; open: boolean };

const QUOTE = 34;
const APOSTROPHE = 39;

class PlainReader {
  root: Content | undefined;
  readonly #source: PlainSource;
  readonly #text: string;
  readonly #frames: Frame[] = [];
  readonly #lines: Lines;

  constructor(source: PlainSource) {
    this.#source = source;
    this.#text = source.masked;
    this.#lines = new Lines(source.masked);
  }

  /** False where the text is not plain. */
  run(): boolean {
    if (this.#text.charCodeAt(0) === 0xfeff || /\r(?!\n)/.test(this.#text)) return false;
    while (this.#lines.toNextLine()) {
      const at = this.#lines.skip(SPACE, this.#lines.start);
      if (this.#lines.isRest(at)) continue;
      if (at === this.#lines.start && this.#lines.isMarker()) {
        if (this.root === undefined && this.#frames.length === 0 && this.#lines.isDocumentStart()) continue;
        return false;
      }
      if (!this.#line(at)) return false;
    }
    this.#popTo(-1);
    return this.root !== undefined;
  }

  /** Takes the dashes of a line, and then its key or value. */
  #line(start: number): boolean {
    let at = start;
    let isItem = false;
    while (this.#text.charCodeAt(at) === DASH && at < this.#lines.end && this.#lines.isBlankAt(at + 1)) {
      if (!this.#openItem(at - this.#lines.start, at)) return false;
      isItem = true;
      const after = this.#lines.skip(SPACE, at + 1);
      if (this.#lines.isRest(after)) return true;
      at = after;
    }
    const key = this.#keyAt(at);
    if (key === undefined) return isItem && this.#value(at);
    const column = at - this.#lines.start;
    if (!this.#openEntry(column, at, key.scalar)) return false;
    const after = this.#lines.skip(SPACE, key.end);
    return this.#lines.isRest(after) || this.#value(after);
  }

  #openItem(column: number, at: number): boolean {
    this.#popTo(column);
    const top = this.#frames.at(-1);
    if (top?.kind === 'list' && top.column === column) {
      if (top.open) top.items.push(undefined);
      top.open = true;
      return true;
    }
    if (!this.#mayNest(top, column, true)) return false;
    const items: (Node | undefined)[] = [];
    this.#put({ kind: 'list', items, span: this.#spanAt(at) });
    this.#frames.push({ kind: 'list', column, items, open: true });
    return this.#frames.length < MAX_DEPTH;
  }

  #openEntry(column: number, at: number, key: Scalar): boolean {
    this.#popTo(column);
    // a list may stand at the column of the key that it belongs to
    if (this.#frames.at(-1)?.kind === 'list' && this.#frames.at(-1)?.column === column) this.#pop();
    const top = this.#frames.at(-1);
    if (top?.kind === 'mapping' && top.column === column) {
      if (top.open !== undefined) top.entries.push({ key: top.open, value: undefined });
      top.open = key;
      return true;
    }
    if (!this.#mayNest(top, column, false)) return false;
    const entries: Entry[] = [];
    this.#put({ kind: 'mapping', entries, span: this.#spanAt(at) });
    this.#frames.push({ kind: 'mapping', column, entries, open: key });
    return this.#frames.length < MAX_DEPTH;
  }

  /** Whether a collection can begin at a column: as the root, or as the value that the frame still waits for. */
  #mayNest(top: Frame | undefined, column: number, isList: boolean): boolean {
    if (top === undefined) return this.root === undefined;
    if (top.kind === 'list') return top.open && column > top.column;
    return top.open !== undefined && (column > top.column || (isList && column === top.column));
  }

  /** Hands a value to the frame that waits for it. */
  #put(node: Content): boolean {
    const top = this.#frames.at(-1);
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
    for (let top = this.#frames.at(-1); top !== undefined && top.column > column; top = this.#frames.at(-1))
      this.#pop();
  }

  #pop(): void {
    const done = this.#frames.pop();
    if (done?.kind === 'list' && done.open) done.items.push(undefined);
    if (done?.kind === 'mapping' && done.open !== undefined) done.entries.push({ key: done.open, value: undefined });
  }

  // ─── Keys and values ─────────────────────────────────────────────────────────────────────────────────────────────

  /** A key and the offset behind its colon. */
  #keyAt(start: number): { readonly scalar: Scalar; readonly end: number } | undefined {
    const first = this.#text.charCodeAt(start);
    if (first === QUOTE || first === APOSTROPHE) {
      const scalar = this.#quotedAt(start);
      const colon = scalar === undefined ? -1 : scalar.span.end - this.#source.base + 1;
      return scalar !== undefined && this.#lines.isColon(colon) ? { scalar, end: colon + 1 } : undefined;
    }
    if (!KEY_START.test(this.#text[start] ?? '')) return undefined;
    for (let at = start + 1; at < this.#lines.end; at++) {
      const code = this.#text.charCodeAt(at);
      if (code === COLON && this.#lines.isBlankAt(at + 1)) {
        // blanks before the colon are the library's
        return this.#lines.isBlankAt(at - 1) ? undefined : { scalar: this.#scalar(start, at, true), end: at + 1 };
      }
      if (code === HASH && this.#lines.isBlankAt(at - 1)) return undefined;
    }
    return undefined;
  }

  #value(start: number): boolean {
    const first = this.#text[start] ?? '';
    if (first === '"' || first === "'") {
      const scalar = this.#quotedAt(start);
      return scalar !== undefined && this.#lines.isRest(scalar.span.end - this.#source.base + 1) && this.#put(scalar);
    }
    if (first === '|') return this.#block(start);
    if (first === '[' || first === '{') return this.#flow(start);
    if (NOT_PLAIN.test(first) || ((first === '-' || first === ':') && this.#lines.isBlankAt(start + 1))) return false;
    return this.#plain(start);
  }

  #plain(start: number): boolean {
    let end = this.#lines.end;
    for (let at = start; at < this.#lines.end; at++) {
      const code = this.#text.charCodeAt(at);
      if (code === COLON && this.#lines.isBlankAt(at + 1)) return false;
      if (code === HASH && this.#lines.isBlankAt(at - 1)) {
        end = at;
        break;
      }
    }
    while (end > start && this.#lines.isBlankAt(end - 1)) end--;
    return this.#put(this.#scalar(start, end, true));
  }

  /** A quoted text on one line that has no escapes. */
  #quotedAt(start: number): Scalar | undefined {
    const quote = this.#text[start] ?? '';
    const end = this.#text.indexOf(quote, start + 1);
    if (end < 0 || end >= this.#lines.end) return undefined;
    if (quote === "'" && this.#text[end + 1] === "'") return undefined;
    const scalar = this.#scalar(start + 1, end, false);
    return quote === '"' && scalar.text.includes('\\') ? undefined : scalar;
  }

  #flow(start: number): boolean {
    let end = this.#lines.end;
    while (end > start && this.#lines.isBlankAt(end - 1)) end--;
    const node = this.#source.flow(this.#span(start, end));
    return node !== undefined && this.#put(node);
  }

  /** A literal block with nothing but its sign in the header. Its lines are those indented deeper than its parent. */
  #block(start: number): boolean {
    const sign = this.#text[start + 1];
    if (!this.#lines.isRest(start + (sign === '-' || sign === '+' ? 2 : 1))) return false;
    const parent = this.#frames.at(-1)?.column ?? 0;
    const from = this.#lines.next;
    const lines: string[] = [];
    let indent = -1;
    let content = { start: from, end: from };
    for (let resume = this.#lines.next; this.#lines.toNextLine(); resume = this.#lines.next) {
      const at = this.#lines.skip(SPACE, this.#lines.start);
      const column = at - this.#lines.start;
      if (this.#text.charCodeAt(at) === TAB) return false;
      if (at >= this.#lines.end) {
        if ((indent < 0 && column > 0) || !this.#isBlankAsWritten()) return false;
        lines.push(indent < 0 ? '' : this.#source.written.slice(Math.min(this.#lines.start + indent, at), at));
        continue;
      }
      if (column <= parent) {
        this.#lines.next = resume;
        break;
      }
      if (indent >= 0 && column < indent) return false;
      if (indent < 0) {
        indent = column;
        content = { start: at, end: at };
      }
      lines.push(this.#source.written.slice(this.#lines.start + indent, this.#lines.end));
      content = { start: content.start, end: this.#lines.end };
    }
    if (indent < 0) return false;
    const raw = this.#source.written.slice(content.start, content.end).trimEnd();
    const text = hasActions(raw) ? raw : lines.join('\n').trim();
    const span = this.#span(content.start, content.start + raw.length);
    return this.#put({ kind: 'scalar', text, span, plain: false });
  }

  // ─── Characters ──────────────────────────────────────────────────────────────────────────────────────────────────

  #scalar(start: number, end: number, plain: boolean): Scalar {
    return { kind: 'scalar', text: this.#source.written.slice(start, end), span: this.#span(start, end), plain };
  }

  #span(start: number, end: number): Span {
    return { start: start + this.#source.base, end: end + this.#source.base };
  }

  #spanAt(at: number): Span {
    return this.#span(at, at);
  }

  /** Whether a line is blank without its template actions only because it has none. */
  #isBlankAsWritten(): boolean {
    const { masked, written } = this.#source;
    return masked === written || written.slice(this.#lines.start, this.#lines.end).trim() === '';
  }
}

/** Characters that begin a key and can't begin anything else. */
const KEY_START = /[\w./$]/;
/** Characters that begin something else than a plain value, or may do so. */
const NOT_PLAIN = /[&*!%@`?#,\]}>|\t]/;
