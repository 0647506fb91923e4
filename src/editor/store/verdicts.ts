import * as vscode from 'vscode';
import type { Severities } from '../../workspace/severity.ts';
import { Lifetime } from '../lifetime.ts';
import { severities } from '../settings.ts';
import type { Choices } from '../targets/choices.ts';
import type { Folder } from './folder.ts';
import { inParts, WorkQueue } from './workQueue.ts';

/** Judges files, in slices, and remembers of which text of a document its findings are. */
export class Verdicts implements vscode.Disposable {
  readonly #lifetime = new Lifetime();
  readonly #choices: Choices;
  readonly #log: vscode.LogOutputChannel;
  /** Names of files to be judged, of each folder. */
  readonly #queues = new Map<Folder, WorkQueue>();
  /** Versions of the open documents that were read last, and those that the findings are of. */
  readonly #read = new Map<string, number>();
  readonly #judged = new Map<string, number>();
  readonly #severities = new Map<Folder, Severities>();
  readonly #changed = new Map<string, vscode.Uri>();
  readonly #didChange = this.#lifetime.add(new vscode.EventEmitter<readonly vscode.Uri[]>());
  readonly #didEnd = this.#lifetime.add(new vscode.EventEmitter<void>());
  /** The findings of these files have changed. */
  readonly onDidChange = this.#didChange.event;
  /** A folder has been judged. */
  readonly onDidEnd = this.#didEnd.event;

  constructor(choices: Choices, log: vscode.LogOutputChannel) {
    this.#choices = choices;
    this.#log = log;
  }

  get idle(): boolean {
    return [...this.#queues.values()].every(queue => queue.idle);
  }

  /** The severities of the person's settings; asked for each file, they would take longer than its verdicts. */
  severitiesOf(folder: Folder): Severities {
    const known = this.#severities.get(folder) ?? severities(folder.root);
    this.#severities.set(folder, known);
    return known;
  }

  severitiesChanged(): void {
    this.#severities.clear();
  }

  /** Whether the findings of a document are of its present text. */
  isCurrent({ uri, version }: vscode.TextDocument): boolean {
    return this.#judged.get(uri.toString()) === version;
  }

  documentRead({ uri, version }: vscode.TextDocument): void {
    this.#read.set(uri.toString(), version);
  }

  documentClosed(uri: vscode.Uri): void {
    this.#read.delete(uri.toString());
    this.#judged.delete(uri.toString());
  }

  /** Judges what is out of date in a folder; first, of its open documents. */
  judgeAll(folder: Folder, open: readonly vscode.TextDocument[]): void {
    const names = new Set(folder.takeOutdated());
    if (names.size === 0) return;
    const first = open.map(({ uri }) => folder.nameOf(uri)).filter(name => names.has(name));
    const queue = this.#queueOf(folder);
    queue.add(first, { urgent: true });
    queue.add(names);
  }

  /** Judges a file, unless nothing that its verdicts hang on has changed. */
  judge(folder: Folder, name: string): void {
    const uri = folder.uriOf(name);
    const key = uri.toString();
    folder.outdated.delete(name);
    if (!folder.learned || !folder.examination.isOutdated(name)) return;
    const version = this.#read.get(key);
    if (version !== undefined) this.#judged.set(key, version);
    this.#log.trace(`${key}: judged`);
    if (folder.judge(name, this.#choices, this.severitiesOf(folder))) this.#changed.set(key, uri);
  }

  /**
   * Tells of what was judged: not file by file, as whoever shows it has to send it to VS Code's window; and not of too
   * many at once, since to show findings takes longer than to judge.
   */
  async publish(): Promise<void> {
    const changed = [...this.#changed.values()];
    this.#changed.clear();
    await inParts(changed, part => this.#didChange.fire(part), shownAtOnce);
  }

  forget(folder: Folder): void {
    this.#queues.get(folder)?.dispose();
    this.#queues.delete(folder);
    this.#severities.delete(folder);
  }

  dispose(): void {
    for (const queue of this.#queues.values()) queue.dispose();
    this.#lifetime.dispose();
  }

  #queueOf(folder: Folder): WorkQueue {
    const known = this.#queues.get(folder);
    if (known) return known;
    const queue = new WorkQueue({
      work: name => this.judge(folder, name),
      onSliceEnd: async idle => {
        await this.publish();
        if (idle) this.#didEnd.fire();
      },
      onError: (error, name) => this.#log.error(`${folder.uriOf(name)} could not be judged`, error),
    });
    this.#queues.set(folder, queue);
    return queue;
  }
}

/** Findings of so many files take some milliseconds to be shown. */
const shownAtOnce = 50;
