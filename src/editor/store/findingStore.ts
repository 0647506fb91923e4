import * as vscode from 'vscode';
import type { AccessMap } from '../../access/map.ts';
import type { ReadResource } from '../../read/format.ts';
import { readInWords } from '../age.ts';
import type { WorkspaceFiles } from '../files/workspaceFiles.ts';
import { settings } from '../ids.ts';
import type { Lifetime } from '../lifetime.ts';
import { onSettings } from '../register.ts';
import { delay } from '../settings.ts';
import { inParts, inTurns } from '../turns.ts';
import type { Choices } from './choices.ts';
import { Debounce } from './debounce.ts';
import { ExaminedFile, type Folder, Folders } from './folder.ts';
import { learn } from './knowledge.ts';
import { withLent } from './lent.ts';
import { ManifestReads } from './manifestReads.ts';
import type { OpenDocuments } from './openDocuments.ts';
import { type Work, Worker } from './worker.ts';

/**
 * The findings of all manifests: of open documents as they are edited, of the rest as they are on disk. Every view of
 * the extension shows what this holds.
 *
 * An event only notes what has to be done again. One worker then goes in one direction: learn the config and the map,
 * read the files, build the deployments, judge their files, publish (`#takeNext`). So no slow reading overtakes a newer
 * edit, and no verdict comes before all has been read that decides it.
 */
export class FindingStore {
  readonly folders: Folders;
  readonly #files: WorkspaceFiles;
  readonly #documents: OpenDocuments;
  readonly #choices: Choices;
  readonly #reads: ManifestReads;
  readonly #log: vscode.LogOutputChannel;
  readonly #debounce = new Debounce();
  readonly #worker: Worker;
  /** Folders whose config, snapshot or choices changed. */
  readonly #toLearn = new Set<Folder>();
  /** By URI: the last event of each file on disk, as a switch of branches brings thousands at once. */
  readonly #events = new Map<string, () => void>();
  /** Files that were judged and not published yet. */
  readonly #changed = new Set<vscode.Uri>();
  /** The number of running searches, whose end brings files to read. */
  #searches = 0;
  #live: AccessMap | undefined;
  /** A config or a map was learned, and the log does not show it yet. */
  #isUnlogged = false;
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
    files: WorkspaceFiles,
    documents: OpenDocuments,
    choices: Choices,
    resources: ReadResource,
    log: vscode.LogOutputChannel,
  ) {
    this.folders = new Folders(files);
    this.#files = files;
    for (const each of [this.#debounce, this.#didChange, this.#didChangeState]) own.add(each);
    this.#documents = documents;
    this.#choices = choices;
    this.#log = log;
    this.#reads = new ManifestReads(this.folders, documents, resources);
    this.#worker = own.add(
      new Worker({
        takeNext: () => this.#takeNext(),
        onSliceEnd: async isIdle => {
          await this.#publish();
          if (!isIdle || this.busy) return;
          this.#logFolders();
          this.#stateChanged();
        },
        onError: (error, name) => this.failed(`${name} failed`, error),
      }),
    );
    own.add(documents.onDidOpen(({ uri }) => this.#toRead([uri], 'edited')));
    const reread = (uri: vscode.Uri) => this.touched([uri], 'edited');
    own.add(documents.onDidEdit(({ uri }) => this.#debounce.schedule(uri.toString(), delay(), () => reread(uri))));
    own.add(documents.onDidClose(({ uri }) => this.#closed(uri)));
    own.add(choices.onDidChange(() => this.#learnAgain()));
    onSettings(own, [settings.severity], () => {
      for (const folder of this.folders.all()) folder.severitiesChanged();
      this.#wakeWorker();
    });
    own.add({ dispose: () => this.#letLook() });
  }

  /** Judges by the map that was read from Azure, where no snapshot is named. */
  useLive(map: AccessMap | undefined): void {
    if (this.#live === map) return;
    this.#live = map;
    this.#learnAgain();
  }

  get busy(): boolean {
    return this.#searches > 0 || !this.#worker.idle;
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

  /**
   * Waits until the findings of a file are of its present text. Returns false if they never will be, or the wait was
   * cancelled.
   */
  async becomesCurrent(uri: vscode.Uri, token: vscode.CancellationToken): Promise<boolean> {
    const cancelled = token.onCancellationRequested(() => this.#letLook());
    // The config, for one, is a document that is not judged.
    while (!this.isCurrent(uri) && !this.#isSettled && !token.isCancellationRequested) await this.#next.promise;
    cancelled.dispose();
    return this.isCurrent(uri);
  }

  isOpen(uri: vscode.Uri): boolean {
    return this.#documents.get(uri) !== undefined;
  }

  /** Reads a folder from its config to its last manifest, also if it has been read before. */
  async readFolder(folder: Folder): Promise<void> {
    folder.rulesChanged();
    this.#learnAgain(each => each === folder);
    this.#toRead(this.#openIn(folder), 'edited');
    if (folder.root) await this.search(folder, folder.root);
  }

  /** Finds the manifests in a folder or a subfolder of it, and forgets those that are gone. */
  async search(folder: Folder, below: vscode.Uri): Promise<void> {
    await this.during(async () => {
      const { uris: found, notSearched } = await folder.find(below);
      for (const each of notSearched) this.#log.info(`not searched, closed or a link out of the workspace: ${each}`);
      await inParts([...found, ...folder.knownBelow(below)], uris =>
        this.#toRead(uris.filter(uri => this.folders.of(uri) === folder)),
      );
    });
  }

  /** Notes an event of a file on disk. `act` runs when it is its turn, unless a later event of the file replaces it. */
  happened(uri: vscode.Uri, act: () => void): void {
    this.#events.set(uri.toString(), act);
    this.#wakeWorker();
  }

  /** Reads and judges changed files again, and all files of a folder whose config or snapshot is among them. */
  touched(uris: readonly vscode.Uri[], how: 'edited' | 'saved' = 'saved'): void {
    this.#toRead(uris, how);
    this.#learnAgain(folder => uris.some(uri => folder.dependsOn(uri)));
  }

  /** Forgets a folder that is gone from the workspace. Its open documents belong to no folder now. */
  forget(folder: Folder): void {
    this.#toLearn.delete(folder);
    this.#toRead(this.#documents.all().map(({ uri }) => uri));
    this.#learnAgain(each => each === this.folders.untitled);
    void this.during(() => inParts(folder.uris(), part => this.#didChange.fire(part)));
  }

  failed(what: string, error: unknown): void {
    this.#log.error(what, error instanceof Error ? error : String(error));
  }

  /** Keeps the store busy until this is done. No file is judged meanwhile. */
  async during(work: () => Promise<void>): Promise<void> {
    const wasBusy = this.busy;
    this.#searches++;
    if (!wasBusy) this.#stateChanged();
    try {
      await work();
    } catch (error) {
      this.failed('the workspace could not be read', error);
    } finally {
      this.#searches--;
      this.#wakeWorker();
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
    this.#letLook();
  }

  /** Lets those who wait for something look whether it has come. */
  #letLook(): void {
    const { resolve } = this.#next;
    this.#next = Promise.withResolvers();
    resolve();
  }

  #logFolders(): void {
    if (!this.#isUnlogged) return;
    this.#isUnlogged = false;
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

  #toRead(uris: readonly vscode.Uri[], how: 'edited' | 'saved' = 'saved'): void {
    if (uris.length === 0) return;
    for (const uri of uris) this.#reads.add(uri, how === 'edited');
    this.#wakeWorker();
  }

  #learnAgain(isMeant: (folder: Folder) => boolean = () => true): void {
    const meant = this.folders.all().filter(isMeant);
    if (meant.length === 0) return;
    for (const folder of meant) this.#toLearn.add(folder);
    this.#wakeWorker();
  }

  #wakeWorker(): void {
    const wasBusy = this.busy;
    this.#worker.wake();
    if (!wasBusy) this.#stateChanged();
  }

  /** The one direction of all work. Each step begins only where the steps before it have nothing left to do. */
  #takeNext(): Work | undefined {
    return this.#takeLearning() ?? this.#takeReading() ?? this.#takeBuilding() ?? this.#takeJudging();
  }

  #takeLearning(): Work | undefined {
    const { untitled } = this.folders;
    // it borrows from the others, and so comes last
    const folder = [...this.#toLearn].find(each => each !== untitled) ?? this.#toLearn.values().next().value;
    if (folder === undefined) return undefined;
    this.#toLearn.delete(folder);
    return { name: `learn:${String(folder.root)}`, run: () => this.#learn(folder) };
  }

  /** An edited file goes before events on disk, and these before the files that merely wait. */
  #takeReading(): Work | undefined {
    const edited = this.#reads.takeEdited();
    if (edited !== undefined) return this.#reading(edited);
    const [event] = this.#events;
    if (event === undefined) {
      const uri = this.#reads.takeOther();
      return uri && this.#reading(uri);
    }
    const [key, act] = event;
    this.#events.delete(key);
    return { name: `event:${key}`, run: act };
  }

  #reading(uri: vscode.Uri): Work {
    return {
      name: String(uri),
      run: async () => {
        if (await this.#reads.read(uri)) this.#log.trace(`${uri}: read`);
      },
    };
  }

  /** A folder is built when all of it has been read: until then every verdict would be premature. */
  #takeBuilding(): Work | undefined {
    if (this.#searches > 0) return undefined;
    const folder = this.folders.all().find(each => each.isOutOfDate);
    return folder && { name: `build:${String(folder.root)}`, run: () => this.#build(folder) };
  }

  #takeJudging(): Work | undefined {
    if (this.#searches > 0) return undefined;
    const folders = this.folders.all();
    const judging = (folder: Folder, name: string | undefined) =>
      name === undefined ? undefined : { name, run: () => this.#judge(folder, name) };
    for (const folder of folders) {
      const open = this.#openIn(folder).map(uri => folder.nameOf(uri));
      const work = judging(folder, folder.takeToJudge(open));
      if (work) return work;
    }
    for (const folder of folders) {
      const work = judging(folder, folder.takeToJudge());
      if (work) return work;
    }
    return undefined;
  }

  /** Reads config and snapshot. What is known of the folder is judged by them from now on. */
  async #learn(folder: Folder): Promise<void> {
    const { untitled } = this.folders;
    const own = await learn(
      folder.root,
      this.#choices.snapshot,
      { files: this.#files, documents: this.#documents },
      this.#live,
    );
    if (!this.folders.all().includes(folder)) return; // it has gone meanwhile
    const rooted = this.folders.rooted().map(each => each.knowledge);
    const rereads = folder.learn(folder === untitled ? withLent(own, rooted) : own);
    this.#isUnlogged = true;
    if (rereads) await inParts(folder.uris(), part => this.#toRead(part));
    if (folder.root) this.#toLearn.add(untitled);
    this.#stateChanged();
  }

  /**
   * Builds the deployments of a folder. An edit goes before: what was built until then is kept, and the rest comes
   * after it.
   */
  async #build(folder: Folder): Promise<void> {
    await inTurns(folder.build(), () => this.#reads.hasEdited);
  }

  async #judge(folder: Folder, name: string): Promise<void> {
    const uri = folder.uriOf(name);
    // While a file is not judged, no problem is shown in it that another file gives it, such as one of a grant.
    // So it is shown again, also where its own verdicts are the same.
    if (!this.#documents.isJudged(uri)) this.#changed.add(uri);
    this.#documents.wasJudged(uri);
    this.#log.trace(`${uri}: judged`);
    const { value = [] } = await inTurns(folder.judge(name, this.#choices));
    for (const each of value) this.#changed.add(each);
  }

  /**
   * Publishes what was judged, in batches: VS Code sends each change to its window. A batch is limited, since showing
   * findings takes longer than judging.
   */
  async #publish(): Promise<void> {
    const changed = [...this.#changed];
    this.#changed.clear();
    // findings of fifty files take some milliseconds to be shown
    await inParts(changed, part => this.#didChange.fire(part), 50);
    this.#letLook();
  }
}
