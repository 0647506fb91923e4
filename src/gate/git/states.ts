import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import path from 'node:path';
import { isWithin, within } from '../../disk/boundary.ts';
import { readRegular } from '../../disk/readFile.ts';
import { remembered } from '../../model/memo.ts';
import { isManifestName } from '../../read/names.ts';
import { mostBytes } from '../../workspace/files.ts';
import { Refusal } from '../terminal/terminal.ts';
import { type Git, type ReadObjects, withGit } from './setAside.ts';

/** A file, a link or a submodule. */
export interface TreeEntry {
  readonly mode: string;
  readonly id: string;
  /** The folder of the repository that holds it: the submodule's, or the repository's own. */
  readonly repository: string;
}

export type TreeEntries = ReadonlyMap<string, TreeEntry>;

export const linkMode = '120000';
const submoduleMode = '160000';

/**
 * Deeper than people nest submodules, and more than they have. Beyond these limits, all files of a submodule count as
 * changed.
 */
const deepest = 8;
const mostSubmodules = 1000;

/** Lists the files that git holds. Entries are divided by NULs. */
type List = (git: Git) => Promise<Listed>;
type Listed = readonly (Pick<TreeEntry, 'mode' | 'id'> & { readonly name: string })[];

export function commitList(commit: string): List {
  return async git =>
    linesIn(await git('ls-tree', '-r', '-z', '--full-tree', commit)).map(([[mode = '', , id = ''], name]) => ({
      mode,
      id,
      name,
    }));
}

/** The index: the files of the next commit. */
export async function indexList(git: Git): Promise<Listed> {
  return linesIn(await git('ls-files', '--stage', '-z')).map(([[mode = '', id = '', stage], name]) => {
    if (stage !== '0') throw new Refusal(`git has not merged ${name}: resolve the conflict first`);
    return { mode, id, name };
  });
}

function linesIn(listed: string): readonly (readonly [fields: readonly string[], name: string])[] {
  return listed.split('\0').flatMap(line => {
    const tab = line.indexOf('\t');
    return tab > 0 ? [[line.slice(0, tab).split(' '), line.slice(tab + 1)] as const] : [];
  });
}

/**
 * The files of a repository as git holds them: those of a commit, or of the index. Git only lists them, and hands out
 * their content. To compare, it would run the filters that the repository names. So the names of its objects are
 * computed here. A filter's file (LFS) differs from the one on disk.
 */
export class GitState {
  readonly root: string;
  readonly entries: TreeEntries;
  readonly #contents = new Map<string, Uint8Array | undefined>();
  readonly #onDisk = new Map<string, boolean>();

  constructor(root: string, entries: TreeEntries) {
    this.root = root;
    this.entries = entries;
  }

  /** Reads the list, and at once all manifests and links that differ from those on disk. */
  static async read(root: string, list: List, git: Git, read: ReadObjects): Promise<GitState> {
    const state = new GitState(root, await entriesOf(root, list, git));
    await state.#fetch(root, read);
    return state;
  }

  async #fetch(root: string, read: ReadObjects): Promise<void> {
    const differing = [...this.entries].filter(([name, { mode }]) => {
      return mode !== submoduleMode && (mode === linkMode || isManifestName(name)) && !this.isOnDisk(name);
    });
    const byRepository = Map.groupBy(differing, ([, { repository }]) => repository);
    for (const [repository, all] of byRepository) {
      const ids = [...new Set(all.map(([, { id }]) => id))];
      const found =
        repository === root
          ? await read(ids, mostBytes.manifest)
          : await withGit(repository, (_, other) => other(ids, mostBytes.manifest));
      if (ids.some(id => !found.has(id))) throw new Error(missing);
      for (const [id, content] of found) this.#contents.set(id, content);
    }
  }

  /** Returns whether the file of this name on disk is the same as here. */
  isOnDisk(name: string): boolean {
    return remembered(this.#onDisk, name, () => this.isSame(name, path.join(this.root, name)));
  }

  /** Returns whether a file on disk is the same as the one of this name here. */
  isSame(name: string, file: string): boolean {
    const entry = this.entries.get(name);
    if (entry === undefined || entry.mode === submoduleMode) return false;
    try {
      const content = entry.mode === linkMode ? Buffer.from(fs.readlinkSync(file)) : this.#fromDisk(file);
      // Git may have written line ends as on Windows.
      return [content, withoutReturns(content)].some(each => objectId(each, entry.id) === entry.id);
    } catch {
      return false; // it no longer exists, or is no file any more
    }
  }

  /** The content of a file or a link. Undefined: it is larger. */
  async content(name: string, atMost: number): Promise<Uint8Array | undefined> {
    const entry = this.entries.get(name);
    if (entry === undefined || entry.mode === submoduleMode) throw new Error('there is no such file or folder');
    const content = await this.#contentOf(name, entry, atMost);
    return content === undefined || content.length > atMost ? undefined : content;
  }

  async #contentOf(name: string, { mode, id, repository }: TreeEntry, atMost: number): Promise<Uint8Array | undefined> {
    if (this.#contents.has(id)) return this.#contents.get(id);
    if (this.isOnDisk(name)) {
      const file = path.join(this.root, name);
      return mode === linkMode ? Buffer.from(fs.readlinkSync(file)) : this.#fromDisk(file);
    }
    const found = await withGit(repository, (_, read) => read([id], atMost));
    if (!found.has(id)) throw new Error(missing);
    const content = found.get(id);
    this.#contents.set(id, content);
    return content;
  }

  #fromDisk(file: string): Uint8Array {
    const bytes = readRegular(file, { atMost: mostBytes.asked, admits: within([this.root]) });
    if (bytes === undefined) throw new Error('it is too large to compare');
    return bytes;
  }
}

const missing = 'this clone lacks the content of former commits: fetch it, and clone without --filter';

/** The entries by their paths. Entries of submodules are those of the commits that the list names. */
async function entriesOf(root: string, list: List, git: Git, depth = 0): Promise<TreeEntries> {
  const entries = new Map<string, TreeEntry>();
  for (const { name, ...entry } of await list(git)) entries.set(name, { ...entry, repository: root });
  const submodules = [...entries].filter(([, { mode }]) => mode === submoduleMode);
  for (const [name, { id }] of depth < deepest ? submodules.slice(0, mostSubmodules) : []) {
    const below = path.join(root, name);
    if (!fs.existsSync(path.join(below, '.git'))) continue; // it is not checked out
    const inner = await withGit(below, other => entriesOf(below, commitList(id), other, depth + 1)).catch(
      () => undefined,
    );
    for (const [file, entry] of inner ?? []) entries.set(`${name}/${file}`, entry);
  }
  return entries;
}

/**
 * The name that git gives a file's content, by the algorithm of another name.
 * https://git-scm.com/book/en/v2/Git-Internals-Git-Objects
 */
function objectId(content: Uint8Array, like: string): string {
  const algorithm = like.length > 40 ? 'sha256' : 'sha1';
  return createHash(algorithm).update(`blob ${content.length}\0`).update(content).digest('hex');
}

const RETURN = 13;
const NEWLINE = 10;

function withoutReturns(bytes: Uint8Array): Uint8Array {
  return bytes.filter((byte, i) => byte !== RETURN || bytes[i + 1] !== NEWLINE);
}

/** Files that differ between two states, or a state and the disk. New and deleted ones are among them. */
export interface ChangedFiles {
  /** Takes an absolute path. */
  has(file: string): boolean;
}

/** The files on disk that differ from a state. */
export class ChangedOnDisk implements ChangedFiles {
  readonly #state: GitState;
  readonly #realRoot: string;
  readonly #known = new Map<string, boolean>();

  constructor(state: GitState) {
    this.#state = state;
    this.#realRoot = fs.realpathSync.native(state.root);
  }

  has(file: string): boolean {
    return remembered(this.#known, file, () => isWithin(this.#state.root, file) && this.#isChanged(file));
  }

  /** A file behind a link also changes with the link. */
  #isChanged(file: string): boolean {
    const { root, entries } = this.#state;
    const name = slashed(path.relative(root, file));
    if (linksOnTheWay(name, entries).some(link => !this.#state.isOnDisk(link))) return true;
    const real = realOf(file);
    if (real === undefined) return entries.has(name); // it no longer exists
    const isInside = isWithin(this.#realRoot, real);
    return !this.#state.isSame(isInside ? slashed(path.relative(this.#realRoot, real)) : name, real);
  }
}

/** The files that differ between two states. */
export class ChangedBetween implements ChangedFiles {
  readonly #before: GitState;
  readonly #now: GitState;

  constructor(before: GitState, now: GitState) {
    this.#before = before;
    this.#now = now;
  }

  has(file: string): boolean {
    const { root } = this.#now;
    if (!isWithin(root, file)) return false;
    const name = slashed(path.relative(root, file));
    const differs = (each: string) => this.#before.entries.get(each)?.id !== this.#now.entries.get(each)?.id;
    return waysTo(name).some(differs);
  }
}

function linksOnTheWay(name: string, entries: TreeEntries): readonly string[] {
  return waysTo(name).filter(each => entries.get(each)?.mode === linkMode);
}

/** A name, and the folders around it: `a`, `a/b`, `a/b/c.yaml`. */
function waysTo(name: string): readonly string[] {
  const parts = name.split('/');
  return parts.map((_, i) => parts.slice(0, i + 1).join('/'));
}

function realOf(file: string): string | undefined {
  try {
    return fs.realpathSync.native(file);
  } catch {
    return undefined;
  }
}

function slashed(file: string): string {
  return file.split(path.sep).join('/');
}
