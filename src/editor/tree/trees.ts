import * as vscode from 'vscode';
import type { ImageReference } from '../../model/reference.ts';
import { ContextKey } from '../contextKey.ts';
import { Debounce } from '../debounce.ts';
import type { FindingStore } from '../findingStore.ts';
import { contextKeys, views } from '../ids.ts';
import { Lifetime } from '../lifetime.ts';
import { counted, hostOf, type OutlineNode, type SeenFinding, stateOf } from './outline.ts';
import { OutlineTree } from './outlineTree.ts';
import { registriesOutline } from './registriesOutline.ts';
import { targetsOutline } from './targetsOutline.ts';

/** The two views of the side bar, with their welcome texts and the badge. */
export class Trees implements vscode.Disposable {
  readonly #lifetime = new Lifetime();
  readonly #store: FindingStore;
  readonly #targets: OutlineTree;
  readonly #registries: OutlineTree;
  readonly #debounce = this.#lifetime.add(new Debounce());
  readonly #hasMapKey = new ContextKey(contextKeys.hasMap);
  readonly #settledKey = new ContextKey(contextKeys.settled);
  #progress = false;

  constructor(store: FindingStore) {
    this.#store = store;
    this.#targets = this.#lifetime.add(new OutlineTree(views.targets, () => this.outline('targets')));
    this.#registries = this.#lifetime.add(new OutlineTree(views.registries, () => this.outline('registries')));
    this.#lifetime.add(store.onDidChange(() => this.#soon()));
    this.#lifetime.add(store.onDidChangeState(() => this.#soon()));
  }

  /** Without a map there is nothing to tell of anybody, and the welcome text says how to get one. */
  outline(view: keyof typeof views): readonly OutlineNode[] {
    const seen = this.#hasMap() ? this.#seen() : [];
    if (view === 'targets') return targetsOutline(seen);
    return registriesOutline(
      seen,
      this.#store.folders.all().flatMap(({ knowledge }) => knowledge.map?.registries ?? []),
    );
  }

  dispose(): void {
    this.#lifetime.dispose();
  }

  /** While a large workspace is read, a tree that follows each file would neither stand still nor leave time to read. */
  #soon(): void {
    const { busy } = this.#store;
    if (busy) this.#showProgress();
    if (!busy || !this.#debounce.waits('rebuild'))
      this.#debounce.schedule('rebuild', busy ? 1000 : 100, () => this.#rebuild());
  }

  #showProgress(): void {
    if (this.#progress) return;
    this.#progress = true;
    void vscode.window.withProgress({ location: { viewId: views.targets } }, async () => {
      await this.#store.settled();
      this.#progress = false;
      this.#soon();
    });
  }

  #rebuild(): void {
    this.#hasMapKey.set(this.#hasMap());
    if (!this.#store.busy) this.#settledKey.set(true);
    const blocked = this.#blocked();
    const tooltip = `${counted(blocked, 'image')} can't be pulled`;
    this.#targets.view.badge = blocked > 0 ? { value: blocked, tooltip } : undefined;
    this.#targets.outdate();
    this.#registries.outdate();
  }

  /** References that are blocked on some target. */
  #blocked(): number {
    const references = new Set<ImageReference>();
    for (const { findings } of this.#store.files()) {
      for (const finding of findings) if (stateOf(finding) === 'blocked') references.add(finding.reference);
    }
    return references.size;
  }

  #hasMap(): boolean {
    return this.#store.folders.all().some(({ knowledge }) => knowledge.map !== undefined);
  }

  #seen(): readonly SeenFinding[] {
    return this.#store.files().flatMap(({ uri, folder, findings }) =>
      findings.map(finding => {
        const start = folder.examination.locate(finding.reference)?.start;
        return {
          finding,
          uri: uri.toString(),
          line: start?.line ?? 0,
          character: start?.character ?? 0,
          registry: folder.knowledge.map?.registryByHost(hostOf(finding)),
        };
      }),
    );
  }
}
