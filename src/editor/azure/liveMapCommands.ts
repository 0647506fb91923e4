import * as vscode from 'vscode';
import type { Progress } from '../../access/azure/readEstate.ts';
import { t } from '../../model/l10n.ts';
import { wants } from '../ask.ts';
import type { WorkspaceFiles } from '../files/workspaceFiles.ts';
import { commands, contextKeys, views } from '../ids.ts';
import type { Lifetime } from '../lifetime.ts';
import { registerCommand, setContext } from '../register.ts';
import type { LiveMap, LiveProblem } from './liveMap.ts';

/** Registers the face of the live map: commands, welcome texts, progress. */
export function registerLiveMapCommands(
  own: Lifetime,
  files: WorkspaceFiles,
  live: LiveMap,
  tell: (trouble: LiveProblem | undefined) => void,
): void {
  registerCommand(own, commands.signIn, () => live.signIn());
  registerCommand(own, commands.switchAccount, () => live.signIn({ another: true }));
  registerCommand(own, commands.refreshAzure, () => live.readAgain());
  registerCommand(own, commands.stopReading, () => live.cancel());
  registerCommand(own, commands.saveSnapshot, () => saveSnapshot(live, files));

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

/** The bar on the view, and its words in the status bar. A click there cancels. */
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

async function saveSnapshot(live: LiveMap, files: WorkspaceFiles): Promise<void> {
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
  await files.write(target, `${JSON.stringify(content, null, 1)}\n`);
}
