import { emptyAt, type Span } from '../../model/place.ts';
import type { ManifestReading } from '../../model/reading.ts';
import type { FormatId } from '../../model/reference.ts';
import type { Format, ImageRule, ReadContext, SourceFile } from '../format.ts';
import { templateEndings } from '../names.ts';
import { glanceable, hasAtAGlance } from './glanceable.ts';
import { parseJson } from './json.ts';
import { outlineOfJson, outlineOfYaml } from './outline.ts';
import { type DocumentReading, ReadingBuilder } from './readingBuilder.ts';
import { detached } from './tree.ts';
import { items, MAX_THROUGH_ALIASES, type View, view } from './view.ts';
import { parseYaml, splitStream } from './yaml/yaml.ts';

/** A format whose files hold YAML documents, or JSON. */
export interface DocumentFormat {
  readonly id: FormatId;
  /** By the file's name, and by its beginning: what a file is shows there, and a large one is not searched for it. */
  recognizes(file: Beginning): boolean;
  /** A cheap look at a text: false only where nothing in it can matter. */
  mayMatter(text: string): boolean;
  /** The spans of the documents of a text, if not as in any stream of YAML. */
  readonly split?: (text: string) => readonly Span[];
  /** True if `read` takes a list at the top of a document as it is. Otherwise it gets the objects in it. */
  readonly readsLists?: boolean;
  read(root: View, builder: ReadingBuilder, imageRules: readonly ImageRule[]): void;
}

/**
 * The beginning of a file, with letters in place of the escapes that spell them. Block scalars of YAML are blank: a
 * script or another manifest in one doesn't identify the file.
 */
export interface Beginning {
  readonly name: string;
  readonly text: string;
  /** The same, and of a long file its outline behind it: what a stranger puts before the keys does not hide them. */
  readonly outlined: string;
}

/**
 * Characters that YAML forbids everywhere (https://yaml.org/spec/1.2.2/#rule-c-printable). Every reader reports a NUL.
 */
const CONTROL = /[^\P{Cc}\0\t\n\r\u0085]/u;

const BEGINNING = 64 * 1024;

/** Files and documents above these are data, not manifests. They are named as not read. In UTF-16 units. */
export const MAX_LENGTH = 20 * 1024 * 1024;
const MAX_DOCUMENT = 4 * 1024 * 1024;

/** Splits, gates, parses and reads a file document by document. */
export function formatOfDocuments(format: DocumentFormat): Format {
  return {
    id: format.id,
    recognizes: (file, isOutlined = false) => {
      const beginning = readBeginning(file);
      return format.recognizes(isOutlined ? asOutlined(beginning) : beginning);
    },
    read: (file, context) => readFile(format, file, context),
  };
}

function asOutlined({ name, outlined }: Beginning): Beginning {
  return { name, text: outlined, outlined };
}

/** Each format asks for it in turn. */
export function readBeginning(file: SourceFile): Beginning {
  if (last?.file !== file) last = new FileBeginning(file);
  return last;
}

class FileBeginning implements Beginning {
  readonly file: SourceFile;
  readonly name: string;
  readonly text: string;
  #outlined: string | undefined;

  constructor(file: SourceFile) {
    const text = glanceable(file.text.slice(0, BEGINNING));
    this.file = file;
    this.name = file.name;
    this.text = isYamlName(file.name) ? withoutBlocks(text) : text;
  }

  /** Made when it is first asked for: most long files are known by their beginning, at each keystroke. */
  get outlined(): string {
    this.#outlined ??= this.text + glanceable(outlineBehind(BEGINNING, this.file));
    return this.#outlined;
  }
}

/** The outline of what a file has behind its beginning, on lines of its own. Empty where there is nothing. */
export function outlineBehind(end: number, { name, text }: SourceFile): string {
  if (text.length <= end) return '';
  if (isYamlName(name)) return `\n${outlineOfYaml(text, end)}`;
  return isJsonName(name) ? `\n${outlineOfJson(text, end)}` : '';
}

let last: FileBeginning | undefined;

/** At the end of a line. A comment is no longer than a line may be. */
const INDICATOR = /[|>][-+\d]*(?:[ \t]+#.{0,500}|[ \t]*)\r?$/gm;

/** A tag or an anchor. */
const LAST_PROPERTY = /(?<!\S)[!&]\S+[ \t]+$/;

const LONGEST_KEY = 500;

/** The least indentation of a block of `key: |` and `- >-`, by the text before the indicator. */
function leastIndent(head: string): number | undefined {
  const before = /^(?: |- )*/.exec(head)?.[0].length ?? 0;
  let key = head.slice(before);
  for (let at = key.search(LAST_PROPERTY); at >= 0; at = key.search(LAST_PROPERTY)) key = key.slice(0, at);
  if (key === '') return Math.max(0, before - 1);
  return /^[^\s#]/.test(key) && /:[ \t]+$/.test(key) ? before + 1 : undefined;
}

/** Behind the lines that are blank, or indented far enough. */
function endOfBlock(text: string, from: number, least: number): number {
  const indent = ' '.repeat(least);
  let end = from;
  while (text[end] === '\n') {
    const next = text.indexOf('\n', end + 1);
    const lineEnd = next < 0 ? text.length : next;
    if (!text.startsWith(indent, end + 1) && text.slice(end + 1, lineEnd).trim() !== '') return end;
    end = lineEnd;
  }
  return end;
}

/** A text without what its block scalars hold. */
function withoutBlocks(text: string): string {
  const pieces: string[] = [];
  let from = 0;
  for (const { 0: indicator, index } of text.matchAll(INDICATOR)) {
    const lineStart = text.lastIndexOf('\n', index) + 1;
    const end = index + indicator.length;
    if (lineStart < from || end - lineStart > LONGEST_KEY) continue;
    const least = leastIndent(text.slice(lineStart, index));
    if (least === undefined) continue;
    pieces.push(text.slice(from, end));
    from = endOfBlock(text, end, least);
  }
  return pieces.join('') + text.slice(from);
}

function readFile(format: DocumentFormat, file: SourceFile, context: ReadContext): ManifestReading {
  const { name, text } = file;
  if (!hasAtAGlance(text, each => format.mayMatter(each))) return { file: name, ...NOTHING };
  const split = format.split ?? (isJsonName(name) ? wholeText : splitStream);
  const read = (span: Span) => readDocument(format, file, span, context.imageRules);
  const readings = context.memory?.update(format.id, text, split, read) ?? split(text).map(read);
  const said = readings.filter(reading => reading !== NOTHING);
  return {
    file: name,
    references: said.flatMap(({ references }) => references),
    declarations: said.flatMap(({ declarations }) => declarations),
    problems: said.flatMap(({ problems }) => problems),
  };
}

function readDocument(
  format: DocumentFormat,
  { name, text }: SourceFile,
  { start, end }: Span,
  imageRules: readonly ImageRule[],
): DocumentReading {
  const document = text.slice(start, end);
  const matters = hasAtAGlance(document, each => format.mayMatter(each));
  if (document.length > MAX_DOCUMENT) return matters ? tooLarge(start) : NOTHING;
  const own = document.length === text.length ? document : detached(document);
  const builder = new ReadingBuilder(format.id, name, own, start);
  const { root, problems } = isJsonName(name) ? parseJson(own, 'several') : parseYaml(own);
  const control = own.search(CONTROL);
  if (control >= 0) {
    const code = own.charCodeAt(control).toString(16).toUpperCase().padStart(4, '0');
    builder.unread(`the control character U+${code} is not allowed here: most tools refuse this file`, {
      start: control,
      end: control + 1,
    });
  }
  // a fault in any document of a file keeps tools from those beside it
  for (const problem of problems) builder.problem(problem);
  if (!matters) return problems.length === 0 && control < 0 ? NOTHING : builder.done();
  const top = view(root);
  for (const each of top === undefined ? [] : format.readsLists ? [top] : objectsIn(top)) {
    format.read(each, builder, imageRules);
  }
  if (top !== undefined && top.budget.left < 0) {
    builder.unread(`a part was not read: aliases expand to more than ${MAX_THROUGH_ALIASES} values`);
  }
  return builder.done();
}

function wholeText(text: string): readonly Span[] {
  return [{ start: 0, end: text.length }];
}

/** The document's object, or those of a list at its top. */
function objectsIn(top: View): readonly View[] {
  return top.node.kind === 'list' ? items(top).flatMap(item => item ?? []) : [top];
}

const YAML = new RegExp(`\\.ya?ml(?:\\.(?:${templateEndings.join('|')}))?$`, 'i');
const JSON_NAME = new RegExp(`\\.jsonc?(?:\\.(?:${templateEndings.join('|')}))?$`, 'i');

export function isYamlName(name: string): boolean {
  return YAML.test(name);
}

export function isJsonName(name: string): boolean {
  return JSON_NAME.test(name);
}

function tooLarge(start: number): DocumentReading {
  const message = `document not read: larger than ${MAX_DOCUMENT / 1024 / 1024} MB`;
  return { ...NOTHING, problems: [{ message, span: emptyAt(start) }] };
}

const NOTHING: DocumentReading = { references: [], declarations: [], problems: [] };
