import * as vscode from 'vscode';
import { configName } from '../../workspace/config/config.ts';
import { MistakeDiagnostic, rangeIn } from './mistakeDiagnostic.ts';

export const configSelector: vscode.DocumentSelector = { pattern: `**/${configName}` };

/** What mends a mistake in `.acr-pull.yaml`, in the menu of the lightbulb. */
export function registerConfigFixes(): vscode.Disposable {
  const provider: vscode.CodeActionProvider = {
    provideCodeActions(document, _range, { diagnostics }) {
      return diagnostics.flatMap(diagnostic => {
        // Of another text than the one that stands there, the place would be a wrong one.
        if (!(diagnostic instanceof MistakeDiagnostic) || diagnostic.text !== document.getText()) return [];
        const { fix, text } = diagnostic;
        if (!fix) return [];
        const action = new vscode.CodeAction(fix.title, vscode.CodeActionKind.QuickFix);
        action.diagnostics = [diagnostic];
        action.isPreferred = true;
        action.edit = new vscode.WorkspaceEdit();
        action.edit.replace(document.uri, rangeIn(text, fix.span), fix.newText);
        return [action];
      });
    },
  };
  return vscode.languages.registerCodeActionsProvider(configSelector, provider, {
    providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
  });
}
