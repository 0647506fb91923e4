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
});
