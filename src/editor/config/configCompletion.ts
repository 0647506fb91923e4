import * as vscode from 'vscode';
import type { FindingStore } from '../store/findingStore.ts';
import { configSelector } from './configFixes.ts';
import { rangeIn } from './mistakeDiagnostic.ts';
import { servesSchemas } from './schemaService.ts';
import type { Suggestion } from './suggestion.ts';
import type { Known } from './values.ts';

/** Completion in `.acr-pull.yaml`: keys, choices, and the names and ids of what is known. */
export function registerConfigCompletion(store: FindingStore): vscode.Disposable {
  const provider: vscode.CompletionItemProvider = {
    async provideCompletionItems(document, position, token) {
      const text = document.getText();
      const { suggestionsAt } = await import('./suggestions.ts');
      const known = await knownIn(document.uri, store, token);
      const { span, list } = suggestionsAt(text, document.offsetAt(position), known);
      const range = rangeIn(text, span);
      return list.map((suggestion, i) => itemFor(suggestion, i, range, text.slice(span.start, span.end)));
    },
  };
  return vscode.languages.registerCompletionItemProvider(configSelector, provider, ' ', '-', '/', "'", '"');
}

async function knownIn(uri: vscode.Uri, store: FindingStore, token: vscode.CancellationToken): Promise<Known> {
  const { knowledge, examination, root } = store.folders.of(uri);
  const files = [...examination.filesWithFindings()];
  const pattern = root && new vscode.RelativePattern(root, '**/*snapshot*.json');
  const snapshots = pattern ? await vscode.workspace.findFiles(pattern, '**/node_modules/**', 50, token) : [];
  return {
    map: knowledge.map,
    findings: files.flatMap(name => examination.findings(name)),
    manifests: examination.files(),
    snapshots: snapshots.map(each => vscode.workspace.asRelativePath(each, false)).sort(),
    schemaIsServed: servesSchemas(),
  };
}

function itemFor(suggestion: Suggestion, i: number, range: vscode.Range, written: string): vscode.CompletionItem {
  const { label, kind, insert, detail, documentation, leadsOn } = suggestion;
  const item = new vscode.CompletionItem(label, kinds[kind]);
  item.range = range;
  item.insertText = new vscode.SnippetString(insert);
  item.sortText = String(i).padStart(6, '0');
  // VS Code holds what was written so far against it, with its opening quote; and an id is also found by its name.
  item.filterText = `${/^['"]/.exec(written)?.[0] ?? ''}${label}`;
  if (detail !== undefined) item.detail = detail;
  if (documentation !== undefined) item.documentation = new vscode.MarkdownString(documentation);
  if (leadsOn) item.command = { command: 'editor.action.triggerSuggest', title: 'Suggest a value' };
  return item;
}

const kinds = {
  key: vscode.CompletionItemKind.Property,
  value: vscode.CompletionItemKind.EnumMember,
  runtime: vscode.CompletionItemKind.Reference,
  file: vscode.CompletionItemKind.File,
  image: vscode.CompletionItemKind.Constant,
  item: vscode.CompletionItemKind.Snippet,
} as const satisfies Record<Suggestion['kind'], vscode.CompletionItemKind>;
