import * as vscode from 'vscode';
import { causes, isVerdictCause, type VerdictCause } from '../../causes/index.ts';
import { t } from '../../model/l10n.ts';
import { configName } from '../../workspace/config/config.ts';
import { changeConfig, replacingSpan } from '../edits.ts';
import { commands } from '../ids.ts';
import type { Lifetime } from '../lifetime.ts';
import { registerCommand } from '../register.ts';
import type { FindingStore } from '../store/findingStore.ts';
import { findingsAt, isImageAddress } from './fixAddress.ts';
import { commentAbove, commentMark } from './ignoreComment.ts';

interface Choice extends vscode.QuickPickItem {
  readonly cause: VerdictCause;
  readonly place: 'comment' | 'config';
}

/** Ignores a finding by a comment in the manifest or by a rule in `.acr-pull.yaml`; always with a reason. */
export function registerSuppress(own: Lifetime, store: FindingStore): void {
  registerCommand(own, commands.suppress, async (asked: unknown) => {
    if (!isImageAddress(asked)) return;
    const uri = vscode.Uri.parse(asked.uri);
    const ids = 'causes' in asked && Array.isArray(asked.causes) ? asked.causes.filter(isVerdictCause) : [];
    const rows = rowsFor(ids, uri, store.file(uri).folder.root !== undefined);
    const picked = await vscode.window.showQuickPick(rows, { title: t('Ignore Finding') });
    if (!picked) return;
    const reason = await vscode.window.showInputBox({
      title: t('Ignore {0}', picked.cause),
      prompt: t('Why is this acceptable? The reason is kept with the rule.'),
      validateInput: text => (text.trim() === '' ? t('Enter a reason.') : undefined),
    });
    if (reason === undefined) return;
    await store.settled();
    // Looked up after the reason was written: the text may have moved meanwhile.
    const { folder, findings } = store.file(uri);
    const finding = findingsAt(asked, findings).find(({ verdict }) => verdict.cause === picked.cause);
    if (!finding) return;
    // Either edit is left for the person to look at and to save.
    if (picked.place === 'comment') {
      const document = await vscode.workspace.openTextDocument(uri);
      const comment = commentAbove(document.getText(), finding.reference, picked.cause, reason);
      if (comment) await vscode.workspace.applyEdit(replacingSpan(document, comment));
    } else if (folder.root) {
      const { withRule } = await import('../../workspace/config/writeConfig.ts');
      const rule = (text: string) => withRule(text, finding.reference, picked.cause, reason.trim());
      const config = await changeConfig(folder.root, rule);
      if (config) await vscode.window.showTextDocument(config, { preview: false });
    }
  });
}

function rowsFor(ids: readonly VerdictCause[], { path }: vscode.Uri, hasFolder: boolean): readonly Choice[] {
  return ids.flatMap(cause => {
    const description = causes[cause].title;
    const row = (label: string, place: Choice['place']): Choice => ({ label, description, cause, place });
    return [
      ...(commentMark(path) === undefined ? [] : [row(t('Ignore {0} here, with a comment', cause), 'comment')]),
      ...(hasFolder ? [row(t('Ignore {0} for this image, in {1}', cause, configName), 'config')] : []),
    ];
  });
}
