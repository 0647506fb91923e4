import * as assert from 'node:assert';
import * as vscode from 'vscode';
import type { OutlineNode } from '../../../src/editor/tree/outline.ts';
import { settled } from './shop.ts';
import { extensionId } from './support.ts';

function node(nodes: readonly OutlineNode[], label: string): OutlineNode {
  const found = nodes.find(one => one.label === label);
  assert.ok(found, `${label} is not among ${nodes.map(one => one.label)}`);
  return found;
}

describe('the tree', () => {
  it('shows from which registries a target can pull, as whom, and on which lines', async () => {
    const api = await settled();
    const cluster = node(api.outline('targets'), 'aks-eu').children();
    const pullers = cluster.filter(({ label }) => label === 'who pulls').map(({ description }) => description);
    assert.ok(
      pullers.some(puller => puller.startsWith('kubelet identity')),
      pullers.join(),
    );
    const registry = node(cluster, 'shopprod');
    assert.strictEqual(registry.state, 'blocked');
    assert.match(registry.description, /not attached/);
    const line = node(registry.children(), 'checkout.yaml:21');
    assert.deepStrictEqual([line.open?.line, line.open?.character], [20, 17]);
  });

  it('shows who can pull from a registry', async () => {
    const api = await settled();
    const registry = node(api.outline('registries'), 'shopabac');
    assert.match(registry.description, /ABAC mode/);
    const pullers = registry.children();
    assert.strictEqual(node(pullers, 'aks-dev').state, 'works');
    assert.strictEqual(node(pullers, 'aks-prod').state, 'blocked');
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
