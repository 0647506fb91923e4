import * as vscode from 'vscode';
import { FindingDiagnostic } from '../../findingDiagnostic.ts';
import type { FindingStore } from '../../findingStore.ts';
import { plain } from '../../fixTitles.ts';
import { commands } from '../../ids.ts';
import { manifestSelector } from '../../manifestFiles.ts';
import { addressOf } from '../fixAddress.ts';
import type { CodeLanguage } from './blocks.ts';
import type { CodeFiles } from './codeFiles.ts';
import { grantOf } from './grantAsCode.ts';

/** Offers to write a grant into code, where the workspace has code of that language. */
export function registerInsertActions(store: FindingStore, code: CodeFiles): vscode.Disposable {
  const provider: vscode.CodeActionProvider = {
    async provideCodeActions(document, _range, { diagnostics }) {
      const ours = diagnostics.filter(diagnostic => diagnostic instanceof FindingDiagnostic);
      if (ours.length === 0 || !store.isCurrent(document.uri)) return [];
      const languages = await presentIn(code);
      return ours.flatMap(diagnostic => actionsFor(diagnostic, document.uri, languages));
    },
  };
  return vscode.languages.registerCodeActionsProvider(manifestSelector, provider, {
    providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
  });
}

async function presentIn(code: CodeFiles): Promise<readonly CodeLanguage[]> {
  const present: CodeLanguage[] = [];
  for (const language of ['bicep', 'terraform'] as const)
    if ((await code.of(language)).length > 0) present.push(language);
  return present;
}

function actionsFor(
  diagnostic: FindingDiagnostic,
  uri: vscode.Uri,
  languages: readonly CodeLanguage[],
): readonly vscode.CodeAction[] {
  const byText = new Map<string, vscode.CodeAction>();
  for (const finding of diagnostic.findings) {
    for (const fix of finding.verdict.fixes) {
      if (fix.kind !== 'assignRole') continue; // attaching is the same grant, by its own command
      for (const language of languages) {
        const grant = grantOf(fix, language);
        if (!grant || byText.has(grant.text)) continue;
        const title = `${plain(fix.title)}: insert it as ${names[language]}…`;
        const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
        const parameters = [addressOf(uri.toString(), finding, fix), language];
        action.command = { command: commands.insertGrant, title, arguments: parameters };
        action.diagnostics = [diagnostic];
        byText.set(grant.text, action);
      }
    }
  }
  return [...byText.values()];
}

const names = { bicep: 'Bicep', terraform: 'Terraform' } as const satisfies Record<CodeLanguage, string>;
