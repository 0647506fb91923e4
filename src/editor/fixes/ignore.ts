import * as vscode from 'vscode';
import { causes, isVerdictCause, type VerdictCause } from '../../causes/index.ts';
import { t } from '../../model/l10n.ts';
import type { ImageReference } from '../../model/reference.ts';
import { configName } from '../../workspace/config/config.ts';
import { IdleComment } from '../diagnostics/idleComments.ts';
import { changeConfig, fixingManifests, quickFix, replacingSpan } from '../findings/edits.ts';
import { findingsAt, isImageAddress } from '../findings/fixAddress.ts';
import { commentAbove, commentMark, fixesForComment } from '../findings/ignoreComment.ts';
import { commands } from '../ids.ts';
import type { Lifetime } from '../lifetime.ts';
import { registerCommand } from '../register.ts';
import type { FindingStore } from '../store/findingStore.ts';

interface Choice extends vscode.QuickPickItem {
  readonly cause: VerdictCause;
  readonly place: 'comment' | 'config';
}

/**
 * Ignores a finding by a comment in the manifest or by a rule in `.acr-pull.yaml`, always with a reason. Corrects
 * comments that ignore nothing.
 */
export function registerIgnore(own: Lifetime, store: FindingStore): void {
  own.add(
    fixingManifests(IdleComment, store, async (here, document) =>
      here.flatMap(diagnostic => actionsFor(diagnostic, document)),
    ),
  );
  registerCommand(own, commands.suppress, async (asked: unknown) => {
    if (!isImageAddress(asked)) return;
    const uri = vscode.Uri.parse(asked.uri);
    const ids = 'causes' in asked && Array.isArray(asked.causes) ? asked.causes.filter(isVerdictCause) : [];
    const file = store.file(uri);
    const [asSeen] = findingsAt(asked, file.findings);
    const rows = rowsFor(ids, uri, file.folder.root === undefined ? undefined : ruleLabel(asSeen?.reference));
    const picked = await vscode.window.showQuickPick(rows, { title: t('Ignore Finding') });
    if (!picked) return;
    const reason = await vscode.window.showInputBox({
      title: t('Ignore {0}', picked.cause),
      prompt:
        picked.place === 'comment'
          ? t('Why is this OK to ignore? The reason is saved with the comment.')
          : t('Why is this OK to ignore? The reason is saved with the rule.'),
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

/** A rule names the image where all of its name is known, and the file otherwise: see `withRule`. */
function ruleLabel(reference: ImageReference | undefined): string {
  const { image } = reference ?? {};
  const isNamed = image?.kind === 'image' && image.registry !== undefined && image.repository !== undefined;
  return isNamed
    ? t('Ignore this image everywhere (adds a rule to {0})', configName)
    : t('Ignore in this file (adds a rule to {0})', configName);
}

function rowsFor(ids: readonly VerdictCause[], { path }: vscode.Uri, rule: string | undefined): readonly Choice[] {
  return ids.flatMap(cause => {
    const description = causes[cause].title;
    const row = (label: string, place: Choice['place']): Choice => ({ label, description, cause, place });
    return [
      ...(commentMark(path) === undefined ? [] : [row(t('Ignore here (adds a comment)'), 'comment')]),
      ...(rule === undefined ? [] : [row(rule, 'config')]),
    ];
  });
}

function actionsFor(diagnostic: IdleComment, document: vscode.TextDocument): readonly vscode.CodeAction[] {
  return fixesForComment(document.getText(), diagnostic.suppression).map(({ title, ...change }, i) => {
    const edit = replacingSpan(document, change);
    return quickFix(title, { edit, diagnostics: [diagnostic], isPreferred: i === 0 });
  });
}
