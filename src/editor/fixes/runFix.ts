import * as vscode from 'vscode';
import type { Fix } from '../../model/fix.ts';
import type { Finding } from '../../model/verdict.ts';
import { commands, productName } from '../ids.ts';
import type { FindingStore } from '../store/findingStore.ts';
import { confirmation, shellLanguage } from './confirmation.ts';
import { fixAt, isFixAddress } from './fixAddress.ts';
import { handOffText } from './handOffText.ts';

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

/** Copies a command that a quick fix offers; not in the palette, since only a quick fix knows what to copy. */
export function registerCopyFix(): vscode.Disposable {
  return vscode.commands.registerCommand(commands.copyFix, async (command: unknown) => {
    if (typeof command !== 'string') return;
    await vscode.env.clipboard.writeText(command);
    vscode.window.setStatusBarMessage('$(check) Copied. Read it before you run it: it changes access in Azure.', 6000);
  });
}

/** Copies a text for whoever may assign roles, where the person at the keyboard may not. */
export function registerHandOff(store: FindingStore): vscode.Disposable {
  return vscode.commands.registerCommand(commands.handOff, async (address: unknown) => {
    const found = lookUp(store, address);
    if (!found) return;
    await vscode.env.clipboard.writeText(handOffText(found.finding, found.fix));
    vscode.window.setStatusBarMessage('$(check) Copied: who needs which role, where and why.', 6000);
  });
}

/** What a link or a menu means at this moment. Says so where the text or the map has changed since it was shown. */
export function lookUp(
  store: FindingStore,
  address: unknown,
): { readonly finding: Finding; readonly fix: Fix; readonly uri: vscode.Uri } | undefined {
  if (!isFixAddress(address)) return undefined;
  const uri = vscode.Uri.parse(address.uri);
  const found = store.isCurrent(uri) ? fixAt(address, store.file(uri).findings) : undefined;
  if (found) return { ...found, uri };
  vscode.window.setStatusBarMessage('$(info) That fix is out of date; open the menu again.', 6000);
  return undefined;
}
