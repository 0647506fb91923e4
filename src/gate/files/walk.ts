import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { reasonOf } from '../terminal/terminal.ts';
import { isSkippedFolder, isWithin, mayBeManifest } from './fileNames.ts';
import { GitIgnore } from './gitIgnore.ts';

export interface FoundFile {
  readonly path: string;
  /** Named by the user, so it is read whatever it is called and however large it is. */
  readonly named: boolean;
}

/** Something that was met and not read. */
export interface Unread {
  readonly path: string;
  readonly why: string;
  /** False where it was left alone on purpose, so that nothing is amiss. */
  readonly failed: boolean;
}

/**
 * Finds the files to read. One walk can be asked for several paths; each file and folder is met once, under the first
 * name that leads to it. A folder's names come in the order of their UTF-16 units, so that reports are the same everywhere.
 */
export class Walk {
  readonly #unread: (what: Unread) => void;
  #files: FoundFile[] = [];
  /** Real paths of what was met: links may lead in circles, and paths may overlap. */
  readonly #met: Set<string>;
  readonly #links: string[] = [];

  /** `after`: a walk whose files are not met again. */
  constructor(unread: (what: Unread) => void, after?: Walk) {
    this.#unread = unread;
    this.#met = new Set(after ? after.#met : []);
  }

  /** The files at a path that were not met before; none at a path that can't be read. */
  async find(named: string): Promise<readonly FoundFile[]> {
    this.#files = [];
    const stats = await stat(named).catch((error: NodeJS.ErrnoException) => reasonOf(error));
    if (typeof stats === 'string') {
      this.#unread({ path: named, why: stats, failed: true });
    } else if (stats.isDirectory()) {
      await this.#folder(named, await realpath(named), await GitIgnore.above(named));
      await this.#followLinks();
    } else {
      // A pipe, such as bash's <(…), has no real path.
      const real = stats.isFile() ? await realpath(named) : named;
      if (this.#meet(real)) this.#files.push({ path: named, named: true });
    }
    return this.#files;
  }

  async #folder(folder: string, real: string, above: GitIgnore): Promise<void> {
    if (!this.#meet(real)) return;
    let entries: Dirent[];
    try {
      entries = await readdir(folder, { withFileTypes: true });
    } catch (error) {
      this.#unread({ path: folder, why: reasonOf(error), failed: true });
      return;
    }
    const rules = entries.some(entry => entry.name === '.gitignore') ? await above.in(folder) : above;
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      const at = path.join(folder, entry.name);
      if (entry.isDirectory()) {
        if (isSkippedFolder(entry.name) || rules.ignores(at, true)) continue;
        await this.#folder(at, path.join(real, entry.name), rules);
      } else if (entry.isFile()) {
        if (!mayBeManifest(entry.name) || rules.ignores(at, false)) continue;
        if (this.#meet(path.join(real, entry.name))) this.#files.push({ path: at, named: false });
      } else if (entry.isSymbolicLink() && !isSkippedFolder(entry.name) && !rules.ignores(at, false)) {
        this.#links.push(at);
      }
    }
  }

  /** Links come last, so that what lies in the tree itself is known by its own name. */
  async #followLinks(): Promise<void> {
    for (let link = this.#links.shift(); link !== undefined; link = this.#links.shift()) {
      try {
        const real = await realpath(link);
        const stats = await stat(real);
        if (stats.isDirectory()) {
          // A link to a folder above itself would widen the walk to what nobody asked for.
          if (!isWithin(real, await realpath(path.dirname(link)))) await this.#folder(link, real, GitIgnore.none);
        } else if (stats.isFile() && mayBeManifest(path.basename(link)) && this.#meet(real)) {
          this.#files.push({ path: link, named: false });
        }
      } catch (error) {
        if (mayBeManifest(path.basename(link))) this.#unread({ path: link, why: reasonOf(error), failed: true });
      }
    }
  }

  #meet(real: string): boolean {
    if (this.#met.has(real)) return false;
    this.#met.add(real);
    return true;
  }
}
