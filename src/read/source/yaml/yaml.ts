import { Composer, type CST, type ErrorCode, Parser, type YAMLParseError } from 'yaml';
import { emptyAt, type Span } from '../../../model/place.ts';
import type { ReadingProblem } from '../../../model/reading.ts';
import { endOfLine } from '../lineStarts.ts';
import { type Alias, type Content, type Entry, MAX_DEPTH, type Node, type Parsed, type Scalar } from '../tree.ts';
import { type Extent, ExtentMemory, MAX_NODES } from './extent.ts';
import { BLANKS, blockScalarOf, flowScalarOf, isClosed, type YamlSource } from './nodes.ts';
import { withOutdentedFlowsJoined } from './outdented.ts';
import { maskTemplates } from './templateActions.ts';
import { readByTokens } from './tokens.ts';

/** Parses one YAML document, or a part of a text that is one itself, such as a block. */
export function parseYaml(text: string, part: Span = { start: 0, end: text.length }): Parsed {
  const document = text.slice(part.start, part.end);
  const written = withPlainLines(document);
  const masked = maskTemplates(written);
  const isTemplate = masked !== written;
  const root = readByTokens(masked, { text, base: part.start, isMasked: masked !== document });
  if (root !== undefined) return { root, problems: [] };
  const parsed = parseByLibrary(text, part, masked, isTemplate);
  // in a text with templates, not every fault is reported
  const plain = isTemplate || parsed.problems.length > 0 ? withOutdentedFlowsJoined(masked) : masked;
  return plain === masked ? parsed : parseByLibrary(text, part, plain, isTemplate);
}

/**
 * Returns a text of the same length whose lines the library reads as other tools do.
 *
 * A byte order mark may begin each document of a stream (https://yaml.org/spec/1.2.2/#52-character-encodings), since
 * files are put together. A line end in its place keeps the first key at the beginning of its line. The separators of
 * Unicode end a line in YAML 1.1, so for go-yaml, which kubectl, Helm and kustomize use
 * (https://yaml.org/spec/1.1/#id871136).
 */
export function withPlainLines(text: string): string {
  const lines = SEPARATOR.test(text) ? text.replace(SEPARATORS, '\n') : text;
  if (!lines.includes('\ufeff')) return lines;
  return lines.replace(/(?<=^|\n)(---)?\ufeff/g, (_, marker = '') => (marker === '' ? '\n' : `${marker} `));
}

const SEPARATOR = /[\u0085\u2028\u2029]/;
const SEPARATORS = /[\u0085\u2028\u2029]/g;

/**
 * Parses any YAML. Built on the library's concrete syntax, which is tolerant (a broken line costs that line) and
 * spares the composing of values that no reader needs. `masked` is the part as the library can read it.
 */
export function parseByLibrary(
  text: string,
  part: Span,
  masked: string,
  isTemplate = masked !== text.slice(part.start, part.end),
): Parsed {
  const isMasked = masked !== text.slice(part.start, part.end);
  const reader: Reader = {
    text,
    base: part.start,
    isMasked,
    isTemplate,
    anchors: new Map(),
    extents: new ExtentMemory(),
    problems: [],
  };
  let root: Node | undefined;
  try {
    const tokens = [...new Parser().parse(masked)];
    const [document, next] = tokens.filter(({ type }) => type === 'document');
    if (document?.type === 'document') root = nodeOf(document.value, document.start, reader, 0);
    // tools split a stream at line feeds, and parse the first document of each part
    if (next?.type === 'document' && SEPARATOR.test(text.slice(part.start, part.end)))
      unread(reader, 'a document was not read: its marker begins no line', next.offset);
    if (reader.problems.length === 0) noteFault(tokens, reader);
  } catch (error) {
    // The library calls itself for each error that follows another. Thousands of them are more than a stack holds.
    if (!(error instanceof RangeError)) throw error;
    reader.problems.push({ message: 'document not read: too broken to be parsed', span: part });
  }
  return { root, problems: reader.problems };
}

/**
 * Names the first fault of a document that is no YAML. kubectl and the others refuse all of it. So what was read of it
 * is in doubt, and the rest may name any image. Where template actions were masked, only a text that had to be dropped
 * is a fault: only the template engine knows how the other lines are indented.
 */
function noteFault(tokens: readonly CST.Token[], reader: Reader): void {
  for (const { errors } of new Composer({ uniqueKeys: false }).compose(tokens)) {
    const fault = errors.find(({ code }) => !reader.isTemplate || code === 'UNEXPECTED_TOKEN');
    if (fault === undefined) continue;
    unread(reader, `this is not YAML, and may not have been read: ${faultOf(fault)}`, fault.pos[0]);
    return;
  }
}

interface Reader extends YamlSource {
  /** True if it has template actions. */
  readonly isTemplate: boolean;
  readonly anchors: Map<string, Content>;
  /** The depth and the size of anchors' contents, including their own aliases. */
  readonly extents: ExtentMemory;
  readonly problems: ReadingProblem[];
}

function unread(reader: Reader, message: string, offset: number): void {
  reader.problems.push({ message, span: emptyAt(Math.min(offset + reader.base, reader.text.length)) });
}

type Item = CST.CollectionItem;

/** The node of a token. `props` are the tokens before it, its anchor among them. */
function nodeOf(
  token: CST.Token | null | undefined,
  props: readonly CST.SourceToken[] | undefined,
  reader: Reader,
  depth: number,
): Node | undefined {
  if (token === null || token === undefined) return undefined;
  if (token.type === 'alias') return aliasOf(token, reader, depth);
  if (depth > MAX_DEPTH) {
    unreadOnce(reader, `a part was not read: nested deeper than ${MAX_DEPTH} levels`, token.offset);
    return undefined;
  }
  const content = contentOf(token, reader, depth);
  const node = content?.kind === 'scalar' ? withTag(content, props, reader) : content;
  const anchor = node === undefined ? undefined : props?.findLast(prop => prop.type === 'anchor');
  if (node !== undefined && anchor !== undefined) reader.anchors.set(anchor.source.slice(1), node);
  return node;
}

const BINARY = new Set(['!!binary', '!<tag:yaml.org,2002:binary>']);

/** Decodes `!!binary`, the one tag that changes the text: the parser of kubectl and Helm takes it for base64. */
function withTag(scalar: Scalar, props: readonly CST.SourceToken[] | undefined, reader: Reader): Scalar {
  const tag = props?.findLast(prop => prop.type === 'tag');
  if (tag === undefined || !BINARY.has(tag.source)) return scalar;
  const text = textFromBase64(scalar.text);
  if (text !== undefined) return { ...scalar, text, plain: false };
  unread(reader, 'this is not YAML, and was not read: it is no text in base64', tag.offset);
  return { ...scalar, text: '', plain: false };
}

function textFromBase64(text: string): string | undefined {
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(text), character => character.charCodeAt(0)));
  } catch {
    return undefined;
  }
}

function contentOf(token: CST.Token, reader: Reader, depth: number): Content | undefined {
  switch (token.type) {
    case 'single-quoted-scalar':
    case 'double-quoted-scalar':
      if (!isClosed(token))
        unread(reader, 'the text from here on was not read: this quote is not closed', token.offset);
      // `"a"b` is neither a text nor the one in the quotes
      return token.end?.some(({ type }) => !BLANKS.has(type)) ? undefined : flowScalarOf(token, reader);
    case 'scalar':
      return flowScalarOf(token, reader);
    case 'block-scalar':
      return blockScalarOf(token, reader);
    case 'block-map':
      return { kind: 'mapping', entries: entriesOf(token.items, reader, depth), span: spanOf(token, reader) };
    case 'block-seq':
      return { kind: 'list', items: itemsOf(token.items, reader, depth), span: spanOf(token, reader) };
    case 'flow-collection': {
      const items = token.items.map((item, i) => (isDivided(token.items[i + 1]) ? item : withoutValue(item)));
      return token.start.source === '['
        ? { kind: 'list', items: itemsOf(items, reader, depth), span: spanOf(token, reader) }
        : { kind: 'mapping', entries: entriesOf(items, reader, depth), span: spanOf(token, reader) };
    }
    default:
      return undefined;
  }
}

function withoutValue({ value: _, ...item }: Item): Item {
  return item;
}

/** Without a comma before the next item, a quoted text has more behind it. Blank lines before the end are no item. */
function isDivided(next: Item | undefined): boolean {
  if (next === undefined || next.start.some(({ type }) => type === 'comma')) return true;
  return next.key === undefined && next.value === undefined && next.start.every(({ type }) => BLANKS.has(type));
}

function entriesOf(tokens: readonly Item[], reader: Reader, depth: number): readonly Entry[] {
  const entries: Entry[] = [];
  for (const item of tokens) {
    const key = nodeOf(item.key, item.start, reader, depth + 1);
    const value = nodeOf(item.value, item.sep, reader, depth + 1);
    const scalar = key?.kind === 'alias' ? key.target : key;
    if (scalar?.kind === 'scalar') entries.push({ key: scalar, value });
  }
  return entries;
}

function itemsOf(tokens: readonly Item[], reader: Reader, depth: number): readonly (Node | undefined)[] {
  const nodes: (Node | undefined)[] = [];
  for (const item of tokens) {
    if (item.key !== undefined && item.sep !== undefined) {
      // `[a: b]` is a list of one-key mappings
      const entries = entriesOf([item], reader, depth + 1);
      nodes.push({ kind: 'mapping', entries, span: emptyAt(entries[0]?.key.span.start ?? 0) });
    } else if (item.value !== undefined || item.start.some(token => token.type === 'seq-item-ind')) {
      nodes.push(nodeOf(item.value, item.start, reader, depth + 1));
    }
  }
  return nodes;
}

function aliasOf(token: CST.FlowScalar, reader: Reader, depth: number): Alias {
  const name = token.source.slice(1);
  const start = token.offset + reader.base;
  const span = { start, end: start + token.source.length };
  const target = reader.anchors.get(name);
  if (target === undefined && !reader.isTemplate)
    unread(reader, `this is not YAML, and was not read: no anchor is called \`${name}\` before this`, token.offset);
  const fault = target && faultOfAlias(reader.extents.add(target), depth);
  if (fault !== undefined) unreadOnce(reader, fault, token.offset);
  return { kind: 'alias', name, span, target: fault === undefined ? target : undefined };
}

/** Readers follow aliases as if their contents were written there: so deep, so many. */
function faultOfAlias({ height, nodes }: Extent, depth: number): string | undefined {
  if (depth + height > MAX_DEPTH) return `a part was not read: aliases nest it deeper than ${MAX_DEPTH} levels`;
  return nodes > MAX_NODES ? `a part was not read: aliases make more than ${MAX_NODES} values of it` : undefined;
}

/** Thousands of the same fault are one. */
function unreadOnce(reader: Reader, message: string, offset: number): void {
  if (reader.problems.every(problem => problem.message !== message)) unread(reader, message, offset);
}

/** Collections are never cut out of the text. Their span only marks their start. */
function spanOf(token: CST.Token, reader: Reader): Span {
  return emptyAt(token.offset + reader.base);
}

/**
 * Returns the spans of the documents of a YAML stream. By the specification, `---` or `...` at the start of a line ends
 * a document, even inside a block or a quoted string. So finding them needs no parser. A document keeps its own `---`.
 * A `...` belongs to the document that it ends.
 */
export function splitStream(text: string): readonly Span[] {
  const documents: Span[] = [];
  let start = 0;
  const cut = (end: number) => {
    if (end > start) documents.push({ start, end });
    start = end;
  };
  for (const { index, 0: marker } of text.matchAll(MARKER)) {
    const at = index + marker.length - 3;
    cut(marker.endsWith('-') ? at : Math.min(text.length, endOfLine(text, at) + 1));
  }
  cut(text.length);
  return documents;
}

const MARKER = /(?:^|\n)\ufeff?(?:---|\.\.\.)(?=[ \t\r\n\ufeff]|$)/g;

/** Words the fault of a broken YAML text for the person who writes it. The library's words are for programmers. */
export function faultOf({ code, message }: Pick<YAMLParseError, 'code' | 'message'>): string {
  // "Flow sequence … must be sufficiently indented and end with a ]"
  return faults[message.startsWith('Flow ') ? 'MISSING_CHAR' : code] ?? 'YAML does not allow this here';
}

const indented = 'this line is not indented like those that it belongs to, or the line before lacks a colon';
const faults: Partial<Readonly<Record<ErrorCode, string>>> = {
  BAD_DQ_ESCAPE: 'this backslash has no meaning in double quotes: use single quotes',
  BAD_INDENT: indented,
  BAD_SCALAR_START: 'a string that begins like this needs quotes',
  BLOCK_AS_IMPLICIT_KEY: indented,
  BLOCK_IN_FLOW: "a block list or a string of several lines can't be within brackets",
  MISSING_CHAR: 'something is missing here: a colon, a comma, a space, or the quote or bracket that closes',
  MULTILINE_IMPLICIT_KEY: indented,
  MULTIPLE_DOCS: 'a config is one document, and here another begins: put its keys into the first one',
  RESOURCE_EXHAUSTION: 'this is nested too deeply',
  TAB_AS_INDENT: 'a tab indents this line, and YAML takes only spaces for that',
  UNEXPECTED_TOKEN: 'unexpected here: quotes go around the whole string, and brackets come in pairs',
};
