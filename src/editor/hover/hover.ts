import * as vscode from 'vscode';
import { fixShell } from '../settings.ts';
import type { FindingStore } from '../store/findingStore.ts';
import { manifestSelector } from '../store/manifestFiles.ts';

/** The proof of what is said of an image, when somebody points at it. */
export function registerHover(store: FindingStore): vscode.Disposable {
  return vscode.languages.registerHoverProvider(manifestSelector, {
    async provideHover({ uri }, position, token) {
      // Of a text that was just typed or opened, the proof comes in a moment; VS Code asks only once.
      if (!(await store.becomesCurrent(uri, token))) return undefined;
      const { folder, findings } = store.file(uri);
      const here = findings.flatMap(finding => {
        const range = folder.locationOf(finding.reference)?.range;
        return range?.contains(position) ? [{ finding, range }] : [];
      });
      const [first] = here;
      if (!first) return undefined;
      const { proofCommands, proofOf } = await import('./proof.ts');
      const text = proofOf(
        here.map(({ finding }) => finding),
        {
          uri: uri.toString(),
          map: folder.knowledge.map,
          shell: fixShell(uri),
          mayRun: vscode.workspace.isTrusted,
          now: new Date(),
        },
      );
      const markdown = new vscode.MarkdownString(text);
      markdown.isTrusted = { enabledCommands: [...proofCommands] };
      return new vscode.Hover(markdown, first.range);
    },
  });
}
