import * as vscode from 'vscode';

/** A row of a list with what it does. A separator does nothing. */
export interface ChoiceRow extends vscode.QuickPickItem {
  readonly act?: () => unknown;
}

/** Lets a person choose a row, and runs its action. */
export async function choose(rows: readonly ChoiceRow[], options: vscode.QuickPickOptions): Promise<void> {
  await (await vscode.window.showQuickPick(rows, options))?.act?.();
}

/** Copies a text, and confirms it in the status bar for a while. */
export async function copyText(text: string, said: string): Promise<void> {
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(said, 6000);
}

/** Shows a message with one action. Resolves to whether the person chooses it. */
export async function wants(message: string, button: string): Promise<boolean> {
  return (await vscode.window.showInformationMessage(message, button)) === button;
}
