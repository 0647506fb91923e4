import { folderOf } from '../model/place.ts';
import type { ManifestReading, ReadingProblem } from '../model/reading.ts';
import type { Content } from '../read/source/tree.ts';
import type { Inputs, Looks } from './built.ts';

/** Files and folders that were looked at. */
class LookRecord {
  readonly files = new Set<string>();
  readonly folders = new Set<string>();
  /** Folders that were listed with all of their subfolders. */
  readonly trees = new Set<string>();

  add({ files, folders, trees }: LookRecord): void {
    for (const file of files) this.files.add(file);
    for (const folder of folders) this.folders.add(folder);
    for (const folder of trees) this.trees.add(folder);
  }
}

/**
 * Inputs that remember what a build looked at: files, those that are absent too, and the folders that it listed. A build
 * is made again when any of these changes, and for no other reason.
 */
export class LookedAt implements Inputs {
  readonly #inputs: Inputs;
  readonly #own = new LookRecord();
  /** The records of shared parts that are being built, the outermost first. */
  readonly #parts: LookRecord[] = [];
  /** Files that decide the build from outside, such as that of its sender. */
  readonly #deciding = new Set<string>();

  constructor(inputs: Inputs) {
    this.#inputs = inputs;
  }

  documents(file: string): readonly Content[] | undefined {
    this.#look(file);
    return this.#inputs.documents(file);
  }

  text(file: string): string | undefined {
    this.#look(file);
    return this.#inputs.text(file);
  }

  faults(file: string): readonly ReadingProblem[] {
    this.#look(file);
    return this.#inputs.faults?.(file) ?? [];
  }

  reading(file: string): ManifestReading | undefined {
    this.#look(file);
    return this.#inputs.reading(file);
  }

  list(folder: string, deep = false): readonly string[] {
    for (const record of this.#records()) (deep ? record.trees : record.folders).add(folder);
    return this.#inputs.list(folder, deep);
  }

  record(): () => Looks {
    const part = new LookRecord();
    this.#parts.push(part);
    return () => {
      this.#parts.splice(this.#parts.indexOf(part), 1);
      return {
        lookAgain: inputs => {
          if (inputs instanceof LookedAt) for (const record of inputs.#records()) record.add(part);
        },
      };
    };
  }

  #look(file: string): void {
    for (const { files } of this.#records()) files.add(file);
  }

  #records(): readonly LookRecord[] {
    return [this.#own, ...this.#parts];
  }

  /** The files of it, absent ones too. */
  get files(): ReadonlySet<string> {
    return this.#own.files;
  }

  /** Makes the build depend on a file that is no part of it. */
  dependOn(file: string): void {
    this.#deciding.add(file);
  }

  /** Whether a changed file can change the build. `isNew`: the file came or went, so that listings change too. */
  dependsOn(file: string, isNew: boolean): boolean {
    const { files, folders, trees } = this.#own;
    if (files.has(file) || this.#deciding.has(file)) return true;
    if (!isNew) return false;
    if (folders.has(folderOf(file))) return true;
    return trees.has('') || [...trees].some(folder => file.startsWith(`${folder}/`));
  }

  /** Makes the build depend on whatever another one depends on, which decides it. */
  dependOnAll(other: LookedAt): void {
    const { files, folders, trees } = other.#own;
    for (const file of [...files, ...other.#deciding]) this.#deciding.add(file);
    for (const folder of folders) this.#own.folders.add(folder);
    for (const folder of trees) this.#own.trees.add(folder);
  }
}
