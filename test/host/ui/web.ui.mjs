// The extension in a browser: a repository of a forge is opened. Its files are requests, and some are refused at first.
// Nothing can search them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { filesIn, forgeOf, inBrowser } from '../inBrowser.mjs';
import { root, samples } from '../locations.mjs';

export const title = 'a person who reads a repository in a browser sees what is denied, and mends it';

const cluster =
  '/subscriptions/50b50000-0000-4000-8000-000000000001/resourceGroups/shop-aks/providers/Microsoft.ContainerService/managedClusters/aks-eu';
const error =
  'Failed to pull image "shopprod.azurecr.io/checkout:2.4.0": failed to authorize: failed to fetch oauth token: 401 Unauthorized';

let repository;

/** Infrastructure code, a manifest, and the snapshot of a colleague. */
export function options() {
  const files = {
    ...filesIn(path.join(root, 'samples-planned')),
    'apps/checkout.yaml': readFileSync(path.join(samples, 'deploy/eu/checkout.yaml'), 'utf8'),
    'access.snapshot.json': readFileSync(path.join(samples, 'access.snapshot.json'), 'utf8'),
    '.acr-pull.yaml': `version: 1\ntargets:\n  - { name: aks-eu, kind: aks, id: ${cluster}, manifests: ['apps/**'] }\n`,
  };
  repository = forgeOf(files, { milliseconds: 30, refuseEach: 10 });
  return {
    folder: 'forge:/shop',
    themes: ['dark', 'light'],
    server: { alongside: [repository.extension], settings: inBrowser },
  };
}

export function end() {
  repository?.remove();
}

export async function run(walk) {
  const { page, click, openInExplorer, goTo, hover, quickFix, runCommand, openView, treeRow, webview, shot, step } =
    walk;
  const denied = page.locator('.squiggly-error').first();
  const lens = text => page.locator('.codelens-decoration', { hasText: text }).first();

  await openInExplorer('infra/worker.bicep', 'resource worker');
  await denied.waitFor();
  await lens('worker ✗').waitFor();
  await shot('code', denied);
  step('an app that can never start is underlined in the code');

  await goTo(20, 50);
  await shot('code-hover', await hover('before its own identity exists'));
  await page.keyboard.press('Escape');
  await goTo(20, 50);
  await quickFix('Let a user-assigned identity pull');
  await denied.waitFor({ state: 'detached' });
  await lens('worker ✓').waitFor();
  await shot('code-mended', lens('worker ✓'));
  step('the edit of the code mends it');

  await openInExplorer('apps/checkout.yaml', 'kind: Deployment');
  const row = page.locator('.quick-input-list .monaco-list-row', { hasText: 'access.snapshot.json' }).first();
  await walk.until(() => runCommand('ACR Pull: Choose Access Snapshot'), row);
  await shot('choose', row);
  await click(row);
  await denied.waitFor();
  await lens('aks-eu ✗ not attached').waitFor();
  await shot('snapshot', denied);
  step('with a snapshot, an image is underlined');

  await openView('ACR Pull');
  await treeRow('aks-eu').waitFor();
  await shot('tree', treeRow('aks-eu'));
  step('the tree shows who pulls from where');

  await page.evaluate(text => navigator.clipboard.writeText(text), error);
  await page.keyboard.press('Escape');
  await runCommand('ACR Pull: Explain a Pull Error');
  await page.locator('.tab.active', { hasText: 'Pull Error' }).waitFor();
  const frame = webview();
  await frame.locator('h1', { hasText: 'was not pulled' }).waitFor();
  assert.match(await frame.locator('body').textContent(), /Not attached/, 'what is known of the workspace decides');
  await shot('explained');
  step('a pasted error is explained');

  await runCommand('ACR Pull: Open Terminal with acr-pull');
  await page.locator('.notification-toast', { hasText: 'Install the gate' }).first().waitFor();
  step('what needs a terminal says so');

  await runCommand('Forge: Report the Requests');
  const report = page.locator('.notification-toast', { hasText: 'requests' }).first();
  const told = await report.locator('.notification-list-item-message').textContent();
  assert.match(told, /[1-9]\d* refused/, told);
  step(told);
}
