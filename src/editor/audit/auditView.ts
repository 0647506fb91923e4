import * as vscode from 'vscode';
import { t } from '../../model/l10n.ts';
import { views } from '../ids.ts';
import type { Lifetime } from '../lifetime.ts';
import { Debounce } from '../store/debounce.ts';
import type { FindingStore } from '../store/findingStore.ts';
import type { Choices } from '../targets/choices.ts';
import { ageOf } from '../tree/headline.ts';
import type { OutlineNode } from '../tree/outline.ts';
import { OutlineTree } from '../tree/outlineTree.ts';
import { mapsOf, seenIn } from '../tree/seen.ts';
import type { Audited } from './auditWork.ts';

/** The view that audits the whole map. It is counted only while the view is visible, and never blocks other work. */
export class AuditView {
  readonly #store: FindingStore;
  readonly #choices: Choices;
  readonly #tree: OutlineTree;
  readonly #debounce = new Debounce();
  #outdated = true;
  /** What was begun before the last turn is out of date. */
  #turn = 0;
  #nodes: readonly OutlineNode[] = [];

  constructor(own: Lifetime, store: FindingStore, choices: Choices, log: vscode.LogOutputChannel) {
    own.add(this.#debounce);
    this.#store = store;
    this.#choices = choices;
    const show = () => this.#show().catch(error => log.error('the audit could not be counted', error));
    this.#tree = new OutlineTree(own, views.audit, () => this.#nodes);
    own.add(this.#tree.view.onDidChangeVisibility(show));
    const soon = () => {
      this.#outdated = true;
      this.#debounce.schedule('count', 500, show);
    };
    own.add(store.onDidChange(soon));
    own.add(store.onDidChangeState(soon));
    void show();
  }

  /** The audit of what is known now. */
  async outline(): Promise<readonly OutlineNode[]> {
    const { auditOutline } = await import('./auditOutline.ts');
    return auditOutline((await this.#count(() => true)) ?? []);
  }

  /** It stops at the next chance when something changes or the view is hidden. */
  async #show(): Promise<void> {
    const { view } = this.#tree;
    if (!view.visible || !this.#outdated) return;
    this.#outdated = false;
    const turn = ++this.#turn;
    await vscode.window.withProgress({ location: { viewId: views.audit } }, async () => {
      const parts = await this.#count(() => view.visible && turn === this.#turn);
      if (turn !== this.#turn) return;
      this.#outdated ||= !parts;
      if (!parts) return;
      const { auditOutline } = await import('./auditOutline.ts');
      this.#nodes = auditOutline(parts);
      view.description = ageOf(mapsOf(this.#store), new Date());
      view.message = this.#limits();
      this.#tree.outdate();
    });
  }

  /** Unused grants are judged by the manifests that were read, and a pick leaves the other targets out. */
  #limits(): string {
    const names = this.#choices.targets.map(target => target.slice(target.lastIndexOf('/') + 1));
    return names.length > 0 ? t('Counts only the targets that you chose: {0}.', names.join(', ')) : '';
  }

  async #count(isWanted: () => boolean): Promise<readonly Audited[] | undefined> {
    const { auditOf } = await import('./auditWork.ts');
    await this.#store.settled();
    const seen = seenIn(this.#store);
    const now = new Date();
    const pause = async () => {
      await new Promise(resolve => setImmediate(resolve));
      return isWanted();
    };
    const parts: Audited[] = [];
    for (const map of mapsOf(this.#store)) {
      const part = await auditOf(
        map,
        seen.filter(one => one.map === map),
        now,
        pause,
      );
      if (!part) return undefined;
      parts.push(part);
    }
    return parts;
  }
}
