import * as vscode from 'vscode';
import { t } from '../../model/l10n.ts';
import { type ChoiceRow, choose, wants } from '../ask.ts';
import { commands } from '../ids.ts';
import type { Lifetime } from '../lifetime.ts';
import { openPage } from '../page/docsPages.ts';
import { registerCommand } from '../register.ts';
import type { Choices } from '../store/choices.ts';
import type { FindingStore } from '../store/findingStore.ts';
import { findSnapshots } from '../store/findSnapshots.ts';

/**
 * Lets a person choose the access snapshot, in place of the one that `.acr-pull.yaml` names. Where nothing is known of
 * Azure and the workspace has one snapshot, that is offered, once: by a message, which nothing but a person can close.
 * So it is left out where the view's welcome text, which offers the same, is in sight.
 */
export function registerChooseSnapshot(
  own: Lifetime,
  store: FindingStore,
  choices: Choices,
  memory: vscode.Memento,
  isWelcomed: () => boolean,
): void {
  let looked = false;
  own.add(
    store.onDidChangeState(async () => {
      if (looked || store.busy || store.files().length === 0) return;
      looked = true;
      const known = store.folders.all().map(({ knowledge }) => knowledge);
      // A config that can't be read just now may name a snapshot.
      const isKnown = known.some(({ map, snapshots, troubles }) => map ?? snapshots[0] ?? troubles[0]);
      if (isKnown || isWelcomed() || memory.get(offeredKey, false)) return;
      const [only, ...others] = await findSnapshots(store, 'access.snapshot');
      if (!only || others.length > 0) return;
      await memory.update(offeredKey, true);
      const name = vscode.workspace.asRelativePath(only);
      const question = t('{0} shows who can pull from Azure registries. Check the images here with it?', name);
      if (await wants(question, t('Use Snapshot'))) await choices.setSnapshot(only);
    }),
  );
  registerCommand(own, commands.chooseSnapshot, async () => {
    const found = await findSnapshots(store, '*snapshot*');
    const rows: readonly ChoiceRow[] = [
      ...found.map(uri => ({
        label: vscode.workspace.asRelativePath(uri),
        iconPath: new vscode.ThemeIcon('json'),
        description: uri.toString() === choices.snapshot?.toString() ? t('in use') : '',
        act: () => choices.setSnapshot(uri),
      })),
      { label: t('Browse…'), iconPath: new vscode.ThemeIcon('folder-opened'), act: () => browse(choices) },
      ...(choices.snapshot
        ? [
            {
              label: t('Use the Snapshot from .acr-pull.yaml'),
              iconPath: new vscode.ThemeIcon('discard'),
              act: () => choices.setSnapshot(undefined),
            },
          ]
        : []),
      ...(found.length === 0 ? [askForOne, howToMakeOne] : []),
    ];
    await choose(rows, {
      title: t('ACR Pull: Choose Access Snapshot'),
      placeHolder:
        found.length === 0
          ? t('No snapshot in this workspace')
          : t('A file that shows who can pull from which registry'),
    });
  });
}

const offeredKey = 'snapshotOffered';

const askForOne: ChoiceRow = {
  label: t('Ask a Colleague for a Snapshot'),
  iconPath: new vscode.ThemeIcon('comment'),
  detail: t('Copies a message with a script that needs only the Azure CLI'),
  act: () => vscode.commands.executeCommand(commands.askColleague),
};

const howToMakeOne: ChoiceRow = {
  label: t('How to Make a Snapshot'),
  iconPath: new vscode.ThemeIcon('question'),
  detail: t('Ask someone with Reader access, or make one yourself'),
  act: () => openPage('docs/snapshot.md'),
};

async function browse(choices: Choices): Promise<void> {
  const filters = { [t('Access snapshot')]: ['json', 'gz'] };
  const [uri] = (await vscode.window.showOpenDialog({ filters, openLabel: t('Use') })) ?? [];
  if (uri) await choices.setSnapshot(uri);
}
