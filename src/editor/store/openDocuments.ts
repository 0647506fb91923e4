import * as vscode from 'vscode';
import type { Lifetime } from '../lifetime.ts';
import { manifestSelector } from './manifestFiles.ts';

/** The open documents that can hold images, by URI. Their unsaved text wins over what is on disk. */
export class OpenDocuments {
  readonly #documents = new Map<string, vscode.TextDocument>();
  /** Versions that were read last, and those that the findings are of. */
  readonly #read = new Map<string, number>();
  readonly #judged = new Map<string, number>();
  readonly #opened = new vscode.EventEmitter<vscode.TextDocument>();
  readonly #edited = new vscode.EventEmitter<vscode.TextDocument>();
  readonly #closed = new vscode.EventEmitter<vscode.TextDocument>();
  readonly onDidOpen = this.#opened.event;
  readonly onDidEdit = this.#edited.event;
  readonly onDidClose = this.#closed.event;

  constructor(own: Lifetime) {
    for (const each of [this.#opened, this.#edited, this.#closed]) own.add(each);
    for (const document of vscode.workspace.textDocuments) this.#track(document);
    own.add(
      vscode.workspace.onDidOpenTextDocument(document => {
        if (this.#track(document)) this.#opened.fire(document);
      }),
    );
    own.add(
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        // VS Code reports a change of the dirty state as an edit without changes.
        if (contentChanges.length === 0) return;
        if (this.get(document.uri) === document || this.#track(document)) this.#edited.fire(document);
      }),
    );
    own.add(vscode.window.tabGroups.onDidChangeTabs(event => this.#follow(event)));
    // A document whose language changes is closed and opened again, in one go.
    own.add(vscode.workspace.onDidCloseTextDocument(document => this.#ended(document)));
  }

  get(uri: vscode.Uri): vscode.TextDocument | undefined {
    return this.#documents.get(uri.toString());
  }

  wasRead({ uri, version }: vscode.TextDocument): void {
    this.#read.set(uri.toString(), version);
  }

  wasJudged(uri: vscode.Uri): void {
    const key = uri.toString();
    const version = this.#read.get(key);
    if (version !== undefined) this.#judged.set(key, version);
  }

  isJudged(uri: vscode.Uri): boolean {
    const document = this.get(uri);
    return !document || this.#judged.get(uri.toString()) === document.version;
  }

  all(): readonly vscode.TextDocument[] {
    return [...this.#documents.values()];
  }

  /**
   * Handles deleted files. A tab still shows their text. But VS Code keeps documents without a tab for minutes, and
   * those count as closed.
   */
  deleted(uris: readonly vscode.Uri[]): void {
    for (const uri of uris) this.#close(uri);
  }

  /**
   * VS Code reports a document's end minutes after its tab has closed, and not at all if a tab opens before that.
   * Meanwhile a file outside of the workspace, or one that is left out, would have problems without a visible reason.
   */
  #follow({ opened, closed }: vscode.TabChangeEvent): void {
    for (const uri of closed.flatMap(uriOf)) if (!this.get(uri)?.isDirty) this.#close(uri);
    for (const uri of opened.flatMap(uriOf)) {
      const document = vscode.workspace.textDocuments.find(one => one.uri.toString() === uri.toString());
      if (document && !this.get(uri) && this.#track(document)) this.#opened.fire(document);
    }
  }

  /** Counts a document as closed unless a tab shows it. */
  #close(uri: vscode.Uri): void {
    const document = this.get(uri);
    if (document && !isShown(uri)) this.#ended(document);
  }

  #ended(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    if (!this.#documents.delete(key)) return;
    this.#read.delete(key);
    this.#judged.delete(key);
    this.#closed.fire(document);
  }

  #track(document: vscode.TextDocument): boolean {
    if (!isOnesOwn(document.uri) || vscode.languages.match(manifestSelector, document) === 0) return false;
    this.#documents.set(document.uri.toString(), document);
    return true;
  }
}

/**
 * Not the old side of a diff, an output channel, a settings page or some other view that only looks like a document.
 */
function isOnesOwn(uri: vscode.Uri): boolean {
  if (uri.scheme === 'file' || uri.scheme === 'untitled') return true;
  return (vscode.workspace.workspaceFolders ?? []).some(folder => folder.uri.scheme === uri.scheme);
}

function isShown(uri: vscode.Uri): boolean {
  const tabs = vscode.window.tabGroups.all.flatMap(group => group.tabs);
  return tabs.flatMap(uriOf).some(shown => shown.toString() === uri.toString());
}

/** The document in a tab. The present one of two sides. */
function uriOf({ input }: vscode.Tab): readonly vscode.Uri[] {
  if (input instanceof vscode.TabInputTextDiff) return [input.modified];
  return input instanceof vscode.TabInputText ? [input.uri] : [];
}
