import * as vscode from 'vscode';
import type { Choices } from './choices.ts';
import type { FindingStore } from './findingStore.ts';
import { commands, productName } from './ids.ts';
import { Lifetime } from './lifetime.ts';
import { manifestSelector } from './manifestFiles.ts';

/** What manifests are checked against, in the status of their language: `{}` in the status bar. */
export function showLanguageStatus(store: FindingStore, choices: Choices): vscode.Disposable {
  const lifetime = new Lifetime();
  const item = lifetime.add(vscode.languages.createLanguageStatusItem('acrPull.status', manifestSelector));
  item.name = productName;
  const update = () => {
    const maps = store.folders.all().flatMap(({ knowledge }) => knowledge.map ?? []);
    const [map] = maps;
    item.busy = store.busy;
    item.text = map ? `ACR: ${targetsInWords(choices)}` : 'ACR: no access snapshot';
    item.detail = map ? `${map.origin}${map.readAt ? `, read ${map.readAt.slice(0, 10)}` : ''}` : '';
    item.command = map
      ? { command: commands.pickTarget, title: 'Pick Targets' }
      : { command: commands.chooseSnapshot, title: 'Choose a Snapshot' };
  };
  lifetime.add(store.onDidChangeState(update));
  update();
  return lifetime;
}

function targetsInWords({ targets }: Choices): string {
  if (targets.length === 0) return 'targets as configured';
  return targets.map(target => target.slice(target.lastIndexOf('/') + 1)).join(', ');
}
