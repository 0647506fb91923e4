import * as vscode from 'vscode';
import type { FindingStore } from './findingStore.ts';

/**
 * The files that are snapshots by their names, packed or not, in the order of their addresses. VS Code's search knows
 * them also where git ignores them. A file system without a search has the manifests alone, which the store has read.
 */
export async function findSnapshots(
  store: FindingStore,
  name: 'access.snapshot' | '*snapshot*',
  token?: vscode.CancellationToken,
): Promise<readonly vscode.Uri[]> {
  const found = await vscode.workspace.findFiles(`**/${name}.{json,json.gz}`, excluded, most, token);
  const isSnapshot = (file: string) =>
    file.endsWith('.json') && (name === '*snapshot*' ? file.includes('snapshot') : file === 'access.snapshot.json');
  const read = store.folders
    .rooted()
    .flatMap(folder => folder.uris().filter(({ path }) => isSnapshot(path.slice(path.lastIndexOf('/') + 1))));
  const byAddress = new Map([...found, ...read].map(uri => [uri.toString(), uri]));
  return [...byAddress.keys()].sort().flatMap(key => byAddress.get(key) ?? []);
}

const excluded = '{**/node_modules,**/.git}';
const most = 50;
