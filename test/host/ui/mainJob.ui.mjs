// The main job as a person does it: open a manifest, see what can't be pulled, take the way out, look at the whole.
import assert from 'node:assert/strict';

export const title =
  'a person finds a blocked image, reads why, copies the fix, says no to a change and looks at the tree';

export async function run(walk) {
  const { page, click, copied, openFile, goTo, hover, quickFix, problem, treeRow, webview, shot, step } = walk;

  await openFile('deploy/eu/checkout.yaml');
  await page.locator('.squiggly-error').first().waitFor();
  await page.locator('.codelens-decoration', { hasText: 'aks-eu ✗ not attached' }).first().waitFor();
  step('the image is underlined');
  await shot('squiggle');

  await goTo(21, 24);
  const card = await hover();
  await card.getByText('Quick Fix…').or(card.getByText('Quick Fix...')).first().waitFor();
  await card.getByText('Who pulls').first().waitFor();
  const text = await card.textContent();
  assert.match(text, /can't pull this.*ACR Pull Check.*not-attached/s);
  for (const part of ['Registry', 'Tenant', 'Role', 'Network', 'Not read', 'Fix', 'Access as in'])
    assert.ok(text.includes(part), `the hover says ${part}`);
  step('the hover says why, and holds the proof');
  await shot('hover');

  await card.locator('a.code-link', { hasText: 'not-attached' }).click();
  const explained = await renderedPage('not-attached');
  step('its link opens the page about the cause');
  await shot('cause-page');
  await explained.locator('a', { hasText: 'role-on-wrong-identity' }).click();
  const other = await renderedPage('role-on-wrong-identity');
  await other.locator('a', { hasText: '.yaml' }).first().click();
  await page.locator('.tab.active', { hasText: '.yaml' }).waitFor();
  await page.locator('.monaco-editor .view-line', { hasText: 'apiVersion' }).first().waitFor();
  step('its links lead to other pages, and to the samples');
  await openFile('deploy/eu/checkout.yaml');

  await goTo(21, 24);
  await quickFix('Attach shopprod to aks-eu', () => shot('quick-fix'));
  const command = await copied(/^az aks update .*--attach-acr/s);
  step(`copied: ${command}`);

  await goTo(21, 24);
  await quickFix("Give aks-eu's kubelet identity AcrPull on shopprod: run in the terminal");
  const dialog = page.locator('.monaco-dialog-box');
  await dialog.waitFor();
  const asked = await dialog.textContent();
  for (const part of ['Subscription: 50b50000', 'Principal:', 'Role: AcrPull', 'Scope: /subscriptions/'])
    assert.ok(asked.includes(part), `the question names ${part}`);
  await shot('confirmation');
  await click(dialog.getByText('Cancel').first());
  await dialog.waitFor({ state: 'hidden' });
  assert.equal(await page.locator('.terminal-wrapper').count(), 0);
  step('after a no to the question what may be changed, there is no terminal');

  // The badge, which counts what is blocked, lies over the icon; what is clicked there reaches the icon all the same.
  await walk.openView('ACR Pull');
  await treeRow('aks-eu').waitFor();
  step('the tree is open');
  await shot('tree');
  await click(treeRow('search.yaml:19'));
  await page.locator('.tab.active', { hasText: 'search.yaml' }).waitFor();
  await page.getByText('Ln 19, Col').first().waitFor();
  step('a line of the tree leads to the manifest');

  await problem('aks-eu');
  step('the problems are listed');
  await shot('problems');

  /** Waits until a page of the extension is shown as rendered Markdown. */
  async function renderedPage(name) {
    await page.locator('.tab.active', { hasText: name }).waitFor();
    const frame = webview();
    await frame.locator('h1').first().waitFor();
    return frame;
  }
}
