// A finding is ignored with a reason. The lens above the image shows that, and one script holds the fixes of a file.
import assert from 'node:assert/strict';

export const title = 'a person puts a finding aside, and opens the fixes as one script';

export async function run({ page, click, openFile, goTo, quickFix, quickInput, quickRow, runCommand, shot, step }) {
  await openFile('deploy/base/catalog.yaml');
  await page.locator('.codelens-decoration', { hasText: 'aks-dev ✓ · aks-prod ✓' }).first().waitFor();
  step('the lens lists the targets');
  await shot('lens');

  await openFile('deploy/eu/checkout.yaml');
  await page.locator('.squiggly-error').first().waitFor();
  await runCommand('ACR Pull: Generate Fix Script for This File');
  await page.locator('.view-line', { hasText: 'az role assignment create' }).first().waitFor();
  step('the fixes of the file are one script');
  await shot('script');

  await openFile('deploy/eu/checkout.yaml');
  await goTo(21, 24);
  await quickFix('Ignore…');
  await quickRow('Ignore here (adds a comment)').waitFor();
  await shot('how');
  await click(quickRow('Ignore here (adds a comment)'));
  await quickInput().fill('until the cluster is attached');
  await shot('reason');
  await page.keyboard.press('Enter');
  await page.locator('.codelens-decoration', { hasText: 'aks-eu ✗ ignored' }).first().waitFor();
  assert.equal(await page.locator('.squiggly-error').count(), 0);
  step('with its reason, it is put aside');
  await shot('ignored');
}
