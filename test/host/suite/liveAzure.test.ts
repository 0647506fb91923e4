// The whole path against the emulator; test/host/azure.mjs starts it, and sees to a fake account. Elsewhere it is skipped.
import * as assert from 'node:assert';
import * as vscode from 'vscode';
import { settled } from './shop.ts';
import { eventually, workspaceFolder } from './support.ts';

const port = process.env['ACR_PULL_EMULATOR_PORT'];
const subscription = '/subscriptions/50b50000-0000-4000-8000-000000000001';
const registry = `${subscription}/resourceGroups/shop-registry/providers/Microsoft.ContainerRegistry/registries/shopprod`;

async function squiggles(file: string): Promise<readonly string[]> {
  const uri = vscode.Uri.joinPath(workspaceFolder(), file);
  return vscode.languages
    .getDiagnostics(uri)
    .map(({ code }) => (typeof code === 'object' ? String(code.value) : String(code)));
}

/** As `az role assignment create` would, an hour ago. */
async function grant(principalId: string, createdOn: string): Promise<void> {
  const name = crypto.randomUUID();
  const url = `http://127.0.0.1:${port}/management.azure.com${registry}/providers/Microsoft.Authorization/roleAssignments/${name}?api-version=2022-04-01`;
  const roleDefinitionId = `${subscription}/providers/Microsoft.Authorization/roleDefinitions/7f951dda-4ed3-4680-a7ca-43fe172d538d`;
  const properties = { roleDefinitionId, principalId, principalType: 'ServicePrincipal', createdOn };
  const answer = await fetch(url, {
    method: 'PUT',
    headers: { authorization: 'Bearer emulator.host', 'content-type': 'application/json' },
    body: JSON.stringify({ properties }),
  });
  assert.strictEqual(answer.status, 201);
}

describe('live Azure', () => {
  before(function () {
    if (!port) this.skip();
  });

  it('knows nothing, and asks nobody, before somebody signs in', async () => {
    const api = await settled();
    assert.deepStrictEqual(api.outline('targets'), []);
  });

  it('fills the tree after signing in, and shows what is denied', async () => {
    const api = await settled();
    await vscode.commands.executeCommand('acrPull.signIn');
    await eventually('the tree', () => api.outline('targets').length > 0);
    await eventually('the squiggle', async () => (await squiggles('deploy/eu/checkout.yaml')).includes('not-attached'));
  });

  it('takes the squiggle away by itself when the role has been granted', async function () {
    this.timeout(45_000);
    await grant('0b1ec700-0000-4000-8000-000000000031', new Date(Date.now() - 3_600_000).toISOString());
    // A fix that runs in its terminal is what makes it look again.
    const terminal = vscode.window.createTerminal({ name: 'ACR Pull Check' });
    await eventually(
      'no squiggle',
      async () => !(await squiggles('deploy/eu/checkout.yaml')).includes('not-attached'),
      30_000,
    );
    terminal.dispose();
  });
});
