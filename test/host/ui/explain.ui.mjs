// A pull error, explained: selected in a terminal, with links to the line and the fix; then pods that only wait.
import assert from 'node:assert/strict';

export const title = 'a person selects a pull error in a terminal and reads why';

export const options = { themes: ['light', 'dark', 'contrast'] };

const error =
  'Failed to pull image "shopprod.azurecr.io/checkout:2.4.0": failed to authorize: failed to fetch oauth token: 401 Unauthorized';

const pods = `NAMESPACE   NAME                       READY   STATUS             RESTARTS   AGE
shop        checkout-5d9c7b7d8-x2kqp   0/1     ImagePullBackOff   0          43m`;

export async function run(walk) {
  const { page, runCommand, until, takeEntry, copied, shot, step } = walk;
  const frame = () => page.frameLocator('iframe.webview.ready >> nth=-1').frameLocator('#active-frame');

  await runCommand('Terminal: Create New Terminal');
  const terminal = page.locator('.terminal-wrapper.active .xterm');
  await terminal.waitFor();
  await terminal.click();
  // a shell that is not ready yet throws away what is typed
  await terminal
    .locator('.xterm-rows > div', { hasText: /[#$%>]/ })
    .first()
    .waitFor();
  await page.keyboard.type(`clear; printf '%s\\n' '${error}'`);
  await page.keyboard.press('Enter');
  await terminal.locator('.xterm-rows > div', { hasText: /^Failed to pull image/ }).waitFor();
  const entry = page.locator('.context-view .action-label', { hasText: 'Explain a Pull Error' }).first();
  const explain = async () => {
    await runCommand('Terminal: Select All');
    await terminal.click({ button: 'right' });
    await entry.waitFor();
    await takeEntry(entry);
  };
  await until(explain, page.locator('.tab.active', { hasText: 'Pull Error' }));
  await frame().locator('h1', { hasText: 'was not pulled' }).waitFor();
  const text = await frame().locator('body').textContent();
  assert.match(text, /Evidence/);
  assert.match(text, /Not attached/, 'what is known of the workspace decides');
  assert.match(text, /If that isn't it/);
  assert.doesNotMatch(text, /<objectId>/);
  step('the error is explained from the menu of the terminal');
  await shot('explained');

  await frame().locator('section', { hasText: 'Not attached' }).locator('.copy a').last().click();
  await copied(/^az (?:role assignment create|aks update) /);
  step('the fix is copied');

  await frame().locator('a', { hasText: 'checkout.yaml' }).click();
  await page.locator('.tab.active', { hasText: 'checkout.yaml' }).waitFor();
  await page.locator('.view-line', { hasText: 'checkout:2.4.0' }).first().waitFor();
  step('the link leads to the line');

  await runCommand('File: New Untitled Text File');
  await page.locator('.tab.active', { hasText: 'Untitled-1' }).waitFor();
  await page.locator('.monaco-editor textarea, .monaco-editor .native-edit-context').first().focus();
  await page.keyboard.insertText(pods);
  await page.locator('.view-line', { hasText: 'ImagePullBackOff' }).first().waitFor();
  await page.keyboard.press('ControlOrMeta+A');
  await runCommand('ACR Pull: Explain a Pull Error');
  await frame().locator('code', { hasText: 'kubectl describe pod checkout-5d9c7b7d8-x2kqp -n shop' }).waitFor();
  assert.match(await frame().locator('body').textContent(), /Not attached/, 'what the map knows comes first');
  step('pods that only wait lead to what the map knows');
}
