import * as vscode from 'vscode';
import { causes } from '../../causes/index.ts';
import { configName } from '../../workspace/config/config.ts';
import { FindingDiagnostic } from '../diagnostics/findingDiagnostic.ts';
import { commands } from '../ids.ts';
import { fixShell } from '../settings.ts';
import type { FindingStore } from '../store/findingStore.ts';
import type { Folder } from '../store/folder.ts';
import { manifestSelector } from '../store/manifestFiles.ts';
import { addressOf } from './fixAddress.ts';
import { choicesFor, type FixChoice, plain } from './fixTitles.ts';
import type { CodeFiles } from './insert/codeFiles.ts';
import { insertActions } from './insert/insertActions.ts';
import { commentMark } from './suppressionEdit.ts';

/** The ways out of a finding, in the menu of the lightbulb. */
export function registerQuickFixes(store: FindingStore, code: CodeFiles): vscode.Disposable {
  const provider: vscode.CodeActionProvider = {
    async provideCodeActions(document, _range, { diagnostics }) {
      if (!store.isCurrent(document.uri)) return []; // VS Code asks again when the newer findings are there
      const ours = diagnostics.filter(diagnostic => diagnostic instanceof FindingDiagnostic);
      const actions = ours.map(async diagnostic => {
        const insertions = await insertActions(diagnostic.findings, document.uri, code);
        const others = await otherHosts(diagnostic, document.uri, store);
        return actionsFor(diagnostic, document.uri, store, { insertions, others });
      });
      return (await Promise.all(actions)).flat();
    },
  };
  return vscode.languages.registerCodeActionsProvider(manifestSelector, provider, {
    providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
  });
}

async function otherHosts(
  { findings, folder }: FindingDiagnostic,
  uri: vscode.Uri,
  store: FindingStore,
): Promise<readonly FixChoice[]> {
  const { otherRegistries } = await import('./otherRegistry.ts');
  const ofReference = store.file(uri).findings.filter(({ reference }) => reference === findings[0]?.reference);
  return otherRegistries(ofReference, folder.knowledge.map, new Date());
}

function actionsFor(
  diagnostic: FindingDiagnostic,
  uri: vscode.Uri,
  store: FindingStore,
  more: { readonly insertions: readonly vscode.CodeAction[]; readonly others: readonly FixChoice[] },
): readonly vscode.CodeAction[] {
  const edited = (choice: FixChoice) => actionFor(choice, diagnostic.folder, store) ?? [];
  const fixes = choicesFor(diagnostic.findings, fixShell(uri)).flatMap(edited);
  const [best] = fixes;
  if (best) best.isPreferred = true;
  const others = more.others.flatMap(edited);
  const causeIds = new Set(diagnostic.findings.flatMap(({ verdict }) => verdict.cause ?? []));
  const pages = [...causeIds].map(id => {
    const action = new vscode.CodeAction(`Explain: ${causes[id].title}`, vscode.CodeActionKind.QuickFix);
    action.command = { command: commands.openCausePage, title: action.title, arguments: [id] };
    return action;
  });
  const actions = [
    ...fixes,
    ...others,
    ...more.insertions,
    ...waysToChange(diagnostic, uri),
    ...waysToIgnore(diagnostic, uri),
    ...pages,
  ];
  for (const action of actions) action.diagnostics = [diagnostic];
  return actions;
}

/** Putting it aside, for each cause that the squiggle speaks of. */
function waysToIgnore({ findings, folder }: FindingDiagnostic, uri: vscode.Uri): readonly vscode.CodeAction[] {
  const byCause = new Map(findings.map(finding => [finding.verdict.cause, finding.reference]));
  return [...byCause].flatMap(([cause, { file, span }]) => {
    if (cause === null) return [];
    const action = (where: 'comment' | 'config', what: string) => {
      const made = new vscode.CodeAction(`Ignore ${cause} ${what}…`, vscode.CodeActionKind.QuickFix);
      const parameters = [uri.toString(), span.start, cause, where];
      made.command = { command: commands.suppress, title: made.title, arguments: parameters };
      return made;
    };
    return [
      ...(commentMark(file) === undefined ? [] : [action('comment', 'here')]),
      ...(folder.root ? [action('config', `for this image, in ${configName}`)] : []),
    ];
  });
}

/** What can be done with a fix that changes Azure, besides copying its command. */
function waysToChange({ findings }: FindingDiagnostic, uri: vscode.Uri): readonly vscode.CodeAction[] {
  const byTitle = new Map<string, readonly vscode.CodeAction[]>();
  for (const finding of findings) {
    for (const fix of finding.verdict.fixes) {
      if (fix.change === null || fix.bash === null || byTitle.has(fix.title)) continue;
      const address = addressOf(uri.toString(), finding, fix);
      const action = (command: string, what: string) => {
        const made = new vscode.CodeAction(`${plain(fix.title)}: ${what}`, vscode.CodeActionKind.QuickFix);
        made.command = { command, title: made.title, arguments: [address] };
        return made;
      };
      byTitle.set(fix.title, [
        ...(vscode.workspace.isTrusted ? [action(commands.runFix, 'run in the terminal…')] : []),
        action(commands.handOff, 'copy as text for an administrator'),
      ]);
    }
  }
  return [...byTitle.values()].flat();
}

function actionFor(choice: FixChoice, folder: Folder, store: FindingStore): vscode.CodeAction | undefined {
  const action = new vscode.CodeAction(choice.title, vscode.CodeActionKind.QuickFix);
  if (choice.kind === 'copy') {
    action.command = { command: commands.copyFix, title: choice.title, arguments: [choice.command] };
    return action;
  }
  const location = folder.locationOf(choice.edit);
  if (!location || !store.isCurrent(location.uri)) return undefined; // its span is of a text that is no longer there
  action.edit = new vscode.WorkspaceEdit();
  action.edit.replace(location.uri, location.range, choice.edit.newText);
  return action;
}
