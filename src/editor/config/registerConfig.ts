import * as vscode from 'vscode';
import { t } from '../../model/l10n.ts';
import { append } from '../../model/lists.ts';
import type { Span } from '../../model/place.ts';
import { lineStartsOf, positionAt } from '../../read/source/lineStarts.ts';
import { configName } from '../../workspace/config/config.ts';
import type { ConfigFix, ConfigProblem } from '../../workspace/config/configText.ts';
import { offeringQuickFixes, quickFix, replacing } from '../findings/edits.ts';
import { diagnosticSeverities } from '../findings/severities.ts';
import { commands, productName } from '../ids.ts';
import type { Lifetime } from '../lifetime.ts';
import { commandLink, inPlainText } from '../page/markdown.ts';
import type { Choices } from '../store/choices.ts';
import { Debounce } from '../store/debounce.ts';
import type { FindingStore } from '../store/findingStore.ts';
import { findSnapshots } from '../store/findSnapshots.ts';
import { nextTurn } from '../turns.ts';
import type { ConfigContext, Suggestion } from './values.ts';

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
    // A diagnostic of an older text may have another place. Where the same word is, it is the same mistake.
    if (text !== document.getText() && (written === '' || document.getText(range) !== written)) return [];
    const edit = replacing(document.uri, range, fix.newText);
    return [quickFix(fix.title, { edit, diagnostics: [diagnostic], isPreferred: true })];
  });

function hover(store: FindingStore): vscode.HoverProvider {
  return {
    async provideHover(document, position) {
      const { describeAt } = await import('./values.ts');
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
      const { suggestionsAt } = await import('./values.ts');
      const known = await knownIn(document.uri, store, token);
      const { span, list } = suggestionsAt(text, document.offsetAt(position), known);
      const range = rangeIn(text, span);
      return list.map((suggestion, i) => itemFor(suggestion, i, range, text.slice(span.start, span.end)));
    },
  };
}

async function knownIn(uri: vscode.Uri, store: FindingStore, token: vscode.CancellationToken): Promise<ConfigContext> {
  const folder = store.folders.of(uri);
  const { knowledge, root } = folder;
  const snapshots = (await findSnapshots(store, '*snapshot*', token)).filter(each => store.folders.of(each) === folder);
  return {
    map: knowledge.map,
    findings: folder.allFindings(),
    manifests: folder.manifests(),
    snapshots: root ? snapshots.map(each => vscode.workspace.asRelativePath(each, false)) : [],
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

/**
 * Shows the mistakes of a config in the config itself. The comparison needs all manifests. So it waits until the last
 * of them has been read, and until typing has paused. Until then the earlier mistakes stay.
 */
function showConfigMistakes(own: Lifetime, store: FindingStore, choices: Choices): void {
  const collection = own.add(vscode.languages.createDiagnosticCollection('acrPull.configMistakes'));
  const debounce = own.add(new Debounce());
  let isStale = true;
  let turn = 0;
  const compare = () => {
    if (store.busy) return; // comes back when that is done
    isStale = false;
    const mine = ++turn;
    void mistakesNow(store, choices, () => turn === mine && !own.ended).then(shown => {
      if (!shown || own.ended) return;
      collection.clear();
      collection.set(shown);
    });
  };
  const changed = () => {
    isStale ||= store.busy;
    if (!store.busy && isStale) debounce.schedule('compare', quietFor, compare);
  };
  own.add(store.onDidChange(changed));
  own.add(store.onDidChangeState(changed));
}

/** Gives way to other extensions in between. Undefined: a newer state is being compared. */
async function mistakesNow(store: FindingStore, choices: Choices, isWanted: () => boolean) {
  const { mistakesByPart } = await import('../../workspace/config/mistakes.ts');
  const shown: [vscode.Uri, readonly vscode.Diagnostic[]][] = [];
  for (const folder of store.folders.all()) {
    const { root } = folder;
    const { config, map } = folder.knowledge;
    if (!root || config.file === undefined) continue;
    // A person's pick leaves the other targets out, and rules for those would seem idle.
    const all = choices.targets.length === 0;
    const findings = all ? folder.allFindings() : undefined;
    const mistakes: ConfigProblem[] = [];
    let began = performance.now();
    for (const part of mistakesByPart({ config, map, manifests: folder.manifests(), findings })) {
      append(mistakes, part);
      if (performance.now() - began < longestTurn) continue;
      await nextTurn();
      if (!isWanted()) return undefined;
      began = performance.now();
    }
    const diagnostics = mistakes.map(mistake => new MistakeDiagnostic(config.source.text, mistake));
    shown.push([vscode.Uri.joinPath(root, configName), diagnostics]);
  }
  return isWanted() ? shown : undefined;
}

/** The pause in typing before a comparison, and the longest slice of the thread. In milliseconds. */
const quietFor = 300;
const longestTurn = 8;

/** A mistake in `.acr-pull.yaml` as VS Code shows it, with its fix and the text that it is about. */
export class MistakeDiagnostic extends vscode.Diagnostic {
  override readonly source = productName;
  readonly text: string;
  readonly fix: ConfigFix | undefined;

  constructor(text: string, { message, span, severity, unnecessary, fix }: ConfigProblem) {
    super(rangeIn(text, span), inPlainText(message), diagnosticSeverities[severity]);
    this.text = text;
    this.fix = fix;
    if (unnecessary) this.tags = [vscode.DiagnosticTag.Unnecessary];
  }
}

function rangeIn(text: string, { start, end }: Span): vscode.Range {
  const lines = lineStartsOf(text);
  const from = positionAt(lines, start);
  const to = positionAt(lines, end);
  return new vscode.Range(from.line, from.character, to.line, to.character);
}
