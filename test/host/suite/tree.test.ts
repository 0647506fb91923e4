import * as assert from 'node:assert';
import * as vscode from 'vscode';
import type { OutlineNode } from '../../../src/editor/tree/outline.ts';
import { closeAll, settled } from './shop.ts';
import { copiedByFirstRows, eventually, extensionId } from './support.ts';

function node(nodes: readonly OutlineNode[], label: string): OutlineNode {
  const found = nodes.find(one => one.label === label);
  assert.ok(found, `${label} is not among ${nodes.map(one => one.label)}`);
  return found;
}

describe('the tree', () => {
  it('shows from which registries a target can pull, as whom, and on which lines', async () => {
    const api = await settled();
    const cluster = node(api.outline('targets'), 'aks-eu').children();
    const kubelet = cluster.find(
      ({ kind, description }) => kind === 'puller' && description.endsWith('kubelet identity'),
    );
    assert.ok(kubelet, cluster.map(({ label }) => label).join());
    assert.match(kubelet.subject.principalId ?? '', /^[0-9a-f-]{36}$/);
    const row = node(kubelet.children(), 'checkout:2.4.0'); // the only line of its registry
    assert.strictEqual(row.state, 'blocked');
    assert.match(
      row.description,
      /^shopprod · not attached · .*checkout\.yaml:21 · shopprod\.azurecr\.io\/checkout:2\.4\.0$/,
    );
    const { line } = row.subject;
    assert.deepStrictEqual([line?.line, line?.character], [20, 17]);
  });

  it('shows who can pull from a registry', async () => {
    const api = await settled();
    const registry = node(api.outline('registries'), 'shopabac');
    assert.match(registry.description, /ABAC mode/);
    const pullers = registry.children();
    assert.strictEqual(node(pullers, 'aks-dev').state, 'works');
    assert.strictEqual(node(pullers, 'aks-prod').state, 'blocked');
  });

  it('lists who holds a pull role there, needed or not', async () => {
    const api = await settled();
    const holders = node(node(api.outline('registries'), 'shopprod').children(), 'Pull roles').children();
    assert.ok(holders.length > 0);
    for (const { subject } of holders) assert.match(subject.principalId ?? '', /^[0-9a-f-]{36}$/);
  });

  it('is narrowed to what is blocked, and shows everything again', async () => {
    const api = await settled();
    const states = () => new Set(api.outline('registries').map(({ state }) => state));
    assert.ok(states().size > 1);
    await vscode.commands.executeCommand('acrPull.filterTrees', 'blocked');
    assert.deepStrictEqual([...states()], ['blocked']);
    await vscode.commands.executeCommand('acrPull.showAllInTrees');
    assert.ok(states().size > 1);
  });

  it('copies ids and the command of a fix, and goes to the line with its proof', async () => {
    const api = await settled();
    const cluster = node(api.outline('targets'), 'aks-eu');
    await vscode.commands.executeCommand('acrPull.copyResourceId', cluster);
    assert.match(await vscode.env.clipboard.readText(), /managedClusters\/aks-eu$/);
    const kubelet = cluster.children().find(({ description }) => description.endsWith('kubelet identity'));
    assert.ok(kubelet);
    await vscode.commands.executeCommand('acrPull.copyPrincipalId', kubelet);
    assert.strictEqual(await vscode.env.clipboard.readText(), kubelet.subject.principalId);
    const line = node(kubelet.children(), 'checkout:2.4.0');
    await vscode.commands.executeCommand('acrPull.copyNodeFix', line);
    assert.match(await vscode.env.clipboard.readText(), /^az .*shopprod/);
    await vscode.commands.executeCommand('acrPull.showNodeProof', line);
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor);
    assert.match(editor.document.uri.path, /\/deploy\/eu\/checkout\.yaml$/);
    assert.deepStrictEqual([editor.selection.start.line, editor.selection.start.character], [20, 17]);
    await closeAll();
  });

  it('does in the menu of a row what the lightbulb of its image does', async () => {
    const api = await settled();
    const cluster = node(api.outline('targets'), 'aks-eu');
    const kubelet = cluster.children().find(({ description }) => description.endsWith('kubelet identity'));
    const row = node(kubelet?.children() ?? [], 'checkout:2.4.0');
    await vscode.commands.executeCommand('acrPull.explainNode', row);
    await eventually('a tab shows the page of the cause', () =>
      vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).find(({ label }) => label.includes('not-attached')),
    );
    await closeAll(); // a browser gives its clipboard to no window whose keys go to the page of the cause
    const copied = await copiedByFirstRows(() => vscode.commands.executeCommand('acrPull.fixNode', row));
    assert.match(copied, /^az aks update .*--attach-acr.*\/registries\/shopprod/);
  });

  it('opens', async () => {
    await vscode.commands.executeCommand('acrPull.targets.focus');
    await vscode.commands.executeCommand('acrPull.registries.focus');
  });
});

describe('commands', () => {
  it('are all there', async () => {
    const { commands } = vscode.extensions.getExtension(extensionId)?.packageJSON.contributes ?? {};
    const known = await vscode.commands.getCommands(true);
    for (const { command } of commands) assert.ok(known.includes(command), command);
  });

  it('reading everything again ends where it began', async () => {
    const api = await settled();
    const written = () => api.outline('targets').map(({ label, description }) => `${label} ${description}`);
    const before = written();
    await vscode.commands.executeCommand('acrPull.refresh');
    assert.deepStrictEqual(written(), before);
  });

  it('the log opens', async () => {
    await vscode.commands.executeCommand('acrPull.showLog');
    await vscode.commands.executeCommand('workbench.action.closePanel');
  });
});
