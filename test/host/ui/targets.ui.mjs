// Targets are picked by name, and remembered; what is known of Azure is chosen as a file.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export const title = 'a person picks targets, and chooses a snapshot where nobody named one';

export const options = { themes: ['dark', 'light', 'contrast'] };

export async function run(walk) {
  const { page, workspace, openFile, runCommand, problem, shot, step } = walk;
  const config = path.join(workspace, '.acr-pull.yaml');
  const text = readFileSync(config, 'utf8');
  writeFileSync(config, 'version: 1\n');

  await walk.openView('ACR Pull');
  await page.locator('.sidebar .welcome-view-content', { hasText: 'Nothing is known yet' }).first().waitFor();
  step('without a snapshot, the view says how to get one');
  await shot('welcome');

  await page.locator('.sidebar .welcome-view-content').getByText('Choose a Snapshot').click();
  await quickRow(page, 'access.snapshot.json').waitFor();
  await shot('choose-snapshot');
  await quickRow(page, 'access.snapshot.json').click();
  await page.locator('.sidebar .monaco-list-row', { hasText: 'No target' }).first().waitFor();
  step('the snapshot is chosen, and it has more than one cluster');

  await openFile('deploy/base/catalog.yaml');
  await runCommand('ACR Pull: Pick Targets');
  for (const name of ['aks-prod', 'aks-eu']) {
    await page.locator('.quick-input-widget:visible input').first().fill(name);
    await quickRow(page, name).locator('.monaco-checkbox, input[type=checkbox]').first().click();
  }
  await page.locator('.quick-input-widget:visible input').first().fill('aks-');
  await shot('pick-targets');
  await page.locator('.quick-input-widget:visible').getByText('OK').click();
  const row = await problem('Pulls on “aks-prod”; refused on “aks-eu” (not attached).');
  assert.ok(await row.isVisible());
  step('one sentence says where it works and where it does not');
  await shot('several-targets');

  writeFileSync(config, text);
}

function quickRow(page, text) {
  return page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();
}
