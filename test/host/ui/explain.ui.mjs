// A pull error that somebody pasted, explained.
import assert from 'node:assert/strict';

export const title = 'a person pastes a pull error and reads why';

const error = `Warning  Failed  11s  kubelet  Failed to pull image "shopprod.azurecr.io/checkout:2.4.0": failed to resolve reference
"shopprod.azurecr.io/checkout:2.4.0": failed to authorize: failed to fetch oauth token: unexpected status from GET request to
https://shopprod.azurecr.io/oauth2/token?scope=repository%3Acheckout%3Apull&service=shopprod.azurecr.io: 401 Unauthorized`;

export async function run({ page, runCommand, webview, shot, step }) {
  await runCommand('File: New Untitled Text File');
  await page.locator('.tab.active', { hasText: 'Untitled-1' }).waitFor();
  await page.locator('.monaco-editor textarea, .monaco-editor .native-edit-context').first().focus();
  await page.keyboard.insertText(error);
  await page.locator('.view-line', { hasText: 'Failed to pull image' }).first().waitFor();
  await page.keyboard.press('ControlOrMeta+A');
  await runCommand('ACR Pull: Explain a Pull Error');
  await page.locator('.tab.active', { hasText: 'Pull error 1.md' }).waitFor();
  const frame = webview();
  await frame.locator('h1', { hasText: 'was not pulled' }).waitFor();
  const text = await frame.locator('body').textContent();
  assert.match(text, /checkout\.yaml/, 'it names the line of the workspace');
  assert.match(text, /Not attached/, 'what is known of the workspace decides');
  assert.match(text, /Fix:/);
  await frame.locator('code', { hasText: 'az aks update' }).first().waitFor();
  step('the error is explained, with the check and the fix');
  await shot('explained');
}
