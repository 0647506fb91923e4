import * as vscode from 'vscode';
import type { AccessMap } from '../../access/map.ts';
import type { Severities } from '../../workspace/severity.ts';
import { settings } from '../ids.ts';
import { Lifetime } from '../lifetime.ts';
import { delay, settingsChanged } from '../settings.ts';
import type { Choices } from '../targets/choices.ts';
import { Debounce } from './debounce.ts';
import { ExaminedFile } from './examinedFile.ts';
import type { Folder } from './folder.ts';
import { Folders } from './folders.ts';
import { learn } from './knowledge.ts';
import type { OpenDocuments } from './openDocuments.ts';
import { Reads } from './reads.ts';
import type { Resources } from './resources.ts';
import { Verdicts } from './verdicts.ts';
import { inParts } from './workQueue.ts';
import { readFile } from './workspaceFiles.ts';

/**
 * The findings of all manifests: of open documents as they stand, of the rest as they are on disk. Every view of the
 * extension shows what this holds.
 *
 * Whatever happens (an edit, a file that comes or goes, a new map) only marks files; one queue reads them, open
 * documents first, and always the latest text. So a slow reading can't overtake a newer edit. Verdicts come when all is
 * read that they may hang on; those of a document that is being edited at once.
 */
export class FindingStore implements vscode.Disposable {
  readonly #lifetime = new Lifetime();
  readonly #documents: OpenDocuments;
  readonly #choices: Choices;
  readonly #log: vscode.LogOutputChannel;
  readonly #folders = new Folders();
  readonly #debounce = this.#lifetime.add(new Debounce());
  readonly #reads: Reads;
  readonly #verdicts: Verdicts;
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
    this.#log = log;
    this.#verdicts = this.#lifetime.add(new Verdicts(choices, log));
    this.#lifetime.add(this.#verdicts.onDidChange(uris => this.#didChange.fire(uris)));
    this.#lifetime.add(this.#verdicts.onDidEnd(() => this.#didChangeState.fire()));
    const among = { folders: this.#folders, documents, resources, verdicts: this.#verdicts };
    this.#reads = this.#lifetime.add(new Reads(among, () => this.#release(), log));
    this.#lifetime.add(documents.onDidOpen(({ uri }) => this.#mark([uri], { urgent: true })));
    this.#lifetime.add(documents.onDidEdit(({ uri }) => this.#edited(uri)));
    this.#lifetime.add(documents.onDidClose(({ uri }) => this.#closed(uri)));
    this.#lifetime.add(choices.onDidChange(() => this.#learnAll()));
    // A severity can ask for a remark that is not made without it.
    this.#lifetime.add(
      vscode.workspace.onDidChangeConfiguration(event => {
        if (!settingsChanged(event, settings.severity)) return;
        this.#verdicts.severitiesChanged();
        for (const folder of this.#folders.all()) folder.outdateAll();
        this.#release();
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
    return this.#reading > 0 || !this.#reads.idle || !this.#verdicts.idle;
  }

  severitiesOf(folder: Folder): Severities {
    return this.#verdicts.severitiesOf(folder);
  }

  /** What was found in one file. */
  file(uri: vscode.Uri): ExaminedFile {
    const folder = this.#folders.of(uri);
    return new ExaminedFile(folder, folder.nameOf(uri));
  }

  /** The files in which anything was found. */
  files(): readonly ExaminedFile[] {
    return this.#folders
      .all()
      .flatMap(folder => [...folder.examination.filesWithFindings()].map(name => new ExaminedFile(folder, name)));
  }

  /** Whether the findings of a file are of its present text. */
  isCurrent(uri: vscode.Uri): boolean {
    const document = this.#documents.get(uri);
    return !document || this.#verdicts.isCurrent(document);
  }

  /** Waits until the findings of a file are of its present text; false: they never will be, or nobody waits any more. */
  async becomesCurrent(uri: vscode.Uri, token: vscode.CancellationToken): Promise<boolean> {
    // The config, for one, is a document that is not judged.
    while (!this.isCurrent(uri) && !this.#isSettled && !token.isCancellationRequested)
      await new Promise(resolve => setTimeout(resolve, 10));
    return this.isCurrent(uri);
  }

  isOpen(uri: vscode.Uri): boolean {
    return this.#documents.get(uri) !== undefined;
  }

  /** Reads a folder from its config to its last manifest; again, if it has been read before. */
  async readFolder(folder: Folder): Promise<void> {
    await this.during(async () => {
      await this.#learn(folder);
      if (!folder.root) folder.complete = true; // nothing is searched for here
      this.#mark(
        this.#openIn(folder).map(({ uri }) => uri),
        { urgent: true },
      );
      if (folder.root) await this.search(folder, folder.root);
    });
  }

  /** Finds the manifests in a folder or a subfolder of it; those that are gone are forgotten. */
  async search(folder: Folder, below: vscode.Uri): Promise<void> {
    await this.during(async () => {
      const found = (await folder.files?.find(below)) ?? [];
      await inParts([...found, ...folder.knownBelow(below)], uris =>
        this.#mark(uris.filter(uri => this.#folders.of(uri) === folder)),
      );
    });
  }

  /** Something has happened to these files: they are read and judged again, and so is what hangs on them. */
  touched(uris: readonly vscode.Uri[], { urgent = false } = {}): void {
    this.#mark(uris, { urgent });
    for (const folder of this.#folders.all()) {
      if (uris.some(uri => folder.leansOn(uri))) void this.during(() => this.#learn(folder));
    }
  }

  /** Everything that a folder held is gone from the workspace; what is open of it is loose now. */
  forget(folder: Folder): void {
    this.#turns.set(folder, Number.POSITIVE_INFINITY);
    this.#verdicts.forget(folder);
    this.#mark(this.#documents.all().map(({ uri }) => uri));
    void this.during(() =>
      inParts(folder.examination.files(), names => this.#didChange.fire(names.map(name => folder.uriOf(name)))),
    );
  }

  /** Notes what should not have happened. */
  failed(what: string, error: unknown): void {
    this.#log.error(what, error instanceof Error ? error : String(error));
  }

  /** The store is busy until this is done, and what it has marked is judged after it. */
  async during(work: () => Promise<void>): Promise<void> {
    const wasBusy = this.busy;
    this.#reading++;
    if (!wasBusy) this.#didChangeState.fire();
    try {
      await work();
    } catch (error) {
      this.failed('the workspace could not be read', error);
    } finally {
      this.#reading--;
      this.#release();
    }
  }

  /** Resolves when nothing is left to be read or judged, be it what was typed this moment. */
  async settled(): Promise<void> {
    while (!this.#isSettled) await new Promise(resolve => setTimeout(resolve, 10));
  }

  dispose(): void {
    this.#lifetime.dispose();
  }

  get #isSettled(): boolean {
    return !this.busy && this.#debounce.idle;
  }

  #openIn(folder: Folder): readonly vscode.TextDocument[] {
    return this.#documents.all().filter(({ uri }) => this.#folders.of(uri) === folder);
  }

  #edited(uri: vscode.Uri): void {
    this.#debounce.schedule(uri.toString(), delay(), () => this.touched([uri], { urgent: true }));
  }

  #closed(uri: vscode.Uri): void {
    const key = uri.toString();
    this.#debounce.cancel(key);
    this.#verdicts.documentClosed(uri);
    const folder = this.#folders.of(uri);
    folder.letGo(folder.nameOf(uri));
    this.touched([uri], { urgent: true }); // what was not saved is gone, and the file on disk counts again
  }

  #mark(uris: readonly vscode.Uri[], { urgent = false } = {}): void {
    const wasBusy = this.busy;
    this.#reads.add(uris, { urgent });
    if (!wasBusy) this.#didChangeState.fire();
  }

  #learnAll(): void {
    for (const folder of this.#folders.all()) void this.during(() => this.#learn(folder));
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
    if (rereads) await inParts(folder.examination.files(), names => this.#mark(names.map(name => folder.uriOf(name))));
    this.#didChangeState.fire();
  }

  /** Lets what is out of date be judged, if all has been read that it may hang on; open documents first. */
  #release(): void {
    if (this.#reading > 0 || !this.#reads.idle) return;
    for (const folder of this.#folders.all()) {
      if (!folder.learned) continue; // before anything is known, every verdict would be premature
      folder.complete = true;
      this.#verdicts.judgeAll(folder, this.#openIn(folder));
    }
    this.#didChangeState.fire();
  }
}

/** A snapshot of a large organisation is a large file; no manifest is. */
const maxSnapshot = 200_000_000;
