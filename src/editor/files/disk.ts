import type { Dirent } from 'node:fs';
import * as fs from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { anywhere, boundaryAround, inItsFolder, whereNamed, within } from '../../disk/boundary.ts';
import { readRegularLater } from '../../disk/readFile.ts';
import { replaceFile } from '../../disk/writeFile.ts';
import type { Followed } from '../../workspace/files.ts';
import type { FileSystem } from './fileSystem.ts';

/**
 * Files on disk, by Node. `vscode.workspace.fs` asks the window before each answer, and a repository has thousands of
 * folders and files.
 */
export const disk: FileSystem = {
  ignoreCase: process.platform === 'win32' || process.platform === 'darwin',
  inItsFolder,
  around: ({ fsPath }) => within([boundaryAround(fsPath)]),

  async list({ fsPath }) {
    const entries = await fs.readdir(fsPath, { withFileTypes: true });
    return entries.map(entry => ({ name: entry.name, kind: entry.isSymbolicLink() ? 'link' : kindOf(entry) }));
  },

  async follow({ fsPath }, admits = anywhere) {
    const kind = kindOf(await fs.stat(fsPath));
    const real = await fs.realpath(fsPath);
    return { kind, path: vscode.Uri.file(real).path, leadsOut: !admits(fsPath, real) };
  },

  /** Rejects for what is no file: a pipe never ends. */
  read: ({ fsPath }, atMost, admits = anywhere) => readRegularLater(fsPath, { atMost, admits }),

  async write({ fsPath }, text) {
    return replaceFile(fsPath, text, whereNamed(fsPath, path.dirname(fsPath)));
  },
};

function kindOf(entry: Pick<Dirent, 'isFile' | 'isDirectory'>): Followed['kind'] {
  if (entry.isDirectory()) return 'folder';
  return entry.isFile() ? 'file' : 'other';
}
