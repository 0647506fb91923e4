import * as vscode from 'vscode';
import type { Fix } from '../../model/fix.ts';
import type { Finding } from '../../model/verdict.ts';
import type { FindingStore } from '../store/findingStore.ts';
import { fixAt, isFixAddress } from './fixAddress.ts';

/** What a link or a menu means at this moment. Says so where the text or the map has changed since it was shown. */
export function lookUp(
  store: FindingStore,
  address: unknown,
): { readonly finding: Finding; readonly fix: Fix; readonly uri: vscode.Uri } | undefined {
  if (!isFixAddress(address)) return undefined;
  const uri = vscode.Uri.parse(address.uri);
  const found = store.isCurrent(uri) ? fixAt(address, store.file(uri).findings) : undefined;
  if (found) return { ...found, uri };
  vscode.window.setStatusBarMessage('$(info) That fix is out of date; open the menu again.', 6000);
  return undefined;
}
