import type * as vscode from 'vscode';
import { causes } from '../../causes/index.ts';
import { t } from '../../model/l10n.ts';
import { imageKey } from '../../model/reference.ts';
import { configName } from '../../workspace/config/config.ts';
import { FindingDiagnostic, GrantDiagnostic } from '../diagnostics/findingDiagnostic.ts';
import { editing, fixingManifests, quickFix } from '../edits.ts';
import { plain } from '../hover/markdown.ts';
import { commands } from '../ids.ts';
import type { Lifetime } from '../lifetime.ts';
import type { FindingStore } from '../store/findingStore.ts';
import type { Choices } from '../targets/choices.ts';
import { addressOf, imageAddressOf } from './fixAddress.ts';
import { type FixEntry, fixEntries, mostEntries } from './fixTexts.ts';

/** At the line of a grant, the edits that correct it. */
export function registerGrantFixes(own: Lifetime, store: FindingStore): void {
  own.add(
    fixingManifests(GrantDiagnostic, store, async (here, { uri }) =>
      here.flatMap(diagnostic => {
        const edits = fixEntries(diagnostic.findings).filter(({ fix }) => fix.edit !== null);
        const actions = edits.flatMap(entry => actionFor(entry, uri, diagnostic, store) ?? []);
        for (const action of actions) action.diagnostics = [diagnostic];
        return actions;
      }),
    ),
  );
}

/** The menu of the lightbulb: at most eight entries for an image, however many targets it has. */
export function registerQuickFixes(own: Lifetime, store: FindingStore, choices: Choices): void {
  own.add(
    fixingManifests(FindingDiagnostic, store, async (here, { uri }) => {
      const { findings } = store.file(uri);
      const ours = here.filter(diagnostic => diagnostic.findings.every(finding => findings.includes(finding)));
      return (await Promise.all(ours.map(diagnostic => actionsFor(diagnostic, uri, store, choices)))).flat();
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
  const [first] = findings;
  if (!first) return [];
  const image = imageAddressOf(uri.toString(), first.reference);
  const key = imageKey(first.reference);
  const ofReference = store.file(uri).findings.filter(({ reference }) => imageKey(reference) === key);
  const { otherRegistries } = await import('./otherRegistry.ts');
  const elsewhere = otherRegistries(ofReference, folder.knowledge.map, new Date());
  // Together with *Fix on all*, *Ignore* and *Explain*, eight.
  const fixes = [...elsewhere, ...fixEntries(findings)].slice(0, mostEntries).flatMap(entry => {
    return actionFor(entry, uri, diagnostic, store) ?? [];
  });
  const [best] = fixes;
  // A hint on an image of which nothing is known is no correction to apply unseen.
  const isHint = findings.every(({ verdict }) => verdict.outcome === 'unknown');
  if (best && !isHint) best.isPreferred = true;
  const denied = findings.filter(({ verdict }) => verdict.outcome === 'denied').length;
  const onAll = commandAction(t('Fix on all {0} targets (one script)…', denied), commands.scriptForFile, image);
  const ids = [...new Set(findings.flatMap(({ verdict }) => verdict.cause ?? []))];
  const [cause, ...more] = ids.map(id => causes[id].title);
  const actions = [
    ...(denied > 2 ? [onAll] : []),
    ...fixes,
    ...(await chooseTarget(diagnostic, uri, choices)),
    ...(denied === 2 ? [onAll] : []),
    commandAction(t('Ignore…'), commands.suppress, { ...image, causes: ids }),
    ...(cause === undefined
      ? []
      : [commandAction(t('Explain: {0}', more.length === 0 ? cause : `${cause}, …`), commands.openCausePage, ...ids)]),
  ];
  for (const action of actions) action.diagnostics = [diagnostic];
  return actions;
}

/** A change of the text is made at once; a change of Azure asks how. */
function actionFor(
  { title, finding, fix }: FixEntry,
  uri: vscode.Uri,
  { folder }: Pick<FindingDiagnostic, 'folder'>,
  store: FindingStore,
): vscode.CodeAction | undefined {
  if (!fix.edit) return commandAction(`${title}…`, commands.applyFix, addressOf(uri.toString(), finding, fix));
  const location = folder.locationOf(fix.edit);
  if (!location || !store.isCurrent(location.uri)) return undefined; // its span is of a text that is no longer there
  const edit = editing(fix.edit, place => folder.locationOf(place));
  return edit && quickFix(title, { edit });
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
  const isDeployed = findings.some(({ reference }) => reference.workload.platform === 'kubernetes');
  const proposed = (isDeployed ? proposalFor(folder, choices).targets : []).flatMap(target => {
    const glob = globFor(file, target);
    if (glob === undefined) return [];
    const title = t('Add to {0}: {1} is deployed to {2}', configName, glob, target.name);
    return [commandAction(title, commands.sendTo, uri.toString(), target.id)];
  });
  return [...proposed, commandAction(t('Choose target…'), commands.sendTo, uri.toString())];
}

function commandAction(title: string, command: string, ...parameters: readonly unknown[]): vscode.CodeAction {
  const shown = plain(title);
  return quickFix(shown, { command: { command, title: shown, arguments: [...parameters] } });
}
