import * as vscode from 'vscode';
import { commandLink } from '../hover/markdown.ts';
import { commands } from '../ids.ts';
import type { FindingStore } from '../store/findingStore.ts';
import { configSelector } from './configFixes.ts';
import { rangeIn } from './mistakeDiagnostic.ts';
import { servesSchemas } from './schemaService.ts';

/** What a key, a cause or an id of `.acr-pull.yaml` means, when somebody points at it. */
export function registerConfigHover(store: FindingStore): vscode.Disposable {
  return vscode.languages.registerHoverProvider(configSelector, {
    async provideHover(document, position) {
      const { describeAt } = await import('./description.ts');
      const text = document.getText();
      const { map } = store.folders.of(document.uri).knowledge;
      const found = describeAt(text, document.offsetAt(position), { map, schemaIsServed: servesSchemas() });
      if (!found) return undefined;
      const page = found.cause && commandLink('What it means, and what to do', commands.openCausePage, found.cause);
      const markdown = new vscode.MarkdownString(page ? `${found.text}\n\n${page}` : found.text);
      markdown.isTrusted = { enabledCommands: [commands.openCausePage] };
      return new vscode.Hover(markdown, rangeIn(text, found.span));
    },
  });
}
