import * as vscode from 'vscode';
import { commands } from '../ids.ts';
import type { FindingStore } from '../store/findingStore.ts';
import { handOffText } from './handOffText.ts';
import { lookUp } from './lookUp.ts';

/** Copies a text for whoever may assign roles, where the person at the keyboard may not. */
export function registerHandOff(store: FindingStore): vscode.Disposable {
  return vscode.commands.registerCommand(commands.handOff, async (address: unknown) => {
    const found = lookUp(store, address);
    if (!found) return;
    await vscode.env.clipboard.writeText(handOffText(found.finding, found.fix));
    vscode.window.setStatusBarMessage('$(check) Copied: who needs which role, where and why.', 6000);
  });
}
