import * as vscode from 'vscode';
import { commands, productName } from '../ids.ts';
import type { FindingStore } from '../store/findingStore.ts';
import { confirmation, shellLanguage } from './confirmation.ts';
import { lookUp } from './lookUp.ts';

/** Runs a fix in a terminal, once a person has read who gets what, and has said yes. */
export function registerRunFix(store: FindingStore): vscode.Disposable {
  return vscode.commands.registerCommand(commands.runFix, async (address: unknown) => {
    if (!vscode.workspace.isTrusted) return;
    const found = lookUp(store, address);
    if (!found) return;
    const language = shellLanguage(vscode.env.shell);
    if (!language) {
      await vscode.window.showWarningMessage('The terminal runs neither bash, zsh nor PowerShell. Copy the command.');
      return;
    }
    const command = found.fix[language];
    const asked = command === null ? undefined : confirmation(found.finding, found.fix, command);
    if (!asked || command === null) return;
    const run = 'Run in Terminal';
    const answer = await vscode.window.showWarningMessage(asked.question, { modal: true, detail: asked.detail }, run);
    if (answer !== run) return;
    const terminal = vscode.window.createTerminal({ name: productName });
    terminal.show();
    terminal.sendText(command);
  });
}
