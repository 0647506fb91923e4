// A grant goes into the workspace's own Bicep or Terraform, for a person to look at.
import * as assert from 'node:assert';
import * as vscode from 'vscode';
import { closeAll, discard, fileIn, open, problemsOf, settled } from './shop.ts';
import { eventually, showNewFile } from './support.ts';

const acr = `resource acr 'Microsoft.ContainerRegistry/registries@2023-07-01' = {
  name: 'shopprod'
  location: resourceGroup().location
  sku: { name: 'Premium' }
}
`;
const terraform = `resource "azurerm_resource_group" "shop" {
  name     = "shop"
  location = "westeurope"
}
`;

/** The quick fixes of the first problem of a file. */
async function fixesOf(name: string): Promise<readonly vscode.CodeAction[]> {
  const { document } = await open(name);
  await settled();
  const [problem] = problemsOf(document.uri);
  assert.ok(problem);
  return vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    problem.range,
    vscode.CodeActionKind.QuickFix.value,
  );
}

async function insertions(name: string): Promise<readonly vscode.CodeAction[]> {
  const fixes = await fixesOf(name);
  assert.ok(fixes.some(({ command }) => command?.command === 'acrPull.copyFix'));
  return fixes.filter(({ command }) => command?.command === 'acrPull.insertGrant');
}

describe('a grant as code', () => {
  afterEach(closeAll);

  it('is offered as long as there is code for it', async () => {
    const titles = async () => (await insertions('deploy/eu/checkout.yaml')).map(({ title }) => title);
    const become = (...wanted: readonly string[]) =>
      eventually(`[${wanted}] is offered`, async () => (await titles()).join() === wanted.join());
    await become(); // files of other tests may have gone a moment ago
    await vscode.workspace.fs.writeFile(fileIn('infra/acr.bicep'), new TextEncoder().encode(acr));
    await become("Give aks-eu's kubelet identity AcrPull on shopprod: insert it as Bicep…");
    await vscode.workspace.fs.writeFile(fileIn('infra/acr.tf'), new TextEncoder().encode(terraform));
    await become(
      "Give aks-eu's kubelet identity AcrPull on shopprod: insert it as Bicep…",
      "Give aks-eu's kubelet identity AcrPull on shopprod: insert it as Terraform…",
    );
    await vscode.workspace.fs.delete(fileIn('infra/acr.bicep'));
    await become("Give aks-eu's kubelet identity AcrPull on shopprod: insert it as Terraform…");
    await vscode.workspace.fs.delete(fileIn('infra'), { recursive: true });
    await become();
  });

  it('goes beside the registry, at the end of the file, and is not saved', async () => {
    const { document } = await showNewFile('infra/acr.bicep', acr);
    const action = await eventually('it is offered', async () => {
      const [first] = await insertions('deploy/eu/checkout.yaml');
      return first?.title === "Give aks-eu's kubelet identity AcrPull on shopprod: insert it as Bicep…"
        ? first
        : undefined;
    });
    assert.ok(action.command);
    await vscode.commands.executeCommand(action.command.command, ...(action.command.arguments ?? []));
    const text = document.getText();
    assert.ok(text.startsWith(`${acr}\n// Pulls from shopprod: AcrPull\nresource pull '`), text);
    assert.match(text, /scope: acr\n/);
    assert.ok(document.isDirty);
    assert.strictEqual(vscode.window.activeTextEditor?.document.uri.toString(), document.uri.toString());
    assert.strictEqual(vscode.window.activeTextEditor.selection.active.line, acr.split('\n').length);
    await discard();
    await vscode.workspace.fs.delete(fileIn('infra'), { recursive: true });
  });
});
