import * as vscode from 'vscode';
import { imageAtCursor } from '../findings/imageAtCursor.ts';
import { commands, contextKeys, productName } from '../ids.ts';
import type { Lifetime } from '../lifetime.ts';
import { registerCommand, setContext } from '../register.ts';
import type { FindingStore } from '../store/findingStore.ts';
import { manifestSelector } from '../store/manifestFiles.ts';
import { registerFullProof } from './fullProof.ts';

/** The verdict on an image when a person points at it, and the page with its full proof. */
export function registerHover(own: Lifetime, store: FindingStore): void {
  own.add(
    vscode.languages.registerHoverProvider(manifestSelector, {
      async provideHover({ uri }, position, token) {
        // VS Code asks only once, so this waits for the findings of a text that was just typed or opened.
        if (!(await store.becomesCurrent(uri, token))) return undefined;
        const { folder, findings } = store.file(uri);
        const here = findings.flatMap(finding => {
          const range = folder.locationOf(finding.reference)?.range;
          return range?.contains(position) ? [{ finding, range }] : [];
        });
        const [first] = here;
        if (!first) return undefined;
        const { hoverCommands, hoverText } = await import('./hoverText.ts');
        const pulls = here.map(({ finding }) => finding);
        const shown = vscode.languages
          .getDiagnostics(uri)
          .filter(({ source, range }) => source === productName && range.contains(position))
          .map(({ message }) => message);
        const context = { uri: uri.toString(), map: folder.knowledge.map, now: new Date(), shown };
        const markdown = new vscode.MarkdownString(hoverText(pulls, context));
        markdown.isTrusted = { enabledCommands: [...hoverCommands] };
        setContext(contextKeys.findingRead, true);
        return new vscode.Hover(markdown, first.range);
      },
    }),
  );
  registerCommand(own, commands.showProof, async (line: unknown, character: unknown) => {
    const isNamed = typeof line === 'number' && typeof character === 'number';
    const at = isNamed ? new vscode.Position(line, character) : (await imageAtCursor(store))?.at;
    const editor = vscode.window.activeTextEditor;
    if (!at || !editor) return;
    editor.selection = new vscode.Selection(at, at);
    editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    await vscode.commands.executeCommand('editor.action.showHover');
  });
  registerFullProof(own, store);
}
