// The whole path with Azure, as a person takes it, against the emulated one: every welcome text, signing in, reading that
// is stopped, the tree, a squiggle. A fix runs in the terminal, the role is on its way, and the squiggle goes.
// Then Azure fails and comes back. In the end no secret that Azure gave out is anywhere.
import assert from 'node:assert/strict';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Emulator } from '../../emulator/emulator.ts';
import { readWorld, World } from '../../emulator/world.ts';
import { assertNowhere, browserStorage, filesBelow } from '../azureSecrets.mjs';
import { fakeSignIn } from '../fakeSignIn.mjs';
import { temporaryFolder } from '../lifetime.mjs';
import { samples } from '../locations.mjs';

export const title = 'a person signs in to Azure, grants a role, and sees the squiggle go by itself';

const token = 'emulator.token-of-the-editor';
const subscription = '/subscriptions/50b50000-0000-4000-8000-000000000001';
const registry = `${subscription}/resourceGroups/shop-registry/providers/Microsoft.ContainerRegistry/registries/shopprod`;
const kubelet = '0b1ec700-0000-4000-8000-000000000031';
const acrPull = `${subscription}/providers/Microsoft.Authorization/roleDefinitions/7f951dda-4ed3-4680-a7ca-43fe172d538d`;

const emulator = new Emulator(readWorld(path.join(samples, 'access.snapshot.json')));
const { world } = emulator;
let temporary;

export async function options() {
  emulator.tokens.admit(token, '*');
  const port = await emulator.start();
  temporary = temporaryFolder('azure');

  // The samples, without the snapshot that they are checked against otherwise.
  const workspace = path.join(temporary.folder, 'samples');
  cpSync(samples, workspace, { recursive: true });
  rmSync(path.join(workspace, 'access.snapshot.json'));
  const config = path.join(workspace, '.acr-pull.yaml');
  writeFileSync(config, readFileSync(config, 'utf8').replace(/^snapshot:.*$/m, ''));

  // The part of `az` that attaches a registry: it assigns the role in the emulated Azure.
  const bin = path.join(temporary.folder, 'bin');
  mkdirSync(bin);
  const url = `http://127.0.0.1:${port}/management.azure.com${registry}/providers/Microsoft.Authorization/roleAssignments/a55190ed-0000-4000-8000-00000000ffff?api-version=2022-04-01`;
  const body = { properties: { roleDefinitionId: acrPull, principalId: kubelet, principalType: 'ServicePrincipal' } };
  const curl = `curl -fsS -X PUT -H 'content-type: application/json' -H "authorization: Bearer $AZ_TOKEN" -d '${JSON.stringify(body)}' '${url}'`;
  writeFileSync(
    path.join(bin, 'az'),
    `#!/bin/sh\nAZ_TOKEN=$(cat '${temporary.folder}/az-token') && ${curl} > /dev/null && echo attached\n`,
  );
  chmodSync(path.join(bin, 'az'), 0o755);
  writeFileSync(path.join(temporary.folder, 'az-token'), emulator.tokens.issue('*').value);

  const tokenFile = path.join(temporary.folder, 'token');
  writeFileSync(tokenFile, token);
  const { env, ...signIn } = fakeSignIn(tokenFile);
  return {
    workspace,
    logLevel: 'trace',
    server: {
      ...signIn,
      settings: { 'terminal.integrated.env.linux': { PATH: `${bin}:${process.env.PATH}` } },
      env: {
        ...env,
        ACR_PULL_EMULATOR_PORT: String(port),
        ACR_PULL_MINUTE: '3000', // what is done by age is done sooner
        SHELL: '/bin/bash',
      },
    },
  };
}

export async function end() {
  await emulator.stop();
  temporary?.remove();
}

export async function run(walk) {
  const { page, openFile, goTo, hover, pick, quickFix, runCommand, treeRow, shot, step, server, eventually } = walk;
  const welcome = text => page.locator('.sidebar .welcome-view-content', { hasText: text }).first();
  const lens = text => page.locator('.codelens-decoration', { hasText: text }).first();
  const click = text =>
    walk.click(page.locator('.sidebar .welcome-view-content').getByText(text, { exact: true }).first());

  // Signed out. No dialog comes before a click.
  await walk.openView('ACR Pull');
  await welcome('Sign in to Azure or choose a snapshot').waitFor();
  assert.deepEqual(emulator.requests, []);
  step('signed out: the view says what signing in is for, and nothing was asked');
  await shot('signed-out');

  // Reading, which never ends, and is stopped.
  emulator.faults.plan({ kind: 'endless', on: /\/tenants/ });
  await click('Sign In to Azure');
  // VS Code asks whether the extension may use the account.
  await walk.click(page.locator('.monaco-dialog-box').getByText('Allow', { exact: true }));
  await welcome('Reading registries').waitFor();
  await shot('reading');
  const stopped = Date.now();
  await click('Stop');
  await welcome('Sign in to Azure or choose a snapshot').waitFor();
  step(`reading was stopped within ${Date.now() - stopped} ms`);
  emulator.faults.clear();

  for (const [name, text, prepare] of [
    ['no-permission', "this account can't read anything", () => emulator.faults.plan({ kind: 'forbidden', on: /./ })],
    ['offline', "Azure can't be reached", () => emulator.faults.plan({ kind: 'reset', on: /./ })],
    [
      'no-subscription',
      'this account has no subscriptions',
      () => {
        emulator.world = empty();
      },
    ],
  ]) {
    prepare();
    await runCommand('ACR Pull: Check Again');
    await welcome(text).waitFor();
    step(`${name}: the view says so`);
    await shot(name, welcome(text)); // before Azure answers again: what failed is soon read again
    emulator.faults.clear();
    emulator.world = world;
  }

  // The status bar shows how far it is. Here, it stays until a click stops it.
  emulator.faults.plan({ kind: 'endless', on: /authorizationresources/i });
  await runCommand('ACR Pull: Check Again');
  const progress = page.locator('.statusbar', { hasText: /Reading from Azure: \d+ of \d+/ }).first();
  await progress.waitFor();
  await shot('progress', progress);
  await click('Stop');
  await progress.waitFor({ state: 'detached' });
  emulator.faults.clear();
  await runCommand('ACR Pull: Check Again');
  await treeRow('aks-eu').waitFor();
  step('the tree is full');
  await shot('tree');

  await openFile('deploy/eu/checkout.yaml');
  await page.locator('.squiggly-error').first().waitFor();
  await lens('aks-eu ✗ not attached').waitFor();
  step('the image is underlined');
  await shot('squiggle');

  // No keystroke asks Azure anything.
  await goTo(21, 18);
  emulator.forgetRequests();
  await page.keyboard.type('x');
  await lens('aks-eu ✗ not attached').waitFor({ state: 'detached' });
  assert.deepEqual(emulator.requests, [], 'typing asks nobody');
  await page.keyboard.press('ControlOrMeta+Z');
  await lens('aks-eu ✗ not attached').waitFor();

  // The fix runs in its terminal, and the role is on its way.
  await goTo(21, 24);
  await quickFix('Attach shopprod to aks-eu…');
  await pick('Run in Terminal…');
  await walk.click(page.locator('.monaco-dialog-box').getByText('Run in Terminal'));
  await page.locator('.squiggly-error').first().waitFor({ state: 'detached' });
  await page.locator('.squiggly-info').first().waitFor();
  await walk.click(page.locator('.view-line', { hasText: 'checkout:2.4.0' })); // the terminal has the keyboard
  await goTo(21, 24);
  const said = await hover(/was assigned (less than a|1) minute ago, and can take up to 10 minutes to take effect/);
  step('granted, still propagating');
  await shot('propagating', said);
  await page.keyboard.press('Escape');
  const asked = () => emulator.requests.length;
  const before = asked();
  world.roleAssignments = world.roleAssignments.map(each => asIfGrantedAnHourAgo(each));
  world.version++;
  await page.locator('.squiggly-info').first().waitFor({ state: 'detached' });
  await page.locator('.squiggly-error').first().waitFor({ state: 'detached' });
  await lens('aks-eu ✓').waitFor();
  step(`the squiggle is gone, by itself, after ${asked() - before} requests`);
  await shot('pulls');

  // Azure fails: the map stays, with its age and the reason. And is read again without anybody's doing.
  // Reading fails, that is. What is asked of single registries meanwhile is answered, or it would not be known any more.
  emulator.faults.plan({ kind: 'server error', on: /\/tenants/ });
  await runCommand('ACR Pull: Check Again');
  const message = page
    .locator('.sidebar .tree-explorer-viewlet-tree-view .message', { hasText: "couldn't be read" })
    .first();
  await message.waitFor();
  assert.match(await message.textContent(), /Azure couldn't be read: 500 InternalServerError/);
  assert.ok(await treeRow('aks-eu').isVisible(), 'the last good map stays');
  await page
    .locator('.sidebar .pane-header', { hasText: /read .*ago|read just now/ })
    .first()
    .waitFor();
  step('Azure fails: the map stays, with the reason and its age');
  await shot('failed', message);
  emulator.faults.clear();
  emulator.faults.plan({ kind: 'malformed JSON', on: /ResourceGraph\/resources resources/ });
  await page.locator('.sidebar .message', { hasText: "Part of Azure couldn't be read" }).first().waitFor();
  assert.ok(await treeRow('aks-eu').isVisible(), 'the last good map stays');
  emulator.faults.clear();
  await message.waitFor({ state: 'detached' });
  step('Azure is back, and was read again by itself');

  // Azure asks for a new sign-in: nothing comes up before the person asks for it.
  emulator.faults.plan({ kind: 'claims challenge', on: /\/tenants/ });
  await runCommand('ACR Pull: Check Again');
  const asks = page
    .locator('.sidebar .message', { hasText: "Azure couldn't be read: you have to sign in again." })
    .first();
  await asks.waitFor();
  await shot('sign-in-again', asks);
  emulator.faults.clear();
  await runCommand('ACR Pull: Check Again');
  const consent = page.locator('.monaco-dialog-box', { hasText: 'Azure requires you to sign in again' });
  await walk.click(consent.getByText('Allow', { exact: true }));
  await page.locator('.sidebar .message').first().waitFor({ state: 'hidden' });
  step('Azure asked for a new sign-in, and got it on a click');

  // The check that the image exists, on request alone.
  world.missing = new Set(['shopprod.azurecr.io/checkout:2.4.0']);
  assert.ok(!emulator.requests.some(request => request.includes('/v2/')));
  await openFile('deploy/eu/checkout.yaml');
  await goTo(21, 24);
  await runCommand('ACR Pull: Check That Image Exists');
  await page.locator('.squiggly-error').first().waitFor();
  await lens('aks-eu ✗ no such image').waitFor();
  await goTo(21, 24);
  await hover('image-not-found');
  step('the registry was asked, and has no such image');
  await shot('missing-image');

  // The snapshot of what was read, as a file for others.
  await runCommand('ACR Pull: Save Access Snapshot');
  await pick('With real IDs');
  const dialog = page.locator('.quick-input-widget:visible', { hasText: 'expected.json' });
  await walk.click(dialog.getByText('OK', { exact: true }));
  await dialog.waitFor({ state: 'hidden' });
  const file = path.join(walk.workspace, 'access.snapshot.json');
  await eventually('the file is written', () => existsSync(file) && readFileSync(file, 'utf8').endsWith('}\n'));
  const { resources, images } = JSON.parse(readFileSync(file, 'utf8'));
  assert.ok(resources.length > 10);
  assert.deepEqual(
    images.map(({ tag, state }) => [tag, state]),
    [['2.4.0', 'missing']],
  );
  step('the snapshot is saved, with what the registry said');

  // None of the secrets is anywhere: logs at their finest, storage on disk and in the browser, what is shown.
  const secrets = [...emulator.tokens.secrets, token];
  const texts = [
    ...filesBelow(server.data),
    ...filesBelow(walk.workspace),
    ...(await browserStorage(page)),
    ['the page', await page.content()],
  ];
  assert.ok(secrets.length > 3);
  const traced = texts.filter(
    ([name, text]) => /ACR Pull Check\.log$/.test(name) && /POST management.azure.com/.test(text),
  );
  assert.ok(traced.length > 0, 'the log is at its finest');
  assertNowhere(secrets, texts);
  step(`none of ${secrets.length} secrets stands in ${texts.length} files and stores`);
}

function empty() {
  return new World({ resources: [], tenants: {}, roleAssignments: [] });
}

function asIfGrantedAnHourAgo(assignment) {
  const { principalId, createdOn } = assignment.properties;
  if (principalId !== kubelet || !createdOn) return assignment;
  const earlier = new Date(Date.now() - 3_600_000).toISOString();
  return { ...assignment, properties: { ...assignment.properties, createdOn: earlier } };
}
