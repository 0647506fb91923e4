import * as vscode from 'vscode';
import { Lifetime } from '../lifetime.ts';
import { settingsChanged } from '../settings.ts';
import { Debounce } from './debounce.ts';
import type { FindingStore } from './findingStore.ts';
import type { Folder } from './folder.ts';
import { watchFolder } from './folderWatcher.ts';
import type { OpenDocuments } from './openDocuments.ts';
import { WorkQueue } from './workQueue.ts';

/** Feeds the store with what is on disk: the workspace's folders, as they come, change and go. */
export class WorkspaceReader implements vscode.Disposable {
  readonly #lifetime = new Lifetime();
  readonly #store: FindingStore;
  readonly #documents: OpenDocuments;
  readonly #watchers = new Map<Folder, vscode.Disposable>();
  /** What is to be done about files on disk: a switch of branches changes thousands of them in the same moment. */
  readonly #happenings = new Map<string, () => void>();
  readonly #queue: WorkQueue;
  readonly #debounce = this.#lifetime.add(new Debounce());
  /** Folders that came a moment ago. */
  readonly #late = new Set<vscode.Uri>();

  constructor(store: FindingStore, documents: OpenDocuments) {
    this.#store = store;
    this.#documents = documents;
    this.#queue = this.#lifetime.add(
      new WorkQueue({
        work: key => {
          const act = this.#happenings.get(key);
          this.#happenings.delete(key);
          act?.();
        },
        onError: (error, key) => store.failed(`${key} could not be followed`, error),
      }),
    );
    this.#lifetime.add(
      vscode.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        for (const { uri } of removed) this.#remove(uri);
        for (const { uri } of added) this.#add(uri);
      }),
    );
    this.#lifetime.add(
      vscode.workspace.onDidChangeConfiguration(event => {
        if (!settingsChanged(event, 'files.exclude', 'search.exclude')) return;
        for (const folder of store.folders.all()) folder.files?.settingsChanged();
        void this.readAll();
      }),
    );
  }

  /** Begins to read; returns at once. */
  start(): void {
    for (const { uri } of vscode.workspace.workspaceFolders ?? []) this.#add(uri);
    void this.#store.readFolder(this.#store.folders.loose);
  }

  /** Reads everything anew. */
  async readAll(): Promise<void> {
    await Promise.all(this.#store.folders.all().map(folder => this.#store.readFolder(folder)));
    await this.#store.settled();
  }

  dispose(): void {
    for (const watcher of this.#watchers.values()) watcher.dispose();
    this.#lifetime.dispose();
  }

  /** The last thing that happened to a file is what counts. */
  #happened(uri: vscode.Uri, act: () => void): void {
    const wasIdle = this.#queue.idle;
    this.#happenings.set(uri.toString(), act);
    this.#queue.add([uri.toString()]);
    if (wasIdle) void this.#store.during(() => this.#queue.settled());
  }

  #add(root: vscode.Uri): void {
    const store = this.#store;
    const folder = store.folders.add(root);
    this.#watchers.set(
      folder,
      watchFolder(root, {
        changed: uri =>
          this.#happened(uri, () => {
            if (!store.isOpen(uri)) store.touched([uri]); // VS Code brings an open document up to date itself
          }),
        deleted: uri =>
          this.#happened(uri, () => {
            const gone = folder.knownBelow(uri);
            this.#documents.deleted(gone);
            store.touched(gone);
          }),
        folderCreated: uri => {
          void store.search(folder, uri);
          this.#late.add(uri);
          this.#debounce.schedule('late', watchedAfter, () => this.#searchLate());
        },
        rulesChanged: () => {
          folder.files?.rulesChanged();
          void store.search(folder, root);
        },
      }),
    );
    void store.readFolder(folder);
  }

  /** What comes into a new folder before VS Code watches it is told to nobody: so it is looked through once more. */
  #searchLate(): void {
    const uris = [...this.#late];
    this.#late.clear();
    const isWithin = ({ path }: vscode.Uri) => uris.some(other => path.startsWith(`${other.path}/`));
    for (const uri of uris) {
      const folder = this.#store.folders.of(uri);
      if (!isWithin(uri) && folder.root) void this.#store.search(folder, uri);
    }
  }

  #remove(root: vscode.Uri): void {
    const folder = this.#store.folders.remove(root);
    if (!folder) return;
    this.#watchers.get(folder)?.dispose();
    this.#watchers.delete(folder);
    this.#store.forget(folder);
  }
}

/** Milliseconds until VS Code surely watches a new folder, on a busy machine too. */
const watchedAfter = 1500;
