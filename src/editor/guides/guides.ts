import * as vscode from 'vscode';
import { t } from '../../model/l10n.ts';
import { type ChoiceRow, choose } from '../ask.ts';
import { commands } from '../ids.ts';
import type { Lifetime } from '../lifetime.ts';
import { openPage } from '../page/docsPages.ts';
import { registerCommand } from '../register.ts';
import { guides, pictures } from './shipped.ts';

/**
 * Registers the command that lists the guides and the pictures of the extension. They ship with it: no network is
 * needed.
 */
export function registerGuides(own: Lifetime, { extensionUri }: vscode.ExtensionContext): void {
  const openPicture = (file: string) =>
    vscode.commands.executeCommand('vscode.open', vscode.Uri.joinPath(extensionUri, file));
  registerCommand(own, commands.openGuides, (wanted?: unknown) => {
    const named = guides.find(({ file }) => file === wanted);
    if (named) return openPage(named.file);
    const rows: readonly ChoiceRow[] = [
      { label: t('Guides'), kind: vscode.QuickPickItemKind.Separator },
      ...guides.map(({ title, file }) => ({ label: title, act: () => openPage(file) })),
      { label: t('Pictures'), kind: vscode.QuickPickItemKind.Separator },
      ...pictures.map(({ title, file }) => ({ label: title, act: () => openPicture(file) })),
    ];
    return choose(rows, { title: t('Guides and Pictures'), placeHolder: t('Choose what to open') });
  });
}
