import { stat } from 'node:fs/promises';
import path from 'node:path';
import { isWithin } from '../../disk/boundary.ts';
import { NotTouched } from '../../disk/readFile.ts';
import { isTaken } from '../../disk/writeFile.ts';
import { remembered } from '../../model/memo.ts';
import { type Files, type FolderEntry, type Followed, rulesName } from '../../workspace/files.ts';
import { type GitState, linkMode } from '../git/states.ts';
import { orRefuse, Refusal } from '../terminal/terminal.ts';
import { type NeededFile, type NodeFilesOptions, nameFrom, nodeFiles, readNeeded, tooLarge } from './nodeFiles.ts';

/** The files of a run: those on disk, or those that git holds. */
export interface FileTree {
  /** A folder, as a workspace reads it. */
  folder(root: string, options: NodeFilesOptions): Files;
  isFolder(at: string): Promise<boolean>;
  /** A broken link exists, too: reading it shows the fault. */
  isThere(at: string): Promise<boolean>;
  /** The bytes of a file that the gate can't do without. */
  bytes(needed: NeededFile): Promise<Uint8Array>;
}

export const onDisk: FileTree = {
  folder: nodeFiles,
  isFolder: async at => (await stat(at).catch(() => undefined))?.isDirectory() ?? false,
  // it may be below something that is no folder, or that may not be read
  isThere: at => isTaken(at).catch(() => false),
  bytes: readNeeded,
};

/**
 * The files of a repository as git holds them. Files elsewhere come from disk. So do configs and snapshots that git
 * does not track, such as one that a pipeline downloads: they are not part of the change.
 */
export function heldByGit(
  state: GitState,
  tracked: ReadonlySet<string>,
): FileTree & {
  /** Returns whether an absolute path is one of git's, in this or the other state. */
  holds(at: string): boolean;
} {
  const layout = new Layout(state);
  const nameOf = (at: string) => (isWithin(state.root, at) ? nameFrom(state.root, at) : undefined);
  const isHeld = (name: string | undefined): name is string =>
    name !== undefined && (tracked.has(name) || state.entries.has(name));
  return {
    holds: at => isHeld(nameOf(at)),
    folder: (root, options) =>
      isWithin(state.root, root) ? new HeldFolder(state, layout, root, options) : nodeFiles(root, options),
    isFolder: async at => {
      const name = nameOf(at);
      return name === undefined ? onDisk.isFolder(at) : (await layout.find(name))?.kind === 'folder';
    },
    isThere: async at => {
      const name = nameOf(at);
      return isHeld(name) ? state.entries.has(name) : onDisk.isThere(at);
    },
    bytes: async needed => {
      const name = nameOf(needed.file);
      if (!isHeld(name)) return readNeeded(needed);
      const bytes = await orRefuse(`read ${needed.shown}`, () => layout.read(name, needed.atMost));
      if (bytes === undefined) throw new Refusal(`cannot read ${needed.shown}: ${tooLarge(needed.atMost)}`);
      return bytes;
    },
  };
}

/** The place that a name leads to, all links followed. */
interface Found {
  readonly kind: 'file' | 'folder';
  readonly name: string;
}

/** As many links as Linux follows. */
const mostLinks = 40;

/** The folders and links among the files that git holds. */
class Layout {
  readonly #state: GitState;
  readonly #folders = new Map<string, Map<string, FolderEntry>>([['', new Map()]]);

  constructor(state: GitState) {
    this.#state = state;
    for (const [name, { mode }] of state.entries) this.#add(name, kinds[mode] ?? 'file');
  }

  #add(name: string, kind: FolderEntry['kind']): void {
    const folder = path.posix.dirname(name) === '.' ? '' : path.posix.dirname(name);
    const known = this.#folders.has(folder);
    const entries = remembered(this.#folders, folder, () => new Map());
    const own = path.posix.basename(name);
    entries.set(own, { name: own, kind });
    if (!known) this.#add(folder, 'folder');
  }

  entries(folder: string): readonly FolderEntry[] | undefined {
    const entries = this.#folders.get(folder);
    return entries && [...entries.values()];
  }

  /** Undefined: nothing is there. Rejects if a link leads out of the repository. */
  async find(name: string, linksLeft = mostLinks): Promise<Found | undefined> {
    const parts = name === '' ? [] : name.split('/');
    for (const i of parts.keys()) {
      const link = parts.slice(0, i + 1).join('/');
      if (this.#state.entries.get(link)?.mode !== linkMode) continue;
      if (linksLeft === 0) throw Object.assign(new Error('too many links'), { code: 'ELOOP' });
      const to = new TextDecoder().decode(await this.#state.content(link, longestLink));
      const target = path.posix.join(path.posix.dirname(link), to, ...parts.slice(i + 1));
      if (path.posix.isAbsolute(to) || target === '..' || target.startsWith('../')) throw new NotTouched('leads-out');
      return this.find(target === '.' ? '' : target.replace(/\/$/, ''), linksLeft - 1);
    }
    if (this.#folders.has(name)) return { kind: 'folder', name };
    return this.#state.entries.has(name) ? { kind: 'file', name } : undefined;
  }

  async read(name: string, atMost: number): Promise<Uint8Array | undefined> {
    const found = await this.find(name);
    if (found === undefined) throw absent();
    if (found.kind === 'folder') throw Object.assign(new Error('it is a folder'), { code: 'EISDIR' });
    return this.#state.content(found.name, atMost);
  }
}

const kinds: Readonly<Record<string, FolderEntry['kind']>> = { [linkMode]: 'link', '160000': 'other' };

/** Longer than any path. */
const longestLink = 4096;

function absent(): Error {
  return Object.assign(new Error('there is no such file'), { code: 'ENOENT' });
}

/** A folder of files that git holds. It has no rules of `.gitignore`, since these never leave out tracked files. */
class HeldFolder implements Files {
  readonly root: string;
  readonly #state: GitState;
  readonly #layout: Layout;
  readonly #at: string;
  readonly #disk: Files;

  constructor(state: GitState, layout: Layout, at: string, options: NodeFilesOptions) {
    this.#state = state;
    this.#layout = layout;
    this.#at = at;
    this.#disk = nodeFiles(at, options);
    this.root = this.#disk.root;
  }

  #nameOf(name: string): string | undefined {
    const at = path.resolve(this.#at, name);
    return isWithin(this.#state.root, at) ? nameFrom(this.#state.root, at) : undefined;
  }

  async list(folder: string): Promise<readonly FolderEntry[]> {
    const name = this.#nameOf(folder);
    if (name === undefined) return this.#disk.list(folder);
    const found = await this.#layout.find(name);
    const entries = found && this.#layout.entries(found.name);
    if (entries === undefined) throw absent();
    return entries.filter(entry => entry.name !== rulesName);
  }

  async read(name: string, atMost: number): Promise<Uint8Array | undefined> {
    const held = this.#nameOf(name);
    return held === undefined ? this.#disk.read(name, atMost) : this.#layout.read(held, atMost);
  }

  async follow(name: string): Promise<Followed> {
    const held = this.#nameOf(name);
    if (held === undefined || held === '.git') return this.#disk.follow(name);
    const root = this.#state.root.replaceAll(path.sep, '/');
    try {
      const found = await this.#layout.find(held);
      if (found === undefined) throw absent();
      return { kind: found.kind, path: found.name === '' ? root : `${root}/${found.name}`, leadsOut: false };
    } catch (error) {
      if (error instanceof NotTouched) return { kind: 'file', path: `${root}/${held}`, leadsOut: true };
      throw error;
    }
  }

  async tracked(): Promise<ReadonlySet<string>> {
    const down = nameFrom(this.#state.root, this.#at);
    const within = down === '' ? '' : `${down}/`;
    const names = [...this.#state.entries.keys()];
    return new Set(names.flatMap(name => (name.startsWith(within) ? name.slice(within.length) : [])));
  }
}
