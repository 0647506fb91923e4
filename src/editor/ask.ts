import * as vscode from 'vscode';

/** A row of a list with what it does; a separator does nothing. */
export interface ChoiceRow extends vscode.QuickPickItem {
  readonly act?: () => unknown;
}

/** Lets a person choose a row, and does what it says. */
export async function choose(rows: readonly ChoiceRow[], options: vscode.QuickPickOptions): Promise<void> {
  await (await vscode.window.showQuickPick(rows, options))?.act?.();
}

/** Copies a text, and says so in the status bar for a while. */
export async function copyText(text: string, said: string): Promise<void> {
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(said, 6000);
}

/** Says something with one thing to do about it. Resolves to whether the person wants that. */
export async function wants(message: string, button: string): Promise<boolean> {
  return (await vscode.window.showInformationMessage(message, button)) === button;
}
