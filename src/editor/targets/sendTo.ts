import * as vscode from 'vscode';
import type { Runtime } from '../../access/map.ts';
import { t } from '../../model/l10n.ts';
import { kindInWords } from '../../model/target.ts';
import { configName } from '../../workspace/config/config.ts';
import type { SentTo } from '../../workspace/config/withTarget.ts';
import { decidingFiles } from '../../workspace/targets/destinations.ts';
import { type Proposal, proposeTargets } from '../../workspace/targets/proposal.ts';
import { targetsOf } from '../../workspace/targets/targets.ts';
import { commands } from '../ids.ts';
import type { Lifetime } from '../lifetime.ts';
import { registerCommand } from '../register.ts';
import type { FindingStore } from '../store/findingStore.ts';
import type { Folder } from '../store/folder.ts';
import type { Choices } from './choices.ts';

/** From a map to targets: sends manifests to a cluster by a line in `.acr-pull.yaml`, or proposes the whole file. */
export function registerSendTo(own: Lifetime, store: FindingStore, choices: Choices, memory: vscode.Memento): void {
  own.add(
    store.onDidChangeState(async () => {
      if (store.busy || memory.get(offeredKey, false)) return;
      const folder = store.folders.all().find(each => isProposable(each, choices));
      if (!folder) return;
      await memory.update(offeredKey, true);
      await offer(folder, choices);
    }),
  );
  registerCommand(own, commands.sendTo, async (address?: unknown, targetId?: unknown) => {
    const uri = typeof address === 'string' ? vscode.Uri.parse(address) : vscode.window.activeTextEditor?.document.uri;
    if (!uri) return void vscode.window.showInformationMessage(t('Open a manifest first.'));
    await store.settled();
    const folder = store.folders.of(uri);
    const runtime = typeof targetId === 'string' ? folder.knowledge.map?.runtimeById(targetId) : undefined;
    const glob = globFor(folder.nameOf(uri), proposalFor(folder, choices), runtime);
    if (runtime) await send(folder, runtime, glob);
    else await (await choose(uri, folder, choices))?.();
  });
  registerCommand(own, commands.saveTargets, () => save(store, choices));
  registerCommand(own, commands.proposeConfig, async () => {
    await store.settled();
    for (const folder of store.folders.all()) if (await propose(folder, choices)) return;
    await vscode.window.showInformationMessage(
      t('Nothing to propose: no folder is named after a cluster. Choose targets, or name them in .acr-pull.yaml.'),
    );
  });
}

/** Where the manifests of a folder could go, by its map and its manifests. */
export function proposalFor({ examination, knowledge }: Folder, { context }: Pick<Choices, 'context'>): Proposal {
  if (!knowledge.map) return { targets: [], open: [] };
  const manifests = [...examination.filesWithFindings()].flatMap(file =>
    examination
      .findings(file)
      .filter(({ target }) => target === null)
      .flatMap(({ reference }) =>
        decidingFiles(reference).map(each => ({ file: each, platforms: [reference.workload.platform] })),
      ),
  );
  return proposeTargets(manifests, knowledge.map, { contexts: context ? [context] : [], current: context });
}

/** The glob that the proposal has for a target and this file, or else the folder of the file. */
export function globFor(file: string, { targets }: Proposal, runtime: Pick<Runtime, 'id'> | undefined): string {
  const proposed = targets.find(({ id }) => id === runtime?.id)?.manifests ?? [];
  const folder = file.includes('/') ? `${file.slice(0, file.lastIndexOf('/'))}/**` : file;
  return proposed.find(glob => file.startsWith(glob.replace(/\*\*$/, ''))) ?? folder;
}

interface Row extends vscode.QuickPickItem {
  readonly act?: () => Promise<void>;
}

async function choose(uri: vscode.Uri, folder: Folder, choices: Choices): Promise<Row['act']> {
  const proposal = proposalFor(folder, choices);
  const file = folder.nameOf(uri);
  const runtimes = (folder.knowledge.map?.runtimes ?? []).filter(({ kind }) => kind === 'aks');
  const isProposed = ({ id }: Runtime) => proposal.targets.some(target => target.id === id && goesThere(file, target));
  const sorted = [...runtimes].sort((one, other) => Number(isProposed(other)) - Number(isProposed(one)));
  const rows: Row[] = sorted.map(runtime => {
    const glob = globFor(file, proposal, runtime);
    const label = t('Send {0} to {1}', glob, runtime.name);
    return { label, description: kindInWords[runtime.kind], act: () => send(folder, runtime, glob) };
  });
  const more: readonly Row[] = [
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    { label: t('Propose {0}…', configName), act: async () => vscode.commands.executeCommand(commands.proposeConfig) },
    {
      label: t('Choose targets without a config…'),
      act: async () => vscode.commands.executeCommand(commands.pickTarget),
    },
  ];
  const picked = await vscode.window.showQuickPick<Row>([...rows, ...more], {
    title: t('ACR Pull: Where Is This Deployed?'),
    placeHolder: t('Adds a target for {0} to {1}', file, configName),
  });
  return picked?.act;
}

function goesThere(file: string, { manifests }: Proposal['targets'][number]): boolean {
  return manifests.some(glob => file.startsWith(glob.replace(/\*\*$/, '')));
}

async function send({ root }: Folder, { name, kind, id }: Runtime, glob: string): Promise<void> {
  const { withTarget } = await import('../../workspace/config/withTarget.ts');
  if (!root || !(await change(root, text => withTarget(text, { name, kind, id }, glob)))) return;
  await tellOf(root, t('{0} now sends {1} to {2}.', configName, glob, name));
}

/** Writes the chosen targets into the configs, for the manifests that go there by this choice alone. */
async function save(store: FindingStore, choices: Choices): Promise<void> {
  await store.settled();
  const { withTarget } = await import('../../workspace/config/withTarget.ts');
  for (const folder of store.folders.all()) {
    const { root, examination, knowledge } = folder;
    const { config, map } = knowledge;
    const sent = new Map<string, { readonly to: SentTo; readonly globs: Set<string> }>();
    for (const file of examination.filesWithFindings()) {
      for (const { reference, target } of examination.findings(file)) {
        if (target?.id === undefined) continue;
        const { name, kind, id } = target;
        const otherwise = targetsOf(reference, { config, map, context: choices.context });
        if (otherwise.some(other => other.id === id)) continue;
        const known = sent.get(id) ?? { to: { name, kind, id }, globs: new Set() };
        sent.set(id, known);
        known.globs.add(globFor(file, { targets: [], open: [] }, undefined));
      }
    }
    if (!root || sent.size === 0) continue;
    const additions = [...sent.values()].flatMap(({ to, globs }) => [...globs].map(glob => ({ to, glob })));
    const isWritten = await change(root, before =>
      additions.reduce<string | undefined>((text, { to, glob }) => text && withTarget(text, to, glob), before || '\n'),
    );
    if (!isWritten) return;
    void tellOf(root, t('Saved to {0}: {1}.', configName, [...sent.values()].map(({ to }) => to.name).join(', ')));
  }
  await choices.setTargets([]);
}

async function tellOf(root: vscode.Uri, what: string): Promise<void> {
  const open = t('Open {0}', configName);
  if ((await vscode.window.showInformationMessage(what, open)) === open)
    await vscode.window.showTextDocument(vscode.Uri.joinPath(root, configName));
}

/** Changes the config of a folder and saves it. False, and said, where its text can't be read. */
async function change(root: vscode.Uri, changed: (text: string) => string | undefined): Promise<boolean> {
  const uri = vscode.Uri.joinPath(root, configName);
  const document = await vscode.workspace.openTextDocument(uri).then(
    found => found,
    () => undefined,
  );
  const text = changed(document?.getText() ?? '');
  if (text === undefined) {
    await vscode.window.showErrorMessage(t('{0} has a syntax error. Fix it, then try again.', configName));
    return false;
  }
  if (document) {
    const edit = new vscode.WorkspaceEdit();
    edit.replace(uri, new vscode.Range(0, 0, document.lineCount, 0), text);
    await vscode.workspace.applyEdit(edit);
    await document.save();
  } else {
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  }
  return true;
}

/** The proposal is offered once in a workspace; the command brings it back. */
const offeredKey = 'proposalOffered';

function isProposable(folder: Folder, choices: Choices): boolean {
  const { root, knowledge } = folder;
  return root !== undefined && knowledge.config.file === undefined && proposalFor(folder, choices).targets.length > 0;
}

async function offer(folder: Folder, choices: Choices): Promise<void> {
  const targets = proposalFor(folder, choices).targets.map(({ name, manifests }) =>
    t('{0} to {1}', manifests.join(', '), name),
  );
  const [write, review] = [t('Write {0}', configName), t('Review…')];
  const question = t('These manifests have no target. Send {0}?', targets.join('; '));
  const answer = await vscode.window.showInformationMessage(question, write, review);
  if (answer === review) await propose(folder, choices);
  if (answer !== write || !folder.root) return;
  const text = new TextEncoder().encode(await proposedText(folder, choices));
  await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder.root, configName), text);
}

async function proposedText(folder: Folder, choices: Choices): Promise<string> {
  const { proposedConfig } = await import('../../workspace/targets/proposedConfig.ts');
  const snapshots = folder.knowledge.snapshots.map(uri => vscode.workspace.asRelativePath(uri, false));
  return proposedConfig(proposalFor(folder, choices), snapshots);
}

/** Shows a whole config before it is saved; false where the folder has one, or nothing can be proposed. */
async function propose(folder: Folder, choices: Choices): Promise<boolean> {
  const { root } = folder;
  if (!root || !isProposable(folder, choices)) return false;
  const uri = vscode.Uri.joinPath(root, configName).with({ scheme: 'untitled' });
  const document = await vscode.workspace.openTextDocument(uri);
  const text = await proposedText(folder, choices);
  const edit = new vscode.WorkspaceEdit();
  edit.replace(uri, new vscode.Range(0, 0, document.lineCount, 0), text);
  await vscode.workspace.applyEdit(edit);
  await vscode.window.showTextDocument(document);
  const save = t('Save');
  const message = t('This {0} is a proposal. Check each target, then save it.', configName);
  if ((await vscode.window.showInformationMessage(message, save)) === save) await document.save();
  return true;
}
