// From an empty profile to the first right squiggle: a folder with manifests for two clusters, and a snapshot in it.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from '../lifetime.mjs';
import { samples } from '../locations.mjs';

export const title = 'a person comes from a folder and a snapshot to a squiggle, by four clicks and no key';

let temporary;

export function options() {
  temporary = temporaryFolder('first');
  const workspace = path.join(temporary.folder, 'shop');
  mkdirSync(workspace);
  for (const folder of ['eu', 'prod'])
    cpSync(path.join(samples, 'deploy', folder), path.join(workspace, folder), { recursive: true });
  cpSync(path.join(samples, 'access.snapshot.json'), path.join(workspace, 'access.snapshot.json'));
  return { workspace };
}

export function end() {
  temporary?.remove();
}

export async function run(walk) {
  const { page, workspace, openView, treeRow, shot, step } = walk;
  const { click, clicks } = walk.countedClicks();
  const explorer = text => page.locator('.explorer-folders-view .monaco-list-row', { hasText: text }).first();
  const toast = text => page.locator('.notification-toast', { hasText: text }).first();
  const button = (text, name) => toast(text).locator('.monaco-button', { hasText: name }).first();

  await click(explorer('eu'));
  await click(explorer('checkout.yaml'));
  await button('access.snapshot.json shows', 'Use Snapshot').waitFor();
  await shot('snapshot', toast('access.snapshot.json shows'));
  await click(button('access.snapshot.json shows', 'Use Snapshot'));
  await toast('Where are these deployed? Suggestion: eu/** to aks-eu, prod/** to aks-prod.').waitFor();
  const lens = page.locator('.codelens-decoration', { hasText: 'Where is this deployed? Choose…' }).first();
  await lens.waitFor();
  await shot('proposal', toast('Where are these deployed?'));
  step('with the snapshot, the lens asks where this is deployed, and targets are proposed');
  await click(button('Where are these deployed?', 'Write .acr-pull.yaml'));
  await page.locator('.squiggly-error').first().waitFor();
  await page.locator('.codelens-decoration', { hasText: 'aks-eu ✗ not attached' }).first().waitFor();
  assert.ok(clicks() <= 4, `${clicks()} clicks`);
  step(`the image is underlined after ${clicks()} clicks`);
  await shot('squiggle');
  const config = readFileSync(path.join(workspace, '.acr-pull.yaml'), 'utf8');
  assert.match(config, /name: aks-eu\n(?: {4}.*\n){2} {4}manifests:\n\s+- eu\/\*\*/);
  assert.match(config, /name: aks-prod\n(?: {4}.*\n){2} {4}manifests:\n\s+- prod\/\*\*/);

  await openView('ACR Pull');
  await treeRow('aks-eu').waitFor();
  await shot('view');
}
