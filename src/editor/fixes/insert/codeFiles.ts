import * as vscode from 'vscode';
import { Lifetime } from '../../lifetime.ts';
import { readFile } from '../../workspaceFiles.ts';
import type { CodeLanguage } from './blocks.ts';

const endings = { bicep: 'bicep', terraform: 'tf' } as const satisfies Record<CodeLanguage, string>;

/**
 * The Bicep and Terraform files of the workspace. Whether there are any is asked whenever a menu opens, so they are
 * looked for once, and followed from then on.
 */
export class CodeFiles implements vscode.Disposable {
  readonly #lifetime = new Lifetime();
  #found: Promise<readonly vscode.Uri[]> | undefined;

  constructor() {
    const watcher = this.#lifetime.add(vscode.workspace.createFileSystemWatcher('**', false, true, false));
    const forget = () => {
      this.#found = undefined;
    };
    // A folder that comes or goes as a whole is reported under its own name, which seldom has an ending.
    const happened = ({ path }: vscode.Uri) => {
      const ending = /\.([^./]+)$/.exec(path)?.[1];
      if (ending === undefined || Object.values(endings).some(each => each === ending)) forget();
    };
    this.#lifetime.add(watcher.onDidCreate(happened));
    this.#lifetime.add(watcher.onDidDelete(happened));
    this.#lifetime.add(vscode.workspace.onDidChangeWorkspaceFolders(forget));
  }

  /** What a person leaves out of the explorer, and what tools put there, is no place for a grant. */
  async of(language: CodeLanguage): Promise<readonly vscode.Uri[]> {
    this.#found ??= Promise.resolve(vscode.workspace.findFiles(`**/*.{${Object.values(endings).join(',')}}`));
    const ours = (await this.#found).filter(({ path }) => !/\/(node_modules|\.terraform)\//.test(path));
    return ours.filter(({ path }) => path.endsWith(`.${endings[language]}`));
  }

  /** The text as it stands: of an open document, with what was not saved yet. */
  async read(uri: vscode.Uri): Promise<string | undefined> {
    const open = vscode.workspace.textDocuments.find(document => document.uri.toString() === uri.toString());
    return open?.getText() ?? (await readFile(uri));
  }

  dispose(): void {
    this.#lifetime.dispose();
  }
}
