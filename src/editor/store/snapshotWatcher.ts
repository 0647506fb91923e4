import * as vscode from 'vscode';
import { Lifetime } from '../lifetime.ts';
import type { FindingStore } from './findingStore.ts';

/** Follows the access snapshots that lie outside of the workspace, where nothing else watches. */
export class SnapshotWatcher implements vscode.Disposable {
  readonly #lifetime = new Lifetime();
  readonly #watchers = new Map<string, vscode.Disposable>();

  constructor(store: FindingStore) {
    this.#lifetime.add(store.onDidChangeState(() => this.#follow(store)));
  }

  dispose(): void {
    this.#lifetime.dispose();
    for (const watcher of this.#watchers.values()) watcher.dispose();
  }

  #follow(store: FindingStore): void {
    const snapshots = store.folders.all().flatMap(folder => folder.knowledge.snapshot ?? []);
    const outside = new Map(
      snapshots.filter(uri => !vscode.workspace.getWorkspaceFolder(uri)).map(uri => [uri.toString(), uri]),
    );
    for (const [key, watcher] of this.#watchers) {
      if (outside.has(key)) continue;
      watcher.dispose();
      this.#watchers.delete(key);
    }
    for (const [key, uri] of outside) {
      if (!this.#watchers.has(key))
        this.#watchers.set(
          key,
          watch(uri, () => store.touched([uri])),
        );
    }
  }
}

function watch(uri: vscode.Uri, changed: () => void): vscode.Disposable {
  const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
  const pattern = new vscode.RelativePattern(vscode.Uri.joinPath(uri, '..'), name.replaceAll(/[*?[\]{}]/g, '?'));
  const watcher = vscode.workspace.createFileSystemWatcher(pattern);
  watcher.onDidChange(changed);
  watcher.onDidCreate(changed);
  watcher.onDidDelete(changed);
  return watcher;
}
