import { t } from '../../model/l10n.ts';
import { append } from '../../model/lists.ts';
import type { Origin, Span } from '../../model/place.ts';

/**
 * Finds the parts of a text that some tool fills in before the manifest is used. Every team has its own way to write
 * them:
 * - `{{ }}` and `{% %}`: Helm, Jinja.
 * - `${VAR}`, `$VAR` and `$VAR$`: shells, compose, Flux, replace-tokens.
 * - `$(VAR)` and `$[ ]`: Kubernetes, Tekton, Azure Pipelines.
 * - `#{TOKEN}#`: Octopus, replace-tokens.
 * - `@VAR@`: Maven, autoconf. `((var))`: Concourse.
 * - `#TOKEN#`, `__TOKEN__`, `%VAR%`, `@(VAR)`, `<placeholder>`, `[placeholder]`.
 *
 * No image's name may have their characters, but for `__`, which separates words of a path. There only capitals or the
 * start of a word make a token.
 */
export function findPlaceholders(text: string): readonly Span[] {
  if (!MAYBE.test(text)) return [];
  const found: Span[] = [];
  const brackets = new Brackets(text);
  for (let at = 0; at < text.length; ) {
    const end = placeholderEnd(brackets, at);
    if (end > at) found.push({ start: at, end });
    at = Math.max(end, at + 1);
  }
  return found;
}

const MAYBE = /[{$#<%[(]|__|@@|@[\w.-]+@|@\(/;

/** The end of the placeholder that begins at `start`. `start` itself: none begins there. */
function placeholderEnd(brackets: Brackets, start: number): number {
  const { text } = brackets;
  switch (text[start]) {
    case '{':
      return brackets.end(start) ?? start;
    case '<':
      return brackets.isClosed(start) ? text.indexOf('>', start + 1) + 1 : start;
    case '(':
      return text[start + 1] === '(' ? (brackets.end(start) ?? start) : start;
    case '[':
      return IPV6.test(text.slice(start, start + 48)) ? start : (brackets.end(start) ?? start);
    case '#': {
      if (text[start + 1] !== '{') return start + (TOKEN.exec(text.slice(start, start + MAX_TOKEN))?.[0].length ?? 0);
      const end = brackets.end(start + 1);
      if (end === undefined) return start;
      return text[end] === '#' ? end + 1 : end;
    }
    case '%': {
      const end = nameEnd(text, start + 1);
      return end > start + 1 && text[end] === '%' ? end + 1 : start;
    }
    case '@':
      return atEnd(brackets, start);
    case '$':
      return dollarEnd(brackets, start);
    case '_':
      return underscoreEnd(text, start);
    default:
      return start;
  }
}

/** A digest begins with an `@`, too, and has no second one. */
function atEnd(brackets: Brackets, start: number): number {
  const { text } = brackets;
  if (text[start + 1] === '(') return brackets.end(start + 1) ?? start;
  const from = text[start + 1] === '@' ? start + 2 : start + 1;
  let end = from;
  while (/[\w.-]/.test(text[end] ?? '')) end++;
  if (end === from || text[end] !== '@') return start;
  return text[end + 1] === '@' && from === start + 2 ? end + 2 : end + 1;
}

function dollarEnd(brackets: Brackets, start: number): number {
  const { text } = brackets;
  if ('{(['.includes(text[start + 1] ?? ' ')) return brackets.end(start + 1) ?? start;
  const end = nameEnd(text, start + 1);
  if (end === start + 1) return start;
  // `$NAME$` of token tools, unless the second dollar begins a name of its own
  return text[end] === '$' && !WORD.test(text[end + 1] ?? '') && text[end + 1] !== '{' ? end + 1 : end;
}

function underscoreEnd(text: string, start: number): number {
  if (text[start + 1] !== '_') return start;
  const close = text.indexOf('__', start + 3);
  if (close < 0) return start;
  const name = text.slice(start + 2, close);
  if (!/^[\w.-]+$/.test(name)) return start;
  const atStartOfWord = start === 0 || '/:@.-'.includes(text[start - 1] ?? '');
  if (!atStartOfWord && !(name === name.toUpperCase() && /[A-Z]/.test(name))) return start;
  let end = close + 2;
  while (text[end] === '_') end++;
  return end;
}

/**
 * The brackets of one text. The last of each kind is found once: a text of brackets that nothing closes costs no more
 * than another.
 */
class Brackets {
  readonly text: string;
  readonly #last = new Map<string, number>();

  constructor(text: string) {
    this.text = text;
  }

  /**
   * The end of a bracket and what is nested in it. Undefined where nothing closes it. Quotes may hold brackets that
   * open nothing: then it ends with the last one that closes.
   */
  end(start: number): number | undefined {
    if (!this.isClosed(start)) return undefined;
    const open = this.text.charAt(start);
    const close = CLOSERS[open];
    let depth = 0;
    for (let at = start; at < this.text.length; at++) {
      if (this.text[at] === open) depth++;
      else if (this.text[at] === close && --depth === 0) return at + 1;
    }
    return this.#lastOf(close) + 1;
  }

  isClosed(start: number): boolean {
    return this.#lastOf(CLOSERS[this.text.charAt(start)]) > start;
  }

  #lastOf(close = ''): number {
    const last = this.#last.get(close) ?? this.text.lastIndexOf(close);
    this.#last.set(close, last);
    return last;
  }
}

const CLOSERS: Readonly<Record<string, string>> = { '{': '}', '(': ')', '[': ']', '<': '>' };

function nameEnd(text: string, start: number): number {
  let end = start;
  while (WORD.test(text[end] ?? '')) end++;
  return end;
}

const WORD = /\w/;
const TOKEN = /^#{1,2}[\w.-]+#{1,2}/;
const MAX_TOKEN = 100;
const IPV6 = /^\[[0-9a-fA-F:.]+\]/;

/** The value that a file itself gives a placeholder. */
export interface Settled {
  readonly text: string;
  /** The value's span in the document. Undefined where the placeholder itself holds the value. */
  readonly span: Span | undefined;
  /** The file of the span, for a value of a build. */
  readonly file?: string | undefined;
  /** A short phrase for people: `default of TAG`. */
  readonly role: string;
}

/**
 * Gives the value of a placeholder, as written with its signs, where the file settles it. `isEscaped`: an odd number of
 * dollar signs is before it, by which some tools mean a dollar sign and no variable.
 */
export type Settle = (placeholder: string, isEscaped?: boolean) => Settled | undefined;

/** Without a file, its place is in the document that is being read. */
export type SettledOrigin = Omit<Origin, 'file'> & { readonly file?: string | undefined };

interface SettledText {
  readonly text: string;
  /** Spans are in the document, or for a default in the placeholder itself in the text. */
  readonly origins: readonly SettledOrigin[];
}

/** The offset at which a text begins, in the file of a build or in the document. */
interface Beginning {
  readonly start: number;
  readonly file: string | undefined;
}

/**
 * Replaces placeholders with their known values. A value with a placeholder is settled in turn, a few times at most. A
 * text that grows beyond any name stays as it is. `start` is the offset of the text in the document, or in its `file`.
 */
export function settleText(text: string, start: number, settle: Settle, file?: string): SettledText {
  return settleWithin(text, { start, file }, settle, MAX_DEPTH, { left: MAX_SETTLED }) ?? { text, origins: [] };
}

/** Undefined where too much is put in: values that hold each other twice grow without end. */
function settleWithin(
  text: string,
  beginning: Beginning,
  settle: Settle,
  depth: number,
  budget: { left: number },
): SettledText | undefined {
  const origins: SettledOrigin[] = [];
  let settled = '';
  let from = 0;
  for (const hole of findPlaceholders(text)) {
    const value = settle(text.slice(hole.start, hole.end), dollarsBefore(text, hole.start) % 2 === 1);
    if (value === undefined) continue;
    if (--budget.left < 0) return undefined;
    const { start } = beginning;
    const span = value.span ?? { start: start + hole.start, end: start + hole.end };
    const file = value.span === undefined ? beginning.file : value.file;
    const inner =
      depth > 0
        ? settleWithin(value.text, { start: span.start, file }, settle, depth - 1, budget)
        : { text: value.text, origins: [] };
    if (inner === undefined) return undefined;
    origins.push({ file, span, role: value.role });
    if (value.span !== undefined) append(origins, inner.origins);
    settled += text.slice(from, hole.start) + inner.text;
    from = hole.end;
    if (settled.length > MAX_LENGTH) return undefined;
  }
  return { text: settled + text.slice(from), origins };
}

function dollarsBefore(text: string, end: number): number {
  let start = end;
  while (text[start - 1] === '$') start--;
  return end - start;
}

const MAX_DEPTH = 5;
/** Far more values than a name has parts, and longer than any name. */
const MAX_SETTLED = 1000;
const MAX_LENGTH = 4096;

/**
 * The default in a shell-like placeholder: `${TAG:-latest}`, `${TAG-latest}`, and Flux' `${TAG:=latest}`.
 * https://github.com/compose-spec/compose-spec/blob/main/12-interpolation.md
 */
export const shellDefault: Settle = placeholder => {
  const match = /^\$\{(\w+)(?::-|-|:=|=)([\s\S]*)\}$/.exec(placeholder);
  const [, name, text] = match ?? [];
  return name === undefined || text === undefined
    ? undefined
    : { text, span: undefined, role: t('default of {0}', name) };
};

/**
 * An expression as a placeholder, for what only a deployment knows. Braces within would end it early, and a
 * long one is cut.
 */
export function placeholder(source: string): string {
  return `\${${short(source)}}`;
}

/** The same in the notation of Azure's templates. */
export function bracketPlaceholder(source: string): string {
  return `[${short(source)}]`;
}

const LONGEST_SOURCE = 120;

function short(source: string): string {
  const line = source.slice(0, 4 * LONGEST_SOURCE).replace(/\s+/g, ' ');
  const plain = line.replace(/\$?\{[^{}]*\}?|[{}]/g, '…');
  return plain.length > LONGEST_SOURCE ? `${plain.slice(0, LONGEST_SOURCE - 1)}…` : plain;
}
