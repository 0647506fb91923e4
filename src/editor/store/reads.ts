import * as vscode from 'vscode';
import { Lifetime } from '../lifetime.ts';
import type { Folders } from './folders.ts';
import type { OpenDocuments } from './openDocuments.ts';
import { ReadAhead } from './readAhead.ts';
import { loadReaders, type Readers } from './readers.ts';
import type { Resources } from './resources.ts';
import type { Verdicts } from './verdicts.ts';
import { WorkQueue } from './workQueue.ts';

/** What files are read from, and who takes what they say. */
interface Surroundings {
  readonly folders: Folders;
  readonly documents: OpenDocuments;
  readonly resources: Resources;
  readonly verdicts: Verdicts;
}

/** Reads files, in slices, each in its latest text: as it stands in an editor, or else on disk. */
export class Reads implements vscode.Disposable {
  readonly #lifetime = new Lifetime();
  readonly #around: Surroundings;
  readonly #log: vscode.LogOutputChannel;
  readonly #queue: WorkQueue;
  readonly #disk = new ReadAhead(async key => {
    const uri = vscode.Uri.parse(key, true);
    return this.#around.folders.of(uri).files?.read(uri);
  });
  /** Files that something has happened to since they were read. */
  readonly #unread = new Set<string>();
  #readers: Promise<Readers> | undefined;

  /** @param onIdle called when nothing is left to be read */
  constructor(around: Surroundings, onIdle: () => void, log: vscode.LogOutputChannel) {
    this.#around = around;
    this.#log = log;
    this.#queue = this.#lifetime.add(
      new WorkQueue({
        work: key => this.#read(vscode.Uri.parse(key, true)),
        onSliceEnd: async idle => {
          await around.verdicts.publish();
          if (idle) onIdle();
        },
        onError: (error, key) => log.error(`${key} could not be read`, error),
      }),
    );
  }

  get idle(): boolean {
    return this.#queue.idle;
  }

  /** Something has happened to these files. */
  add(uris: readonly vscode.Uri[], { urgent = false } = {}): void {
    const keys = uris.map(uri => uri.toString());
    for (const key of keys) {
      this.#unread.add(key);
      this.#disk.drop(key);
    }
    this.#queue.add(keys, { urgent });
  }

  dispose(): void {
    this.#lifetime.dispose();
  }

  async #read(uri: vscode.Uri): Promise<void> {
    const { folders, documents, resources, verdicts } = this.#around;
    const key = uri.toString();
    const folder = folders.of(uri);
    if (!this.#unread.delete(key) || folder.leansOn(uri)) return;
    const name = folder.nameOf(uri);
    const document = documents.get(uri);
    this.#disk.ahead(this.#queue.upcoming(lookahead).filter(next => this.#unread.has(next)));
    this.#readers ??= loadReaders();
    const readers = await this.#readers;
    let text = document ? document.getText() : await this.#disk.take(key);
    if (!document && text !== undefined && text.length > long) await new Promise(resolve => setTimeout(resolve));
    const preparing = text === undefined ? undefined : readers.prepareReader({ name, text }, resources.read);
    if (preparing) {
      await preparing;
      text = document?.getText() ?? text; // it may have been edited meanwhile
    }
    if (this.#unread.has(key)) return; // something happened to it meanwhile, and it is in the queue again
    if (document) verdicts.documentRead(document);
    this.#log.trace(`${key}: read`);
    const isOneOfMany = !folder.complete || this.#queue.size > many;
    folder.take(name, text, { readers, edited: document !== undefined, many: isOneOfMany });
    if (document && folder.complete) verdicts.judge(folder, name);
  }
}

/** From so many characters on, reading a file takes as long as a slice, and gets a turn of its own. */
const long = 50_000;

/** How many files are asked for before they are needed. */
const lookahead = 32;

/** When so many wait to be read, it is not asked of each which others it changes: all are looked at afterwards. */
const many = 200;
