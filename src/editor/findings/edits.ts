import * as vscode from 'vscode';
import { changesOf, type TextEdit } from '../../model/fix.ts';
import { t } from '../../model/l10n.ts';
import type { Place } from '../../model/place.ts';
import { configName } from '../../workspace/config/config.ts';
import type { FindingStore } from '../store/findingStore.ts';
import { manifestSelector } from '../store/manifestFiles.ts';

/** A change of the text, which nothing saves. An empty range: an insertion. */
export function replacing(uri: vscode.Uri, range: vscode.Range, newText: string): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  edit.replace(uri, range, newText);
  return edit;
}

/** All changes of an edit. Undefined where one of its files was not read. */
export function editing(edit: TextEdit, locationOf: (place: Place) => vscode.Location | undefined) {
  const all = new vscode.WorkspaceEdit();
  for (const each of changesOf(edit)) {
    const location = locationOf(each);
    if (location === undefined) return undefined;
    all.replace(location.uri, location.range, each.newText);
  }
  return all;
}

/** The same, at offsets of a document. */
export function replacingSpan(document: vscode.TextDocument, { span, newText }: Omit<TextEdit, 'file'>) {
  const range = new vscode.Range(document.positionAt(span.start), document.positionAt(span.end));
  return replacing(document.uri, range, newText);
}

/**
 * Changes the config of a folder, or makes one, and leaves it to be saved. Undefined, with a message, where its text
 * can't be read.
 */
export async function changeConfig(
  root: vscode.Uri,
  changed: (text: string) => string | undefined,
): Promise<vscode.TextDocument | undefined> {
  const document = await openOrCreate(vscode.Uri.joinPath(root, configName));
  const text = document.getText();
  const newText = changed(text);
  if (newText === undefined) {
    await vscode.window.showErrorMessage(t('{0} has a syntax error. Fix it, then try again.', configName));
    return undefined;
  }
  await vscode.workspace.applyEdit(replacingSpan(document, { span: { start: 0, end: text.length }, newText }));
  return document;
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

/** An entry of the lightbulb's menu: it changes the text at once, or runs a command. */
export function quickFix(
  title: string,
  parts: Pick<vscode.CodeAction, 'edit' | 'command' | 'diagnostics' | 'isPreferred'>,
): vscode.CodeAction {
  return Object.assign(new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix), parts);
}

/** Offers quick fixes in these documents. */
export function offeringQuickFixes(
  selector: vscode.DocumentSelector,
  provideCodeActions: vscode.CodeActionProvider['provideCodeActions'],
): vscode.Disposable {
  const kinds = { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] };
  return vscode.languages.registerCodeActionsProvider(selector, { provideCodeActions }, kinds);
}

/**
 * Offers fixes for the diagnostics of one kind in a manifest, for its present text. The lightbulb asks only once, so
 * this waits for the findings of what was just typed or opened. Where none was shown there is nothing to wait for.
 */
export function fixingManifests<T extends vscode.Diagnostic>(
  type: new (...args: never[]) => T,
  store: FindingStore,
  actionsFor: (here: readonly T[], document: vscode.TextDocument) => Promise<vscode.CodeAction[]>,
): vscode.Disposable {
  return offeringQuickFixes(manifestSelector, async (document, range, { diagnostics }, token) => {
    if (!diagnostics.some(each => each instanceof type) || !(await store.becomesCurrent(document.uri, token)))
      return [];
    const here = vscode.languages
      .getDiagnostics(document.uri)
      .filter(each => each.range.intersection(range) !== undefined)
      .filter((each): each is T => each instanceof type);
    return actionsFor(here, document);
  });
}
