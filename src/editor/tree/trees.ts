import * as vscode from 'vscode';
import type { AccessMap } from '../../access/map.ts';
import { t } from '../../model/l10n.ts';
import type { LiveProblem } from '../azure/liveMap.ts';
import { looksAlike, prepareSeen, type SeenFinding, seenIn, storeMaps } from '../findings/seen.ts';
import { imageCountText, referenceCount, stateOf, type TreeFilter, viewDescription } from '../findings/tally.ts';
import { commands, contextKeys, views } from '../ids.ts';
import type { Lifetime } from '../lifetime.ts';
import { registerCommand, repeat, setContext } from '../register.ts';
import type { Choices } from '../store/choices.ts';
import { Debounce } from '../store/debounce.ts';
import type { FindingStore } from '../store/findingStore.ts';
import { causesOutline } from './causesOutline.ts';
import { registerNodeCommands } from './nodeCommands.ts';
import { narrowed, type OutlineNode } from './outline.ts';
import { OutlineTree } from './outlineTree.ts';
import { pickFilter } from './pickFilter.ts';
import { namedRegistries, registriesOutline } from './registriesOutline.ts';
import { pickNode, targetsOutline } from './targetsOutline.ts';

/** Everything that the rows of both trees are made of. */
interface Shown {
  readonly seen: readonly SeenFinding[];
  readonly maps: readonly AccessMap[];
}

/** Milliseconds until the trees follow a change: at rest, and while a workspace is read. */
const soon = 100;
const whileBusy = 1000;

/** The headlines state the age of the map. */
const minute = 60_000;

/**
 * The views of targets and registries, with their welcome texts, their filter and the badge. A change of the findings
 * redraws them after a pause, and only if a row can differ.
 */
export class PullTrees {
  readonly #store: FindingStore;
  readonly #choices: Choices;
  readonly #targets: OutlineTree;
  readonly #registries: OutlineTree;
  readonly #debounce: Debounce;
  #filter: TreeFilter = 'all';
  /** The findings of both trees. Undefined: they have changed since they were collected. */
  #findings: readonly SeenFinding[] | undefined;
  /** As the trees were drawn last. Undefined: they have to be drawn, whatever the findings are. */
  #shown: Shown | undefined;
  /** The number of images that can't be pulled. */
  #blocked = 0;
  #trouble: LiveProblem | undefined;
  #showsProgress = false;

  constructor(own: Lifetime, store: FindingStore, choices: Choices) {
    this.#store = store;
    this.#choices = choices;
    this.#debounce = own.add(new Debounce());
    this.#targets = new OutlineTree(own, views.targets, () => this.outline('targets'));
    this.#registries = new OutlineTree(own, views.registries, () => this.outline('registries'));
    own.add(store.onDidChange(() => this.#outdate()));
    own.add(store.onDidChangeState(() => this.#outdate()));
    own.add(
      choices.onDidChange(() => {
        this.#shown = undefined;
        this.#drawSoon();
      }),
    );
    registerNodeCommands(own, store);
    registerCommand(own, commands.filterTrees, async (wanted?: unknown) => {
      const picked = await pickFilter(wanted, this.#filter);
      if (picked) this.#narrowTo(picked);
    });
    registerCommand(own, commands.showAllInTrees, () => this.#narrowTo('all'));
    repeat(own, minute, () => this.#showHeadlines());
  }

  /** The nodes of a view. Without a map, manifests alone name registries, and there are no targets. */
  outline(view: 'targets' | 'registries'): readonly OutlineNode[] {
    return view === 'targets' ? this.#targetNodes() : this.#registryNodes();
  }

  /** True if the view of targets is visible, and the welcome text with it. */
  get isVisible(): boolean {
    return this.#targets.view.visible;
  }

  /** Shows trouble with Azure. A message would hide the welcome text, so without a map it is beside the title. */
  showTrouble(trouble: LiveProblem | undefined): void {
    this.#trouble = trouble;
    this.#showHeadlines();
  }

  #targetNodes(): readonly OutlineNode[] {
    if (storeMaps(this.#store).length === 0) return [];
    const findings = this.#collected();
    const nodes = [...causesOutline(findings), ...targetsOutline(findings)];
    return [...pickNode(this.#choices.targets), ...narrowed(nodes, this.#filter)];
  }

  #registryNodes(): readonly OutlineNode[] {
    const maps = storeMaps(this.#store);
    const [engine] = this.#store.folders.all().flatMap(({ knowledge }) => knowledge.engine ?? []);
    const findings = this.#collected();
    const nodes =
      engine && maps.length > 0 ? registriesOutline(findings, maps, engine.whoCanPull) : namedRegistries(findings);
    return narrowed(nodes, this.#filter);
  }

  #collected(): readonly SeenFinding[] {
    this.#findings ??= seenIn(this.#store);
    return this.#findings;
  }

  #outdate(): void {
    this.#findings = undefined;
    this.#drawSoon();
  }

  #narrowTo(filter: TreeFilter): void {
    this.#filter = filter;
    setContext(contextKeys.filtered, filter !== 'all');
    this.#shown = undefined;
    this.#draw();
  }

  /** While a large workspace is read, a tree that follows each file would keep moving and leave no time to read. */
  #drawSoon(): void {
    const { busy } = this.#store;
    if (busy) this.#showProgress();
    if (busy && this.#debounce.waits('draw')) return;
    const draw = () => void prepareSeen(this.#store).then(() => this.#draw());
    this.#debounce.schedule('draw', busy ? whileBusy : soon, draw);
  }

  #draw(): void {
    const now: Shown = { seen: this.#collected(), maps: storeMaps(this.#store) };
    setContext(contextKeys.hasMap, now.maps.length > 0);
    if (!this.#store.busy) setContext(contextKeys.settled, true);
    this.#countBlocked(now.seen);
    this.#showHeadlines();
    const before = this.#shown;
    this.#shown = now;
    if (before && hasSameRows(before, now)) return;
    this.#targets.outdate();
    this.#registries.outdate();
  }

  /** Shows the number on the view's icon. VS Code sends every assigned badge to its window, even an equal one. */
  #countBlocked(seen: readonly SeenFinding[]): void {
    this.#blocked = referenceCount(seen.filter(({ finding }) => stateOf(finding) === 'blocked'));
    const { view } = this.#targets;
    if ((view.badge?.value ?? 0) === this.#blocked) return;
    const tooltip = t("{0} can't be pulled", imageCountText(this.#blocked));
    view.badge = this.#blocked > 0 ? { value: this.#blocked, tooltip } : undefined;
  }

  #showHeadlines(): void {
    const maps = storeMaps(this.#store);
    const now = new Date();
    if (maps.length > 0) {
      const description = viewDescription(this.#blocked, maps, this.#filter, now);
      const message = this.#trouble
        ? t("{0} couldn't be read: {1}. Showing the last result.", this.#trouble.what, this.#trouble.why)
        : '';
      this.#targets.say(description, message);
    } else {
      this.#targets.say(this.#trouble?.why ?? '', this.#foreignImages());
    }
    this.#registries.say(viewDescription(0, maps, this.#filter, now));
  }

  /** `80 images, none from an Azure registry`: there is nothing to check. */
  #foreignImages(): string {
    if (this.#store.busy || this.#collected().length > 0) return '';
    const { length: count } = this.#store.folders
      .all()
      .flatMap(folder => folder.manifests().flatMap(file => folder.workspace?.deployments.references(file) ?? []));
    return count === 0 ? '' : t('{0}, none from an Azure registry.', imageCountText(count));
  }

  #showProgress(): void {
    if (this.#showsProgress) return;
    this.#showsProgress = true;
    void vscode.window.withProgress({ location: { viewId: views.targets } }, async () => {
      await this.#store.settled();
      this.#showsProgress = false;
      this.#drawSoon();
    });
  }
}

function hasSameRows(before: Shown, now: Shown): boolean {
  const hasSameMaps = before.maps.length === now.maps.length && before.maps.every((map, i) => map === now.maps[i]);
  return hasSameMaps && looksAlike(before.seen, now.seen);
}
