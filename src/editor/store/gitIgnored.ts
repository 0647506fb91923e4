import ignore, { type Ignore } from 'ignore';

/** A `.gitignore` file. */
export interface IgnoreFile {
  /** Of the folder that it lies in, relative to the workspace folder and with a slash at its end; empty: that itself. */
  readonly folder: string;
  /** Its text. */
  readonly text: string;
  /** In a folder above: the way from there to the workspace folder, with a slash at its end. */
  readonly wayDown?: string;
}

interface Rules {
  readonly folder: string;
  readonly wayDown: string;
  readonly rules: Ignore;
}

/** Which files of a workspace folder Git leaves out, by all the `.gitignore` files that have a say; the nearest decides. */
export class GitIgnored {
  readonly #nearestFirst: readonly Rules[];
  readonly #folders = new Map<string, boolean>();

  constructor(files: readonly IgnoreFile[], { ignoreCase = false } = {}) {
    const rules = files.map(({ folder, text, wayDown = '' }) => ({
      folder,
      wayDown,
      rules: ignore({ ignoreCase }).add(text),
    }));
    this.#nearestFirst = rules.sort(
      (one, other) => other.folder.length - one.folder.length || one.wayDown.length - other.wayDown.length,
    );
  }

  /** Whether the workspace folder as a whole is left out, by rules above it. */
  get ignoresAll(): boolean {
    return this.#says('', ({ wayDown }) => wayDown !== '');
  }

  /** Of a name relative to the workspace folder. What lies in a folder that is left out is left out, whatever follows. */
  ignores(name: string): boolean {
    const slash = name.lastIndexOf('/');
    return (slash > 0 && this.#ignoresFolder(name.slice(0, slash))) || this.#says(name);
  }

  #ignoresFolder(folder: string): boolean {
    const known = this.#folders.get(folder);
    if (known !== undefined) return known;
    const slash = folder.lastIndexOf('/');
    const ignored = (slash > 0 && this.#ignoresFolder(folder.slice(0, slash))) || this.#says(`${folder}/`);
    this.#folders.set(folder, ignored);
    return ignored;
  }

  #says(path: string, counts = ({ folder }: Rules) => path.startsWith(folder) && path !== folder): boolean {
    for (const { folder, wayDown, rules } of this.#nearestFirst.filter(counts)) {
      const { ignored, unignored } = rules.test(wayDown + path.slice(folder.length));
      if (ignored || unignored) return ignored;
    }
    return false;
  }
}
