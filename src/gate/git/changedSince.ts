import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import path from 'node:path';
import { isWithin, repositoryAround, within } from '../../disk/boundary.ts';
import { readRegular } from '../../disk/readFile.ts';
import { mostBytes } from '../../workspace/files.ts';
import { Refusal, reasonOf } from '../terminal/terminal.ts';
import { type Git, withGit } from './setAside.ts';

/** Files that differ from a revision, committed or not. New and deleted ones are among them. */
export interface ChangedFiles {
  /** Takes an absolute path. */
  has(file: string): boolean;
}

/**
 * Compares files with a revision. Git only lists the revision: to compare, it would run the filters that the repository
 * names, so the names of its objects are computed here. A filter's file (LFS) counts as changed.
 */
export async function changedSince(named: string, cwd: string): Promise<ChangedFiles> {
  if (named === '' || named.startsWith('-')) throw new Refusal(`\`${named}\` is not a git revision`);
  const root = repositoryAround(cwd);
  if (root === undefined) throw new Refusal("git can't list the changes: this is not a git repository");
  try {
    const revision = await withGit(root, async git => {
      const commit = await commitOf(named, git);
      return {
        algorithm: commit.length > 40 ? ('sha256' as const) : ('sha1' as const),
        entries: await treeOf(root, commit, git),
      };
    });
    return new Comparison(root, revision);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal(`git can't list the changes: ${saidBy(error)}`);
  }
}

function saidBy(error: unknown): string {
  const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
  return said === '' ? reasonOf(error) : said;
}

/** A job's checkout holds the last commit alone, unless it is configured otherwise; git's own message does not say so. */
async function commitOf(revision: string, git: Git): Promise<string> {
  try {
    return (await git('rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`)).trim();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw error; // there is no git
    const isShallow = (await git('rev-parse', '--is-shallow-repository')).trim() === 'true';
    const next = isShallow
      ? 'this clone is shallow: fetch its history (fetch-depth: 0 of actions/checkout, fetchDepth: 0 of Azure Pipelines)'
      : 'fetch it, or name another';
    throw new Refusal(`git can't list the changes: there is no revision \`${revision}\` here; ${next}`);
  }
}

/** A file, a link or a submodule of a commit. */
interface TreeEntry {
  readonly mode: string;
  readonly id: string;
}

type Tree = ReadonlyMap<string, TreeEntry>;

const linkMode = '120000';
const submoduleMode = '160000';

/** Deeper than people nest submodules, or more than they have; beyond, all files of one count as changed. */
const deepest = 8;
const mostSubmodules = 1000;

/** The entries of a commit by their paths, those of submodules as of the commits that it names. */
async function treeOf(root: string, commit: string, git: Git, depth = 0): Promise<Tree> {
  const listed = (await git('ls-tree', '-r', '-z', '--full-tree', commit)).split('\0');
  const entries = new Map<string, TreeEntry>();
  for (const line of listed) {
    const tab = line.indexOf('\t');
    const [mode = '', , id = ''] = line.slice(0, Math.max(0, tab)).split(' ');
    if (tab > 0) entries.set(line.slice(tab + 1), { mode, id });
  }
  const submodules = [...entries].filter(([, { mode }]) => mode === submoduleMode);
  for (const [name, { id }] of depth < deepest ? submodules.slice(0, mostSubmodules) : []) {
    const below = path.join(root, name);
    if (!fs.existsSync(path.join(below, '.git'))) continue; // it is not checked out
    const inner = await withGit(below, other => treeOf(below, id, other, depth + 1)).catch(() => undefined);
    for (const [file, entry] of inner ?? []) entries.set(`${name}/${file}`, entry);
  }
  return entries;
}

interface Revision {
  readonly algorithm: 'sha1' | 'sha256';
  readonly entries: Tree;
}

/** The files of a repository beside those of a revision. */
class Comparison implements ChangedFiles {
  readonly #root: string;
  readonly #realRoot: string;
  readonly #revision: Revision;
  readonly #known = new Map<string, boolean>();

  constructor(root: string, revision: Revision) {
    this.#root = root;
    this.#realRoot = fs.realpathSync.native(root);
    this.#revision = revision;
  }

  has(file: string): boolean {
    const isChanged = this.#known.get(file) ?? (isWithin(this.#root, file) && this.#isChanged(file));
    this.#known.set(file, isChanged);
    return isChanged;
  }

  /** A file behind a link changes with the link, too. */
  #isChanged(file: string): boolean {
    const { entries } = this.#revision;
    const name = slashed(path.relative(this.#root, file));
    const links = waysTo(name).filter(each => entries.get(each)?.mode === linkMode);
    if (links.some(link => this.#differs(link, path.join(this.#root, link)))) return true;
    const real = realOf(file);
    if (real === undefined) return entries.has(name); // it has gone since
    const isInside = isWithin(this.#realRoot, real);
    return this.#differs(isInside ? slashed(path.relative(this.#realRoot, real)) : name, real);
  }

  /** The revision has it otherwise, or not at all. */
  #differs(name: string, file: string): boolean {
    const { algorithm, entries } = this.#revision;
    const entry = entries.get(name);
    if (entry === undefined || entry.mode === submoduleMode) return true;
    try {
      const content = entry.mode === linkMode ? Buffer.from(fs.readlinkSync(file)) : this.#read(file);
      // Git may have written the ends of lines as Windows has them.
      return ![content, withoutReturns(content)].some(each => objectId(algorithm, each) === entry.id);
    } catch {
      return true; // it has gone, or is something else now
    }
  }

  #read(file: string): Uint8Array {
    const bytes = readRegular(file, { atMost: mostBytes.asked, admits: within([this.#root]) });
    if (bytes === undefined) throw new Error('it is too large to compare');
    return bytes;
  }
}

/** A name, and the folders that it is in: `a`, `a/b`, `a/b/c.yaml`. */
function waysTo(name: string): readonly string[] {
  const parts = name.split('/');
  return parts.map((_, i) => parts.slice(0, i + 1).join('/'));
}

/** The name that git gives a file's content. https://git-scm.com/book/en/v2/Git-Internals-Git-Objects */
function objectId(algorithm: Revision['algorithm'], content: Uint8Array): string {
  return createHash(algorithm).update(`blob ${content.length}\0`).update(content).digest('hex');
}

const RETURN = 13;
const NEWLINE = 10;

function withoutReturns(bytes: Uint8Array): Uint8Array {
  return bytes.filter((byte, i) => byte !== RETURN || bytes[i + 1] !== NEWLINE);
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
