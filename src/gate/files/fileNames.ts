import { existsSync } from 'node:fs';
import path from 'node:path';

/** A file's name relative to a folder, with forward slashes, as config globs and reports have it. */
export function nameFrom(folder: string, file: string): string {
  return slashed(path.relative(folder, file));
}

export function slashed(file: string): string {
  return path.sep === '/' ? file : file.replaceAll(path.sep, '/');
}

/** Whether a file or folder is this folder or lies in it. */
export function isWithin(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

/** The folder that a baseline's files are relative to: the root of the repository around a folder, or else itself. */
export function baseOf(folder: string): string {
  for (let at = folder; ; at = path.dirname(at)) {
    if (existsSync(path.join(at, '.git'))) return at;
    if (path.dirname(at) === at) return folder;
  }
}
