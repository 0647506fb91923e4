import * as vscode from 'vscode';
import { commands } from '../ids.ts';

/** Copies a command that a quick fix offers; not in the palette, since only a quick fix knows what to copy. */
export function registerCopyFix(): vscode.Disposable {
  return vscode.commands.registerCommand(commands.copyFix, async (command: unknown) => {
    if (typeof command !== 'string') return;
    await vscode.env.clipboard.writeText(command);
    vscode.window.setStatusBarMessage('$(check) Copied. Read it before you run it: it changes access in Azure.', 6000);
  });
}
