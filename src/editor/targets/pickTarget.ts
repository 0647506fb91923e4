import * as vscode from 'vscode';
import { t } from '../../model/l10n.ts';
import { kindInWords } from '../../model/target.ts';
import { contextCluster } from '../../workspace/targets/targets.ts';
import { wants } from '../ask.ts';
import { commands, contextKeys } from '../ids.ts';
import { Lifetime } from '../lifetime.ts';
import { registerCommand, setContext } from '../register.ts';
import type { Choices } from '../store/choices.ts';
import type { FindingStore } from '../store/findingStore.ts';
import { type Candidate, candidatesOf, groupCandidates, whereabouts } from './targetCandidates.ts';

/** Lets a person pick the targets that manifests are checked against, and forget the pick. */
export function registerPickTarget(own: Lifetime, store: FindingStore, choices: Choices): void {
  const update = () => setContext(contextKeys.targetsPicked, choices.targets.length > 0);
  own.add(choices.onDidChange(update));
  update();
  registerCommand(own, commands.pickTarget, async () => {
    const folders = store.folders.all().map(({ knowledge }) => knowledge);
    const { targets, context } = choices;
    const current = folders.flatMap(({ map }) => contextCluster(context, map)?.id ?? []);
    const groups = groupCandidates(candidatesOf(folders, targets, current));
    if (groups.length === 0) return explainAbsence();
    const picked = await pick(groups, choices);
    if (picked) await choices.setTargets(picked);
  });
  registerCommand(own, commands.forgetTargets, async () => {
    await choices.setTargets([]);
    vscode.window.setStatusBarMessage(t('$(check) Cleared. Targets come from .acr-pull.yaml and the manifests.'), 6000);
  });
}

interface Row extends vscode.QuickPickItem {
  readonly chosen?: string;
}

/** Undefined: never mind. Empty: none, so that the config and the manifests decide. */
async function pick(
  groups: ReturnType<typeof groupCandidates>,
  choices: Choices,
): Promise<readonly string[] | undefined> {
  const lifetime = new Lifetime();
  const input = lifetime.add(vscode.window.createQuickPick<Row>());
  const rows = groups.flatMap(({ title, candidates }): readonly Row[] => [
    { label: title, kind: vscode.QuickPickItemKind.Separator },
    ...candidates.map(candidate => rowOf(candidate, choices)),
  ]);
  input.canSelectMany = true;
  input.matchOnDescription = true;
  input.matchOnDetail = true;
  input.title = t('ACR Pull: Choose Targets');
  input.placeholder = t('Choose targets, or clear all to use .acr-pull.yaml');
  input.items = rows;
  input.selectedItems = rows.filter(({ picked }) => picked);
  if (choices.targets.length > 0) {
    const tooltip = t('Clear the chosen targets and use .acr-pull.yaml');
    input.buttons = [{ iconPath: new vscode.ThemeIcon('clear-all'), tooltip }];
  }
  try {
    return await new Promise(resolve => {
      lifetime.add(input.onDidTriggerButton(() => resolve([])));
      lifetime.add(input.onDidAccept(() => resolve(input.selectedItems.flatMap(({ chosen }) => chosen ?? []))));
      lifetime.add(input.onDidHide(() => resolve(undefined)));
      input.show();
    });
  } finally {
    lifetime.dispose();
  }
}

function rowOf({ target, chosen, group }: Candidate, { targets, context }: Choices): Row {
  const kind = kindInWords[target.kind];
  const description = group === 'current' && context ? t('{0} · context {1}', kind, context.name) : kind;
  return {
    label: target.name,
    description: group === 'gone' ? t('no longer found') : description,
    ...(target.id === undefined ? {} : { detail: whereabouts(target.id) }),
    picked: targets.some(each => [target.name, target.id, chosen].includes(each)),
    chosen,
  };
}

async function explainAbsence(): Promise<void> {
  const message = t('No targets yet. Sign in to Azure, choose a snapshot, or name targets in .acr-pull.yaml.');
  if (await wants(message, t('Choose Snapshot'))) await vscode.commands.executeCommand(commands.chooseSnapshot);
}
