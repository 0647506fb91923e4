// Each offer to send a file to a cluster changes the verdict of that file.
import * as assert from 'node:assert';
import * as vscode from 'vscode';
import { configName } from '../../../src/workspace/config/config.ts';
import { causeOf, causesBecome, closeAll, fileIn, open, problemsOf, settled } from './shop.ts';
import { eventually, showNewFile } from './support.ts';

/** In a folder that is called like a word of aks-dev alone, so that this cluster is proposed for its manifests. */
const files = {
  'parcels/dev/pod.yaml':
    'apiVersion: v1\nkind: Pod\nmetadata: { name: parcels }\nspec:\n  containers: [{ name: a, image: shopdev.azurecr.io/parcels:1 }]\n',
  'parcels/dev/Dockerfile': 'FROM shopdev.azurecr.io/base:1\n',
  'parcels/dev/compose.yaml': 'services:\n  parcels:\n    image: shopdev.azurecr.io/parcels:1\n',
};

async function offersAt(name: string): Promise<readonly vscode.CodeAction[]> {
  // A cluster is proposed for a folder as long as a manifest of Kubernetes there has no target.
  await open('parcels/dev/pod.yaml');
  await causesBecome(fileIn('parcels/dev/pod.yaml'), 'no-target');
  const { document } = await open(name);
  await causesBecome(document.uri, 'no-target');
  const [problem] = problemsOf(document.uri);
  assert.ok(problem);
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    problem.range,
    vscode.CodeActionKind.QuickFix.value,
  );
  return actions.filter(({ command }) => command?.command === 'acrPull.sendTo');
}

async function hasTarget(name: string): Promise<void> {
  await eventually(`${name} has a target`, () =>
    problemsOf(fileIn(name)).every(problem => causeOf(problem) !== 'no-target') ? true : undefined,
  );
}

describe('sending a file to a cluster', () => {
  let config: Uint8Array;

  before(async () => {
    await settled();
    config = await vscode.workspace.fs.readFile(fileIn(configName));
    for (const [name, text] of Object.entries(files)) await showNewFile(name, text);
    await settled();
  });

  afterEach(async () => {
    await vscode.workspace.fs.writeFile(fileIn(configName), config);
    await closeAll();
  });

  after(async () => {
    await vscode.workspace.fs.delete(fileIn('parcels'), { recursive: true });
    await settled();
  });

  for (const name of Object.keys(files))
    it(`changes the verdict of ${name} by each entry that names a cluster`, async () => {
      const named = (await offersAt(name)).filter(({ title }) => title.startsWith('Add to .acr-pull.yaml: '));
      if (name.endsWith('pod.yaml')) assert.strictEqual(named.length, 1);
      for (const { command } of named) {
        assert.ok(command);
        void vscode.commands.executeCommand(command.command, ...(command.arguments ?? []));
        await hasTarget(name);
      }
    });

  for (const name of Object.keys(files))
    it(`changes the verdict of ${name} by the first row of the choice`, async () => {
      await offersAt(name);
      void vscode.commands.executeCommand('acrPull.sendTo', fileIn(name).toString());
      await eventually(`a row is taken for ${name}`, async () => {
        await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
        const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(fileIn(configName)));
        return text.includes('parcels/dev') ? true : undefined;
      });
      await hasTarget(name);
    });
});
