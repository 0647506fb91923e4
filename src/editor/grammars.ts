import * as vscode from 'vscode';
import { needsGrammar, prepareGrammars } from '../manifests/source/grammars.ts';

/** Loads what Bicep and Terraform are parsed with, when the first such file is read. */
export class Grammars {
  readonly #folder: vscode.Uri;

  constructor(extensionUri: vscode.Uri) {
    this.#folder = vscode.Uri.joinPath(extensionUri, 'dist');
  }

  async prepareFor(name: string): Promise<void> {
    if (!needsGrammar(name)) return;
    await prepareGrammars(file =>
      Promise.resolve(vscode.workspace.fs.readFile(vscode.Uri.joinPath(this.#folder, file))),
    );
  }
}
