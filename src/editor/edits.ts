import * as vscode from 'vscode';

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
