import * as vscode from 'vscode';

/** The files that ship beside the extension, such as the grammars that Bicep and Terraform are parsed with. */
export class Resources {
  readonly #folder: vscode.Uri;

  constructor(extensionUri: vscode.Uri) {
    this.#folder = vscode.Uri.joinPath(extensionUri, 'dist');
  }

  readonly read = async (file: string): Promise<Uint8Array> =>
    vscode.workspace.fs.readFile(vscode.Uri.joinPath(this.#folder, file));
}
