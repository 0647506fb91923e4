import { remembered } from '../model/memo.ts';
import type { ManifestReading } from '../model/reading.ts';
import { isJsonName } from '../read/source/documents.ts';
import { parseJson } from '../read/source/json.ts';
import { lift } from '../read/source/lift.ts';
import type { Content, Source } from '../read/source/tree.ts';
import { parseYaml, splitStream } from '../read/source/yaml/yaml.ts';
import type { Inputs } from './built.ts';

/** A file of the workspace, as builds look at it. */
export interface InputFile {
  readonly text: string;
}

/** The files of a workspace for its builds. Trees are parsed when a build first asks for them. */
export class WorkspaceInputs implements Inputs {
  readonly #files: ReadonlyMap<string, InputFile>;
  readonly #documents = new Map<string, readonly Content[]>();
  #byFolder: ReadonlyMap<string, readonly string[]> | undefined;

  readonly #readingOf: (file: string) => ManifestReading | undefined;

  constructor(files: ReadonlyMap<string, InputFile>, readingOf: (file: string) => ManifestReading | undefined) {
    this.#files = files;
    this.#readingOf = readingOf;
  }

  documents(file: string): readonly Content[] | undefined {
    const text = this.text(file);
    return text === undefined ? undefined : remembered(this.#documents, file, () => documentsIn(file, text));
  }

  /** A file has another text; `isNew`: it came or went. */
  changed(file: string, isNew: boolean): void {
    this.#documents.delete(file);
    if (isNew) this.#byFolder = undefined;
  }

  /** Lets go of the trees: a build is over. */
  release(): void {
    this.#documents.clear();
  }

  text(file: string): string | undefined {
    return this.#files.get(file)?.text;
  }

  reading(file: string): ManifestReading | undefined {
    return this.#readingOf(file);
  }

  list(folder: string, deep = false): readonly string[] {
    const prefix = folder === '' ? '' : `${folder}/`;
    if (deep) return [...this.#files.keys()].filter(file => file.startsWith(prefix)).sort();
    this.#byFolder ??= Map.groupBy([...this.#files.keys()].sort(), file =>
      file.slice(0, Math.max(0, file.lastIndexOf('/'))),
    );
    return this.#byFolder.get(folder) ?? [];
  }
}

/** The values of a text, one for each document that is not empty. */
export function documentsIn(file: string, text: string): readonly Content[] {
  const source: Source = { file, text, origins: [] };
  if (isJsonName(file)) {
    const { root } = parseJson(text, 'several');
    const lifted = lift(root, source);
    return lifted === undefined ? [] : [lifted];
  }
  return splitStream(text).flatMap(span => lift(parseYaml(text, span).root, source) ?? []);
}
