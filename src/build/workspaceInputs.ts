import { remembered } from '../model/memo.ts';
import { folderOf, type Span } from '../model/place.ts';
import type { ManifestReading, ReadingProblem } from '../model/reading.ts';
import { isJsonName } from '../read/names.ts';
import { parseJson } from '../read/source/json.ts';
import { lift } from '../read/source/lift.ts';
import type { Content, Parsed, Source } from '../read/source/tree.ts';
import { parseByLibrary, parseYaml, splitStream, withPlainLines } from '../read/source/yaml/yaml.ts';
import type { BuildInputs } from './built.ts';

/** A file of the workspace, as builds look at it. */
export interface InputFile {
  readonly text: string;
}

/** The files of a workspace for its builds. Trees are parsed when a build first asks for them. */
export class WorkspaceInputs implements BuildInputs {
  readonly #files: ReadonlyMap<string, InputFile>;
  readonly #parsed = new Map<string, ParsedFile>();
  #names: readonly string[] | undefined;
  #byFolder: ReadonlyMap<string, readonly string[]> | undefined;
  readonly #readingOf: (file: string) => ManifestReading | undefined;

  constructor(
    files: ReadonlyMap<string, InputFile>,
    readingOf: (file: string) => ManifestReading | undefined = () => undefined,
  ) {
    this.#files = files;
    this.#readingOf = readingOf;
  }

  documents(file: string): readonly Content[] | undefined {
    return this.#parse(file)?.documents;
  }

  faults(file: string): readonly ReadingProblem[] {
    return this.#parse(file)?.faults ?? [];
  }

  #parse(file: string): ParsedFile | undefined {
    const text = this.text(file);
    return text === undefined ? undefined : remembered(this.#parsed, file, () => parsedFile(file, text));
  }

  /** Takes note of a file's new text. `isNew`: it came or went. */
  changed(file: string, isNew: boolean): void {
    this.#parsed.delete(file);
    if (isNew) this.#names = this.#byFolder = undefined;
  }

  /** Drops the trees after a build. */
  release(): void {
    this.#parsed.clear();
  }

  text(file: string): string | undefined {
    return this.#files.get(file)?.text;
  }

  reading(file: string): ManifestReading | undefined {
    return this.#readingOf(file);
  }

  list(folder: string, deep = false): readonly string[] {
    this.#names ??= [...this.#files.keys()].sort();
    if (deep) return folder === '' ? this.#names : startingWith(`${folder}/`, this.#names);
    this.#byFolder ??= Map.groupBy(this.#names, folderOf);
    return this.#byFolder.get(folder) ?? [];
  }
}

/** The names that begin with a text. In a sorted list, they follow each other. */
function startingWith(prefix: string, names: readonly string[]): readonly string[] {
  let from = 0;
  for (let to = names.length; from < to; ) {
    const middle = (from + to) >> 1;
    if ((names[middle] ?? '') < prefix) from = middle + 1;
    else to = middle;
  }
  let end = from;
  while (names[end]?.startsWith(prefix)) end++;
  return names.slice(from, end);
}

/** The values of a text, one for each document that is not empty. */
export function documentsIn(file: string, text: string): readonly Content[] {
  return parsedFile(file, text).documents;
}

/**
 * The same for the documents of a YAML stream that hold one of these places, in order. Most of a large stream is not
 * parsed.
 */
export function documentsAt(places: readonly number[], file: string, text: string): readonly Content[] {
  if (isJsonName(file)) return documentsIn(file, text);
  let next = 0;
  const holding = splitStream(text).filter(({ end }) => {
    const isHolding = (places[next] ?? end) < end;
    while ((places[next] ?? end) < end) next++;
    return isHolding;
  });
  return parsedFile(file, text, holding).documents;
}

interface ParsedFile {
  readonly documents: readonly Content[];
  readonly faults: readonly ReadingProblem[];
}

function parsedFile(file: string, text: string, documents?: readonly Span[]): ParsedFile {
  const source: Source = { file, text, origins: [] };
  const parsed = isJsonName(file)
    ? [parseJson(text, 'several')]
    : (documents ?? splitStream(text)).map(span => parsedDocument(text, span));
  return {
    documents: parsed.flatMap(({ root }) => lift(root, source) ?? []),
    faults: parsed.flatMap(({ problems }) => problems),
  };
}

/** Text in double braces may be a template's action, or just text: `"{{ printf \\"%.0f\\" $value }}"` of an alert. */
function parsedDocument(text: string, span: Span): Parsed {
  const parsed = parseYaml(text, span);
  if (parsed.problems.length === 0 || !text.includes('{{')) return parsed;
  const asText = parseByLibrary(text, span, withPlainLines(text.slice(span.start, span.end)), false);
  return asText.problems.length === 0 ? asText : parsed;
}
