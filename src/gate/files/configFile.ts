import { stat } from 'node:fs/promises';
import path from 'node:path';
import { anywhere, isTooWide, isWithin, ofWorkspace } from '../../disk/boundary.ts';
import type { Span } from '../../model/place.ts';
import { lineStartsOf, positionAt } from '../../read/source/lineStarts.ts';
import { type Config, configName, emptyConfig } from '../../workspace/config/config.ts';
import { readConfig } from '../../workspace/config/readConfig.ts';
import { mostBytes } from '../../workspace/files.ts';
import { Refusal } from '../terminal/terminal.ts';
import { type FileTree, onDisk } from './fileTree.ts';
import { nameFrom, readNeededText } from './nodeFiles.ts';

/**
 * The basis of a workspace before anything else is read: its config, and the folder to which its globs and paths are
 * relative.
 */
export interface Grounds {
  readonly root: string;
  readonly config: Config;
  /** True if a person asked to follow links that lead out of the workspace. */
  readonly followLinks: boolean;
}

export interface ConfigOptions {
  /** `--config FILE`. False: `--no-config`. */
  readonly config?: string | boolean;
  /** True to follow links that lead out of the workspace. */
  readonly followLinks?: boolean;
}

/** Paths of one workspace. */
export interface PathGroup {
  /**
   * The folder of the config. Without one, the root of the git repository, or the folder in which the gate was started.
   */
  readonly root: string;
  readonly config: string | undefined;
  readonly paths: readonly string[];
  /** True if files around the paths are read too, up to the root. */
  readonly isWhole: boolean;
  readonly followLinks: boolean;
}

/** The paths by their workspaces, each group in the order of its first path. */
export async function groupPaths(
  paths: readonly string[],
  { config, followLinks = false }: ConfigOptions,
  cwd: string,
  tree: FileTree = onDisk,
): Promise<readonly PathGroup[]> {
  const found = await Promise.all(
    paths.map(async named => {
      const at = named === '-' ? cwd : path.resolve(cwd, named);
      return { named, followLinks, ...(await groundsOf(at, config, cwd, tree)) };
    }),
  );
  const groups = Map.groupBy(found, ({ root, config: file, isWhole }) => `${root}\0${file ?? ''}\0${isWhole}`);
  return [...groups.values()].flatMap(group => {
    const [first] = group;
    return first ? [{ ...first, paths: group.map(({ named }) => named) }] : [];
  });
}

async function groundsOf(
  at: string,
  option: ConfigOptions['config'],
  cwd: string,
  tree: FileTree,
): Promise<Omit<PathGroup, 'paths' | 'followLinks'>> {
  if (typeof option === 'string') {
    const config = path.resolve(cwd, option);
    return { root: path.dirname(config), config, isWhole: true };
  }
  const folder = (await tree.isFolder(at)) ? at : path.dirname(at); // the walk reports a missing file
  const { config, repository } = await above(folder, tree);
  if (config !== undefined && option !== false) return { root: path.dirname(config), config, isWhole: true };
  if (repository !== undefined && !isTooWide(repository)) return { root: repository, config: undefined, isWhole: true };
  // Anything may be around a path elsewhere.
  const isWhole = at === cwd || (isWithin(cwd, at) && !isTooWide(cwd));
  return { root: cwd, config: undefined, isWhole };
}

/** The nearest config at or above a folder, up to the root of the repository, and that root. */
async function above(
  folder: string,
  tree: FileTree,
): Promise<{ readonly config?: string; readonly repository?: string }> {
  const file = path.join(folder, configName);
  const [hasConfig, isRoot] = [await tree.isThere(file), await exists(path.join(folder, '.git'))];
  const parent = path.dirname(folder);
  const further = isRoot || parent === folder ? {} : await above(parent, tree);
  return { ...further, ...(isRoot && { repository: folder }), ...(hasConfig && { config: file }) };
}

async function exists(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined)) !== undefined;
}

async function readConfigFile(file: string, followLinks: boolean, cwd: string, tree: FileTree): Promise<Config> {
  const shown = nameFrom(cwd, file);
  const admits = followLinks ? anywhere : ofWorkspace(path.dirname(file), cwd);
  const text = await readNeededText({ file, shown, atMost: mostBytes.config, admits }, tree.bytes);
  const { config, problems } = readConfig(text, path.basename(file));
  if (problems.length === 0) return config;
  throw new Refusal(`the config can't be used\n${problems.map(each => saidAt(shown, text, each)).join('\n')}`);
}

/** A sentence about a place in a text: `.acr-pull.yaml:3:5: …`. */
export function saidAt(
  shown: string,
  text: string,
  { message, span }: { readonly message: string; readonly span: Span },
): string {
  const { line, character } = positionAt(lineStartsOf(text), span.start);
  return `${shown}:${line + 1}:${character + 1}: ${message}`;
}

/** Without a config, everything has its default. */
export async function groundsOfGroup(
  { root, config, followLinks }: PathGroup,
  cwd: string,
  tree: FileTree = onDisk,
): Promise<Grounds> {
  const read = config === undefined ? emptyConfig : await readConfigFile(config, followLinks, cwd, tree);
  return { root, config: read, followLinks };
}
