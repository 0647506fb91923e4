import * as vscode from 'vscode';
import { t } from '../../model/l10n.ts';
import { distinctImages, imageKey } from '../../model/reference.ts';
import type { Target } from '../../model/target.ts';
import { candidateTargets } from '../../workspace/targets/targets.ts';
import { ageInWords } from '../age.ts';
import { lineOf, seenIn, storeMaps } from '../findings/seen.ts';
import { commands, contextKeys, explainedPanel } from '../ids.ts';
import type { Lifetime } from '../lifetime.ts';
import { PageTab } from '../page/pageTab.ts';
import { registerCommand, setContext } from '../register.ts';
import type { FindingStore } from '../store/findingStore.ts';
import { explanationPage } from './explanationPage.ts';

/**
 * Explains a pull error: what is selected, else what was copied, else what is typed into a box. Nothing of it leaves
 * the editor.
 */
export function registerExplainError(own: Lifetime, store: FindingStore): void {
  const explainText = async (given: string | undefined) => {
    const text = given?.trim() ? given : await askForText();
    if (!text?.trim()) return;
    const { explanation, seen } = await explainInEditor(text, store);
    const page = explanationPage(explanation, seen && lineOf(seen), crypto.randomUUID());
    new PageTab(explainedPanel, t('Pull Error')).show(page);
    setContext(contextKeys.errorExplained, true);
  };
  registerCommand(own, commands.explainError, async () =>
    explainText(selectedText() ?? (await vscode.env.clipboard.readText())),
  );
  registerCommand(own, commands.explainTerminalError, async () =>
    explainText((await selectedInTerminal()) ?? (await vscode.env.clipboard.readText())),
  );
}

function selectedText(): string | undefined {
  const editor = vscode.window.activeTextEditor;
  return editor && !editor.selection.isEmpty ? editor.document.getText(editor.selection) : undefined;
}

/** VS Code shows no extension what is selected in a terminal, but copies it. The clipboard gets back what it held. */
async function selectedInTerminal(): Promise<string | undefined> {
  const before = await vscode.env.clipboard.readText();
  await vscode.env.clipboard.writeText('');
  await vscode.commands.executeCommand('workbench.action.terminal.copySelection');
  const selected = await vscode.env.clipboard.readText();
  await vscode.env.clipboard.writeText(before);
  return selected === '' ? undefined : selected;
}

function askForText(): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: t('Explain a Pull Error'),
    prompt: t('Paste the text of the error. It stays on this machine.'),
    placeHolder: t('Failed to pull image "…": …'),
    ignoreFocusOut: true,
  });
}

/**
 * Explains a text with the facts of this workspace, which decide between causes that read alike. Adds the image's
 * place. `isMeant`: the pull failed on these targets.
 */
export async function explainInEditor(text: string, store: FindingStore, isMeant?: (target: Target | null) => boolean) {
  const { explain } = await import('../../explain/explain.ts');
  await store.settled();
  const all = seenIn(store).filter(({ finding }) => isMeant?.(finding.target) ?? true);
  const findings = all.map(({ finding }) => finding);
  const maps = storeMaps(store);
  const readAt = maps.flatMap(map => map.readAt ?? [])[0];
  const explanation = explain(text, {
    references: distinctImages(findings.map(({ reference }) => reference)),
    examine: references => {
      const keys = new Set(references.map(imageKey));
      return findings.filter(({ reference }) => keys.has(imageKey(reference)));
    },
    isTargetNamed: isMeant !== undefined,
    runtimes: () => store.folders.all().flatMap(({ knowledge: { map, config } }) => candidateTargets(map, config)),
    registryId: host => maps.flatMap(map => map.registryByHost(host)?.id ?? [])[0],
    mapAge: readAt && ageInWords(readAt, new Date()),
  });
  const key = explanation.reference && imageKey(explanation.reference);
  return { explanation, seen: all.find(({ finding }) => imageKey(finding.reference) === key) };
}
