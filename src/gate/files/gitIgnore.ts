import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { nameFrom } from './fileNames.ts';

/** Git's own default: file systems of these platforms ignore case. */
const ignoreCase = process.platform === 'win32' || process.platform === 'darwin';

interface RuleFile {
  readonly folder: string;
  readonly rules: Ignore;
}

/** The .gitignore files that have a say in a folder; the nearest decides. */
export class GitIgnore {
  static readonly none = new GitIgnore([]);

  readonly #files: readonly RuleFile[];

  private constructor(files: readonly RuleFile[]) {
    this.#files = files;
  }

  /**
   * The rules above a folder, up to the root of its repository; outside a repository there are none.
   * A folder that git ignores was asked for by name, so the rules above it don't count in it.
   */
  static async above(folder: string): Promise<GitIgnore> {
    const chain = await chainToRepository(folder);
    let rules = GitIgnore.none;
    for (const [i, above] of chain.entries()) {
      rules = await rules.in(above);
      if (rules.ignores(chain[i + 1] ?? folder, true)) return GitIgnore.none;
    }
    return rules;
  }

  /** These rules and those that the folder adds. */
  async in(folder: string): Promise<GitIgnore> {
    const text = await readFile(path.join(folder, '.gitignore'), 'utf8').catch(noFile);
    if (text === undefined) return this;
    return new GitIgnore([{ folder, rules: ignore({ ignoreCase }).add(text) }, ...this.#files]);
  }

  ignores(file: string, isFolder: boolean): boolean {
    for (const { folder, rules } of this.#files) {
      const result = rules.test(nameFrom(folder, file) + (isFolder ? '/' : ''));
      if (result.ignored) return true;
      if (result.unignored) return false;
    }
    return false;
  }
}

/** The folders from the root of the repository down to the parent of this folder; empty at the root and outside. */
async function chainToRepository(folder: string): Promise<readonly string[]> {
  const chain: string[] = [];
  for (let at = folder; ; ) {
    if (await exists(path.join(at, '.git'))) return chain;
    const parent = path.dirname(at);
    if (parent === at) return [];
    chain.unshift(parent);
    at = parent;
  }
}

export async function exists(file: string): Promise<boolean> {
  return (await stat(file).catch(noFile)) !== undefined;
}

/** A file that is missing or closed to us has no say. */
function noFile(): undefined {}
