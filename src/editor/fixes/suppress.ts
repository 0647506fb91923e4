import * as vscode from 'vscode';
import { causes, isVerdictCause } from '../../causes/index.ts';
import type { VerdictCause } from '../../model/cause.ts';
import { t } from '../../model/l10n.ts';
import { configName } from '../../workspace/config/config.ts';
import { commands } from '../ids.ts';
import type { Lifetime } from '../lifetime.ts';
import { registerCommand } from '../register.ts';
import type { FindingStore } from '../store/findingStore.ts';
import { commentAbove, commentMark, configRule, type Insertion } from './suppressionEdit.ts';

interface Asked {
  readonly uri: string;
  readonly where: string;
  readonly text: string;
  readonly causes: readonly string[];
}

interface Row extends vscode.QuickPickItem {
  readonly cause: VerdictCause;
  readonly place: 'comment' | 'config';
}

/** Ignores a finding by a comment in the manifest or by a rule in `.acr-pull.yaml`; always with a reason. */
export function registerSuppress(own: Lifetime, store: FindingStore): void {
  registerCommand(own, commands.suppress, async (asked: unknown) => {
    if (!isAsked(asked)) return;
    const uri = vscode.Uri.parse(asked.uri);
    const rows = rowsFor(asked, uri, store.file(uri).folder.root !== undefined);
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
    const finding = findings.find(({ reference: { where, text }, verdict }) => {
      return where === asked.where && text === asked.text && verdict.cause === picked.cause;
    });
    if (!finding) return;
    if (picked.place === 'comment') {
      await insert(uri, text => commentAbove(text, finding.reference, picked.cause, reason));
    } else if (folder.root) {
      const config = vscode.Uri.joinPath(folder.root, configName);
      await insert(config, text => configRule(text, finding.reference, picked.cause, reason));
    }
  });
}

function isAsked(value: unknown): value is Asked {
  if (typeof value !== 'object' || value === null) return false;
  const { uri, where, text, causes: ids }: Partial<Record<keyof Asked, unknown>> = value;
  return [uri, where, text].every(part => typeof part === 'string') && Array.isArray(ids);
}

function rowsFor({ causes: ids }: Asked, { path }: vscode.Uri, hasFolder: boolean): readonly Row[] {
  return ids.filter(isVerdictCause).flatMap(cause => {
    const row = (label: string, place: Row['place']): Row => ({
      label,
      description: causes[cause].title,
      cause,
      place,
    });
    return [
      ...(commentMark(path) === undefined ? [] : [row(t('Ignore {0} here, with a comment', cause), 'comment')]),
      ...(hasFolder ? [row(t('Ignore {0} for this image, in {1}', cause, configName), 'config')] : []),
    ];
  });
}

/** The edit is left for the person to look at and to save. */
async function insert(uri: vscode.Uri, insertionFor: (text: string) => Insertion | undefined): Promise<void> {
  const document = await openOrCreate(uri);
  const insertion = insertionFor(document.getText());
  if (!insertion) return;
  const edit = new vscode.WorkspaceEdit();
  edit.insert(uri, document.positionAt(insertion.offset), insertion.text);
  await vscode.workspace.applyEdit(edit);
  if (uri.path.endsWith(`/${configName}`)) await vscode.window.showTextDocument(document, { preview: false });
}

async function openOrCreate(uri: vscode.Uri): Promise<vscode.TextDocument> {
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch {
    const create = new vscode.WorkspaceEdit();
    create.createFile(uri, { ignoreIfExists: true });
    await vscode.workspace.applyEdit(create);
    return vscode.workspace.openTextDocument(uri);
  }
}
