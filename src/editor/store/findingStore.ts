import * as vscode from 'vscode';
import type { AccessMap } from '../../access/map.ts';
import type { ReadResource } from '../../read/format.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { readInWords } from '../age.ts';
import { settings } from '../ids.ts';
import type { Lifetime } from '../lifetime.ts';
import { onSettings } from '../register.ts';
import { delay } from '../settings.ts';
import type { Choices } from './choices.ts';
import { Debounce } from './debounce.ts';
import { ExaminedFile, type Folder, Folders } from './folder.ts';
import { learn } from './knowledge.ts';
import { withLent } from './lent.ts';
import type { OpenDocuments } from './openDocuments.ts';
import { readingOf } from './reading.ts';
import { inParts, inTurns, type Lane, WorkQueue } from './workQueue.ts';

/**
 * The findings of all manifests: of open documents as they are edited, of the rest as they are on disk. Every view of the
 * extension shows what this holds.
 *
 * Whatever happens (an edit, a file that comes or goes, a new map) becomes work in one queue: first what is edited, then
 * what is to be read, each in its latest text, so that a slow reading can't overtake a newer edit. Verdicts come when
 * all has been read that decides them; those of a document that is being edited come at once.
 */
export class FindingStore {
  readonly folders = new Folders();
  readonly #documents: OpenDocuments;
  readonly #choices: Choices;
  readonly #reading: ReturnType<typeof readingOf>;
  readonly #log: vscode.LogOutputChannel;
  readonly #debounce = new Debounce();
  readonly #queue: WorkQueue;
  /** Files that were judged and not published yet. */
  readonly #changed = new Set<vscode.Uri>();
  /** The number of running searches and readings of configs. */
  #under = 0;
  #live: AccessMap | undefined;
  /** Something was read from its beginning, and the log does not say so yet. */
  #untold = false;
  /** The next change of state, for those who wait for it. */
  #next = Promise.withResolvers<void>();

  readonly #didChange = new vscode.EventEmitter<readonly vscode.Uri[]>();
  readonly #didChangeState = new vscode.EventEmitter<void>();
  /** The findings of these files have changed. */
  readonly onDidChange = this.#didChange.event;
  /** Fires when the knowledge of the store changes, or when it gets busy or idle. */
  readonly onDidChangeState = this.#didChangeState.event;

  constructor(
    own: Lifetime,
    documents: OpenDocuments,
    choices: Choices,
    resources: ReadResource,
    log: vscode.LogOutputChannel,
  ) {
    for (const each of [this.#debounce, this.#didChange, this.#didChangeState]) own.add(each);
    this.#documents = documents;
    this.#choices = choices;
    this.#log = log;
    this.#queue = own.add(
      new WorkQueue({
        onSliceEnd: async idle => {
          await this.#publish();
          this.#release();
          if (idle && !this.busy) {
            this.#tell();
            this.#stateChanged();
          }
        },
        onError: (error, key) => this.failed(`${key} failed`, error),
      }),
    );
    this.#reading = readingOf(this.folders, documents, this.#queue, resources);
    own.add(documents.onDidOpen(({ uri }) => this.#mark([uri], 'edited')));
    const reread = (uri: vscode.Uri) => this.touched([uri], 'edited');
    own.add(documents.onDidEdit(({ uri }) => this.#debounce.schedule(uri.toString(), delay(), () => reread(uri))));
    own.add(documents.onDidClose(({ uri }) => this.#closed(uri)));
    own.add(choices.onDidChange(() => this.#learnAll()));
    onSettings(own, [settings.severity], () => {
      for (const folder of this.folders.all()) folder.severitiesChanged();
      this.#release();
      this.#stateChanged();
    });
    own.add({ dispose: () => this.#wake() });
  }

  /** Judges by the map that was read from Azure, where no snapshot is named. */
  useLive(map: AccessMap | undefined): void {
    if (this.#live === map) return;
    this.#live = map;
    this.#learnAll();
  }

  get busy(): boolean {
    return this.#under > 0 || !this.#queue.idle;
  }

  file(uri: vscode.Uri): ExaminedFile {
    const folder = this.folders.of(uri);
    return new ExaminedFile(folder, folder.nameOf(uri));
  }

  files(): readonly ExaminedFile[] {
    return this.folders.all().flatMap(folder => folder.filesWithFindings());
  }

  isCurrent(uri: vscode.Uri): boolean {
    return this.#documents.isJudged(uri);
  }

  /** Waits until the findings of a file are of its present text; false: they never will be, or the wait was cancelled. */
  async becomesCurrent(uri: vscode.Uri, token: vscode.CancellationToken): Promise<boolean> {
    const cancelled = token.onCancellationRequested(() => this.#wake());
    // The config, for one, is a document that is not judged.
    while (!this.isCurrent(uri) && !this.#isSettled && !token.isCancellationRequested) await this.#next.promise;
    cancelled.dispose();
    return this.isCurrent(uri);
  }

  isOpen(uri: vscode.Uri): boolean {
    return this.#documents.get(uri) !== undefined;
  }

  /** Reads a folder from its config to its last manifest; again, if it has been read before. */
  async readFolder(folder: Folder): Promise<void> {
    await this.during(async () => {
      folder.rulesChanged();
      await this.#learn(folder);
      if (!folder.root) folder.complete = true; // nothing is searched for here
      this.#mark(this.#openIn(folder), 'edited');
      if (folder.root) await this.search(folder, folder.root);
    });
  }

  /** Finds the manifests in a folder or a subfolder of it; those that are gone are forgotten. */
  async search(folder: Folder, below: vscode.Uri): Promise<void> {
    await this.during(async () => {
      const { uris: found, notSearched } = await folder.find(below);
      for (const each of notSearched) this.#log.info(`not searched, closed or a link out of the workspace: ${each}`);
      await inParts([...found, ...folder.knownBelow(below)], uris =>
        this.#mark(uris.filter(uri => this.folders.of(uri) === folder)),
      );
    });
  }

  /** Something has happened to a file on disk: the last of it counts, as a switch of branches brings thousands at once. */
  happened(uri: vscode.Uri, act: () => void): void {
    this.#add(`happened to ${uri}`, 'happened', act);
  }

  /** Files have changed: they are read and judged again, and so is what depends on them. */
  touched(uris: readonly vscode.Uri[], lane: 'edited' | 'read' = 'read'): void {
    this.#mark(uris, lane);
    this.#learnAll(folder => uris.some(uri => folder.dependsOn(uri)));
  }

  /** Everything that a folder held is gone from the workspace; what is open of it is loose now. */
  forget(folder: Folder): void {
    folder.turn = Number.POSITIVE_INFINITY;
    this.#mark(this.#documents.all().map(({ uri }) => uri));
    this.#learnAll(each => each === this.folders.untitled);
    void this.during(() => inParts(folder.uris(), part => this.#didChange.fire(part)));
  }

  failed(what: string, error: unknown): void {
    this.#log.error(what, error instanceof Error ? error : String(error));
  }

  /** The store is busy until this is done, and what it has marked is judged after it. */
  async during(work: () => Promise<void>): Promise<void> {
    const wasBusy = this.busy;
    this.#under++;
    if (!wasBusy) this.#stateChanged();
    try {
      await work();
    } catch (error) {
      this.failed('the workspace could not be read', error);
    } finally {
      this.#under--;
      this.#release();
      this.#stateChanged();
    }
  }

  /** Resolves when nothing is left to be read or judged, including the latest keystroke. */
  async settled(): Promise<void> {
    while (!this.#isSettled) await this.#next.promise;
  }

  get #isSettled(): boolean {
    return !this.busy && this.#debounce.idle;
  }

  #stateChanged(): void {
    this.#didChangeState.fire();
    this.#wake();
  }

  /** Lets those who wait for something look whether it has come. */
  #wake(): void {
    const { resolve } = this.#next;
    this.#next = Promise.withResolvers();
    resolve();
  }

  #tell(): void {
    if (!this.#untold) return;
    this.#untold = false;
    for (const folder of this.folders.all())
      if (folder.root) this.#log.info(`${folder.root.path}: ${readInWords(folder, folder.knowledge.map, new Date())}`);
  }

  #openIn(folder: Folder): readonly vscode.Uri[] {
    return this.#documents.all().flatMap(({ uri }) => (this.folders.of(uri) === folder ? [uri] : []));
  }

  #closed(uri: vscode.Uri): void {
    this.#debounce.cancel(uri.toString());
    const folder = this.folders.of(uri);
    folder.letGo(folder.nameOf(uri));
    this.touched([uri], 'edited'); // what was not saved is gone, and the file on disk counts again
  }

  #mark(uris: readonly vscode.Uri[], lane: 'edited' | 'read' = 'read'): void {
    for (const uri of uris) {
      const key = uri.toString();
      this.#reading.forget(key);
      this.#add(key, lane, () => this.#readFile(uri, key));
    }
  }

  #add(key: string, lane: Lane, work: () => void | Promise<void>): void {
    const wasBusy = this.busy;
    this.#queue.add(key, lane, work);
    if (!wasBusy && this.busy) this.#stateChanged();
  }

  #learnAll(isWanted: (folder: Folder) => boolean = () => true): void {
    for (const folder of this.folders.all().filter(isWanted)) void this.during(() => this.#learn(folder));
  }

  /** Reads config and snapshot, and judges by them whatever is known. */
  async #learn(folder: Folder): Promise<void> {
    const turn = ++folder.turn;
    const own = await learn(folder.root, this.#choices.snapshot, this.#documents, this.#live);
    if (folder.turn !== turn) return; // something newer is being learned, or the folder has gone
    const { untitled } = this.folders;
    const rooted = this.folders.rooted().map(each => each.knowledge);
    const knowledge = folder === untitled ? withLent(own, rooted) : own;

    const rereads = folder.learn(knowledge);
    this.#untold = true;
    if (rereads) await inParts(folder.uris(), part => this.#mark(part));
    if (folder.root) await this.#learn(untitled);
    this.#stateChanged();
  }

  async #readFile(uri: vscode.Uri, key: string): Promise<void> {
    if (!(await this.#reading.read(uri, key))) return;
    this.#log.trace(`${key}: read`);
  }

  /** Has what is out of date built and judged, if all has been read that decides it. */
  #release(): void {
    if (this.#under > 0 || this.#queue.count('edited', 'happened', 'read') > 0) return;
    for (const folder of this.folders.all()) {
      const { examination } = folder;
      if (!folder.knowledge.engine || examination === undefined) continue; // every verdict would be premature
      folder.complete = true;
      if (!examination.isOutOfDate) continue;
      this.#add(`build:${String(folder.root)}`, 'judge first', () => this.#build(folder, examination));
    }
  }

  /**
   * Builds the deployments of a folder, and lets its files be judged; open documents first. An edit goes before: what was
   * built until then is kept, and the rest is built with it.
   */
  async #build(folder: Folder, examination: Workspace): Promise<void> {
    const { done } = await inTurns(examination.build(), () => this.#queue.count('edited') > 0);
    if (done !== true) return;
    const root = String(folder.root);
    const open = new Set(this.#openIn(folder).map(uri => folder.nameOf(uri)));
    for (const name of examination.takeOutdated())
      this.#add(`${root}: ${name}`, open.has(name) ? 'judge first' : 'judge', () => this.#judge(folder, name));
  }

  async #judge(folder: Folder, name: string): Promise<void> {
    if (!folder.knowledge.engine || !this.folders.all().includes(folder)) return;
    const uri = folder.uriOf(name);
    this.#documents.wasJudged(uri);
    this.#log.trace(`${uri}: judged`);
    const { value = [] } = await inTurns(folder.judge(name, this.#choices));
    for (const each of value) this.#changed.add(each);
  }

  /**
   * Publishes what was judged, in batches: VS Code sends each change to its window. A batch is limited, since showing findings
   * takes longer than judging.
   */
  async #publish(): Promise<void> {
    const changed = [...this.#changed];
    this.#changed.clear();
    // findings of fifty files take some milliseconds to be shown
    await inParts(changed, part => this.#didChange.fire(part), 50);
    this.#wake();
  }
}
