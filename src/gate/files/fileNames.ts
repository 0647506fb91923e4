import path from 'node:path';
import picomatch from 'picomatch';
import { manifestNames } from '../../manifests/join/names.ts';

/** Folders that hold no manifest of the workspace's own, whatever .gitignore says. */
const skippedFolders = new Set([
  '.git',
  '.hg',
  '.svn',
  '.jj',
  'node_modules',
  'bower_components',
  '.terraform',
  '.venv',
  '__pycache__',
]);

export function isSkippedFolder(name: string): boolean {
  return skippedFolders.has(name);
}

const isNamed = picomatch([...manifestNames], { dot: true, nocase: true });

/** Whether a file of this name may be a manifest; the walk opens no other. */
export function mayBeManifest(name: string): boolean {
  return isNamed(name.slice(name.lastIndexOf('/') + 1));
}

/** A file's name relative to a folder, with forward slashes, as config globs and reports have it. */
export function nameFrom(folder: string, file: string): string {
  const relative = path.relative(folder, file);
  return path.sep === '/' ? relative : relative.replaceAll(path.sep, '/');
}

/** Whether a file or folder is this folder or lies in it. */
export function isWithin(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}
