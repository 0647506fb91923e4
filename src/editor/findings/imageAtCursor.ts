import * as vscode from 'vscode';
import { t } from '../../model/l10n.ts';
import { byImage } from '../../model/reference.ts';
import type { FindingStore } from '../store/findingStore.ts';

/** The image at the cursor, or on its line. Undefined, with a message, where there is none. */
export async function imageAtCursor(store: FindingStore) {
  await store.settled();
  const editor = vscode.window.activeTextEditor;
  const file = editor && store.file(editor.document.uri);
  const active = editor?.selection.active;
  for (const [reference, findings] of byImage(file?.findings ?? [])) {
    const range = file?.folder.locationOf(reference)?.range;
    if (!range || !active) continue;
    if (range.contains(active)) return { findings, at: active };
    if (range.isSingleLine && range.start.line === active.line) return { findings, at: range.start };
  }
  void vscode.window.showInformationMessage(t('Put the cursor on an image from an Azure registry first.'));
  return undefined;
}
