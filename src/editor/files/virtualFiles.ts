import pLimit from 'p-limit';
import * as vscode from 'vscode';
import type { FolderEntry } from '../../workspace/files.ts';
import { type FileSystem, NotAnswered } from './fileSystem.ts';

/**
 * Files of any file system that VS Code opens, such as those of a repository on GitHub. Each answer is a request that
 * may take as long as one over the network, and a forge refuses too many at once. Few of these file systems can search.
 */
export const virtualFiles: FileSystem = {
  ignoreCase: false,
  inItsFolder: () => true,
  around: () => () => true,

  list: folder =>
    answered(async () =>
      (await vscode.workspace.fs.readDirectory(folder)).map(([name, type]) => ({ name, kind: kindOf(type) })),
    ),

  /** The end of a link is not known here. */
  follow: uri =>
    answered(async () => {
      const kind = kindOf((await vscode.workspace.fs.stat(uri)).type & ~vscode.FileType.SymbolicLink);
      return { kind: kind === 'link' ? 'other' : kind, path: uri.path };
    }),

  /** Asks for no size before: that would be a second request for each file. */
  read: (file, atMost) =>
    answered(async () => {
      const bytes = await vscode.workspace.fs.readFile(file);
      return bytes.length > atMost ? undefined : bytes;
    }),

  write: async (file, text) => vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text)),
};

/** GitHub answers too many requests at once with 429, also to those that come after. */
const mostAtOnce = 8;
const inLine = pLimit(mostAtOnce);

/** The tries of a request that is refused for now, each after twice the pause before it: a minute in all. */
const mostTries = 9;
const firstPause = 250; // milliseconds

/**
 * Waits for its turn. A request that is refused for now keeps its place, so that fewer are asked meanwhile. Rejects
 * with `NotAnswered` if nothing is known of the file. One that is missing, a folder, or not to be read has a code of
 * its own: https://code.visualstudio.com/api/references/vscode-api#FileSystemError
 */
function answered<T>(ask: () => Promise<T>): Promise<T> {
  return inLine(async () => {
    for (let tries = 1; ; tries++) {
      try {
        return await ask();
      } catch (error) {
        const code = error instanceof vscode.FileSystemError ? error.code : 'Unknown';
        if (code === 'Unknown' || (code === 'Unavailable' && tries === mostTries))
          throw new NotAnswered(error instanceof Error ? error.message : String(error));
        if (code !== 'Unavailable') throw error;
        await new Promise(resolve => setTimeout(resolve, firstPause * 2 ** (tries - 1)));
      }
    }
  });
}

function kindOf(type: vscode.FileType): FolderEntry['kind'] {
  if (type & vscode.FileType.SymbolicLink) return 'link';
  if (type & vscode.FileType.Directory) return 'folder';
  return type & vscode.FileType.File ? 'file' : 'other';
}
