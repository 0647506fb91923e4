// Infrastructure code alone, without a snapshot and without an account: what it makes is judged, and mended in the code.
import assert from 'node:assert/strict';
import path from 'node:path';
import { root } from '../locations.mjs';

export const title = 'a person sees in the code that its app can never start, and mends the code';

export const options = { workspace: path.join(root, 'samples-planned'), themes: ['dark', 'light'] };

export async function run(walk) {
  const { page, openFile, goTo, hover, hoverWithFixes, quickFix, problem, shot, step } = walk;
  const error = page.locator('.squiggly-error').first();
  const lens = text => page.locator('.codelens-decoration', { hasText: text }).first();

  // VS Code knows the language of YAML. For Bicep, it looks for files in the folder first, as long as it has time
  await openFile('chart/values.yaml');
  await lens('aks-shop').waitFor();
  step('the chart goes to the cluster of the code');

  await openFile('infra/worker.bicep');
  await error.waitFor();
  await lens('worker ✗').waitFor();
  await shot('cycle', error);
  await goTo(20, 50);
  const card = await hoverWithFixes('before its own identity exists');
  const told = await card.textContent();
  for (const part of ['worker.pull', 'By this code alone', 'To add what is there today'])
    assert.ok(told.includes(part), `the hover says ${part}`);
  await shot('cycle-hover', card);
  await page.keyboard.press('Escape');
  step('an app that needs its own identity first is underlined, and why');

  await goTo(20, 50);
  await quickFix('Let a user-assigned identity pull');
  await error.waitFor({ state: 'detached' });
  await lens('worker ✓').waitFor();
  await shot('cycle-mended', lens('worker ✓'));
  step('the edit of the code mends it');

  await openFile('cluster/main.tf');
  const squiggle = page.locator('.squiggly-info, .squiggly-warning, .squiggly-error').first();
  await squiggle.waitFor();
  await shot('control-plane', squiggle);
  await goTo(31, 20);
  await shot('control-plane-hover', await hover('identity of the control plane'));
  await page.keyboard.press('Escape');
  step('a grant to the control plane is underlined where it is made');

  await goTo(31, 20);
  await quickFix('Give the role of');
  await page.locator('.view-line', { hasText: 'kubelet_identity' }).first().waitFor();
  await squiggle.waitFor({ state: 'detached' });
  await shot('control-plane-mended', page.locator('.view-line', { hasText: 'kubelet_identity' }).first());
  step('it goes to the kubelet by one edit');

  await openFile('chart/values.yaml');
  await lens('aks-shop ✓').waitFor();
  await goTo(2, 20);
  await shot('chart', await hover('aks-shop'));
  await page.keyboard.press('Escape');
  step('the chart can be pulled once it is deployed');

  await problem('pull');
  await shot('problems');
}
