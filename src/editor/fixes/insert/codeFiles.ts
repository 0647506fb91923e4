import * as vscode from 'vscode';
import type { ReadResource } from '../../../manifests/format.ts';
import { Lifetime } from '../../lifetime.ts';
import { Debounce } from '../../store/debounce.ts';
import { readFile } from '../../store/workspaceFiles.ts';
import type { CodeLanguage } from './blocks.ts';

const languages = ['bicep', 'terraform'] as const satisfies readonly CodeLanguage[];
const endings = { bicep: 'bicep', terraform: 'tf' } as const satisfies Record<CodeLanguage, string>;

/**
 * The Bicep and Terraform files of the workspace. Whether there are any is asked whenever a menu opens, which must not
 * wait for a search: so they are looked for beforehand, and again when something came or went.
 */
export class CodeFiles implements vscode.Disposable {
  readonly #lifetime = new Lifetime();
  readonly #debounce = this.#lifetime.add(new Debounce());
  readonly resources: ReadResource;
  #found: Promise<readonly vscode.Uri[]>;
  #present: readonly CodeLanguage[] = [];
  #searchedAt = 0;

  /** @param resources from which the grammars of both languages are read */
  constructor(resources: ReadResource) {
    this.resources = resources;
    const watcher = this.#lifetime.add(vscode.workspace.createFileSystemWatcher('**', false, true, false));
    const again = () => this.#debounce.schedule('search', quiet, () => this.#search());
    // A folder that comes or goes as a whole is reported under its own name, which seldom has an ending.
    const happened = ({ path }: vscode.Uri) => {
      const ending = /\.([^./]+)$/.exec(path)?.[1];
      if (ending === undefined || languages.some(language => endings[language] === ending)) again();
    };
    this.#lifetime.add(watcher.onDidCreate(happened));
    this.#lifetime.add(watcher.onDidDelete(happened));
    this.#lifetime.add(vscode.workspace.onDidChangeWorkspaceFolders(again));
    this.#found = this.#search();
  }

  /** The languages in which the workspace has code, as far as is known at this moment. */
  get present(): readonly CodeLanguage[] {
    // What came while the watcher was being set up was told to nobody.
    const isOld = performance.now() - this.#searchedAt > old;
    if (this.#present.length === 0 && isOld) void this.#search();
    return this.#present;
  }

  async of(language: CodeLanguage): Promise<readonly vscode.Uri[]> {
    return (await this.#found).filter(uri => isIn(uri, language));
  }

  async #search(): Promise<readonly vscode.Uri[]> {
    this.#searchedAt = performance.now();
    const search = this.#find();
    this.#found = search;
    const found = await search;
    if (this.#found === search) {
      this.#present = languages.filter(language => found.some(uri => isIn(uri, language)));
    }
    return found;
  }

  /** What a person leaves out of the explorer, and what tools put there, is no place for a grant. */
  async #find(): Promise<readonly vscode.Uri[]> {
    const pattern = `**/*.{${Object.values(endings).join(',')}}`;
    // A search that is cut off, as when the window closes, has found nothing.
    const found = await vscode.workspace.findFiles(pattern).then(
      uris => uris,
      () => [],
    );
    return found.filter(({ path }) => !/\/(node_modules|\.terraform)\//.test(path));
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

function isIn({ path }: vscode.Uri, language: CodeLanguage): boolean {
  return path.endsWith(`.${endings[language]}`);
}

/** In milliseconds: many files come and go at once. */
const quiet = 300;
const old = 5000;
