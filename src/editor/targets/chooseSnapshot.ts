import * as vscode from 'vscode';
import { commands } from '../ids.ts';
import type { Choices } from './choices.ts';

interface SnapshotItem extends vscode.QuickPickItem {
  readonly choose: () => Promise<vscode.Uri | undefined>;
}

/** Lets a person choose the access snapshot, in place of the one that `.acr-pull.yaml` names. */
export function registerChooseSnapshot(choices: Choices): vscode.Disposable {
  return vscode.commands.registerCommand(commands.chooseSnapshot, async () => {
    const found = await vscode.workspace.findFiles('**/*snapshot*.{json,json.gz}', '{**/node_modules,**/.git}', 50);
    const items: readonly SnapshotItem[] = [
      ...found.map(uri => ({
        label: vscode.workspace.asRelativePath(uri),
        iconPath: new vscode.ThemeIcon('json'),
        description: uri.toString() === choices.snapshot?.toString() ? 'in use' : '',
        choose: async () => uri,
      })),
      { label: 'Browse…', iconPath: new vscode.ThemeIcon('folder-opened'), choose: browse },
      ...(choices.snapshot ? [asConfigured] : []),
    ];
    const picked = await vscode.window.showQuickPick(items, {
      title: 'ACR Pull: Choose a Snapshot',
      placeHolder: 'A file that says who may pull what, as “acr-pull snapshot” writes it',
    });
    if (!picked) return;
    const snapshot = await picked.choose();
    if (snapshot || picked === asConfigured) await choices.setSnapshot(snapshot);
  });
}

const asConfigured: SnapshotItem = {
  label: 'As .acr-pull.yaml says',
  iconPath: new vscode.ThemeIcon('discard'),
  choose: async () => undefined,
};

async function browse(): Promise<vscode.Uri | undefined> {
  const uris = await vscode.window.showOpenDialog({ filters: { 'Access snapshot': ['json', 'gz'] }, openLabel: 'Use' });
  return uris?.[0];
}
