import * as vscode from 'vscode';
import type { AccessMap } from '../../access/map.ts';
import { t } from '../../model/l10n.ts';
import type { ImageReference } from '../../model/reference.ts';
import type { Trouble } from '../azure/liveMap.ts';
import { commands, contextKeys, views } from '../ids.ts';
import type { Lifetime } from '../lifetime.ts';
import { ContextKey, registerCommand, repeat } from '../register.ts';
import { Debounce } from '../store/debounce.ts';
import type { FindingStore } from '../store/findingStore.ts';
import type { Choices } from '../targets/choices.ts';
import { headlineOf, narrowed, type TreeFilter } from './headline.ts';
import { registerNodeCommands } from './nodeCommands.ts';
import { images, type OutlineNode, type SeenFinding, stateOf } from './outline.ts';
import { OutlineTree } from './outlineTree.ts';
import { namedRegistries, registriesOutline } from './registriesOutline.ts';
import { looksAlike, mapsOf, seenIn } from './seen.ts';
import { pickNode, targetsOutline } from './targetsOutline.ts';

/** The views of targets and registries, with their welcome texts, their filter and the badge. */
export class Trees {
  readonly #store: FindingStore;
  readonly #choices: Choices;
  readonly #targets: OutlineTree;
  readonly #registries: OutlineTree;
  readonly #debounce = new Debounce();
  readonly #hasMapKey = new ContextKey(contextKeys.hasMap);
  readonly #settledKey = new ContextKey(contextKeys.settled);
  readonly #filteredKey = new ContextKey(contextKeys.filtered);
  #filter: TreeFilter = 'all';
  /** The findings of both trees, and those that the trees show now. */
  #seen: readonly SeenFinding[] | undefined;
  #shown: { readonly seen: readonly SeenFinding[]; readonly maps: readonly AccessMap[] } | undefined;
  #blocked = 0;
  #trouble: Trouble | undefined;
  #progress = false;

  constructor(own: Lifetime, store: FindingStore, choices: Choices) {
    own.add(this.#debounce);
    this.#store = store;
    this.#choices = choices;
    this.#targets = new OutlineTree(own, views.targets, () => this.outline('targets'));
    this.#registries = new OutlineTree(own, views.registries, () => this.outline('registries'));
    const changed = () => {
      this.#seen = undefined;
      this.#soon();
    };
    own.add(store.onDidChange(changed));
    own.add(store.onDidChangeState(changed));
    own.add(
      choices.onDidChange(() => {
        this.#shown = undefined;
        this.#soon();
      }),
    );
    registerNodeCommands(own, store);
    registerCommand(own, commands.filterTrees, async (wanted?: unknown) => {
      const filter = await pickFilter(wanted, this.#filter);
      if (filter) this.#narrowTo(filter);
    });
    registerCommand(own, commands.showAllInTrees, () => this.#narrowTo('all'));
    repeat(own, 60_000, () => this.#showHeadlines());
  }

  /** Without a map, the registries that manifests name are listed with their images; targets need the map. */
  outline(view: 'targets' | 'registries'): readonly OutlineNode[] {
    const maps = mapsOf(this.#store);
    const seen = this.#findings();
    if (view === 'targets') {
      if (maps.length === 0) return [];
      return [...pickNode(this.#choices.targets), ...narrowed(targetsOutline(seen), this.#filter)];
    }
    const [engine] = this.#store.folders.all().flatMap(({ knowledge }) => knowledge.engine ?? []);
    const registries =
      engine && maps.length > 0 ? registriesOutline(seen, maps, engine.whoCanPull) : namedRegistries(seen);
    return narrowed(registries, this.#filter);
  }

  /** Whether a person sees the view of targets, and with it the welcome text. */
  get visible(): boolean {
    return this.#targets.view.visible;
  }

  /** What went wrong with Azure. A message would hide the welcome text, so without a map it is shown beside the title. */
  tell(trouble: Trouble | undefined): void {
    this.#trouble = trouble;
    this.#showHeadlines();
  }

  #narrowTo(filter: TreeFilter): void {
    this.#filter = filter;
    this.#filteredKey.set(filter !== 'all');
    this.#shown = undefined;
    this.#rebuild();
  }

  /** While a large workspace is read, a tree that follows each file would keep moving and leave no time to read. */
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
    this.#hasMapKey.set(mapsOf(this.#store).length > 0);
    if (!this.#store.busy) this.#settledKey.set(true);
    this.#blocked = this.#countBlocked();
    const tooltip = t("{0} can't be pulled", images(this.#blocked));
    this.#targets.view.badge = this.#blocked > 0 ? { value: this.#blocked, tooltip } : undefined;
    this.#showHeadlines();
    const shown = { seen: this.#findings(), maps: mapsOf(this.#store) };
    const before = this.#shown;
    this.#shown = shown;
    const hasSameMaps =
      before?.maps.length === shown.maps.length && before.maps.every((map, i) => map === shown.maps[i]);
    if (before && hasSameMaps && looksAlike(before.seen, shown.seen)) return;
    this.#targets.outdate();
    this.#registries.outdate();
  }

  #showHeadlines(): void {
    const maps = mapsOf(this.#store);
    const now = new Date();
    const { what, why = '' } = this.#trouble ?? {};
    const message = what === undefined ? '' : t("{0} couldn't be read: {1}. Showing the last result.", what, why);
    this.#targets.view.message = maps.length > 0 ? message : this.#foreignImages();
    this.#targets.view.description = maps.length > 0 ? headlineOf(this.#blocked, maps, this.#filter, now) : why;
    this.#registries.view.description = headlineOf(0, maps, this.#filter, now);
  }

  /** `80 images, none from an Azure registry`: there is nothing to check. */
  #foreignImages(): string {
    if (this.#store.busy || this.#findings().length > 0) return '';
    const count = this.#store.folders
      .all()
      .flatMap(({ examination }) => examination.files().map(file => examination.reading(file)?.references.length ?? 0))
      .reduce((sum, each) => sum + each, 0);
    return count === 0 ? '' : t('{0}, none from an Azure registry.', images(count));
  }

  #findings(): readonly SeenFinding[] {
    this.#seen ??= seenIn(this.#store);
    return this.#seen;
  }

  #countBlocked(): number {
    const references = new Set<ImageReference>();
    // not by what the trees show: that is only made for a tree in view
    for (const { findings } of this.#store.files()) {
      for (const finding of findings) if (stateOf(finding) === 'blocked') references.add(finding.reference);
    }
    return references.size;
  }
}

interface FilterItem extends vscode.QuickPickItem {
  readonly filter: TreeFilter;
}

const items: readonly FilterItem[] = [
  { filter: 'all', label: t('All'), detail: t('Every image from an Azure registry') },
  { filter: 'blocked', label: t('Blocked'), detail: t("Images that can't be pulled") },
  {
    filter: 'problems',
    label: t('Problems'),
    detail: t('Images that are blocked, unknown, or work but need a review'),
  },
];

async function pickFilter(wanted: unknown, present: TreeFilter): Promise<TreeFilter | undefined> {
  const named = items.find(({ filter }) => filter === wanted);
  if (named) return named.filter;
  const shown = items.map(item => ({ ...item, description: item.filter === present ? t('current') : '' }));
  const picked = await vscode.window.showQuickPick(shown, {
    title: t('ACR Pull: Filter Targets and Registries'),
  });
  return picked?.filter;
}
