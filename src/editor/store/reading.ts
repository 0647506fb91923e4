import * as vscode from 'vscode';
import type { ReadResource } from '../../manifests/format.ts';
import { loadReaders, type Readers } from './engine.ts';
import type { Folders } from './folder.ts';
import type { OpenDocuments } from './openDocuments.ts';
import type { WorkQueue } from './workQueue.ts';

/** Reads manifests in their latest text: as they are in an editor, or else on disk. */
export class Reading {
  readonly #folders: Folders;
  readonly #documents: OpenDocuments;
  readonly #queue: WorkQueue;
  readonly #resources: ReadResource;
  /** Texts on disk, asked for a little before they are needed: while one is parsed, the next ones come. */
  readonly #ahead = new Map<string, Promise<string | undefined>>();
  #readers: Promise<Readers> | undefined;

  constructor(folders: Folders, documents: OpenDocuments, queue: WorkQueue, resources: ReadResource) {
    this.#folders = folders;
    this.#documents = documents;
    this.#queue = queue;
    this.#resources = resources;
  }

  /** What was read ahead of a file is out of date. */
  forget(key: string): void {
    this.#ahead.delete(key);
  }

  /** Takes a file in. False: it is no manifest, or something happened to it meanwhile. */
  async read(uri: vscode.Uri, key: string): Promise<boolean> {
    const folder = this.#folders.of(uri);
    if (folder.dependsOn(uri)) return false;
    const name = folder.nameOf(uri);
    const document = this.#documents.get(uri);
    for (const next of this.#queue.upcoming('read', lookahead)) void this.#onDisk(next);
    this.#readers ??= loadReaders();
    const readers = await this.#readers;
    let text = document ? document.getText() : await this.#onDisk(key);
    this.forget(key);
    if (!document && text !== undefined && text.length > long) await new Promise(resolve => setTimeout(resolve));
    const preparing = text === undefined ? undefined : readers.prepareReader({ name, text }, this.#resources);
    if (preparing) {
      await preparing;
      text = document?.getText() ?? text; // it may have been edited meanwhile
    }
    if (this.#queue.waits(key)) return false;
    if (document) this.#documents.wasRead(document);
    folder.take(name, text, { readers, edited: document !== undefined });
    return true;
  }

  #onDisk(key: string): Promise<string | undefined> {
    const known = this.#ahead.get(key);
    if (known) return known;
    const uri = vscode.Uri.parse(key, true);
    const text = this.#folders.of(uri).read(uri);
    text.catch(() => {}); // the reading that takes it fails with it
    this.#ahead.set(key, text);
    return text;
  }
}

/** From so many characters on, reading a file takes as long as a slice, and gets a turn of its own. */
const long = 50_000;

/** How many files are asked for before they are needed. */
const lookahead = 32;
