// Switched off, nothing of the extension is left in the window. Switched on again, all is as it was.
import assert from 'node:assert/strict';

export const title = 'a person switches the extension off, and on again';

export async function run({ page, click, openFile, takeEntry, until, shot, step }) {
  const squiggle = page.locator('.squiggly-error').first();
  const lens = page.locator('.codelens-decoration', { hasText: 'aks-eu' }).first();
  const icon = page.locator('.activitybar a[aria-label^="ACR Pull"]').first();
  const row = page.locator('.extensions-viewlet .monaco-list-row', { hasText: 'ACR Pull Check' }).first();

  await openFile('deploy/eu/checkout.yaml');
  await squiggle.waitFor();
  await lens.waitFor();
  await until(() => page.keyboard.press('ControlOrMeta+Shift+X'), row);
  await shot('extensions');
  await menuWith('Disable');
  await takeEntry(entry('Disable'));
  await click(page.locator('.extensions-viewlet').getByText('Reload Window'));
  await page.locator('.monaco-workbench').first().waitFor({ state: 'detached' });
  await row.waitFor({ timeout: 60_000 });
  await menuWith('Enable'); // extensions are known by now
  await page.keyboard.press('Escape');
  await page.locator('.view-line', { hasText: 'checkout:2.4.0' }).first().waitFor();
  await page.locator('#status\\.problems[aria-label="No Problems"]').waitFor();
  for (const gone of [squiggle, lens, icon]) assert.equal(await gone.count(), 0);
  await shot('off');
  step('switched off, it leaves no squiggle, no lens, no problem and no view');

  await menuWith('Enable');
  await takeEntry(entry('Enable'));
  await squiggle.waitFor();
  await lens.waitFor();
  await icon.waitFor();
  assert.equal(await page.locator('.squiggly-error').count(), 1);
  step('switched on, all is back, once');

  function entry(action) {
    return page.locator('.monaco-menu:visible .action-item', { hasText: new RegExp(`^${action}$`) }).first();
  }

  function menuWith(action) {
    return until(patience => click(row.locator('.action-label[aria-label^="Manage"]'), patience), entry(action));
  }
}
