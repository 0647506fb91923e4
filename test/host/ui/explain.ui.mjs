// A pull error, explained: selected in a terminal, with links to the line and the fix. Then pods that only wait.
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
  step('the error is explained from the menu of the terminal');
  await shot('explained');

  const all = (selector, read) => frame().locator(selector).evaluateAll(read);
  const headings = await all('h1, h2, h3', found => found.map(each => `${each.tagName} ${each.textContent}`));
  assert.equal(
    headings[0],
    'H1 Not attached: shopprod.azurecr.io/checkout:2.4.0 was not pulled',
    'the answer is first',
  );
  assert.deepEqual(headings.slice(1, 4), ['H2 Fix', 'H2 Check', 'H2 Evidence']);
  const names = await all('button', found => found.map(each => each.getAttribute('aria-label')));
  assert.ok(names.includes('Copy the command to attach shopprod to aks-eu'), names.join('\n'));
  assert.equal(new Set(names).size, names.length, 'each button has a name of its own');
  const shown = await all('pre', found => found.map(each => each.textContent));
  assert.equal(new Set(shown).size, shown.length, 'no command is there twice');
  assert.doesNotMatch(shown.join('\n'), /<group>|<cluster>|<objectId>/);
  step('the answer comes first, and commands and buttons have names');

  const attach = frame().getByRole('button', { name: 'Copy the command to attach shopprod to aks-eu' });
  await frame().locator('h1').click();
  const focused = frame().locator(':focus');
  for (
    let i = 0;
    i < 10 && (await focused.getAttribute('aria-label', { timeout: 500 }).catch(() => null)) !== names[0];
    i++
  )
    await page.keyboard.press('Tab');
  const ring = await focused.evaluate(element => {
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(element);
    const probe = document.body.appendChild(document.createElement('i'));
    probe.style.color = 'var(--vscode-focusBorder)';
    const wanted = getComputedStyle(probe).color;
    probe.remove();
    return { outlineStyle, outlineWidth, isOfTheme: outlineColor === wanted };
  });
  assert.deepEqual(ring, { outlineStyle: 'solid', outlineWidth: '2px', isOfTheme: true });
  await shot('focus');
  await page.keyboard.press('Space');
  await copied(/^az (?:role assignment create|aks update) /);
  await frame().locator('[role=status]', { hasText: 'Copied' }).waitFor();
  assert.equal(await attach.count(), 1);
  step('the fix is copied by keys alone, with the focus in sight');

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
