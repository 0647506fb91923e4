import * as fs from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

/** Decides on a file by its path as written, and by its real path with all links resolved. */
export type Admits = (file: string, real: string) => boolean;

/** Admits all: for the user's own files, and with `--follow-links`. */
export const anywhere: Admits = () => true;

/**
 * The repository around a folder, or else the folder itself. A link that leads out of it would let a
 * stranger's repository read or write other files.
 */
export function boundaryAround(folder: string): string {
  const repository = repositoryAround(folder);
  return repository === undefined || isTooWide(repository) ? folder : repository;
}

/** Admits files in any of these boundaries, as long as their links stay within them. */
export function within(boundaries: readonly string[]): Admits {
  const lexical = [...new Set(boundaries.map(each => path.resolve(each)))];
  let real: readonly string[] | undefined;
  return (file, resolved) => {
    if (!lexical.some(each => isWithin(each, file))) return false;
    real ??= lexical.map(realOf);
    return real.some(each => isWithin(each, resolved));
  };
}

/** Admits a file that a person names: within the boundary of the current folder, or else that of its own folder. */
export function whereNamed(file: string, cwd: string): Admits {
  const own = boundaryAround(cwd);
  return within([isWithin(own, file) && !isTooWide(own) ? own : boundaryAround(path.dirname(file))]);
}

/**
 * Admits what really lies in the folder that its path names: for git's own files, which may be outside of the
 * workspace.
 */
export const inItsFolder: Admits = (file, real) => within([path.dirname(file)])(file, real);

/**
 * Admits files of a workspace, and of paths outside of it that a person asked for. It admits none of a workspace that
 * is itself a link out of the current folder's boundary.
 */
export function ofWorkspace(root: string, cwd: string, asked: readonly string[] = []): Admits {
  const boundary = boundaryAround(root);
  const elsewhere = asked.filter(each => !isWithin(boundary, each)).map(boundaryAround);
  const admits = within([boundary, ...elsewhere]);
  const isRootInside = whereNamed(root, cwd)(root, realOf(root));
  return (file, real) => isRootInside && admits(file, real);
}

function realOf(folder: string): string {
  try {
    return fs.realpathSync.native(folder);
  } catch {
    return folder; // it has gone, and so has all that is in it
  }
}

/** The nearest folder at or above this one that has a `.git`. */
export function repositoryAround(folder: string): string | undefined {
  for (let at = folder; ; at = path.dirname(at)) {
    if (fs.existsSync(path.join(at, '.git'))) return at;
    if (path.dirname(at) === at) return undefined;
  }
}

/** A home folder or a whole disk holds everything, and reading it takes as long. */
export function isTooWide(folder: string): boolean {
  return folder === homedir() || path.dirname(folder) === folder;
}

/** Returns whether a file or folder is this folder or lies in it. */
export function isWithin(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}
