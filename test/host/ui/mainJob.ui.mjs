// The main job as a person does it: open a manifest, see what can't be pulled, take the way out, look at the whole.
import assert from 'node:assert/strict';

export const title = 'a person finds a blocked image, copies the fix and looks at the tree';

export const options = { themes: ['dark', 'light', 'contrast'] };

export async function run(walk) {
  const { page, openFile, goTo, hover, quickFix, clipboard, problem, treeRow, shot, step } = walk;

  await openFile('deploy/eu/checkout.yaml');
  await page.locator('.squiggly-error').first().waitFor();
  await page.locator('.codelens-decoration', { hasText: 'aks-eu ✗ not attached' }).first().waitFor();
  step('the image is underlined');
  await shot('squiggle');

  await goTo(21, 24);
  const card = await hover(page);
  assert.match(await card.textContent(), /can't pull this.*ACR Pull Check.*not-attached/s);
  await card.getByText('Quick Fix…').or(card.getByText('Quick Fix...')).first().waitFor();
  step('the hover says why');
  await shot('hover');

  await card.locator('a.code-link', { hasText: 'not-attached' }).click();
  const explained = await renderedPage(page, 'not-attached');
  step('its link opens the page about the cause');
  await shot('cause-page');
  await explained.locator('a', { hasText: 'role-on-wrong-identity' }).click();
  const other = await renderedPage(page, 'role-on-wrong-identity');
  await other.locator('a', { hasText: '.yaml' }).first().click();
  await page.locator('.tab.active', { hasText: '.yaml' }).waitFor();
  await page.locator('.monaco-editor .view-line', { hasText: 'apiVersion' }).first().waitFor();
  step('its links lead to other pages, and to the samples');
  await openFile('deploy/eu/checkout.yaml');

  await goTo(21, 24);
  await quickFix('Attach shopprod to aks-eu', () => shot('quick-fix'));
  const command = await copied(clipboard);
  assert.match(command, /^az aks update .*--attach-acr/s);
  step(`copied: ${command}`);

  // The badge, which counts what is blocked, lies over the icon; what is clicked there reaches the icon all the same.
  await walk.openView('ACR Pull');
  await treeRow('aks-eu').waitFor();
  step('the tree is open');
  await shot('tree');
  await treeRow('search.yaml:19').click();
  await page.locator('.tab.active', { hasText: 'search.yaml' }).waitFor();
  await page.getByText('Ln 19, Col').first().waitFor();
  step('a line of the tree leads to the manifest');

  await problem('aks-eu');
  step('the problems are listed');
  await shot('problems');
}

/** Waits until a page of the extension is shown as rendered Markdown. */
async function renderedPage(page, name) {
  await page.locator('.tab.active', { hasText: name }).waitFor();
  const frame = page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  await frame.locator('h1').first().waitFor();
  return frame;
}

/** Copying goes through the extension host, and takes a moment. */
async function copied(clipboard) {
  for (let tries = 0; tries < 100; tries++) {
    const text = await clipboard();
    if (text !== '') return text;
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  throw new Error('nothing was copied');
}
