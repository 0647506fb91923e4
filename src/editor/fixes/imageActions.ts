import type * as vscode from 'vscode';
import { causes } from '../../causes/index.ts';
import { t } from '../../model/l10n.ts';
import { imageKey } from '../../model/reference.ts';
import type { Finding } from '../../model/verdict.ts';
import { configName } from '../../workspace/config/config.ts';
import type { LiveMap } from '../azure/liveMap.ts';
import { editing, quickFix } from '../findings/edits.ts';
import { fixAddress, type ImageAddress, imageAddressOf } from '../findings/fixAddress.ts';
import { type FixEntry, fixEntries, fixOfAll, mostEntries } from '../findings/fixTexts.ts';
import { commands } from '../ids.ts';
import { plain } from '../page/markdown.ts';
import type { Choices } from '../store/choices.ts';
import type { FindingStore } from '../store/findingStore.ts';
import type { Folder } from '../store/folder.ts';

/** An image with its findings that are worth fixing, the most important first. */
interface JudgedImage {
  readonly uri: vscode.Uri;
  readonly findings: readonly Finding[];
}

/** Something that can be done about an image. */
export interface ImageAction {
  readonly does: 'fix' | 'send' | 'check' | 'ignore' | 'explain';
  readonly action: vscode.CodeAction;
}

/**
 * All that can be done about an image, in the lightbulb's menu and in that of its rows in the views: at most nine
 * entries, however many targets it has.
 */
export async function imageActions(
  image: JudgedImage,
  store: FindingStore,
  choices: Choices,
  live: LiveMap,
): Promise<readonly ImageAction[]> {
  const { uri, findings } = image;
  const [first] = findings;
  if (!first) return [];
  const { folder } = store.file(uri);
  const address = imageAddressOf(uri.toString(), first.reference);
  const key = imageKey(first.reference);
  const ofReference = store.file(uri).findings.filter(({ reference }) => imageKey(reference) === key);
  const { otherRegistries } = await import('./otherRegistry.ts');
  const elsewhere = otherRegistries(ofReference, folder.knowledge.map, new Date());
  // Together with the script, *Check*, *Ignore* and *Explain*, nine.
  const own = [...elsewhere, ...fixEntries(findings)]
    .slice(0, mostEntries)
    .flatMap(entry => actionFor(entry, uri, store) ?? []);
  const all = fixOfAll(findings);
  const script = all ? [commandAction(all.title, commands.scriptForFile, address)] : [];
  const fixes = all?.comesFirst ? [...script, ...own] : own;
  const [best] = fixes;
  // A hint on an image with an unknown verdict is no correction to apply unseen.
  const isHint = findings.every(({ verdict }) => verdict.outcome === 'unknown');
  if (best && !isHint) best.isPreferred = true;
  const ids = [...new Set(findings.flatMap(({ verdict }) => verdict.cause ?? []))];
  const [cause, ...more] = ids.map(id => causes[id].title);
  const explain = t('Explain: {0}', more.length === 0 ? (cause ?? '') : `${cause}, …`);
  return [
    ...doing('fix', fixes),
    ...doing('send', await chooseTarget(image, folder, choices)),
    ...doing('fix', all?.comesFirst ? [] : script),
    ...doing('check', await checkExistence(address, findings, live)),
    ...doing('ignore', [commandAction(t('Ignore…'), commands.suppress, { ...address, causes: ids })]),
    ...doing('explain', cause === undefined ? [] : [commandAction(explain, commands.openCausePage, ...ids)]),
  ];
}

function doing(does: ImageAction['does'], actions: readonly vscode.CodeAction[]): readonly ImageAction[] {
  return actions.map(action => ({ does, action }));
}

/** Signed in, the registry can be asked for an image whose pull is not refused before. */
async function checkExistence(
  address: ImageAddress,
  findings: readonly Finding[],
  { map }: LiveMap,
): Promise<readonly vscode.CodeAction[]> {
  if (!map) return [];
  const { imageQuestionsOf } = await import('../../access/azure/questions.ts');
  const canAsk = imageQuestionsOf(findings, map).length > 0;
  return canAsk ? [commandAction(t('Check that this image exists'), commands.lookForImage, address)] : [];
}

/** A change of the text is made at once. A change of Azure asks how. */
export function actionFor(
  { title, finding, fix }: FixEntry,
  uri: vscode.Uri,
  store: FindingStore,
): vscode.CodeAction | undefined {
  if (!fix.edit) return commandAction(`${title}…`, commands.applyFix, fixAddress(uri.toString(), finding, fix));
  const { folder } = store.file(uri);
  const location = folder.locationOf(fix.edit);
  if (!location || !store.isCurrent(location.uri)) return undefined; // its span is of a text that is no longer there
  const edit = editing(fix.edit, place => folder.locationOf(place));
  return edit && quickFix(title, { edit });
}

/** Without a target: the cluster that the folder is called like, and the choice of any other. */
async function chooseTarget(
  { findings, uri }: JudgedImage,
  folder: Folder,
  choices: Choices,
): Promise<readonly vscode.CodeAction[]> {
  const open = findings.find(({ verdict }) => verdict.cause === 'no-target');
  if (!open) return [];
  const { proposalFor, waysFor } = await import('../targets/sendTo.ts');
  const ways = waysFor(open.reference, folder, proposalFor(folder, choices));
  if (ways.length === 0) return [];
  const image = imageAddressOf(uri.toString(), open.reference);
  const proposed = ways
    .filter(({ isProposed }) => isProposed)
    .map(({ glob, to }) => {
      const title = t('Add to {0}: {1} is deployed to {2}', configName, glob, to.name);
      return commandAction(title, commands.sendTo, image.uri, image, to.id);
    });
  return [...proposed, commandAction(t('Choose target…'), commands.sendTo, image.uri, image)];
}

function commandAction(title: string, command: string, ...parameters: readonly unknown[]): vscode.CodeAction {
  const shown = plain(title);
  return quickFix(shown, { command: { command, title: shown, arguments: [...parameters] } });
}
