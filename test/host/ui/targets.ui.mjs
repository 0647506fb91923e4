// Targets are picked by name, and remembered. What is known of Azure is chosen as a file.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export const title = 'a person picks targets, and chooses a snapshot where nobody named one';

export async function run(walk) {
  const {
    page,
    click,
    workspace,
    openFile,
    quickInput,
    quickRow,
    runCommand,
    tick,
    treeRow,
    problem,
    eventually,
    shot,
    step,
  } = walk;
  const config = path.join(workspace, '.acr-pull.yaml');
  await walk.openView('ACR Pull');
  // The targets of the config are known before it goes: where nothing is known from the start, a message offers the snapshot.
  await treeRow('aks-prod').waitFor();
  writeFileSync(config, 'version: 1\n');

  await page
    .locator('.sidebar .welcome-view-content', { hasText: 'Sign in to Azure or choose a snapshot' })
    .first()
    .waitFor();
  step('without a snapshot, the view says how to get one');
  await shot('welcome');

  await click(page.locator('.sidebar .welcome-view-content').getByText('Choose Snapshot'));
  await quickRow('access.snapshot.json').waitFor();
  await shot('choose-snapshot');
  await click(quickRow('access.snapshot.json'));
  await page.locator('.sidebar .monaco-list-row', { hasText: 'Target unknown' }).first().waitFor();
  step('the snapshot is chosen, and it has more than one cluster');

  await openFile('deploy/base/catalog.yaml');
  await runCommand('ACR Pull: Choose Targets');
  await tick(['aks-prod', 'aks-eu'], async () => {
    await quickInput().fill('aks-');
    await shot('pick-targets');
  });
  const row = await problem("catalog:3.7.1: ✗ 1 of 2 targets can't pull it (“aks-eu”: not attached).", 'catalog.yaml');
  assert.ok(await row.isVisible());
  step('one sentence says where it works and where it does not');
  await shot('several-targets');

  const chosen = treeRow('Chosen');
  await chosen.hover();
  await shot('chosen');
  await chosen.locator('.action-label[aria-label^="Save Chosen Targets to .acr-pull.yaml"]').click();
  await eventually('the choice is in the config', () => /name: aks-eu/.test(readFileSync(config, 'utf8')));
  await chosen.waitFor({ state: 'detached' });
  const saved = readFileSync(config, 'utf8');
  assert.match(saved, /name: aks-prod\n(?: {4}.*\n){2} {4}manifests:\n(?: {6}- .*\n)*? {6}- deploy\/prod\/\*\*/);
  // The overlays are deployed. A glob of their base would make it one more deployment.
  assert.doesNotMatch(saved, /deploy\/base/);
  assert.ok(await row.isVisible());
  step('the choice is a row in the view, and is saved to the config from there');

  await click(page.locator('#status\\.languageStatus'));
  // while the new config is read, the targets turn a wheel
  const names = { hasText: /ACR targets: aks-(prod, aks-eu|eu, aks-prod)\.acr-pull\.yaml/ };
  const card = page.locator('.monaco-hover:visible, .workbench-hover:visible', names).first();
  await card.waitFor();
  const told = await card.textContent();
  assert.match(told, /ACR access: snapshot, read .+ ago.*access\.snapshot\.json/s);
  step('the status of the language names the targets, the snapshot and its age');
  await shot('language-status');
}
