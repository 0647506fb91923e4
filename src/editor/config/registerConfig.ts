import * as vscode from 'vscode';
import { t } from '../../model/l10n.ts';
import { configName } from '../../workspace/config/config.ts';
import { offeringQuickFixes, quickFix, replacing } from '../edits.ts';
import { commandLink } from '../hover/markdown.ts';
import { commands } from '../ids.ts';
import type { Lifetime } from '../lifetime.ts';
import type { FindingStore } from '../store/findingStore.ts';
import type { Choices } from '../targets/choices.ts';
import { MistakeDiagnostic, rangeIn, showConfigMistakes } from './configMistakes.ts';
import type { Known, Suggestion } from './suggestions.ts';

const selector: vscode.DocumentSelector = { pattern: `**/${configName}` };

/** `.acr-pull.yaml` as a language: completion, hovers, mistakes and their fixes. */
export function registerConfig(own: Lifetime, store: FindingStore, choices: Choices): void {
  showConfigMistakes(own, store, choices);
  own.add(offeringQuickFixes(selector, fixesOf));
  own.add(vscode.languages.registerCompletionItemProvider(selector, completion(store), ' ', '-', '/', "'", '"'));
  own.add(vscode.languages.registerHoverProvider(selector, hover(store)));
}

const fixesOf: vscode.CodeActionProvider['provideCodeActions'] = (document, _range, { diagnostics }) =>
  diagnostics.flatMap(diagnostic => {
    if (!(diagnostic instanceof MistakeDiagnostic)) return [];
    const { fix, text } = diagnostic;
    if (!fix) return [];
    const range = rangeIn(text, fix.span);
    const written = text.slice(fix.span.start, fix.span.end);
    // A diagnostic of an older text may have another place; where the same word is, it is the same mistake.
    if (text !== document.getText() && (written === '' || document.getText(range) !== written)) return [];
    const edit = replacing(document.uri, range, fix.newText);
    return [quickFix(fix.title, { edit, diagnostics: [diagnostic], isPreferred: true })];
  });

function hover(store: FindingStore): vscode.HoverProvider {
  return {
    async provideHover(document, position) {
      const { describeAt } = await import('./cursor.ts');
      const text = document.getText();
      const found = describeAt(text, document.offsetAt(position), store.folders.of(document.uri).knowledge.map);
      if (!found) return undefined;
      const page = found.cause && commandLink(t('Learn more'), commands.openCausePage, found.cause);
      const markdown = new vscode.MarkdownString(page ? `${found.text}\n\n${page}` : found.text);
      markdown.isTrusted = { enabledCommands: [commands.openCausePage] };
      return new vscode.Hover(markdown, rangeIn(text, found.span));
    },
  };
}

function completion(store: FindingStore): vscode.CompletionItemProvider {
  return {
    async provideCompletionItems(document, position, token) {
      const text = document.getText();
      const { suggestionsAt } = await import('./suggestions.ts');
      const known = await knownIn(document.uri, store, token);
      const { span, list } = suggestionsAt(text, document.offsetAt(position), known);
      const range = rangeIn(text, span);
      return list.map((suggestion, i) => itemFor(suggestion, i, range, text.slice(span.start, span.end)));
    },
  };
}

async function knownIn(uri: vscode.Uri, store: FindingStore, token: vscode.CancellationToken): Promise<Known> {
  const folder = store.folders.of(uri);
  const { knowledge, root } = folder;
  const pattern = root && new vscode.RelativePattern(root, '**/*snapshot*.json');
  const snapshots = pattern ? await vscode.workspace.findFiles(pattern, '**/node_modules/**', 50, token) : [];
  return {
    map: knowledge.map,
    findings: folder.allFindings(),
    manifests: folder.manifests(),
    snapshots: snapshots.map(each => vscode.workspace.asRelativePath(each, false)).sort(),
  };
}

function itemFor(suggestion: Suggestion, i: number, range: vscode.Range, written: string): vscode.CompletionItem {
  const { label, kind, insert, detail, documentation } = suggestion;
  const item = new vscode.CompletionItem(label, kinds[kind]);
  item.range = range;
  item.insertText = insert;
  item.sortText = String(i).padStart(6, '0');
  // VS Code filters by the text in the range, with its opening quote.
  item.filterText = `${/^['"]/.exec(written)?.[0] ?? ''}${label}`;
  if (detail !== undefined) item.detail = detail;
  if (documentation !== undefined) item.documentation = new vscode.MarkdownString(documentation);
  return item;
}

const kinds = {
  runtime: vscode.CompletionItemKind.Reference,
  file: vscode.CompletionItemKind.File,
  image: vscode.CompletionItemKind.Constant,
} as const satisfies Record<Suggestion['kind'], vscode.CompletionItemKind>;
