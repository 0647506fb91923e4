import * as vscode from 'vscode';
import { commands, settings } from '../ids.ts';
import { Lifetime } from '../lifetime.ts';
import { codeLens, settingsChanged } from '../settings.ts';
import type { FindingStore } from '../store/findingStore.ts';
import { manifestSelector } from '../store/manifestFiles.ts';
import { matrixOf } from '../targets/matrix.ts';

/** Above each image, on which targets it can be pulled. A click shows the proof. */
export function registerCodeLens(store: FindingStore): vscode.Disposable {
  const lifetime = new Lifetime();
  const changed = lifetime.add(new vscode.EventEmitter<void>());
  lifetime.add(
    store.onDidChange(uris => {
      const changedNow = new Set(uris.map(uri => uri.toString()));
      const isVisible = vscode.window.visibleTextEditors.some(({ document }) =>
        changedNow.has(document.uri.toString()),
      );
      if (isVisible) changed.fire();
    }),
  );
  lifetime.add(
    vscode.workspace.onDidChangeConfiguration(event => {
      if (settingsChanged(event, settings.codeLens)) changed.fire();
    }),
  );
  const provider: vscode.CodeLensProvider = {
    onDidChangeCodeLenses: changed.event,
    async provideCodeLenses({ uri }, token) {
      // VS Code keeps the lenses that it has while it waits, so the text doesn't jump.
      if (!codeLens(uri) || !(await store.becomesCurrent(uri, token))) return [];
      const { folder, findings } = store.file(uri);
      return [...Map.groupBy(findings, ({ reference }) => reference)].flatMap(([reference, ofOne]) => {
        const range = folder.locationOf(reference)?.range;
        const title = matrixOf(ofOne);
        if (!range || title === '') return [];
        const command = { command: commands.showProof, title, arguments: [range.start.line, range.start.character] };
        return [new vscode.CodeLens(range, command)];
      });
    },
  };
  lifetime.add(vscode.languages.registerCodeLensProvider(manifestSelector, provider));
  lifetime.add(
    vscode.commands.registerCommand(commands.showProof, async (line: unknown, character: unknown) => {
      const editor = vscode.window.activeTextEditor;
      if (!editor) return;
      if (typeof line === 'number' && typeof character === 'number') {
        const position = new vscode.Position(line, character);
        editor.selection = new vscode.Selection(position, position);
        editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
      }
      await vscode.commands.executeCommand('editor.action.showHover');
    }),
  );
  return lifetime;
}
