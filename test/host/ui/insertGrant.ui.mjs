// A grant goes into the Bicep file that declares the registry, and not a second time.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export const title = 'a person keeps a grant as code';

const acr = `param location string = resourceGroup().location

resource acr 'Microsoft.ContainerRegistry/registries@2023-07-01' = {
  name: 'shopprod'
  location: location
  sku: { name: 'Premium' }
}
`;

export async function run({ page, click, workspace, openFile, goTo, quickFix, shot, step }) {
  mkdirSync(path.join(workspace, 'infra'));
  writeFileSync(path.join(workspace, 'infra/acr.bicep'), acr);
  writeFileSync(path.join(workspace, 'infra/main.bicep'), "module acr 'acr.bicep' = {\n  name: 'acr'\n}\n");

  await openFile('deploy/eu/checkout.yaml');
  await page.locator('.squiggly-error').first().waitFor();
  await goTo(21, 24);
  await quickFix("Give aks-eu's kubelet identity AcrPull on shopprod: insert it as Bicep", () => shot('menu'));
  const rows = page.locator('.quick-input-list .monaco-list-row');
  await rows.filter({ hasText: 'declares the registry shopprod' }).first().waitFor();
  assert.match(await rows.first().textContent(), /acr\.bicep/);
  await shot('files');
  step('the file that declares the registry comes first');

  await click(rows.first());
  await page.locator('.tab.active.dirty', { hasText: 'acr.bicep' }).waitFor();
  await page.locator('.view-line', { hasText: 'Microsoft.Authorization/roleAssignments' }).first().waitFor();
  assert.equal(readFileSync(path.join(workspace, 'infra/acr.bicep'), 'utf8'), acr, 'nothing is saved');
  await shot('inserted');
  step('the grant is there to be looked at');

  await openFile('deploy/eu/checkout.yaml');
  await goTo(21, 24);
  await quickFix("Give aks-eu's kubelet identity AcrPull on shopprod: insert it as Bicep");
  const notice = page
    .locator('.notification-toast', { hasText: 'assigns AcrPull on shopprod to this identity already' })
    .first();
  await notice.waitFor();
  await shot('already');
  await click(notice.getByText('Show It'));
  await page.locator('.tab.active.dirty', { hasText: 'acr.bicep' }).waitFor();
  step('what is there already is shown instead');
}
