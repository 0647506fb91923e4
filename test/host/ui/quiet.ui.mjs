// Many findings, shown quietly: five targets of five images, and 333 images of six registries, and Azure doesn't show one of these.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from '../lifetime.mjs';
import { samples } from '../locations.mjs';

export const title = 'nothing jumps while a person types, and what is said of many is short';

const clusters = {
  'aks-prod': '50b50000-0000-4000-8000-000000000001/resourceGroups/shop-aks',
  'aks-eu': '50b50000-0000-4000-8000-000000000001/resourceGroups/shop-aks',
  'aks-data': '50b50000-0000-4000-8000-000000000001/resourceGroups/shop-aks',
  'aks-dev': '50b50000-0000-4000-8000-000000000002/resourceGroups/shop-dev',
  'aks-qa': '50b50000-0000-4000-8000-000000000002/resourceGroups/shop-dev',
};
const registries = ['shopprod', 'shopabac', 'shopdev', 'shopopen', 'shopdata', 'fabrikamtax'];

const pod = (name, images) => `# Pods of ${name}
apiVersion: v1
kind: Pod
metadata: {name: ${name}}
spec:
  containers:
${images.map((image, i) => `    - name: c${i}\n      image: ${image}\n`).join('')}`;

let temporary;

export function options() {
  temporary = temporaryFolder('quiet');
  const workspace = path.join(temporary.folder, 'fleet');
  mkdirSync(path.join(workspace, 'fleet'), { recursive: true });
  cpSync(path.join(samples, 'access.snapshot.json'), path.join(workspace, 'access.snapshot.json'));
  const id = (name, at) => `/subscriptions/${at}/providers/Microsoft.ContainerService/managedClusters/${name}`;
  const targets = Object.entries(clusters).map(([name, at]) => {
    const manifests = name === 'aks-prod' ? '[five.yaml, "fleet/**"]' : '[five.yaml]';
    return `  - {name: ${name}, kind: aks, id: ${id(name, at)}, manifests: ${manifests}}\n`;
  });
  const config = `version: 1\nsnapshot: access.snapshot.json\ntargets:\n${targets.join('')}`;
  writeFileSync(path.join(workspace, '.acr-pull.yaml'), config);
  const five = ['cart', 'catalog', 'checkout', 'search', 'till'].map(name => `shopprod.azurecr.io/${name}:1`);
  writeFileSync(path.join(workspace, 'five.yaml'), pod('five', five));
  for (let file = 0; file < 37; file++) {
    const images = Array.from({ length: 9 }, (_, i) => {
      return `${registries[(file + i) % registries.length]}.azurecr.io/fleet-${file}-${i}:1`;
    });
    writeFileSync(path.join(workspace, 'fleet', `pod-${file}.yaml`), pod(`pod-${file}`, images));
  }
  return { workspace, themes: ['dark', 'light', 'contrast'] };
}

export function end() {
  temporary?.remove();
}

export async function run(walk) {
  const { page, openFile, openView, goTo, hover, treeRow, problem, until, leave, eventually, shot, step } = walk;
  await openView('ACR Pull');
  await treeRow('aks-prod').waitFor();
  await openFile('five.yaml');
  const lenses = page.locator('.codelens-decoration', { hasText: 'aks-' });
  await eventually('five lenses', async () => (await lenses.count()) === 5);
  const title = await lenses.first().textContent();
  assert.match(title, /^[^·]*✗/, 'the refused come first in the lens');
  await shot('lenses');

  await goTo(1, 20);
  await page.evaluate(watch);
  for (const word of [' one', ' two', ' three', ' four', ' five']) {
    await page.keyboard.type(word, { delay: 60 });
    await page.waitForTimeout(600); // the pause in which verdicts come: this is what is measured
  }
  const { moved, mutations } = await page.evaluate(() => window.stopWatching());
  assert.equal(moved, 0, `lines moved by ${moved} px`);
  assert.equal(mutations, 0, `${mutations} mutations in the trees`);
  step('typing moves no line and changes no tree');

  await goTo(8, 20);
  const card = await hover();
  await shot('hover', card);
  const height = await card.evaluate(contentHeight);
  assert.ok(height <= 400, `the hover of five targets is ${height} px high`);
  await page.keyboard.press('Escape');
  step(`the hover of five targets is ${height} px high`);

  const rows = page.locator('.action-widget .monaco-list-row.action');
  await leave();
  await until(() => page.keyboard.press('ControlOrMeta+.'), rows.first());
  const fixes = await rows.allTextContents();
  await shot('lightbulb', rows.first());
  assert.ok(fixes.length <= 8, `${fixes.length} quick fixes`);
  assert.equal(new Set(fixes).size, fixes.length, fixes.join('\n'));
  await page.keyboard.press('Escape');
  step(`the lightbulb has ${fixes.length} entries, each different`);

  const status = page.locator('#status\\.problems');
  const counts = await status.getAttribute('aria-label');
  const needless = Number(/Infos?: (\d+)|(\d+) Infos?/.exec(counts)?.slice(1).find(Boolean) ?? 0);
  assert.ok(needless <= 20, counts);
  await problem('');
  await shot('problems');
  assert.match(await treeRow('aks-prod').getAttribute('aria-label'), /of 338 /, 'none is lost');
  step(`of 338 images, ${needless} that need no action are in the list of problems: ${counts}`);
}

/** Runs in the page: the height of a hover with what is out of sight in it. */
function contentHeight(card) {
  return Math.max(...[card, ...card.querySelectorAll('*')].map(({ scrollHeight }) => scrollHeight));
}

/** Runs in the page: how far lines and lenses move, and how often a tree changes, until it is stopped. */
function watch() {
  const first = new Map();
  let moved = 0;
  let mutations = 0;
  let isWatching = true;
  const look = () => {
    for (const line of document.querySelectorAll('.monaco-editor .view-line')) {
      const text = line.textContent;
      if (!text.includes('image:')) continue;
      const { top } = line.getBoundingClientRect();
      if (!first.has(text)) first.set(text, top);
      moved = Math.max(moved, Math.abs(top - first.get(text)));
    }
    if (isWatching) requestAnimationFrame(look);
  };
  look();
  const observer = new MutationObserver(changes => {
    mutations += changes.length;
  });
  for (const rows of document.querySelectorAll('.sidebar .monaco-list-rows'))
    observer.observe(rows, { subtree: true, childList: true, attributes: true, characterData: true });
  window.stopWatching = () => {
    isWatching = false;
    observer.disconnect();
    return { moved, mutations };
  };
}
