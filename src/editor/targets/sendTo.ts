import * as vscode from 'vscode';
import { allOf, t } from '../../model/l10n.ts';
import type { ImageReference } from '../../model/reference.ts';
import { kindInWords } from '../../model/target.ts';
import { configName } from '../../workspace/config/config.ts';
import {
  noProposal,
  type Proposal,
  placedIn,
  proposeTargets,
  withoutTarget,
} from '../../workspace/targets/proposal.ts';
import { targetsOf } from '../../workspace/targets/targets.ts';
import { type WayToSend, waysToSend, wayTo } from '../../workspace/targets/waysToSend.ts';
import { type ChoiceRow, choose, wants } from '../ask.ts';
import { changeConfig, replacing } from '../findings/edits.ts';
import { findingsAt, isImageAddress } from '../findings/fixAddress.ts';
import { factsOf } from '../findings/tally.ts';
import { commands } from '../ids.ts';
import type { Lifetime } from '../lifetime.ts';
import { registerCommand } from '../register.ts';
import type { Choices } from '../store/choices.ts';
import type { FindingStore } from '../store/findingStore.ts';
import type { Folder } from '../store/folder.ts';
import { presentFirst, whereabouts } from './targetCandidates.ts';

/** From a map to targets: sends manifests to a cluster by a line in `.acr-pull.yaml`, or proposes the whole file. */
export function registerSendTo(own: Lifetime, store: FindingStore, choices: Choices, memory: vscode.Memento): void {
  const configs = () => store.folders.all().flatMap(folder => wholeConfig(folder, choices) ?? []);
  own.add(
    store.onDidChangeState(async () => {
      if (store.busy || memory.get(offeredKey, false)) return;
      const [first] = configs();
      if (!first) return;
      await memory.update(offeredKey, true);
      await offer(first);
    }),
  );
  registerCommand(own, commands.sendTo, async (address?: unknown, place?: unknown, targetId?: unknown) => {
    const uri = typeof address === 'string' ? vscode.Uri.parse(address) : vscode.window.activeTextEditor?.document.uri;
    if (!uri) return void vscode.window.showInformationMessage(t('Open a manifest first.'));
    await store.settled();
    const { folder, findings } = store.file(uri);
    const proposal = proposalFor(folder, choices);
    const asked = isImageAddress(place) ? findingsAt(place, findings) : findings;
    const open = asked.filter(({ target }) => target === null);
    const all = (open.length > 0 ? open : asked).map(({ reference }) => {
      return { reference, ways: waysFor(reference, folder, proposal) };
    });
    const first = all.find(({ ways }) => ways.length > 0) ?? all[0];
    if (!first) return void vscode.window.showInformationMessage(t('This file has no image from an Azure registry.'));
    const way = first.ways.find(({ to }) => to.id === targetId);
    if (way) await send(folder, way);
    else
      await chooseWay(
        folder,
        first,
        choices,
        findings.flatMap(({ target }) => target?.id ?? []),
      );
  });
  registerCommand(own, commands.saveTargets, () => save(store, choices));
  registerCommand(own, commands.proposeConfig, async () => {
    await store.settled();
    const [first] = configs();
    if (first) return show(first);
    await vscode.window.showInformationMessage(
      t('Nothing to propose: no folder is named after a cluster. Choose targets, or name them in .acr-pull.yaml.'),
    );
  });
}

/** Proposes targets for the manifests of a folder, by its map and its manifests. */
export function proposalFor(folder: Folder, { context }: Pick<Choices, 'context'>): Proposal {
  const { map } = folder.knowledge;
  if (!map) return noProposal;
  const findings = folder.allFindings();
  const kubectl = { contexts: context ? [context] : [], current: context };
  return proposeTargets(withoutTarget(findings), map, kubectl, placedIn(findings));
}

/** The entries of the config that give an image one more target. A file outside any folder has no config. */
export function waysFor(
  reference: ImageReference,
  { root, knowledge: { config, map } }: Folder,
  proposal: Pick<Proposal, 'targets'>,
): readonly WayToSend[] {
  return root ? waysToSend(reference, proposal, { config, map }) : [];
}

async function chooseWay(
  folder: Folder,
  { reference, ways }: { readonly reference: ImageReference; readonly ways: readonly WayToSend[] },
  choices: Choices,
  presentIds: readonly string[],
): Promise<void> {
  const whole = ways.some(({ isProposed }) => isProposed) ? wholeConfig(folder, choices) : undefined;
  const rows: readonly ChoiceRow[] = [
    ...presentFirst(ways, ({ to }) => to.id, presentIds).map(({ row: way, isPresent }) => ({
      label: t('{0} is deployed to {1}', way.glob, way.to.name),
      description: factsOf(kindInWords[way.to.kind], isPresent ? t('current') : undefined, platformsIn(way)),
      detail: whereabouts(way.to.id),
      act: () => send(folder, way),
    })),
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    ...(whole ? [{ label: t('Propose {0}…', configName), act: () => show(whole) }] : []),
    {
      label: t('Choose targets without a config…'),
      act: () => vscode.commands.executeCommand(commands.pickTarget),
    },
  ];
  await choose(rows, {
    title:
      reference.workload.platform === 'kubernetes'
        ? t('ACR Pull: Where Is This Deployed?')
        : t('ACR Pull: Who Pulls This?'),
    placeHolder: t('Add to {0}: where does {1} go?', configName, reference.file),
  });
}

/** `platforms: [compose]`, as the config has it. */
function platformsIn({ to: { platforms } }: WayToSend): string {
  return platforms.length === 0 ? '' : `platforms: [${platforms.join(', ')}]`;
}

async function send({ root }: Folder, { to, glob }: WayToSend): Promise<void> {
  const { withTarget } = await import('../../workspace/config/writeConfig.ts');
  if (!root || !(await change(root, text => withTarget(text, to, glob)))) return;
  await tellOf(root, t('Added to {0}: {1} is deployed to {2}.', configName, glob, to.name));
}

/** Writes the chosen targets into the configs, for the manifests that go there by this choice alone. */
async function save(store: FindingStore, choices: Choices): Promise<void> {
  await store.settled();
  const { withTarget } = await import('../../workspace/config/writeConfig.ts');
  for (const folder of store.folders.all()) {
    const { root } = folder;
    const { config, map } = folder.knowledge;
    const sent = new Map<string, Pick<WayToSend, 'to' | 'glob'>>();
    for (const { reference, target } of folder.allFindings()) {
      if (target?.id === undefined) continue;
      const { name, kind, id } = target;
      const otherwise = targetsOf(reference, { config, map });
      if (otherwise.some(other => other.id === id)) continue;
      const way = wayTo({ name, kind, id }, reference);
      sent.set(`${id} ${way.glob}`, way);
    }
    if (!root || sent.size === 0) continue;
    const isWritten = await change(root, before =>
      [...sent.values()].reduce<string | undefined>(
        (text, { to, glob }) => text && withTarget(text, to, glob),
        before || '\n',
      ),
    );
    if (!isWritten) return;
    const names = new Set([...sent.values()].map(({ to }) => to.name));
    void tellOf(root, t('Saved to {0}: {1}.', configName, [...names].join(', ')));
  }
  await choices.setTargets([]);
}

async function tellOf(root: vscode.Uri, what: string): Promise<void> {
  if (await wants(what, t('Open {0}', configName)))
    await vscode.window.showTextDocument(vscode.Uri.joinPath(root, configName));
}

/** Changes the config of a folder and saves it. False where its text can't be read. */
async function change(root: vscode.Uri, changed: (text: string) => string | undefined): Promise<boolean> {
  const document = await changeConfig(root, changed);
  await document?.save();
  return document !== undefined;
}

/** The proposal is offered once in a workspace. The command brings it back. */
const offeredKey = 'proposalOffered';

type WholeConfig = NonNullable<ReturnType<typeof wholeConfig>>;

/** A config for a folder that has none. Undefined where nothing can be proposed. */
function wholeConfig(folder: Folder, choices: Choices) {
  const { root, knowledge } = folder;
  if (!root || knowledge.config.file !== undefined) return undefined;
  const proposal = proposalFor(folder, choices);
  const snapshots = knowledge.snapshots.map(uri => vscode.workspace.asRelativePath(uri, false));
  return proposal.targets.length > 0 ? { root, proposal, snapshots } : undefined;
}

async function textOf({ proposal, snapshots }: WholeConfig): Promise<string> {
  return (await import('../../workspace/config/writeConfig.ts')).proposedConfig(proposal, snapshots);
}

async function offer(config: WholeConfig): Promise<void> {
  const targets = config.proposal.targets.map(({ name, manifests }) => t('{0} to {1}', shortened(manifests), name));
  const [write, review] = [t('Write {0}', configName), t('Review…')];
  const question = t('Where are these deployed? Suggestion: {0}.', targets.join(', '));
  const answer = await vscode.window.showInformationMessage(question, write, review);
  if (answer === review) await show(config);
  if (answer !== write) return;
  const text = await textOf(config);
  await change(config.root, () => text);
}

/** A message has room for a few globs. */
function shortened(manifests: readonly string[]): string {
  const rest = manifests.length - 3;
  return rest > 0 ? t('{0} and {1} more', manifests.slice(0, 3).join(', '), rest) : allOf(manifests);
}

/** Shows a whole config before it is saved. */
async function show(config: WholeConfig): Promise<void> {
  const uri = vscode.Uri.joinPath(config.root, configName).with({ scheme: 'untitled' });
  const document = await vscode.workspace.openTextDocument(uri);
  const whole = new vscode.Range(0, 0, document.lineCount, 0);
  await vscode.workspace.applyEdit(replacing(uri, whole, await textOf(config)));
  await vscode.window.showTextDocument(document);
  const message = t('This {0} is a proposal. Check each target, then save it.', configName);
  if (await wants(message, t('Save'))) await document.save();
}
