import * as vscode from 'vscode';
import { lastSegment } from '../../access/ids.ts';
import { t } from '../../model/l10n.ts';
import { ageOf } from '../age.ts';
import { seenIn, storeMaps } from '../findings/seen.ts';
import { views } from '../ids.ts';
import type { Lifetime } from '../lifetime.ts';
import type { Choices } from '../store/choices.ts';
import { Debounce } from '../store/debounce.ts';
import type { FindingStore } from '../store/findingStore.ts';
import type { OutlineNode } from '../tree/outline.ts';
import { OutlineTree } from '../tree/outlineTree.ts';
import { nextTurn } from '../turns.ts';
import type { Audited } from './auditWork.ts';

/**
 * The view that audits the whole map. It is counted only while the view is visible, and never blocks other work.
 * Returns the audit of what is known now.
 */
export function showAudit(own: Lifetime, store: FindingStore, choices: Choices, log: vscode.LogOutputChannel) {
  const debounce = own.add(new Debounce());
  let outdated = true;
  /** Counts the turns of work: a result that was begun before the last turn is out of date. */
  let turn = 0;
  let nodes: readonly OutlineNode[] = [];
  const tree = new OutlineTree(own, views.audit, () => nodes);
  const { view } = tree;

  /** It stops at the next chance when something changes or the view is hidden. */
  const count = async () => {
    if (!view.visible || !outdated) return;
    outdated = false;
    const mine = ++turn;
    await vscode.window.withProgress({ location: { viewId: views.audit } }, async () => {
      const found = await auditNow(store, () => view.visible && turn === mine);
      if (turn !== mine) return;
      outdated ||= !found;
      if (!found) return;
      nodes = found;
      view.description = ageOf(storeMaps(store), new Date());
      view.message = limitsOf(choices.targets);
      tree.outdate();
    });
  };
  const show = () => count().catch(error => log.error('the audit could not be counted', error));
  const soon = () => {
    outdated = true;
    debounce.schedule('count', 500, show);
  };
  own.add(view.onDidChangeVisibility(show));
  own.add(store.onDidChange(soon));
  own.add(store.onDidChangeState(soon));
  void show();
  return async () => (await auditNow(store, () => true)) ?? [];
}

/** Unused grants are judged by the manifests that were read, and a pick leaves the other targets out. */
function limitsOf(picked: readonly string[]): string {
  const names = picked.map(lastSegment).join(', ');
  return picked.length > 0 ? t('Counts only the targets that you chose: {0}.', names) : '';
}

/** Undefined: it was not wanted any more. */
async function auditNow(store: FindingStore, isWanted: () => boolean): Promise<readonly OutlineNode[] | undefined> {
  const [{ auditOf }, { auditOutline }] = await Promise.all([import('./auditWork.ts'), import('./auditOutline.ts')]);
  await store.settled();
  const seen = seenIn(store);
  const pause = async () => {
    await nextTurn();
    return isWanted();
  };
  const parts: Audited[] = [];
  for (const map of storeMaps(store)) {
    const ofMap = seen.filter(one => one.map === map);
    const part = await auditOf(map, ofMap, new Date(), pause);
    if (!part) return undefined;
    parts.push(part);
  }
  return auditOutline(parts);
}
