import * as vscode from 'vscode';
import { imageQuestionsOf } from '../../access/azure/questions.ts';
import type { Progress } from '../../access/azure/readEstate.ts';
import { t } from '../../model/l10n.ts';
import type { Finding } from '../../model/verdict.ts';
import { wants } from '../ask.ts';
import { findingsAt, type ImageAddress, imageAddressOf } from '../fixes/fixAddress.ts';
import { imageAtCursor } from '../hover/hover.ts';
import { commands, contextKeys, views } from '../ids.ts';
import type { Lifetime } from '../lifetime.ts';
import { registerCommand, setContext } from '../register.ts';
import type { FindingStore } from '../store/findingStore.ts';
import { writeFile } from '../store/workspaceFiles.ts';
import type { NodeSubject, OutlineNode } from '../tree/outline.ts';
import type { LiveMap, LiveProblem } from './liveMap.ts';

/** Registers the face of the live map: commands, welcome texts, progress. */
export function registerLiveMapCommands(
  own: Lifetime,
  live: LiveMap,
  tell: (trouble: LiveProblem | undefined) => void,
): void {
  registerCommand(own, commands.signIn, () => live.signIn());
  registerCommand(own, commands.switchAccount, () => live.signIn({ another: true }));
  registerCommand(own, commands.refreshAzure, () => live.readAgain());
  registerCommand(own, commands.stopReading, () => live.cancel());
  registerCommand(own, commands.saveSnapshot, () => saveSnapshot(live));

  let shown: Promise<void> | undefined;
  const show = () => {
    setContext(contextKeys.azure, live.state);
    setContext(contextKeys.azureWanted, live.wanted);
    tell(live.wanted ? live.trouble : undefined);
    if (live.state === 'reading') shown ??= showProgress(live).finally(() => (shown = undefined));
  };
  own.add(live.onDidChange(show));
  show();
}

/** The bar on the view, and its words in the status bar; a click there cancels. */
async function showProgress(live: LiveMap): Promise<void> {
  const bar = { location: { viewId: views.targets } };
  const status = { location: vscode.ProgressLocation.Window, cancellable: true, title: t('Reading from Azure') };
  const until = () =>
    new Promise<void>(resolve => {
      const ended = live.onDidChange(() => {
        if (live.state === 'reading') return;
        ended.dispose();
        resolve();
      });
    });
  await Promise.all([
    vscode.window.withProgress(bar, until),
    vscode.window.withProgress(status, async (report, token) => {
      token.onCancellationRequested(() => live.cancel());
      const told = live.onDidChange(() => {
        const { progress } = live;
        if (progress)
          report.report({ message: t('{0} of {1} {2}', progress.done, progress.of, progressInWords[progress.what]) });
      });
      await until();
      told.dispose();
    }),
  ]);
}

const progressInWords = {
  subscriptions: t('subscriptions'),
  resources: t('resources'),
  'dns records': t('DNS records'),
  'role assignments': t('role assignments'),
  'role definitions': t('role definitions'),
  details: t('details'),
  images: t('images'),
} as const satisfies Record<Progress['what'], string>;

async function saveSnapshot(live: LiveMap): Promise<void> {
  const { snapshot } = live;
  if (!snapshot) {
    if (await wants(t('Nothing to save yet. Sign in to Azure first.'), t('Sign In'))) await live.signIn();
    return;
  }
  const plain = { label: t('With real IDs'), description: t('for you and your colleagues') };
  const hidden = { label: t('Redacted'), description: t('IDs of subscriptions, tenants and principals are replaced') };
  const picked = await vscode.window.showQuickPick([plain, hidden], { title: t('Save Access Snapshot') });
  if (!picked) return;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const proposal = folder && { defaultUri: vscode.Uri.joinPath(folder, 'access.snapshot.json') };
  const target = await vscode.window.showSaveDialog({ ...proposal, filters: { JSON: ['json'] } });
  if (!target) return;
  const { redacted } = await import('../../access/azure/redact.ts');
  const content = picked === hidden ? redacted(snapshot) : snapshot;
  await writeFile(target, `${JSON.stringify(content, null, 1)}\n`);
}

/** Asking a registry whether it has an image: only when the user asks for this one. */
export function registerLookForImage(own: Lifetime, store: FindingStore, live: LiveMap): void {
  registerCommand(own, commands.lookForImage, async (asked?: OutlineNode | ImageAddress) => {
    const address = asked && 'subject' in asked ? lineAddress(asked.subject) : asked;
    const meant = address
      ? findingsAt(address, store.file(vscode.Uri.parse(address.uri, true)).findings)
      : (await imageAtCursor(store))?.findings;
    if (!meant) return;
    const told = await lookFor(meant, live);
    if (told !== undefined) void vscode.window.showInformationMessage(told);
  });
}

function lineAddress({ line }: NodeSubject): ImageAddress | undefined {
  return line && imageAddressOf(line.uri, line.finding.reference);
}

/** Returns a message for the person, where the finding alone does not say it. */
async function lookFor(findings: readonly Finding[], live: LiveMap): Promise<string | undefined> {
  const { map } = live;
  if (!map) return t('Sign in to Azure to check that an image exists.');
  const questions = imageQuestionsOf(findings, map);
  const [question] = questions;
  if (!question) return t("This image can't be checked: the pull is denied first, or the name is incomplete.");
  const title = t('Checking that the image exists');
  const asked = { location: vscode.ProgressLocation.Window, title, cancellable: true };
  const open = await vscode.window.withProgress(asked, async (_, token) => {
    const cancel = new AbortController();
    token.onCancellationRequested(() => cancel.abort());
    try {
      return await live.lookForImages(questions, cancel.signal);
    } catch {
      return undefined; // cancelled
    }
  });
  const [first] = open ?? [];
  if (first) return t("Can't tell whether {0} exists: {1}.", first.question.repository, first.why);
  if (!open) return undefined;
  const { loginServer, repository, reference } = question;
  const state = live.map?.imageAt(loginServer, repository, reference)?.state;
  const image = reference.includes(':') ? `${repository}@${reference}` : `${repository}:${reference}`;
  return state && inWords[state](image, loginServer);
}

const inWords = {
  found: (image: string, registry: string) => t('{0} exists in {1}.', image, registry),
  missing: (image: string, registry: string) => t("{0} doesn't exist in {1}.", image, registry),
  quarantined: (image: string, registry: string) => t('{0} is quarantined in {1}.', image, registry),
} as const;
