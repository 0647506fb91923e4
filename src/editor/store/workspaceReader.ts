import * as vscode from 'vscode';
import { isManifestName, rulesName } from '../../workspace/walk.ts';
import type { Lifetime } from '../lifetime.ts';
import { onSettings } from '../register.ts';
import { Debounce } from './debounce.ts';
import type { FindingStore } from './findingStore.ts';
import type { Folder } from './folder.ts';
import { manifestGlob } from './manifestFiles.ts';
import type { OpenDocuments } from './openDocuments.ts';

/** Feeds the store with what is on disk: the workspace's folders, as they come, change and go. */
export class WorkspaceReader {
  readonly #store: FindingStore;
  readonly #documents: OpenDocuments;
  readonly #watchers = new Map<Folder, vscode.Disposable>();
  /** Watchers of the access snapshots that lie outside of the workspace, where nothing else watches. */
  readonly #snapshots = new Map<string, vscode.Disposable>();
  readonly #debounce = new Debounce();
  /** Folders that came a moment ago. */
  readonly #late = new Set<vscode.Uri>();

  constructor(own: Lifetime, store: FindingStore, documents: OpenDocuments) {
    own.add(this.#debounce);
    own.add({
      dispose: () => [...this.#watchers.values(), ...this.#snapshots.values()].forEach(each => void each.dispose()),
    });
    this.#store = store;
    this.#documents = documents;
    own.add(store.onDidChangeState(() => this.#followSnapshots()));
    own.add(
      vscode.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        for (const { uri } of removed) this.#remove(uri);
        for (const { uri } of added) this.#add(uri);
      }),
    );
    onSettings(own, ['files.exclude', 'search.exclude'], () => void this.readAll());
  }

  start(): void {
    for (const { uri } of vscode.workspace.workspaceFolders ?? []) this.#add(uri);
    void this.#store.readFolder(this.#store.folders.loose);
  }

  async readAll(): Promise<void> {
    await Promise.all(this.#store.folders.all().map(folder => this.#store.readFolder(folder)));
    await this.#store.settled();
  }

  #add(root: vscode.Uri): void {
    const folder = this.#store.folders.add(root);
    this.#watchers.set(folder, this.#watch(root, folder));
    void this.#store.readFolder(folder);
  }

  #remove(root: vscode.Uri): void {
    const folder = this.#store.folders.remove(root);
    if (!folder) return;
    this.#watchers.get(folder)?.dispose();
    this.#watchers.delete(folder);
    this.#store.forget(folder);
  }

  #watch(root: vscode.Uri, folder: Folder): vscode.Disposable {
    const store = this.#store;
    const changed = (uri: vscode.Uri) =>
      store.happened(uri, () => {
        if (!store.isOpen(uri)) store.touched([uri]); // VS Code brings an open document up to date itself
      });
    const deleted = (uri: vscode.Uri) =>
      store.happened(uri, () => {
        const gone = folder.knownBelow(uri);
        this.#documents.deleted(gone);
        store.touched(gone);
      });
    const rulesChanged = () => {
      folder.rulesChanged();
      void store.search(folder, root);
    };
    const pattern = (glob: string) => new vscode.RelativePattern(root, glob);
    // A folder that goes or comes as a whole is reported under its own name, and not file by file.
    const rest = vscode.workspace.createFileSystemWatcher(pattern('**'), false, true, false);
    rest.onDidDelete(uri => {
      if (!isManifestName(uri.path)) deleted(uri);
    });
    rest.onDidCreate(async uri => {
      if (isManifestName(uri.path) || !(await isFolder(uri))) return;
      void store.search(folder, uri);
      this.#late.add(uri);
      this.#debounce.schedule('late', watchedAfter, () => this.#searchLate());
    });
    return vscode.Disposable.from(
      rest,
      watcherOf(pattern(manifestGlob), changed, deleted),
      watcherOf(pattern(`**/${rulesName}`), rulesChanged),
    );
  }

  /** What comes into a new folder before VS Code watches it raises no event: so it is looked through once more. */
  #searchLate(): void {
    const uris = [...this.#late];
    this.#late.clear();
    const isWithin = ({ path }: vscode.Uri) => uris.some(other => path.startsWith(`${other.path}/`));
    for (const uri of uris) {
      const folder = this.#store.folders.of(uri);
      if (!isWithin(uri) && folder.root) void this.#store.search(folder, uri);
    }
  }

  #followSnapshots(): void {
    const snapshots = this.#store.folders.all().flatMap(folder => folder.knowledge.snapshots);
    const outside = snapshots.filter(uri => !vscode.workspace.getWorkspaceFolder(uri));
    const keys = new Set(outside.map(String));
    for (const [key, watcher] of this.#snapshots) {
      if (keys.has(key)) continue;
      watcher.dispose();
      this.#snapshots.delete(key);
    }
    for (const uri of outside) {
      if (this.#snapshots.has(uri.toString())) continue;
      const name = uri.path.slice(uri.path.lastIndexOf('/') + 1).replaceAll(/[*?[\]{}]/g, '?');
      const pattern = new vscode.RelativePattern(vscode.Uri.joinPath(uri, '..'), name);
      this.#snapshots.set(
        uri.toString(),
        watcherOf(pattern, () => this.#store.touched([uri])),
      );
    }
  }
}

type Act = (uri: vscode.Uri) => void;

export function watcherOf(pattern: vscode.RelativePattern, changed: Act, deleted = changed): vscode.Disposable {
  const watcher = vscode.workspace.createFileSystemWatcher(pattern);
  watcher.onDidChange(changed);
  watcher.onDidCreate(changed);
  watcher.onDidDelete(deleted);
  return watcher;
}

async function isFolder(uri: vscode.Uri): Promise<boolean> {
  try {
    return (await vscode.workspace.fs.stat(uri)).type === vscode.FileType.Directory;
  } catch {
    return false; // gone again already
  }
}

/** Milliseconds until VS Code surely watches a new folder, on a busy machine too. */
const watchedAfter = 1500;
