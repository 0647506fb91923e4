import type { FormatId, ManifestReading } from '../model.ts';
import type { Format, ImageRule, ReadContext, SourceFile } from './format.ts';
import { type DocumentReading, Harvest } from './harvest.ts';
import { parseJson } from './source/json.ts';
import { splitStream } from './source/stream.ts';
import { type View, view } from './source/view.ts';
import { parseYaml } from './source/yaml.ts';

/** A format whose files hold YAML documents, or JSON. */
export interface DocumentFormat {
  readonly id: FormatId;
  recognizes(file: SourceFile): boolean;
  /** A cheap look at a document's text: false only where nothing in it can matter. */
  mayMatter(text: string): boolean;
  read(root: View, harvest: Harvest, imageRules: readonly ImageRule[]): void;
}

/** Files and documents above these are data, not manifests; they are named as not read. In UTF-16 units. */
export const MAX_LENGTH = 20 * 1024 * 1024;
const MAX_DOCUMENT = 4 * 1024 * 1024;

/** Splits, gates, parses and reads a file document by document. */
export function formatOfDocuments(format: DocumentFormat): Format {
  return {
    id: format.id,
    recognizes: file => format.recognizes(file),
    read: (file, context) => readFile(format, file, context),
  };
}

function readFile(format: DocumentFormat, file: SourceFile, context: ReadContext): ManifestReading {
  const { text } = file;
  const isJson = isJsonName(file.name);
  const spans = isJson ? [{ start: 0, end: text.length }] : splitStream(text);
  const parse = isJson ? parseJson : parseYaml;
  const readings: DocumentReading[] = [];
  context.memory?.begin(format.id, spans.length);
  for (const { start, end } of spans) {
    const document = text.slice(start, end);
    const read = () => {
      if (!format.mayMatter(document)) return NOTHING;
      if (document.length > MAX_DOCUMENT) return tooLarge(start);
      const own = spans.length > 1 ? detached(document) : document;
      const harvest = new Harvest(format.id, file.name, own, start);
      const { root, problems } = parse(own);
      const top = view(root);
      if (top !== undefined) format.read(top, harvest, context.imageRules);
      for (const { message, span } of problems) harvest.problem(message, span);
      return harvest.done();
    };
    const reading = context.memory === undefined ? read() : context.memory.recall(document, start, read);
    if (reading !== NOTHING) readings.push(reading);
  }
  return {
    file: file.name,
    references: readings.flatMap(reading => reading.references),
    declarations: readings.flatMap(reading => reading.declarations),
    problems: readings.flatMap(reading => reading.problems),
  };
}

export function isYamlName(name: string): boolean {
  return /\.ya?ml$/i.test(name);
}

export function isJsonName(name: string): boolean {
  return /\.jsonc?$/i.test(name);
}

function tooLarge(start: number): DocumentReading {
  const message = `document not read: larger than ${MAX_DOCUMENT / 1024 / 1024} MB`;
  return { ...NOTHING, problems: [{ message, span: { start, end: start } }] };
}

const NOTHING: DocumentReading = { references: [], declarations: [], problems: [] };

/**
 * A copy that holds on to no larger text. An engine cuts strings by reference, so a name kept from a document would
 * keep the whole file alive, in an editor one more at each keystroke.
 */
function detached(text: string): string {
  return ` ${text}`.slice(1);
}
