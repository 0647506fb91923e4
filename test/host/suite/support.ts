// Helpers that the tests inside the extension host share.
import * as vscode from 'vscode';

export const extensionId = 'acr-pull-check.acr-pull-check';

export function sleep(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds));
}

/** Asks again until the response is truthy, and returns it. Fails, naming what was awaited, when time is up. */
export async function eventually<T>(
  what: string,
  ask: () => T | undefined | Promise<T | undefined>,
  timeout = 15_000,
): Promise<T> {
  const end = Date.now() + timeout;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`not within ${timeout / 1000} s: ${what}`);
    await sleep(50);
  }
}

/** The workspace folder that the suite runs in: a copy, free to be changed. */
export function workspaceFolder(): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (!folder) throw new Error('no folder is open');
  return folder.uri;
}

/** Writes a file into the workspace and shows it in an editor. */
export async function showNewFile(name: string, text: string): Promise<vscode.TextEditor> {
  const uri = vscode.Uri.joinPath(workspaceFolder(), name);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return vscode.window.showTextDocument(uri);
}

/** The suggestions of our own completion at the cursor, in their order. */
export async function completions({ document, selection }: vscode.TextEditor): Promise<readonly string[]> {
  const list = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    selection.active,
  );
  return [...list.items]
    .filter(({ sortText }) => /^\d{6}$/.test(sortText ?? '')) // VS Code adds the words of the text
    .sort((one, other) => (one.sortText ?? '').localeCompare(other.sortText ?? ''))
    .map(({ label }) => (typeof label === 'string' ? label : label.label));
}

/**
 * Takes the first row of each list that a command asks with, until something is copied. A list that is accepted before
 * its rows have come closes without a choice, and no event comes when they are there: then the command is run again.
 */
export async function copiedByFirstRows(command: () => Thenable<unknown>): Promise<string> {
  await vscode.env.clipboard.writeText('');
  let isOpen = false;
  return eventually('the first rows are taken, and something is copied', async () => {
    if (!isOpen) {
      isOpen = true;
      void command().then(() => {
        isOpen = false;
      });
    }
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    return vscode.env.clipboard.readText();
  });
}
