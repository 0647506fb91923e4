import { folderOf, foldersAbove } from '../model/place.ts';
import type { ManifestReading, ReadingProblem } from '../model/reading.ts';
import type { Content } from '../read/source/tree.ts';
import type { BuildInputs } from './built.ts';

/** Files that changed since the last build, with the folders whose listings changed by files that came or went. */
export class FileChanges {
  readonly files = new Set<string>();
  readonly folders = new Set<string>();
  /** Folders that hold a file that came or went, at any depth. */
  readonly trees = new Set<string>();
  /** Builds that were asked about, and whether they depend on these changes. */
  readonly asked = new Map<LookedAt, boolean>();

  add(file: string, isNew: boolean): void {
    this.files.add(file);
    if (!isNew) return;
    this.folders.add(folderOf(file));
    for (const folder of foldersAbove(file)) this.trees.add(folder);
  }
}

/**
 * Inputs that remember what a build looked at: files, absent ones too, and the folders that it listed. A build is made
 * again when any of these changes, and for no other reason.
 */
export class LookedAt implements BuildInputs {
  readonly #inputs: BuildInputs;
  readonly #files = new Set<string>();
  readonly #manifests = new Set<string>();
  #folders: Set<string> | undefined;
  /** Folders that were listed with all of their subfolders. */
  #trees: Set<string> | undefined;
  /** Files that decide the build from outside, such as that of its sender. */
  #deciding: Set<string> | undefined;
  /** Builds that decide this one: those of the deployments that send it. */
  #others: Set<LookedAt> | undefined;

  constructor(inputs: BuildInputs) {
    this.#inputs = inputs;
  }

  documents(file: string): readonly Content[] | undefined {
    this.#files.add(file);
    this.#manifests.add(file);
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
    this.#manifests.add(file);
    return this.#inputs.reading(file);
  }

  list(folder: string, deep = false): readonly string[] {
    if (deep) this.#trees = (this.#trees ?? new Set()).add(folder);
    else this.#folders = (this.#folders ?? new Set()).add(folder);
    return this.#inputs.list(folder, deep);
  }

  /** The files that it looked at, absent ones too. */
  get files(): ReadonlySet<string> {
    return this.#files;
  }

  /** The files that it read as manifests or values. A ConfigMap, in contrast, takes a file as text alone. */
  get manifests(): ReadonlySet<string> {
    return this.#manifests;
  }

  /** Makes the build depend on a file that is no part of it. */
  dependOn(file: string): void {
    this.#deciding = (this.#deciding ?? new Set()).add(file);
  }

  /** Adds all that a part of the build looked at, which was built before for another one. */
  include(part: LookedAt): void {
    for (const file of part.#files) this.#files.add(file);
    for (const file of part.#manifests) this.#manifests.add(file);
    for (const folder of part.#folders ?? []) this.#folders = (this.#folders ?? new Set()).add(folder);
    for (const folder of part.#trees ?? []) this.#trees = (this.#trees ?? new Set()).add(folder);
  }

  /** Makes the build depend on everything that another one depends on, which decides it. */
  dependOnAll(other: LookedAt): void {
    this.#others = (this.#others ?? new Set()).add(other);
  }

  /** Returns whether changes of files can change the build. */
  dependsOn(changes: FileChanges): boolean {
    return (
      meet(this.#files, changes.files) ||
      meet(this.#deciding, changes.files) ||
      meet(this.#folders, changes.folders) ||
      meet(this.#trees, changes.trees) ||
      (this.#others !== undefined && this.#isDecidedBy(this.#others, changes))
    );
  }

  #isDecidedBy(others: ReadonlySet<LookedAt>, changes: FileChanges): boolean {
    const known = changes.asked.get(this);
    if (known !== undefined) return known;
    changes.asked.set(this, false); // builds that decide each other end here
    const decides = [...others].some(other => other.dependsOn(changes));
    changes.asked.set(this, decides);
    return decides;
  }
}

function meet(one: ReadonlySet<string> | undefined, other: ReadonlySet<string>): boolean {
  if (one === undefined) return false;
  const [fewer, more] = one.size < other.size ? [one, other] : [other, one];
  for (const each of fewer) if (more.has(each)) return true;
  return false;
}
