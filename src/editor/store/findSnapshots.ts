import * as vscode from 'vscode';
import type { FindingStore } from './findingStore.ts';
import type { Folder } from './folder.ts';

/**
 * The files that are snapshots by their names, in the order of their addresses. On disk, VS Code's search knows them
 * also where git ignores them, and packed ones.
 */
export async function findSnapshots(
  store: FindingStore,
  name: 'access.snapshot' | '*snapshot*',
  token?: vscode.CancellationToken,
): Promise<readonly vscode.Uri[]> {
  const found = await Promise.all(store.folders.rooted().map(folder => snapshotsIn(folder, name, token)));
  const byAddress = new Map(found.flat().map(uri => [uri.toString(), uri]));
  return [...byAddress.keys()].sort().flatMap(key => byAddress.get(key) ?? []);
}

/** Most virtual file systems have no search, and VS Code waits for one without an end: it has what the store read. */
async function snapshotsIn(
  folder: Folder,
  name: 'access.snapshot' | '*snapshot*',
  token: vscode.CancellationToken | undefined,
): Promise<readonly vscode.Uri[]> {
  const isSnapshot = (file: string) =>
    file.endsWith('.json') && (name === '*snapshot*' ? file.includes('snapshot') : file === 'access.snapshot.json');
  if (folder.root === undefined || !folder.isOnDisk)
    return folder.uris().filter(({ path }) => isSnapshot(path.slice(path.lastIndexOf('/') + 1)));
  const pattern = new vscode.RelativePattern(folder.root, `**/${name}.{json,json.gz}`);
  return vscode.workspace.findFiles(pattern, excluded, most, token);
}

const excluded = '{**/node_modules,**/.git}';
const most = 50;
