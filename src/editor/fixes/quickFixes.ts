import * as vscode from 'vscode';
import { causes } from '../../causes/index.ts';
import type { VerdictCause } from '../../model/cause.ts';
import { t } from '../../model/l10n.ts';
import { configName } from '../../workspace/config/config.ts';
import { FindingDiagnostic } from '../diagnostics/findingDiagnostic.ts';
import { plain } from '../hover/markdown.ts';
import { commands } from '../ids.ts';
import type { Lifetime } from '../lifetime.ts';
import type { FindingStore } from '../store/findingStore.ts';
import { manifestSelector } from '../store/manifestFiles.ts';
import type { Choices } from '../targets/choices.ts';
import { addressOf } from './fixAddress.ts';
import { type FixEntry, fixEntries } from './fixTitles.ts';

/** The menu of the lightbulb: at most eight entries for an image, however many targets it has. */
export function registerQuickFixes(own: Lifetime, store: FindingStore, choices: Choices): void {
  const provider: vscode.CodeActionProvider = {
    async provideCodeActions(document, _range, { diagnostics }) {
      if (!store.isCurrent(document.uri)) return []; // VS Code asks again when the newer findings are there
      const ours = diagnostics.filter(diagnostic => diagnostic instanceof FindingDiagnostic);
      const actions = ours.map(diagnostic => actionsFor(diagnostic, document.uri, store, choices));
      return (await Promise.all(actions)).flat();
    },
  };
  own.add(
    vscode.languages.registerCodeActionsProvider(manifestSelector, provider, {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
    }),
  );
}

async function actionsFor(
  diagnostic: FindingDiagnostic,
  uri: vscode.Uri,
  store: FindingStore,
  choices: Choices,
): Promise<readonly vscode.CodeAction[]> {
  const { findings, folder } = diagnostic;
  const ofReference = store.file(uri).findings.filter(({ reference }) => reference === findings[0]?.reference);
  const { otherRegistries } = await import('./otherRegistry.ts');
  const elsewhere = otherRegistries(ofReference, folder.knowledge.map, new Date());
  const fixes = [...elsewhere, ...fixEntries(findings)].slice(0, mostFixes).flatMap(entry => {
    return actionFor(entry, uri, diagnostic, store) ?? [];
  });
  const [best] = fixes;
  if (best) best.isPreferred = true;
  const actions = [
    ...fixes,
    ...(await chooseTarget(diagnostic, uri, choices)),
    ...fixAll(diagnostic, uri),
    ...ignore(diagnostic, uri),
    ...explain(diagnostic),
  ];
  for (const action of actions) action.diagnostics = [diagnostic];
  return actions;
}

/** Together with *Fix all*, *Ignore* and *Explain*, eight. */
const mostFixes = 5;

/** A change of the text is made at once; a change of Azure asks how. */
function actionFor(
  { title, finding, fix }: FixEntry,
  uri: vscode.Uri,
  { folder }: FindingDiagnostic,
  store: FindingStore,
): vscode.CodeAction | undefined {
  if (!fix.edit) return commandAction(`${title}…`, commands.applyFix, addressOf(uri.toString(), finding, fix));
  const location = folder.locationOf(fix.edit);
  if (!location || !store.isCurrent(location.uri)) return undefined; // its span is of a text that is no longer there
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.edit = new vscode.WorkspaceEdit();
  action.edit.replace(location.uri, location.range, fix.edit.newText);
  return action;
}

/** Without a target: the cluster that the folder is called like, and the choice of any other. */
async function chooseTarget(
  { findings, folder }: FindingDiagnostic,
  uri: vscode.Uri,
  choices: Choices,
): Promise<readonly vscode.CodeAction[]> {
  if (!folder.knowledge.map || !findings.some(({ verdict }) => verdict.cause === 'no-target')) return [];
  const { globFor, proposalFor } = await import('../targets/sendTo.ts');
  const file = folder.nameOf(uri);
  const proposal = proposalFor(folder, choices);
  const proposed = proposal.targets.flatMap(target => {
    const glob = globFor(file, proposal, target);
    if (!target.manifests.includes(glob)) return [];
    const title = t('Send {0} to {1} (writes {2})', glob, target.name, configName);
    return [commandAction(title, commands.sendTo, uri.toString(), target.id)];
  });
  return [...proposed, commandAction(t('Choose target…'), commands.sendTo, uri.toString())];
}

function fixAll({ findings }: FindingDiagnostic, uri: vscode.Uri): readonly vscode.CodeAction[] {
  const [first, ...more] = findings.filter(({ verdict }) => verdict.outcome === 'denied');
  if (!first || more.length === 0) return [];
  const { where, text } = first.reference;
  const title = t('Fix all {0} targets…', more.length + 1);
  return [commandAction(title, commands.scriptForFile, { uri: uri.toString(), where, text })];
}

function ignore({ findings }: FindingDiagnostic, uri: vscode.Uri): readonly vscode.CodeAction[] {
  const [first] = findings;
  if (!first) return [];
  const { where, text } = first.reference;
  return [
    commandAction(t('Ignore…'), commands.suppress, { uri: uri.toString(), where, text, causes: causesOf(findings) }),
  ];
}

function explain({ findings }: FindingDiagnostic): readonly vscode.CodeAction[] {
  const [first, ...more] = causesOf(findings);
  if (first === undefined) return [];
  const what = more.length === 0 ? causes[first].title : `${causes[first].title}, …`;
  return [commandAction(t('Explain: {0}', what), commands.openCausePage, first, ...more)];
}

function causesOf(findings: FindingDiagnostic['findings']): readonly VerdictCause[] {
  return [...new Set(findings.flatMap(({ verdict }) => verdict.cause ?? []))];
}

function commandAction(title: string, command: string, ...parameters: readonly unknown[]): vscode.CodeAction {
  const action = new vscode.CodeAction(plain(title), vscode.CodeActionKind.QuickFix);
  action.command = { command, title: action.title, arguments: [...parameters] };
  return action;
}
