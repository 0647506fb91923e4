import * as vscode from 'vscode';
import { Folder } from './folder.ts';

/** The folders of the workspace, and one more for documents outside of them. */
export class Folders {
  readonly loose = new Folder(undefined);
  readonly #byRoot = new Map<string, Folder>();

  all(): readonly Folder[] {
    return [...this.#byRoot.values(), this.loose];
  }

  /** The folder that a file is in; of nested ones, the innermost. */
  of(uri: vscode.Uri): Folder {
    const root = vscode.workspace.getWorkspaceFolder(uri)?.uri;
    return (root && this.#byRoot.get(root.toString())) ?? this.loose;
  }

  add(root: vscode.Uri): Folder {
    const folder = new Folder(root);
    this.#byRoot.set(root.toString(), folder);
    return folder;
  }

  remove(root: vscode.Uri): Folder | undefined {
    const folder = this.#byRoot.get(root.toString());
    this.#byRoot.delete(root.toString());
    return folder;
  }
}
