import * as vscode from 'vscode';
import { isManifestName } from '../../read/names.ts';
import { rulesName } from '../../workspace/files.ts';
import { fileType } from '../files/workspaceFiles.ts';
import type { Lifetime } from '../lifetime.ts';
import { onSettings } from '../register.ts';
import { Debounce } from './debounce.ts';
import type { FindingStore } from './findingStore.ts';
import type { Folder } from './folder.ts';
import { manifestGlob } from './manifestFiles.ts';
import type { OpenDocuments } from './openDocuments.ts';

/** Feeds the store with what is on disk: the workspace's folders, as they come, change and go. */
export function readWorkspace(own: Lifetime, store: FindingStore, documents: OpenDocuments) {
  const debounce = own.add(new Debounce());
  const watchers = new Map<Folder, vscode.Disposable>();
  /** Watchers of the access snapshots that lie outside of the workspace, where nothing else watches. */
  const snapshots = new Map<string, vscode.Disposable>();
  /** Folders that came a moment ago. */
  const late = new Set<vscode.Uri>();
  own.add({ dispose: () => [...watchers.values(), ...snapshots.values()].forEach(each => void each.dispose()) });

  const add = (root: vscode.Uri) => {
    const folder = store.folders.add(root);
    watchers.set(folder, watch(root, folder));
    void store.readFolder(folder);
  };

  const remove = (root: vscode.Uri) => {
    const folder = store.folders.remove(root);
    if (!folder) return;
    watchers.get(folder)?.dispose();
    watchers.delete(folder);
    store.forget(folder);
  };

  const watch = (root: vscode.Uri, folder: Folder): vscode.Disposable => {
    const changed = (uri: vscode.Uri) =>
      store.happened(uri, () => {
        if (!store.isOpen(uri)) store.touched([uri]); // VS Code brings an open document up to date itself
      });
    const deleted = (uri: vscode.Uri) =>
      store.happened(uri, () => {
        const gone = folder.knownBelow(uri);
        documents.deleted(gone);
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
      if (isManifestName(uri.path) || (await fileType(uri)) !== vscode.FileType.Directory) return;
      void store.search(folder, uri);
      late.add(uri);
      debounce.schedule('late', watchedAfter, searchLate);
    });
    return vscode.Disposable.from(
      rest,
      watcherOf(pattern(manifestGlob), changed, deleted),
      watcherOf(pattern(`**/${rulesName}`), rulesChanged),
    );
  };

  /** Searches new folders a second time: a file that comes before VS Code watches its folder raises no event. */
  const searchLate = () => {
    const uris = [...late];
    late.clear();
    const isWithin = ({ path }: vscode.Uri) => uris.some(other => path.startsWith(`${other.path}/`));
    for (const uri of uris) {
      const folder = store.folders.of(uri);
      if (!isWithin(uri) && folder.root) void store.search(folder, uri);
    }
  };

  const followSnapshots = () => {
    const all = store.folders.all().flatMap(folder => folder.knowledge.snapshots);
    const outside = new Map(
      all.flatMap(uri => (vscode.workspace.getWorkspaceFolder(uri) ? [] : [[uri.toString(), uri] as const])),
    );
    for (const [key, watcher] of snapshots) {
      if (outside.has(key)) continue;
      watcher.dispose();
      snapshots.delete(key);
    }
    for (const [key, uri] of outside) {
      if (snapshots.has(key)) continue;
      const name = uri.path.slice(uri.path.lastIndexOf('/') + 1).replaceAll(/[*?[\]{}]/g, '?');
      const pattern = new vscode.RelativePattern(vscode.Uri.joinPath(uri, '..'), name);
      snapshots.set(
        key,
        watcherOf(pattern, () => store.touched([uri])),
      );
    }
  };

  const readAll = async () => {
    await Promise.all(store.folders.all().map(folder => store.readFolder(folder)));
    await store.settled();
  };

  own.add(store.onDidChangeState(followSnapshots));
  own.add(
    vscode.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
      for (const { uri } of removed) remove(uri);
      for (const { uri } of added) add(uri);
    }),
  );
  onSettings(own, ['files.exclude', 'search.exclude'], () => void readAll());
  const start = () => {
    for (const { uri } of vscode.workspace.workspaceFolders ?? []) add(uri);
    void store.readFolder(store.folders.loose);
    void store.readFolder(store.folders.untitled);
  };
  return { start, readAll };
}

type Act = (uri: vscode.Uri) => void;

export function watcherOf(pattern: vscode.RelativePattern, changed: Act, deleted = changed): vscode.Disposable {
  const watcher = vscode.workspace.createFileSystemWatcher(pattern);
  watcher.onDidChange(changed);
  watcher.onDidCreate(changed);
  watcher.onDidDelete(deleted);
  return watcher;
}

/** Milliseconds until VS Code surely watches a new folder, on a busy machine too. */
const watchedAfter = 1500;
