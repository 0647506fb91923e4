import * as vscode from 'vscode';
import type { Admits } from '../../disk/boundary.ts';
import type { ReadResource } from '../../read/format.ts';
import { decodeText } from '../../read/source/decodeText.ts';
import { type Files, isGitIndex } from '../../workspace/files.ts';
import { type FileSystem, NotAnswered } from './fileSystem.ts';
import { listedAhead } from './listedAhead.ts';
import { isPacked, unpacked } from './packed.ts';
import { virtualFiles } from './virtualFiles.ts';

/** The files of the workspace, wherever VS Code has them from. */
export class WorkspaceFiles {
  readonly #disk: FileSystem | undefined;

  /** `disk`: what reads files of the scheme `file`. Undefined in a browser, where VS Code itself reads them. */
  constructor(disk: FileSystem | undefined) {
    this.#disk = disk;
  }

  /** A folder that is opened. Its files may be links within its repository. */
  of(root: vscode.Uri): Files {
    const system = this.#systemOf(root);
    const at = (name: string) =>
      /^(\/|[A-Za-z]:)/.test(name) ? root.with({ path: vscode.Uri.file(name).path }) : vscode.Uri.joinPath(root, name);
    const admits = system.around(root);
    const files: Files = {
      root: root.path,
      list: name => system.list(at(name)), // the walk lists no folder behind a link that leads out
      read: (name, atMost) => system.read(at(name), atMost, isGitIndex(name) ? system.inItsFolder : admits),
      follow: name => system.follow(at(name), admits),
    };
    return this.isOnDisk(root) ? files : listedAhead(files);
  }

  /** Returns whether it is on the disk of the machine that the extension runs on. */
  isOnDisk(uri: vscode.Uri): boolean {
    return this.#systemOf(uri) !== virtualFiles;
  }

  /** As git's `core.ignoreCase`. */
  ignoresCase(root: vscode.Uri): boolean {
    return this.#systemOf(root).ignoreCase;
  }

  /**
   * Returns the text of a file, unpacked. Undefined: it is missing, too large, or unreadable. `inFolder`: a link in
   * this folder that leads out of it is not followed. Absent for a file that a person chose, or that is the user's own.
   * Rejects with `NotAnswered`: nothing is known of the file.
   */
  async readText(file: vscode.Uri, atMost: number, inFolder?: vscode.Uri): Promise<string | undefined> {
    try {
      const bytes = await this.#systemOf(file).read(file, atMost, inFolder && this.#around(inFolder));
      return bytes && decodeText(isPacked(bytes) ? await unpacked(bytes, atMost) : bytes);
    } catch (error) {
      if (error instanceof NotAnswered) throw error;
      return undefined; // it is gone, a folder, not ours to read, or no gzip
    }
  }

  /** Links lead from a file out of its folder. One that is not there leads nowhere, which reading it will show. */
  async leadsOut(root: vscode.Uri, file: vscode.Uri): Promise<boolean> {
    return this.#systemOf(file)
      .follow(file, this.#around(root))
      .then(
        ({ leadsOut = false }) => leadsOut,
        () => false,
      );
  }

  /** Writes a file that a person chose. */
  async write(file: vscode.Uri, text: string): Promise<void> {
    return this.#systemOf(file).write(file, text);
  }

  #around(folder: vscode.Uri): Admits {
    return this.#systemOf(folder).around(folder);
  }

  #systemOf({ scheme }: vscode.Uri): FileSystem {
    return (scheme === 'file' ? this.#disk : undefined) ?? virtualFiles;
  }
}

/** Undefined where there is nothing. */
export async function fileType(uri: vscode.Uri): Promise<vscode.FileType | undefined> {
  return vscode.workspace.fs.stat(uri).then(
    ({ type }) => type,
    () => undefined,
  );
}

/** The folder of the workspace that a file is in. */
export function rootOf(uri: vscode.Uri): vscode.Uri | undefined {
  return vscode.workspace.getWorkspaceFolder(uri)?.uri;
}

/** Reads files that ship beside the extension, such as the grammars that Bicep and Terraform are parsed with. */
export function resourcesOf(extensionUri: vscode.Uri): ReadResource {
  return async file => vscode.workspace.fs.readFile(vscode.Uri.joinPath(extensionUri, 'dist', file));
}
