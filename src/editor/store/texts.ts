import * as vscode from 'vscode';
import type { ReadResource } from '../../manifests/format.ts';
import { loadReaders, type Readers } from './engine.ts';
import type { Folders } from './folder.ts';
import type { OpenDocuments } from './openDocuments.ts';

/** Manifests in their latest text: as they stand in an editor, or else on disk. */
export class Texts {
  readonly #folders: Folders;
  readonly #documents: OpenDocuments;
  readonly #resources: ReadResource;
  /** Texts on disk, asked for a little before they are needed: while one is parsed, the next ones come. */
  readonly #ahead = new Map<string, Promise<string | undefined>>();
  #readers: Promise<Readers> | undefined;

  constructor(folders: Folders, documents: OpenDocuments, resources: ReadResource) {
    this.#folders = folders;
    this.#documents = documents;
    this.#resources = resources;
  }

  /** The file has changed on disk. */
  forget(key: string): void {
    this.#ahead.delete(key);
  }

  /** The text of a file on disk; a file that is asked for twice is read once. */
  ask(key: string): Promise<string | undefined> {
    const known = this.#ahead.get(key);
    if (known) return known;
    const uri = vscode.Uri.parse(key, true);
    const text = this.#folders.of(uri).read(uri);
    text.catch(() => {}); // the reading that takes it fails with it
    this.#ahead.set(key, text);
    return text;
  }

  /** The latest text of a file with what can read it; undefined where the file is gone. */
  async latest(
    uri: vscode.Uri,
    key: string,
  ): Promise<{ readonly text: string | undefined; readonly readers: Readers }> {
    const document = this.#documents.get(uri);
    this.#readers ??= loadReaders();
    const readers = await this.#readers;
    const text = document ? document.getText() : await this.ask(key);
    this.#ahead.delete(key);
    if (!document && text !== undefined && text.length > long) await new Promise(resolve => setTimeout(resolve));
    const name = this.#folders.of(uri).nameOf(uri);
    const preparing = text === undefined ? undefined : readers.prepareReader({ name, text }, this.#resources);
    if (!preparing) return { text, readers };
    await preparing;
    return { text: document?.getText() ?? text, readers }; // it may have been edited meanwhile
  }
}

/** From so many characters on, reading a file takes as long as a slice, and gets a turn of its own. */
const long = 50_000;
