import * as vscode from 'vscode';
import type { AccessMap } from '../../access/map.ts';
import { t } from '../../model/l10n.ts';
import { copyText } from '../ask.ts';
import type { LiveProblem } from '../azure/liveMap.ts';
import { fixAddress } from '../findings/fixAddress.ts';
import { looksAlike, prepareSeen, type SeenFinding, seenIn, storeMaps } from '../findings/seen.ts';
import { imageCountText, referenceCount, stateOf, type TreeFilter, viewDescription } from '../findings/tally.ts';
import { findFix } from '../fixes/applyFix.ts';
import { commands, contextKeys, views } from '../ids.ts';
import type { Lifetime } from '../lifetime.ts';
import { registerCommand, repeat, setContext } from '../register.ts';
import { fixShell } from '../settings.ts';
import type { Choices } from '../store/choices.ts';
import { Debounce } from '../store/debounce.ts';
import type { FindingStore } from '../store/findingStore.ts';
import { causesOutline } from './causesOutline.ts';
import { type NodeSubject, narrowed, type OutlineNode } from './outline.ts';
import { OutlineTree } from './outlineTree.ts';
import { namedRegistries, registriesOutline } from './registriesOutline.ts';
import { pickNode, targetsOutline } from './targetsOutline.ts';

/** The views of targets and registries, with their welcome texts, their filter and the badge. */
export function showTrees(own: Lifetime, store: FindingStore, choices: Choices) {
  const debounce = own.add(new Debounce());
  let filter: TreeFilter = 'all';
  /** The findings of both trees, and those that the trees show now. */
  let known: readonly SeenFinding[] | undefined;
  let shown: { readonly seen: readonly SeenFinding[]; readonly maps: readonly AccessMap[] } | undefined;
  let blocked = 0;
  let azure: LiveProblem | undefined;
  let inProgress = false;

  const findings = (): readonly SeenFinding[] => {
    known ??= seenIn(store);
    return known;
  };

  /** Without a map, the registries that manifests name are listed with their images. Targets need the map. */
  const outline = (view: 'targets' | 'registries'): readonly OutlineNode[] => {
    const maps = storeMaps(store);
    if (view === 'targets') {
      if (maps.length === 0) return [];
      const nodes = [...causesOutline(findings()), ...targetsOutline(findings())];
      return [...pickNode(choices.targets), ...narrowed(nodes, filter)];
    }
    const [engine] = store.folders.all().flatMap(({ knowledge }) => knowledge.engine ?? []);
    const registries =
      engine && maps.length > 0 ? registriesOutline(findings(), maps, engine.whoCanPull) : namedRegistries(findings());
    return narrowed(registries, filter);
  };
  const targets = new OutlineTree(own, views.targets, () => outline('targets'));
  const registries = new OutlineTree(own, views.registries, () => outline('registries'));

  const showHeadlines = () => {
    const maps = storeMaps(store);
    const now = new Date();
    const { what, why = '' } = azure ?? {};
    const message = what === undefined ? '' : t("{0} couldn't be read: {1}. Showing the last result.", what, why);
    targets.say(
      maps.length > 0 ? viewDescription(blocked, maps, filter, now) : why,
      maps.length > 0 ? message : foreignImages(),
    );
    registries.say(viewDescription(0, maps, filter, now));
  };

  /** `80 images, none from an Azure registry`: there is nothing to check. */
  const foreignImages = (): string => {
    if (store.busy || findings().length > 0) return '';
    const { length: count } = store.folders
      .all()
      .flatMap(folder => folder.manifests().flatMap(file => folder.workspace?.deployments.references(file) ?? []));
    return count === 0 ? '' : t('{0}, none from an Azure registry.', imageCountText(count));
  };

  const rebuild = () => {
    const now = { seen: findings(), maps: storeMaps(store) };
    setContext(contextKeys.hasMap, now.maps.length > 0);
    if (!store.busy) setContext(contextKeys.settled, true);
    blocked = referenceCount(now.seen.filter(({ finding }) => stateOf(finding) === 'blocked'));
    const tooltip = t("{0} can't be pulled", imageCountText(blocked));
    if ((targets.view.badge?.value ?? 0) !== blocked)
      targets.view.badge = blocked > 0 ? { value: blocked, tooltip } : undefined;
    showHeadlines();
    const before = shown;
    shown = now;
    const hasSameMaps = before?.maps.length === now.maps.length && before.maps.every((map, i) => map === now.maps[i]);
    if (before && hasSameMaps && looksAlike(before.seen, now.seen)) return;
    targets.outdate();
    registries.outdate();
  };

  const showProgress = () => {
    if (inProgress) return;
    inProgress = true;
    void vscode.window.withProgress({ location: { viewId: views.targets } }, async () => {
      await store.settled();
      inProgress = false;
      rebuildSoon();
    });
  };

  /** While a large workspace is read, a tree that follows each file would keep moving and leave no time to read. */
  const rebuildSoon = () => {
    const { busy } = store;
    if (busy) showProgress();
    if (!busy || !debounce.waits('rebuild'))
      debounce.schedule('rebuild', busy ? 1000 : 100, () => void prepareSeen(store).then(rebuild));
  };

  const narrowTo = (wanted: TreeFilter) => {
    filter = wanted;
    setContext(contextKeys.filtered, filter !== 'all');
    shown = undefined;
    rebuild();
  };

  const changed = () => {
    known = undefined;
    rebuildSoon();
  };
  own.add(store.onDidChange(changed));
  own.add(store.onDidChangeState(changed));
  own.add(
    choices.onDidChange(() => {
      shown = undefined;
      rebuildSoon();
    }),
  );
  registerNodeCommands(own, store);
  registerCommand(own, commands.filterTrees, async (wanted?: unknown) => {
    const picked = await pickFilter(wanted, filter);
    if (picked) narrowTo(picked);
  });
  registerCommand(own, commands.showAllInTrees, () => narrowTo('all'));
  repeat(own, 60_000, showHeadlines);
  return {
    outline,
    /** Returns whether the view of targets is visible, and the welcome text with it. */
    isVisible: () => targets.view.visible,
    /**
     * Shows trouble with Azure. A message would hide the welcome text, so without a map it is shown beside the title.
     */
    tell: (trouble: LiveProblem | undefined) => {
      azure = trouble;
      showHeadlines();
    },
  };
}

const items: readonly (vscode.QuickPickItem & { readonly filter: TreeFilter })[] = [
  { filter: 'all', label: t('All'), detail: t('Every image from an Azure registry') },
  { filter: 'blocked', label: t('Blocked'), detail: t("Images that can't be pulled") },
  {
    filter: 'problems',
    label: t('Problems'),
    detail: t('Images that are blocked or unknown, or that work but need review'),
  },
];

async function pickFilter(wanted: unknown, present: TreeFilter): Promise<TreeFilter | undefined> {
  const named = items.find(({ filter }) => filter === wanted);
  if (named) return named.filter;
  const shown = items.map(item => ({ ...item, description: item.filter === present ? t('current') : '' }));
  return (await vscode.window.showQuickPick(shown, { title: t('ACR Pull: Filter Targets and Registries') }))?.filter;
}

/** Registers the commands in the menus of the trees. The palette has none of them, since each acts on a node. */
function registerNodeCommands(own: Lifetime, store: FindingStore): void {
  const onNode = (command: string, act: (subject: NodeSubject) => Promise<unknown>) => {
    registerCommand(own, command, (node?: OutlineNode) => node && act(node.subject));
  };
  onNode(commands.copyResourceId, ({ resourceId }) => copy(resourceId, t('resource ID')));
  onNode(commands.copyPrincipalId, ({ principalId }) => copy(principalId, t('principal ID')));
  onNode(commands.openInPortal, async ({ portal }) => {
    if (portal !== undefined) await vscode.env.openExternal(vscode.Uri.parse(portal, true));
  });
  onNode(commands.goToLine, reveal);
  onNode(commands.showNodeProof, async subject => {
    const { line } = subject;
    if (!line || !(await reveal(subject))) return;
    await store.settled(); // of a document that has just been opened there is no proof yet
    await vscode.commands.executeCommand(commands.showProof, line.line, line.character);
  });
  onNode(commands.copyNodeFix, async ({ fixOf, command }) => {
    const shell = fixShell(fixOf && vscode.Uri.parse(fixOf.uri, true));
    const text = command ? command[shell] : fixOf && presentCommand(store, fixOf, shell);
    if (text) await vscode.commands.executeCommand(commands.copyFix, text);
  });
}

async function copy(text: string | undefined, what: string): Promise<void> {
  if (text !== undefined) await copyText(text, t('$(check) Copied {0}.', what));
}

export async function reveal({ line }: Pick<NodeSubject, 'line'>): Promise<vscode.TextEditor | undefined> {
  if (!line) return undefined;
  const at = new vscode.Position(line.line, line.character);
  return vscode.window.showTextDocument(vscode.Uri.parse(line.uri, true), { selection: new vscode.Range(at, at) });
}

/** The command as the engine proposes it at this moment, not as it was when the tree was drawn. */
function presentCommand(
  store: FindingStore,
  { finding, uri }: NonNullable<NodeSubject['fixOf']>,
  shell: 'bash' | 'powershell',
): string | null {
  const fix = finding.verdict.fixes.find(one => one[shell] !== null);
  const found = fix && findFix(store, fixAddress(uri, finding, fix));
  return found?.fix[shell] ?? null;
}
