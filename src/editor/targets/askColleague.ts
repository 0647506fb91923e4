import * as vscode from 'vscode';
import { t } from '../../model/l10n.ts';
import { type ChoiceRow, choose } from '../ask.ts';
import { commands } from '../ids.ts';
import type { Lifetime } from '../lifetime.ts';
import { registerCommand } from '../register.ts';

/**
 * Copies a message that asks a colleague with access to Azure for a snapshot. Nothing is sent, and no account is
 * needed.
 */
export function registerAskColleague(own: Lifetime, { extension }: vscode.ExtensionContext): void {
  const copy = async (shell: 'bash' | 'powershell') => {
    const { colleagueMessage } = await import('./colleagueMessage.ts');
    const message = colleagueMessage(shell, String(extension.packageJSON.version));
    await vscode.env.clipboard.writeText(message);
    await offerNext(message);
  };
  registerCommand(own, commands.askColleague, async () => {
    const rows: readonly ChoiceRow[] = [
      {
        label: t('Azure Cloud Shell, Linux or macOS'),
        iconPath: new vscode.ThemeIcon('terminal-bash'),
        description: 'bash',
        detail: t('Cloud Shell runs in a browser and has everything that the script needs'),
        act: () => copy('bash'),
      },
      {
        label: t('Windows'),
        iconPath: new vscode.ThemeIcon('terminal-powershell'),
        description: 'PowerShell',
        detail: t('With the Azure CLI installed'),
        act: () => copy('powershell'),
      },
    ];
    await choose(rows, {
      title: t('ACR Pull: Ask a Colleague for a Snapshot'),
      placeHolder: t('Where will your colleague run the script? It only reads.'),
    });
  });
}

/** Explains the next steps with the message. */
async function offerNext(message: string): Promise<void> {
  const show = t('Show Message');
  const use = t('Choose Snapshot');
  const said = t(
    'Message copied. Send it to a colleague who can read your Azure subscriptions, then choose the file that they send back.',
  );
  const picked = await vscode.window.showInformationMessage(said, show, use);
  if (picked === use) await vscode.commands.executeCommand(commands.chooseSnapshot);
  if (picked !== show) return;
  const document = await vscode.workspace.openTextDocument({ language: 'markdown', content: message });
  await vscode.window.showTextDocument(document);
}
