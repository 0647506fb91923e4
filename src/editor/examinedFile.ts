import type * as vscode from 'vscode';
import type { Finding } from '../model/verdict.ts';
import type { Folder } from './folder.ts';

/** A file with its findings, in terms of VS Code. */
export interface ExaminedFile {
  readonly uri: vscode.Uri;
  readonly folder: Folder;
  readonly findings: readonly Finding[];
}

/** Of thousands of files, few are asked for their address, which takes longer to make than all the rest. */
export function examinedFile(folder: Folder, name: string): ExaminedFile {
  return {
    get uri() {
      return folder.uriOf(name);
    },
    folder,
    findings: folder.examination.findings(name),
  };
}
