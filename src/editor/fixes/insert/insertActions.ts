import * as vscode from 'vscode';
import type { Finding } from '../../../model/verdict.ts';
import { commands } from '../../ids.ts';
import { addressOf } from '../fixAddress.ts';
import { plain } from '../fixTitles.ts';
import type { CodeLanguage } from './blocks.ts';
import type { CodeFiles } from './codeFiles.ts';

/** Offers to write a grant into code, where the workspace has code of that language. */
export async function insertActions(
  findings: readonly Finding[],
  uri: vscode.Uri,
  code: CodeFiles,
): Promise<readonly vscode.CodeAction[]> {
  const languages = code.present;
  if (languages.length === 0) return [];
  const { grantOf } = await import('./grantAsCode.ts');
  const byText = new Map<string, vscode.CodeAction>();
  for (const finding of findings) {
    for (const fix of finding.verdict.fixes) {
      if (fix.kind !== 'assignRole') continue; // attaching is the same grant, by its own command
      for (const language of languages) {
        const grant = grantOf(fix, language);
        if (!grant || byText.has(grant.text)) continue;
        const title = `${plain(fix.title)}: insert it as ${names[language]}…`;
        const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
        const parameters = [addressOf(uri.toString(), finding, fix), language];
        action.command = { command: commands.insertGrant, title, arguments: parameters };
        byText.set(grant.text, action);
      }
    }
  }
  return [...byText.values()];
}

const names = { bicep: 'Bicep', terraform: 'Terraform' } as const satisfies Record<CodeLanguage, string>;
