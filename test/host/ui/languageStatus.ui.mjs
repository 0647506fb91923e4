// What manifests are checked against, in the status of their language.
import assert from 'node:assert/strict';

export const title = 'a person looks up targets and age in the language status';

export const options = { themes: ['light', 'dark', 'contrast'] };

export async function run({ page, openFile, shot, step }) {
  await openFile('deploy/base/catalog.yaml');
  await page.locator('.codelens-decoration', { hasText: 'aks-prod ✓' }).first().waitFor();
  const item = page.locator('#status\\.languageStatus');
  await item.hover();
  const card = page
    .locator('.monaco-hover:visible, .workbench-hover:visible')
    .filter({ hasText: 'ACR targets' })
    .first();
  await card.waitFor();
  const text = await card.textContent();
  assert.match(text, /ACR targets: as configured/);
  assert.match(text, /ACR access: snapshot, read .+ ago/);
  assert.match(text, /access\.snapshot\.json/);
  step('the card names the targets, the snapshot and its age');
  await shot('language-status');

  await card.getByText('Pick Targets').click();
  await page.locator('.quick-input-widget:visible input').first().fill('aks-prod');
  await page
    .locator('.quick-input-list .monaco-list-row', { hasText: 'aks-prod' })
    .first()
    .locator('.monaco-checkbox, input[type=checkbox]')
    .first()
    .click();
  await page.locator('.quick-input-widget:visible').getByText('OK').click();
  await page.locator('.codelens-decoration', { hasText: 'aks-dev' }).first().waitFor({ state: 'detached' });
  await page.mouse.move(700, 300);
  await item.hover();
  await card.filter({ hasText: 'ACR targets: aks-prod' }).waitFor();
  step('what was picked stands there');
}
