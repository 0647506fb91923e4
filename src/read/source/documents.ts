import { emptyAt, type Span } from '../../model/place.ts';
import type { ManifestReading } from '../../model/reading.ts';
import type { FormatId } from '../../model/reference.ts';
import type { Format, ImageRule, ReadContext, SourceFile } from '../format.ts';
import { isJsonName } from '../names.ts';
import { type Beginning, beginningOf, outlinedBeginning } from './beginning.ts';
import { hasAtAGlance } from './glanceable.ts';
import { parseJson } from './json.ts';
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
 * Characters that YAML forbids everywhere (https://yaml.org/spec/1.2.2/#rule-c-printable). Every reader reports a NUL.
 */
const CONTROL = /[^\P{Cc}\0\t\n\r\u0085]/u;

/** Files and documents above these are data, not manifests. They are named as not read. In UTF-16 units. */
export const MAX_LENGTH = 20 * 1024 * 1024;
const MAX_DOCUMENT = 4 * 1024 * 1024;

/**
 * A format that reads a file document by document. A document in which nothing can matter is parsed for its faults alone,
 * since tools refuse the documents beside a broken one.
 */
export function formatOfDocuments(format: DocumentFormat): Format {
  return {
    id: format.id,
    recognizes: (file, isOutlined = false) => {
      const beginning = beginningOf(file);
      return format.recognizes(isOutlined ? outlinedBeginning(beginning) : beginning);
    },
    read: (file, context) => readFile(format, file, context),
  };
}

function readFile(format: DocumentFormat, file: SourceFile, context: ReadContext): ManifestReading {
  const { name, text } = file;
  if (!hasAtAGlance(text, each => format.mayMatter(each))) return { file: name, ...NOTHING };
  const split = format.split ?? (isJsonName(name) ? wholeText : splitStream);
  const read = (span: Span) => readDocument(format, file, span, context.imageRules);
  const readings = context.memory?.update(format.id, text, split, read) ?? split(text).map(read);
  return {
    file: name,
    references: readings.flatMap(({ references }) => references),
    declarations: readings.flatMap(({ declarations }) => declarations),
    problems: readings.flatMap(({ problems }) => problems),
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

function tooLarge(start: number): DocumentReading {
  const message = `document not read: larger than ${MAX_DOCUMENT / 1024 / 1024} MB`;
  return { ...NOTHING, problems: [{ message, span: emptyAt(start) }] };
}

const NOTHING: DocumentReading = { references: [], declarations: [], problems: [] };
