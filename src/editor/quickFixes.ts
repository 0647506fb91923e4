import * as vscode from 'vscode';
import { causes } from '../verdict/causes.ts';
import { FindingDiagnostic } from './findingDiagnostic.ts';
import type { FindingStore } from './findingStore.ts';
import { choicesFor, type FixChoice } from './fixTitles.ts';
import type { Folder } from './folder.ts';
import { commands } from './ids.ts';
import { manifestSelector } from './manifestFiles.ts';

/** The ways out of a finding, in the menu of the lightbulb. */
export function registerQuickFixes(store: FindingStore): vscode.Disposable {
  const provider: vscode.CodeActionProvider = {
    provideCodeActions(document, _range, { diagnostics }) {
      if (!store.isCurrent(document.uri)) return []; // VS Code asks again when the newer findings are there
      return diagnostics
        .filter(diagnostic => diagnostic instanceof FindingDiagnostic)
        .flatMap(diagnostic => actionsFor(diagnostic, store));
    },
  };
  return vscode.languages.registerCodeActionsProvider(manifestSelector, provider, {
    providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
  });
}

function actionsFor(diagnostic: FindingDiagnostic, store: FindingStore): readonly vscode.CodeAction[] {
  const fixes = choicesFor(diagnostic.findings).flatMap(choice => actionFor(choice, diagnostic.folder, store) ?? []);
  const [best] = fixes;
  if (best) best.isPreferred = true;
  const causeIds = new Set(diagnostic.findings.flatMap(({ verdict }) => verdict.cause ?? []));
  const pages = [...causeIds].map(id => {
    const action = new vscode.CodeAction(`Explain: ${causes[id].title}`, vscode.CodeActionKind.QuickFix);
    action.command = { command: commands.openCausePage, title: action.title, arguments: [id] };
    return action;
  });
  for (const action of [...fixes, ...pages]) action.diagnostics = [diagnostic];
  return [...fixes, ...pages];
}

function actionFor(choice: FixChoice, folder: Folder, store: FindingStore): vscode.CodeAction | undefined {
  const action = new vscode.CodeAction(choice.title, vscode.CodeActionKind.QuickFix);
  if (choice.kind === 'copy') {
    action.command = { command: commands.copyFix, title: choice.title, arguments: [choice.command] };
    return action;
  }
  const location = folder.locationOf(choice.edit);
  if (!location || !store.isCurrent(location.uri)) return undefined; // its span is of a text that is no longer there
  action.edit = new vscode.WorkspaceEdit();
  action.edit.replace(location.uri, location.range, choice.edit.newText);
  return action;
}
