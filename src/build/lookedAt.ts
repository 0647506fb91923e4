import { folderOf } from '../model/place.ts';
import type { ManifestReading, ReadingProblem } from '../model/reading.ts';
import type { Content } from '../read/source/tree.ts';
import type { Inputs } from './built.ts';

/**
 * Inputs that remember what a build looked at: files, those that are absent too, and the folders that it listed. A build
 * is made again when any of these changes, and for no other reason.
 */
export class LookedAt implements Inputs {
  readonly #inputs: Inputs;
  readonly #files = new Set<string>();
  readonly #folders = new Set<string>();
  /** Folders that were listed with all of their subfolders. */
  readonly #trees = new Set<string>();
  /** Files that decide the build from outside, such as that of its sender. */
  readonly #deciding = new Set<string>();

  constructor(inputs: Inputs) {
    this.#inputs = inputs;
  }

  documents(file: string): readonly Content[] | undefined {
    this.#files.add(file);
    return this.#inputs.documents(file);
  }

  text(file: string): string | undefined {
    this.#files.add(file);
    return this.#inputs.text(file);
  }

  faults(file: string): readonly ReadingProblem[] {
    this.#files.add(file);
    return this.#inputs.faults?.(file) ?? [];
  }

  reading(file: string): ManifestReading | undefined {
    this.#files.add(file);
    return this.#inputs.reading(file);
  }

  list(folder: string, deep = false): readonly string[] {
    (deep ? this.#trees : this.#folders).add(folder);
    return this.#inputs.list(folder, deep);
  }

  /** The files of it, absent ones too. */
  get files(): ReadonlySet<string> {
    return this.#files;
  }

  /** Makes the build depend on a file that is no part of it. */
  dependOn(file: string): void {
    this.#deciding.add(file);
  }

  /** Whether a changed file can change the build. `isNew`: the file came or went, so that listings change too. */
  dependsOn(file: string, isNew: boolean): boolean {
    if (this.#files.has(file) || this.#deciding.has(file)) return true;
    if (!isNew) return false;
    if (this.#folders.has(folderOf(file))) return true;
    return this.#trees.has('') || [...this.#trees].some(folder => file.startsWith(`${folder}/`));
  }

  /** Makes the build depend on whatever another one depends on, which decides it. */
  dependOnAll(other: LookedAt): void {
    for (const file of [...other.#files, ...other.#deciding]) this.#deciding.add(file);
    for (const folder of other.#folders) this.#folders.add(folder);
    for (const folder of other.#trees) this.#trees.add(folder);
  }
}
