import * as vscode from 'vscode';
import type { ExplainContext } from '../../explain/explanation.ts';
import { commands } from '../ids.ts';
import { Lifetime } from '../lifetime.ts';
import type { FindingStore } from '../store/findingStore.ts';
import { ExplanationPages } from './explanationPages.ts';
import { explanationText } from './explanationText.ts';

/** Explains a pull error: what is selected, or else what was copied. Nothing of it leaves the editor. */
export function registerExplainError(store: FindingStore): vscode.Disposable {
  const lifetime = new Lifetime();
  const pages = lifetime.add(new ExplanationPages());
  const explainIt = async () => {
    const text = selectedText() ?? (await vscode.env.clipboard.readText());
    if (text.trim() === '') {
      await vscode.window.showInformationMessage('Select the text of a pull error, or copy it, and try again.');
      return;
    }
    const { explain } = await import('../../explain/explain.ts');
    await store.settled();
    await pages.show(explanationText(explain(text, contextOf(store))));
  };
  lifetime.add(vscode.commands.registerCommand(commands.explainError, explainIt));
  return lifetime;
}

function selectedText(): string | undefined {
  const editor = vscode.window.activeTextEditor;
  return editor && !editor.selection.isEmpty ? editor.document.getText(editor.selection) : undefined;
}

/** What is known here decides between causes that read alike in the text. */
export function contextOf(store: FindingStore): ExplainContext {
  const findings = store.files().flatMap(file => file.findings);
  return {
    references: [...new Set(findings.map(({ reference }) => reference))],
    examine: references => findings.filter(({ reference }) => references.includes(reference)),
    registryId: host =>
      store.folders.all().flatMap(({ knowledge }) => knowledge.map?.registryByHost(host)?.id ?? [])[0],
  };
}
