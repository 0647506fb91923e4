// A large repository in a browser: 2,000 manifests, each a request of 30 ms, and one in fifty is refused at first.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { forgeOf, inBrowser } from '../inBrowser.mjs';
import { samples } from '../locations.mjs';

export const title = 'a person reads a large repository in a browser, and each verdict is final';

const cluster =
  '/subscriptions/50b50000-0000-4000-8000-000000000001/resourceGroups/shop-aks/providers/Microsoft.ContainerService/managedClusters/aks-eu';
const manifests = 2000;

let repository;

export function options() {
  const files = {
    '.acr-pull.yaml': `version: 1\nsnapshot: access.snapshot.json\ntargets:\n  - { name: aks-eu, kind: aks, id: ${cluster}, manifests: ['**'] }\n`,
    'access.snapshot.json': readFileSync(path.join(samples, 'access.snapshot.json'), 'utf8'),
    'a-first/pod.yaml': pod('first'),
    // It comes last, and it decides: with this, another registry of the account brings its own secret.
    'z-last/account.yaml':
      'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: default, namespace: shop}\nimagePullSecrets: [{name: elsewhere}]\n',
  };
  for (let i = 0; i < manifests; i++) files[`team-${i % 100}/pod-${i}.yaml`] = pod(`pod-${i}`);
  repository = forgeOf(files, { milliseconds: 30, refuseEach: 50 });
  return { folder: 'forge:/shop', server: { alongside: [repository.extension], settings: inBrowser } };
}

export function end() {
  repository?.remove();
}

const pod = name => `apiVersion: v1
kind: Pod
metadata: {name: ${name}, namespace: shop}
spec:
  containers:
    - name: app
      image: shopprod.azurecr.io/${name}:1
`;

export async function run(walk) {
  const { page, click, until, eventually, runCommand, shot, step } = walk;
  const entry = text => page.locator('.explorer-folders-view .monaco-list-row', { hasText: text }).first();
  const lens = page.locator('.codelens-decoration', { hasText: 'aks-eu' }).first();
  await entry('a-first').waitFor();
  await until(async () => {
    if ((await entry('a-first').getAttribute('aria-expanded')) !== 'true') await click(entry('a-first'));
  }, entry('pod.yaml'));
  await until(() => click(entry('pod.yaml')), page.locator('.view-line', { hasText: 'kind: Pod' }).first());
  const began = Date.now();
  await page.evaluate(watch);
  await lens.waitFor({ timeout: 120_000 });
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  step(`the first verdict of the open file, ${seconds} s after it was opened`);
  await eventually('the lens stays', async () => (await lens.textContent()).includes('aks-eu'));
  await page.waitForTimeout(3000); // a later verdict, if there were one, would come now
  const seen = await page.evaluate(() => window.lenses);
  assert.equal(seen.length, 1, `no other verdict was shown before: ${seen.join(', ')}`);
  await shot('first', lens);

  await runCommand('Forge: Report the Requests');
  const report = page.locator('.notification-toast', { hasText: 'requests' }).first();
  const told = await report.locator('.notification-list-item-message').textContent();
  assert.match(told, /^2[0-9]{3} requests, [1-9]\d* refused/);
  step(told);
}

/** Runs in the page: all that the lens of the target ever shows. */
function watch() {
  window.lenses = [];
  const look = () => {
    for (const each of document.querySelectorAll('.codelens-decoration')) {
      const text = each.textContent;
      if (text.includes('aks-eu') && !window.lenses.includes(text)) window.lenses.push(text);
    }
    requestAnimationFrame(look);
  };
  look();
}
