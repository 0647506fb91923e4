import * as vscode from 'vscode';
import { views } from '../ids.ts';
import { Lifetime } from '../lifetime.ts';
import { Debounce } from '../store/debounce.ts';
import type { FindingStore } from '../store/findingStore.ts';
import type { Choices } from '../targets/choices.ts';
import { ageOf } from '../tree/headline.ts';
import type { OutlineNode } from '../tree/outline.ts';
import { OutlineTree } from '../tree/outlineTree.ts';
import { mapsOf, seenIn } from '../tree/seen.ts';
import type { Audited } from './auditWork.ts';
import { WhenSeen } from './whenSeen.ts';

/** The view that audits the whole map. It is counted only while somebody looks, and never keeps others waiting. */
export class AuditView implements vscode.Disposable {
  readonly #lifetime = new Lifetime();
  readonly #store: FindingStore;
  readonly #choices: Choices;
  readonly #tree: OutlineTree;
  readonly #debounce = this.#lifetime.add(new Debounce());
  readonly #work: WhenSeen;
  #nodes: readonly OutlineNode[] = [];

  constructor(store: FindingStore, choices: Choices, log: vscode.LogOutputChannel) {
    this.#store = store;
    this.#choices = choices;
    this.#work = new WhenSeen(
      isWanted => this.#show(isWanted),
      error => log.error('the audit could not be counted', error),
    );
    this.#tree = this.#lifetime.add(new OutlineTree(views.audit, () => this.#nodes));
    const { view } = this.#tree;
    this.#lifetime.add(view.onDidChangeVisibility(({ visible }) => this.#work.setVisible(visible)));
    const soon = () => this.#debounce.schedule('count', 500, () => this.#work.outdate());
    this.#lifetime.add(store.onDidChange(soon));
    this.#lifetime.add(store.onDidChangeState(soon));
    this.#work.setVisible(view.visible);
  }

  /** The audit of what is known now. */
  async outline(): Promise<readonly OutlineNode[]> {
    const { auditOutline } = await import('./auditOutline.ts');
    return auditOutline((await this.#count(() => true)) ?? []);
  }

  dispose(): void {
    this.#lifetime.dispose();
  }

  async #show(isWanted: () => boolean): Promise<void> {
    const counting = async () => {
      const parts = await this.#count(isWanted);
      if (!parts) return;
      const { auditOutline } = await import('./auditOutline.ts');
      this.#nodes = auditOutline(parts);
      const { view } = this.#tree;
      view.description = ageOf(mapsOf(this.#store), new Date());
      view.message = this.#limits();
      this.#tree.outdate();
    };
    await vscode.window.withProgress({ location: { viewId: views.audit } }, counting);
  }

  /** What nobody needs is said of what was looked at, and a pick leaves the other targets out. */
  #limits(): string {
    const names = this.#choices.targets.map(target => target.slice(target.lastIndexOf('/') + 1));
    return names.length > 0 ? `By the targets that are picked alone: ${names.join(', ')}.` : '';
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
