// No account, no snapshot, no config: from opening the folder to having asked a colleague. The colleague runs the script that was
// copied, and the file that comes back turns one image red and leaves another without a squiggle.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Colleague } from '../../access/asked/colleague.ts';
import { Emulator } from '../../emulator/emulator.ts';
import { readWorld } from '../../emulator/world.ts';
import { temporaryFolder } from '../lifetime.mjs';
import { samples } from '../locations.mjs';

export const title =
  'a person without an account asks a colleague for a snapshot, by three clicks, and gets the verdicts';

const emulator = new Emulator(readWorld(path.join(samples, 'access.snapshot.json')));
const colleague = new Colleague(emulator, [...emulator.world.tenants.values()][0]);
let temporary;

function cluster(subscription, group, name) {
  const scope = `/subscriptions/50b50000-0000-4000-8000-00000000000${subscription}/resourceGroups/${group}`;
  return `${scope}/providers/Microsoft.ContainerService/managedClusters/${name}`;
}

export async function options() {
  await emulator.start();
  await colleague.start();
  temporary = temporaryFolder('ask');
  const workspace = path.join(temporary.folder, 'shop');
  mkdirSync(workspace);
  for (const file of ['eu/checkout.yaml', 'dev/search.yaml'])
    cpSync(path.join(samples, 'deploy', file), path.join(workspace, file), { recursive: true });
  const config = `version: 1
targets:
  - { name: aks-eu, kind: aks, id: ${cluster('1', 'shop-aks', 'aks-eu')}, manifests: ['eu/**'] }
  - { name: aks-dev, kind: aks, id: ${cluster('2', 'shop-dev', 'aks-dev')}, manifests: ['dev/**'] }
`;
  writeFileSync(path.join(workspace, '.acr-pull.yaml'), config);
  return { workspace };
}

export async function end() {
  temporary?.remove();
  await colleague.stop();
  await emulator.stop();
}

export async function run(walk) {
  const { page, workspace, copied, openFile, shot, step } = walk;
  const { click, clicks } = walk.countedClicks();
  const row = text => page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();
  const button = name => page.locator('.sidebar .welcome-view-content .monaco-button', { hasText: name }).first();
  const toast = text => page.locator('.notification-toast', { hasText: text }).first();

  await click(page.locator('.activitybar .action-item a[aria-label^="ACR Pull"]').first());
  await button('Ask a Colleague').waitFor();
  await shot('welcome', button('Ask a Colleague'));
  await click(button('Ask a Colleague'));
  await row('Azure Cloud Shell').waitFor();
  await shot('shell', row('Azure Cloud Shell'));
  await click(row('Azure Cloud Shell'));
  await toast('Message copied.').waitFor();
  await shot('copied', toast('Message copied.'));
  assert.ok(clicks() <= 3, `${clicks()} clicks`);
  step(`the message is copied after ${clicks()} clicks`);

  const message = await copied(/^Could you run this script/);
  const [, script = ''] = /```sh\n([\s\S]*)```/.exec(message) ?? [];
  const folder = path.join(temporary.folder, 'colleague');
  mkdirSync(folder);
  const { text, said } = await colleague.run(script, folder);
  assert.match(said, /Wrote access\.snapshot\.json\. Send it back\./);
  step('the colleague ran what was pasted');

  await openFile('checkout.yaml');
  const lens = text => page.locator('.codelens-decoration a', { hasText: text }).first();
  await lens('Not checked: sign in or choose a snapshot').waitFor();
  await shot('lens');
  writeFileSync(path.join(workspace, 'access.snapshot.json'), text);
  await walk.click(lens('Not checked: sign in or choose a snapshot'));
  await row('Choose Snapshot').waitFor();
  await shot('sources', row('Choose Snapshot'));
  await walk.click(row('Choose Snapshot'));
  await row('access.snapshot.json').waitFor();
  await walk.click(row('access.snapshot.json'));
  await page.locator('.codelens-decoration', { hasText: 'aks-eu ✗ not attached' }).first().waitFor();
  await page.locator('.squiggly-error').first().waitFor();
  await shot('denied');
  step('the file that came back turns the image red');
  await openFile('search.yaml');
  await page.locator('.codelens-decoration', { hasText: 'aks-dev ✓' }).first().waitFor();
  step('and leaves the other one without a squiggle');
}
