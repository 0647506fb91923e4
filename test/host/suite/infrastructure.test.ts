// Bicep and Terraform are parsed by grammars that the extension loads with the first such file.
import * as assert from 'node:assert';
import * as vscode from 'vscode';
import { causesBecome, closeAll, discard, fileIn, problemsOf, replace, settled } from './shop.ts';
import { showNewFile } from './support.ts';

const bicep = `param image string = 'shopprod.azureacr.io/till:1'
resource till 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'till'
  properties: { template: { containers: [ { image: image } ] } }
}
`;
const terraform = `resource "azurerm_container_app" "till" {
  template {
    container { image = "shopprod.azureacr.io/till:1" }
  }
}
`;

// Many images, so that the verdicts of this file take a slice of time of their own.
const granted = `resource "azurerm_container_registry" "shop" {
  name = "shopgranted"
  sku  = "Standard"
}
resource "azurerm_user_assigned_identity" "till" { name = "id-till" }
resource "azurerm_container_app_environment" "shop" { name = "env-shop" }
resource "azurerm_container_app" "till" {
  name                         = "till"
  container_app_environment_id = azurerm_container_app_environment.shop.id
  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.till.id]
  }
  registry {
    server   = azurerm_container_registry.shop.login_server
    identity = azurerm_user_assigned_identity.till.id
  }
  template {
${Array.from({ length: 1000 }, (_, i) => `    container { image = "\${azurerm_container_registry.shop.login_server}/till:${i}" }`).join('\n')}
  }
  depends_on = [azurerm_role_assignment.pull]
}
`;
const grant = `resource "azurerm_role_assignment" "pull" {
  count                = 0
  scope                = azurerm_container_registry.shop.id
  role_definition_name = "AcrPull"
  principal_id         = azurerm_user_assigned_identity.till.principal_id
}
`;

describe('infrastructure as code', () => {
  before(settled);
  afterEach(closeAll);

  for (const [name, text, written] of [
    ['till.bicep', bicep, 'image'],
    ['till.tf', terraform, 'shopprod.azureacr.io/till:1'],
  ] as const) {
    it(`${name} is read like any manifest`, async () => {
      const editor = await showNewFile(name, text);
      await causesBecome(editor.document.uri, 'registry-not-found');
      const [problem] = problemsOf(editor.document.uri);
      assert.ok(problem);
      assert.strictEqual(editor.document.getText(problem.range), written);
      await replace(editor, 'shopprod.azureacr.io', 'mcr.microsoft.com');
      await causesBecome(editor.document.uri);
      await discard();
      await vscode.workspace.fs.delete(fileIn(name));
    });
  }

  it('a grant loses its problem by an edit, also where the images of another open file are judged first', async () => {
    const app = await showNewFile('granted/app.tf', granted);
    await vscode.window.showTextDocument(app.document, { preview: false });
    const editor = await showNewFile('granted/grant.tf', grant);
    await causesBecome(editor.document.uri, 'grant-switched-off');
    await replace(editor, '= 0', '= 1');
    await causesBecome(editor.document.uri);
    await discard();
    await vscode.workspace.fs.delete(fileIn('granted'), { recursive: true });
  });
});
