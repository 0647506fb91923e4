// A grant goes into the Bicep file that declares the registry, and not a second time.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from '../lifetime.mjs';
import { samples } from '../locations.mjs';

export const title = 'a person keeps a grant as code';

let temporary;

/** The samples without their Bicep. */
export function options() {
  temporary = temporaryFolder('grant');
  const workspace = path.join(temporary.folder, 'shop');
  cpSync(samples, workspace, { recursive: true, filter: file => !file.endsWith('.bicep') });
  return { workspace };
}

export function end() {
  temporary?.remove();
}

const acr = `param location string = resourceGroup().location

resource acr 'Microsoft.ContainerRegistry/registries@2023-07-01' = {
  name: 'shopprod'
  location: location
  sku: { name: 'Premium' }
}
`;

const entry = "Give aks-eu's kubelet identity AcrPull on shopprod…";

export async function run(walk) {
  const { page, click, workspace, openFile, goTo, quickFix, quickRow, until, shot, step } = walk;
  const asBicep = quickRow('Insert as Bicep…');
  await openFile('deploy/eu/checkout.yaml');
  await page.locator('.squiggly-error').first().waitFor();
  await goTo(21, 24);
  await quickFix(entry);
  await quickRow('Copy Command for bash').waitFor();
  assert.equal(await asBicep.count(), 0);
  await page.keyboard.press('Escape');
  step('without code, none is offered');

  mkdirSync(path.join(workspace, 'infra'));
  writeFileSync(path.join(workspace, 'infra/acr.bicep'), acr);
  writeFileSync(path.join(workspace, 'infra/main.bicep'), "module acr 'acr.bicep' = {\n  name: 'acr'\n}\n");

  await until(() => quickFix(entry), asBicep);
  await shot('menu');
  await click(asBicep);
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
  await quickFix(entry);
  await click(asBicep);
  const notice = page
    .locator('.notification-toast', { hasText: 'already assigns AcrPull on shopprod to this identity' })
    .first();
  await notice.waitFor();
  await shot('already');
  await click(notice.getByText('Show It'));
  await page.locator('.tab.active.dirty', { hasText: 'acr.bicep' }).waitFor();
  step('what is there already is shown instead');
}
