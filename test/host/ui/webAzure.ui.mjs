// A sign-in and live reading in a browser, against the emulated Azure. The page's requests are listened to: none leaves
// for elsewhere, and none at all before a person signs in. As the real Azure does, the emulated one lets a page see few
// headers of its answers: not `Retry-After`, for one.
import assert from 'node:assert/strict';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Emulator } from '../../emulator/emulator.ts';
import { readWorld } from '../../emulator/world.ts';
import { assertNowhere, browserStorage, filesBelow } from '../azureSecrets.mjs';
import { filesIn, forgeOf, inBrowser } from '../inBrowser.mjs';
import { temporaryFolder } from '../lifetime.mjs';
import { fakeMicrosoft, samples } from '../locations.mjs';
import { needlessBuiltin } from '../server.mjs';

export const title = 'a person signs in to Azure in a browser, and only Azure is asked';

const token = 'emulator.token-of-the-browser';
const emulator = new Emulator(readWorld(path.join(samples, 'access.snapshot.json')));
/** Microsoft Graph knows when the secrets of applications end. */
const azure = ['graph.microsoft.com', 'management.azure.com'];
let port;
let repository;
let temporary;

export async function options() {
  emulator.tokens.admit(token, '*');
  port = await emulator.start();
  temporary = temporaryFolder('browser');
  const signIn = path.join(temporary.folder, 'fake-microsoft');
  cpSync(fakeMicrosoft, signIn, { recursive: true });
  writeFileSync(path.join(signIn, 'token'), token);

  // The samples, without the snapshot that they are checked against otherwise.
  const { 'access.snapshot.json': _, ...files } = filesIn(samples);
  const config = readFileSync(path.join(samples, '.acr-pull.yaml'), 'utf8').replace(/^snapshot:.*$/m, '');
  repository = forgeOf({ ...files, '.acr-pull.yaml': config }, { milliseconds: 10, refuseEach: 0 });
  return {
    folder: 'forge:/samples',
    logLevel: 'trace',
    server: {
      alongside: [repository.extension, signIn],
      skipBuiltin: [...needlessBuiltin, 'vscode.microsoft-authentication'],
      settings: inBrowser,
    },
  };
}

export async function end() {
  await emulator.stop();
  repository?.remove();
  temporary?.remove();
}

export async function run(walk) {
  const { page, treeRow, shot, step, runCommand, server, goTo, openInExplorer } = walk;
  const welcome = text => page.locator('.sidebar .welcome-view-content', { hasText: text }).first();
  const own = new Set([server.authority, '']);
  const elsewhere = [];
  page.on('request', request => {
    const { host, protocol } = new URL(request.url());
    if (/^https?:$/.test(protocol) && !own.has(host)) elsewhere.push(host);
  });
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write', 'local-network-access']);
  await page.context().route(/^https:/, answer);

  await walk.openView('ACR Pull');
  await welcome('Sign in to Azure or choose a snapshot').waitFor();
  assert.deepEqual(elsewhere, []);
  step('signed out: nothing was asked');

  emulator.faults.plan({ kind: 'throttled', on: /\/tenants/, times: 1 });
  await walk.click(
    page.locator('.sidebar .welcome-view-content').getByText('Sign In to Azure', { exact: true }).first(),
  );
  await walk.click(page.locator('.monaco-dialog-box').getByText('Allow', { exact: true }));
  await treeRow('aks-eu').waitFor();
  assert.deepEqual([...new Set(elsewhere)].sort(), azure);
  step(`the tree is full, after ${elsewhere.length} requests, all to Azure, the first of which was throttled`);
  await shot('tree', treeRow('aks-eu'));

  const before = elsewhere.length;
  emulator.faults.plan({ kind: 'server error', on: /\/tenants/ });
  await runCommand('ACR Pull: Check Again');
  await page.locator('.sidebar .message', { hasText: "couldn't be read" }).first().waitFor();
  assert.ok(elsewhere.length > before);
  assert.ok(await treeRow('aks-eu').isVisible(), 'the last good map stays');
  emulator.faults.clear();
  await runCommand('ACR Pull: Check Again');
  await page.locator('.sidebar .message').first().waitFor({ state: 'hidden' });
  step('Azure fails and comes back: the map stays');

  await openInExplorer('jobs/nightly-report.yaml', 'Microsoft.App');
  await page.locator('.codelens-decoration', { hasText: '✓' }).first().waitFor();
  await goTo(22, 24);
  await runCommand('ACR Pull: Check That Image Exists');
  const told = page.locator('.notification-toast', { hasText: 'registries answer no request from a browser' }).first();
  await told.waitFor();
  await shot('image', told);
  assert.deepEqual([...new Set(elsewhere)].sort(), azure);
  step('no registry is asked, and a sentence says so');

  const secrets = [...emulator.tokens.secrets, token];
  const texts = [...filesBelow(server.data), ...(await browserStorage(page)), ['the page', await page.content()]];
  assertNowhere(secrets, texts);
  step(`none of ${secrets.length} secrets stands in ${texts.length} files and stores`);
}

/** Passes a request of the page on to the emulator, and hides what Azure hides. */
async function answer(route) {
  const request = route.request();
  const { host, pathname, search } = new URL(request.url());
  const { authorization, 'content-type': type } = request.headers();
  const response = await fetch(`http://127.0.0.1:${port}/${host}${pathname}${search}`, {
    method: request.method(),
    headers: { ...(authorization ? { authorization } : {}), ...(type ? { 'content-type': type } : {}) },
    body: request.postData() ?? undefined,
  });
  await route.fulfill({
    status: response.status,
    headers: { 'access-control-allow-origin': '*', 'content-type': response.headers.get('content-type') ?? '' },
    body: Buffer.from(await response.arrayBuffer()),
  });
}
