import type * as vscode from 'vscode';
import type { Finding } from '../../model/verdict.ts';
import type { Folder } from './folder.ts';

/** A file with its findings, in terms of VS Code. */
export class ExaminedFile {
  readonly folder: Folder;
  readonly findings: readonly Finding[];
  readonly #name: string;

  constructor(folder: Folder, name: string) {
    this.folder = folder;
    this.findings = folder.examination.findings(name);
    this.#name = name;
  }

  /** Of thousands of files, few are asked for their address, which takes longer to make than all the rest. */
  get uri(): vscode.Uri {
    return this.folder.uriOf(this.#name);
  }
}
