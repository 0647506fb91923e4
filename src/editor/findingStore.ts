import * as vscode from 'vscode';
import type { AccessMap } from '../access/map.ts';
import { prepareReader } from '../manifests/index.ts';
import type { Finding } from '../model/verdict.ts';
import type { Choices } from './choices.ts';
import { Debounce } from './debounce.ts';
import type { Folder } from './folder.ts';
import { Folders } from './folders.ts';
import { settings } from './ids.ts';
import { learn } from './knowledge.ts';
import { Lifetime } from './lifetime.ts';
import type { OpenDocuments } from './openDocuments.ts';
import { ReadAhead } from './readAhead.ts';
import type { Resources } from './resources.ts';
import { delay, settingsChanged, severities } from './settings.ts';
import { WorkQueue } from './workQueue.ts';
import { readFile } from './workspaceFiles.ts';

/** A file with its findings, in terms of VS Code. */
export interface ExaminedFile {
  readonly uri: vscode.Uri;
  readonly folder: Folder;
  readonly findings: readonly Finding[];
}

/**
 * The findings of all manifests: of open documents as they stand, of the rest as they are on disk. Every view of the
 * extension shows what this holds.
 *
 * Whatever happens (an edit, a file that comes or goes, a new map) only marks files; one queue takes them up, open
 * documents first, and always reads the latest text. So a slow reading can't overtake a newer edit.
 */
export class FindingStore implements vscode.Disposable {
  readonly #lifetime = new Lifetime();
  readonly #documents: OpenDocuments;
  readonly #choices: Choices;
  readonly #resources: Resources;
  readonly #log: vscode.LogOutputChannel;
  readonly #folders = new Folders();
  readonly #debounce = this.#lifetime.add(new Debounce());
  readonly #queue: WorkQueue;
  readonly #disk = new ReadAhead(async key => {
    const uri = vscode.Uri.parse(key, true);
    return this.#folders.of(uri).files?.read(uri);
  });
  /** Files whose text has to be read before they are judged. */
  readonly #unread = new Set<string>();
  /** Versions of the open documents that the findings are of. */
  readonly #versions = new Map<string, number>();
  readonly #changed = new Map<string, vscode.Uri>();
  /** How often a folder has been learned: what was begun before the last time is out of date. */
  readonly #turns = new WeakMap<Folder, number>();
  #reading = 0;
  #live: AccessMap | undefined;

  readonly #didChange = this.#lifetime.add(new vscode.EventEmitter<readonly vscode.Uri[]>());
  readonly #didChangeState = this.#lifetime.add(new vscode.EventEmitter<void>());
  /** The findings of these files have changed. */
  readonly onDidChange = this.#didChange.event;
  /** What is known, or whether the store is busy, has changed. */
  readonly onDidChangeState = this.#didChangeState.event;

  constructor(documents: OpenDocuments, choices: Choices, resources: Resources, log: vscode.LogOutputChannel) {
    this.#documents = documents;
    this.#choices = choices;
    this.#resources = resources;
    this.#log = log;
    this.#queue = this.#lifetime.add(
      new WorkQueue({
        work: key => this.#examine(vscode.Uri.parse(key, true)),
        onSliceEnd: idle => this.#publish(idle),
        onError: (error, key) => log.error(`${key} could not be examined`, error),
      }),
    );
    this.#lifetime.add(documents.onDidOpen(({ uri }) => this.#mark([uri], { urgent: true })));
    this.#lifetime.add(documents.onDidEdit(({ uri }) => this.#edited(uri)));
    this.#lifetime.add(documents.onDidClose(({ uri }) => this.#closed(uri)));
    this.#lifetime.add(choices.onDidChange(() => this.#learnAll()));
    // A severity can ask for a remark that is not made without it.
    this.#lifetime.add(
      vscode.workspace.onDidChangeConfiguration(event => {
        if (settingsChanged(event, settings.severity)) this.#judgeAll();
      }),
    );
  }

  get folders(): Folders {
    return this.#folders;
  }

  /** Judges by the map that was read from Azure, where no snapshot is named. */
  useLive(map: AccessMap | undefined): void {
    if (this.#live === map) return;
    this.#live = map;
    this.#learnAll();
  }

  get busy(): boolean {
    return this.#reading > 0 || !this.#queue.idle;
  }

  /** What was found in one file. */
  file(uri: vscode.Uri): ExaminedFile {
    const folder = this.#folders.of(uri);
    return { uri, folder, findings: folder.examination.findings(folder.nameOf(uri)) };
  }

  /** The files in which anything was found. */
  files(): readonly ExaminedFile[] {
    return this.#folders.all().flatMap(folder =>
      [...folder.examination.filesWithFindings()].map(name => ({
        uri: folder.uriOf(name),
        folder,
        findings: folder.examination.findings(name),
      })),
    );
  }

  /** Whether the findings of a file are of its present text. */
  isCurrent(uri: vscode.Uri): boolean {
    const document = this.#documents.get(uri);
    return !document || this.#versions.get(uri.toString()) === document.version;
  }

  isOpen(uri: vscode.Uri): boolean {
    return this.#documents.get(uri) !== undefined;
  }

  /** Reads a folder from its config to its last manifest; again, if it has been read before. */
  async readFolder(folder: Folder): Promise<void> {
    await this.#during(async () => {
      await this.#learn(folder);
      const open = this.#documents.all().filter(({ uri }) => this.#folders.of(uri) === folder);
      this.#mark(
        open.map(({ uri }) => uri),
        { urgent: true },
      );
      if (folder.root) await this.search(folder, folder.root);
    });
  }

  /** Finds the manifests in a folder or a subfolder of it; those that are gone are forgotten. */
  async search(folder: Folder, below: vscode.Uri): Promise<void> {
    await this.#during(async () => {
      const found = (await folder.files?.find(below)) ?? [];
      this.#mark([...found.filter(uri => this.#folders.of(uri) === folder), ...folder.knownBelow(below)]);
    });
  }

  /** Something has happened to these files: they are read and judged again, and so is what hangs on them. */
  touched(uris: readonly vscode.Uri[], { urgent = false } = {}): void {
    this.#mark(uris, { urgent });
    for (const folder of this.#folders.all()) {
      if (uris.some(uri => folder.leansOn(uri))) void this.#during(() => this.#learn(folder));
    }
  }

  /** Everything that a folder held is gone from the workspace; what is open of it is loose now. */
  forget(folder: Folder): void {
    this.#turns.set(folder, Number.POSITIVE_INFINITY);
    for (const name of folder.examination.files()) this.#changed.set(folder.uriOf(name).toString(), folder.uriOf(name));
    this.#mark(this.#documents.all().map(({ uri }) => uri));
    this.#publish(this.#queue.idle);
  }

  /** Resolves when nothing is left to be read or judged, be it what was typed this moment. */
  async settled(): Promise<void> {
    while (this.busy || !this.#debounce.idle) await new Promise(resolve => setTimeout(resolve, 10));
  }

  dispose(): void {
    this.#lifetime.dispose();
  }

  #edited(uri: vscode.Uri): void {
    this.#debounce.schedule(uri.toString(), delay(), () => this.touched([uri], { urgent: true }));
  }

  #closed(uri: vscode.Uri): void {
    const key = uri.toString();
    this.#debounce.cancel(key);
    this.#versions.delete(key);
    const folder = this.#folders.of(uri);
    folder.letGo(folder.nameOf(uri));
    this.touched([uri], { urgent: true }); // what was not saved is gone, and the file on disk counts again
  }

  #mark(uris: readonly vscode.Uri[], { urgent = false } = {}): void {
    const keys = uris.map(uri => uri.toString());
    for (const key of keys) {
      this.#unread.add(key);
      this.#disk.drop(key);
    }
    this.#queue.add(keys, { urgent });
    this.#didChangeState.fire();
  }

  #learnAll(): void {
    for (const folder of this.#folders.all()) void this.#during(() => this.#learn(folder));
  }

  /** Judges anew whatever is known, by what is known. */
  #judgeAll(): void {
    for (const folder of this.#folders.all()) {
      this.#queue.add(folder.examination.files().map(name => folder.uriOf(name).toString()));
    }
    this.#didChangeState.fire();
  }

  /** Reads config and snapshot, and judges by them whatever is known. */
  async #learn(folder: Folder): Promise<void> {
    const turn = (this.#turns.get(folder) ?? 0) + 1;
    this.#turns.set(folder, turn);
    const readText = async (uri: vscode.Uri) =>
      this.#documents.get(uri)?.getText() ?? (await readFile(uri, maxSnapshot));
    const knowledge = await learn(folder.root, this.#choices.snapshot, readText, this.#live);
    if (this.#turns.get(folder) !== turn) return; // something newer is being learned, or the folder has gone

    const rereads = folder.learn(knowledge);
    this.#log.debug(`${folder.root?.path ?? 'loose documents'}: map of ${knowledge.snapshot?.path ?? 'nothing'}`);
    const keys = folder.examination.files().map(name => folder.uriOf(name).toString());
    if (rereads) for (const key of keys) this.#unread.add(key);
    this.#queue.add(
      keys.filter(key => this.#versions.has(key)),
      { urgent: true },
    );
    this.#queue.add(keys);
    this.#didChangeState.fire();
  }

  /** Reads a file if need be, and judges it. */
  async #examine(uri: vscode.Uri): Promise<void> {
    const key = uri.toString();
    const folder = this.#folders.of(uri);
    const name = folder.nameOf(uri);
    if (this.#unread.delete(key) && !folder.leansOn(uri)) {
      const document = this.#documents.get(uri);
      this.#disk.ahead(this.#queue.upcoming(lookahead).filter(next => this.#unread.has(next)));
      let text = document ? document.getText() : await this.#disk.take(key);
      const preparing = text === undefined ? undefined : prepareReader({ name, text }, this.#resources.read);
      if (preparing) {
        await preparing;
        text = document?.getText() ?? text; // it may have been edited meanwhile
      }
      if (this.#unread.has(key)) return; // something happened to it meanwhile, and it is in the queue again
      if (document) this.#versions.set(key, document.version);
      const touched = folder.take(name, text, { edited: document !== undefined });
      this.#queue.add(touched.filter(other => other !== name).map(other => folder.uriOf(other).toString()));
    }
    // Before anything is known of a folder, every verdict would be premature.
    if (folder.learned && folder.judge(name, this.#choices.targets, severities(uri))) this.#changed.set(key, uri);
  }

  async #during(work: () => Promise<void>): Promise<void> {
    this.#reading++;
    try {
      await work();
    } catch (error) {
      this.#log.error('the workspace could not be read', error);
    } finally {
      this.#reading--;
      this.#didChangeState.fire();
    }
  }

  #publish(idle: boolean): void {
    const changed = [...this.#changed.values()];
    this.#changed.clear();
    if (changed.length > 0) this.#didChange.fire(changed);
    if (idle) this.#didChangeState.fire();
  }
}

/** A snapshot of a large organisation is a large file; no manifest is. */
const maxSnapshot = 200_000_000;

/** How many files are asked for before they are needed. */
const lookahead = 8;
