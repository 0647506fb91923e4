// The main job as a person does it: open a manifest, see what can't be pulled, take the way out, look at the whole.
import assert from 'node:assert/strict';

export const title = 'a person finds a blocked image, copies the fix and looks at the tree';

export const options = { themes: ['dark', 'light'] };

export async function run(walk) {
  const { page, openFile, goTo, hover, quickFix, clipboard, problem, runCommand, shot, step } = walk;

  await openFile('deploy/eu/checkout.yaml');
  await page.locator('.squiggly-error').first().waitFor();
  step('the image is underlined');
  await shot('squiggle');

  await goTo(21, 24);
  const card = await hover(page);
  assert.match(await card.innerText(), /not-attached/);
  step('the hover says why');
  await shot('hover');
  await page.keyboard.press('Escape');

  await quickFix('Attach shopprod to aks-eu', () => shot('quick-fix'));
  const command = await copied(clipboard);
  assert.match(command, /^az aks update .*--attach-acr/s);
  step(`copied: ${command}`);

  // The badge, which counts what is blocked, lies over the icon; what is clicked there reaches the icon all the same.
  await page.locator('.activitybar a[aria-label^="ACR Pull"]').first().click({ force: true });
  await page.locator('.sidebar .monaco-list-row', { hasText: 'aks-eu' }).first().waitFor();
  step('the tree is open');
  await shot('tree');

  await problem('aks-eu');
  step('the problems are listed');
  await shot('problems');
  await page.keyboard.press('ControlOrMeta+J');

  await runCommand('ACR Pull: Explain a Cause');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'not-attached' }).first().click();
  await page.locator('.webview.ready').first().waitFor();
  await page.waitForTimeout(1500);
  step('the page about the cause is open');
  await shot('cause-page');
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
