import * as vscode from 'vscode';
import type { FindingStore } from './store/findingStore.ts';

/** A change of the text, which nothing saves. An empty range: an insertion. */
export function replacing(uri: vscode.Uri, range: vscode.Range, newText: string): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  edit.replace(uri, range, newText);
  return edit;
}

/** An entry of the lightbulb's menu: it changes the text at once, or runs a command. */
export function quickFix(
  title: string,
  parts: Pick<vscode.CodeAction, 'edit' | 'command' | 'diagnostics' | 'isPreferred'>,
): vscode.CodeAction {
  return Object.assign(new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix), parts);
}

/** What the lightbulb offers in these documents. */
export function offeringQuickFixes(
  selector: vscode.DocumentSelector,
  provideCodeActions: vscode.CodeActionProvider['provideCodeActions'],
): vscode.Disposable {
  const kinds = { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] };
  return vscode.languages.registerCodeActionsProvider(selector, { provideCodeActions }, kinds);
}

/**
 * The diagnostics of one kind in this place, of the present text. A hover asks only once, so this waits for the findings of
 * what was just typed or opened. Empty where none was shown: then there is nothing to wait for.
 */
export async function diagnosticsHere<T extends vscode.Diagnostic>(
  type: new (...args: never[]) => T,
  store: FindingStore,
  { uri }: vscode.TextDocument,
  range: vscode.Range,
  shown: readonly vscode.Diagnostic[],
  token: vscode.CancellationToken,
): Promise<readonly T[]> {
  if (!shown.some(each => each instanceof type) || !(await store.becomesCurrent(uri, token))) return [];
  return vscode.languages
    .getDiagnostics(uri)
    .filter(each => each.range.intersection(range) !== undefined)
    .filter((each): each is T => each instanceof type);
}
