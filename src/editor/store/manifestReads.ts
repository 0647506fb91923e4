import type * as vscode from 'vscode';
import type { ReadResource } from '../../read/format.ts';
import { NotAnswered } from '../files/fileSystem.ts';
import { nextTurn } from '../turns.ts';
import { type Folders, loadReaders, type Readers } from './folder.ts';
import type { OpenDocuments } from './openDocuments.ts';

/**
 * The manifests that wait to be read, each once. A manifest is read in its latest text: as in an editor, or else as on
 * disk.
 */
export class ManifestReads {
  readonly #folders: Folders;
  readonly #documents: OpenDocuments;
  readonly #resources: ReadResource;
  /** By URI. The edited ones are read first. */
  readonly #edited = new Map<string, vscode.Uri>();
  readonly #others = new Map<string, vscode.Uri>();
  /** Texts on disk, asked for a little before they are needed: while one is parsed, the next ones come. */
  readonly #ahead = new Map<string, Promise<string | undefined>>();
  #loading: Promise<Readers> | undefined;

  constructor(folders: Folders, documents: OpenDocuments, resources: ReadResource) {
    this.#folders = folders;
    this.#documents = documents;
    this.#resources = resources;
  }

  /** Has a file read, also if it is being read at this moment: that text is out of date. */
  add(uri: vscode.Uri, isEdited: boolean): void {
    const key = uri.toString();
    this.#ahead.delete(key);
    if (isEdited) this.#others.delete(key);
    if (isEdited) this.#edited.set(key, uri);
    else if (!this.#edited.has(key)) this.#others.set(key, uri);
  }

  get hasEdited(): boolean {
    return this.#edited.size > 0;
  }

  takeEdited(): vscode.Uri | undefined {
    return takeFirst(this.#edited);
  }

  takeOther(): vscode.Uri | undefined {
    return takeFirst(this.#others);
  }

  /** Takes a file in. Returns whether it did: the config is no manifest, and a newer text waits to be read. */
  async read(uri: vscode.Uri): Promise<boolean> {
    const key = uri.toString();
    const folder = this.#folders.of(uri);
    if (folder.dependsOn(uri)) return false;
    const name = folder.nameOf(uri);
    const document = this.#documents.get(uri);
    this.#readAhead();
    this.#loading ??= loadReaders();
    const readers = await this.#loading;
    let text: string | undefined;
    try {
      text = document ? document.getText() : await this.#onDisk(uri);
    } catch (error) {
      if (error instanceof NotAnswered) folder.wasNotAnswered(name);
      throw error;
    } finally {
      this.#ahead.delete(key);
    }
    if (!document && text !== undefined && text.length > long) await nextTurn();
    const preparing = text === undefined ? undefined : readers.prepareReader({ name, text }, this.#resources);
    if (preparing) {
      await preparing;
      text = document?.getText() ?? text; // it may have been edited meanwhile
    }
    if (this.#edited.has(key) || this.#others.has(key)) return false;
    if (document) this.#documents.wasRead(document);
    folder.take(name, text, readers, document !== undefined);
    return true;
  }

  #readAhead(): void {
    let more = lookahead;
    for (const next of this.#others.values()) {
      if (more-- === 0) return;
      void this.#onDisk(next);
    }
  }

  #onDisk(uri: vscode.Uri): Promise<string | undefined> {
    const key = uri.toString();
    const known = this.#ahead.get(key);
    if (known) return known;
    const text = this.#folders.of(uri).read(uri);
    text.catch(() => {}); // the reading that takes it fails with it
    this.#ahead.set(key, text);
    return text;
  }
}

function takeFirst<K, V>(waiting: Map<K, V>): V | undefined {
  const [first] = waiting;
  if (first === undefined) return undefined;
  waiting.delete(first[0]);
  return first[1];
}

/** From so many characters on, reading a file takes as long as a slice, and gets a turn of its own. */
const long = 50_000;

/** The number of files that are requested before they are needed. */
const lookahead = 32;
