import * as vscode from 'vscode';
import type { Target } from '../model/target.ts';
import { candidateTargets } from '../targets.ts';
import type { Choices } from './choices.ts';
import type { FindingStore } from './findingStore.ts';
import { commands } from './ids.ts';
import { kindInWords } from './targetKinds.ts';

/** Lets a person pick the targets that manifests are checked against. */
export function registerPickTarget(store: FindingStore, choices: Choices): vscode.Disposable {
  return vscode.commands.registerCommand(commands.pickTarget, async () => {
    const targets = candidates(store);
    if (targets.length === 0) return explainAbsence();
    const items = targets.map(target => itemFor(target, choices));
    const picked = await vscode.window.showQuickPick(items, {
      canPickMany: true,
      matchOnDescription: true,
      matchOnDetail: true,
      title: 'ACR Pull: Pick Targets',
      placeHolder: 'Which runtimes should be able to pull? None: as .acr-pull.yaml and the manifests say',
    });
    if (picked) await choices.setTargets(picked.map(({ chosen }) => chosen));
  });
}

/** Of all folders, each once. */
function candidates(store: FindingStore): readonly Target[] {
  const all = store.folders.all().flatMap(({ knowledge }) => candidateTargets(knowledge.map, knowledge.config));
  return [...new Map(all.map(target => [idOf(target).toLowerCase(), target])).values()];
}

function idOf({ id, name }: Target): string {
  return id ?? name;
}

interface TargetItem extends vscode.QuickPickItem {
  readonly chosen: string;
}

function itemFor(target: Target, choices: Choices): TargetItem {
  const picked = choices.targets.some(chosen => [target.name, target.id].includes(chosen));
  return {
    label: target.name,
    description: kindInWords[target.kind],
    ...(target.id === undefined ? {} : { detail: target.id }),
    picked,
    chosen: idOf(target),
  };
}

async function explainAbsence(): Promise<void> {
  const choose = 'Choose a Snapshot';
  const answer = await vscode.window.showInformationMessage(
    'No targets are known yet. They come from an access snapshot, or from .acr-pull.yaml.',
    choose,
  );
  if (answer === choose) await vscode.commands.executeCommand(commands.chooseSnapshot);
}
