// The main job as a person does it: open a manifest, see what can't be pulled, take the way out, look at the whole.
import assert from 'node:assert/strict';

export const title =
  'a person finds a blocked image, reads why, copies the fix, says no to a change and looks at the tree';

export async function run(walk) {
  const {
    page,
    click,
    copied,
    openFile,
    goTo,
    hover,
    hoverWithFixes,
    quickFix,
    quickRow,
    problem,
    treeRow,
    webview,
    shot,
    step,
  } = walk;

  await openFile('deploy/eu/checkout.yaml');
  await page.locator('.squiggly-error').first().waitFor();
  await page.locator('.codelens-decoration', { hasText: 'aks-eu ✗ not attached' }).first().waitFor();
  step('the image is underlined');
  await shot('squiggle');

  await goTo(21, 24);
  const card = await hoverWithFixes('Who pulls');
  const text = await card.textContent();
  assert.match(text, /checkout:2\.4\.0: “aks-eu” can't pull it \(not attached\).*ACR Pull Check.*not-attached/s);
  for (const part of ['Fix', 'Who pulls', 'Why', 'Show full proof', 'access.snapshot.json'])
    assert.ok(text.includes(part), `the hover says ${part}`);
  assert.doesNotMatch(text, /[0-9a-f]{8}-[0-9a-f]{4}-/, 'no GUIDs');
  const height = await card.evaluate(element =>
    Math.max(...[element, ...element.querySelectorAll('*')].map(({ scrollHeight }) => scrollHeight)),
  );
  assert.ok(height <= 250, `the hover of one target is ${height} px high`);
  step('the hover says why, on one screen');
  await shot('hover');
  await card.getByText('Show full proof').click();
  const proof = await renderedPage('checkout:2.4.0');
  for (const part of ['Registry', 'Tenant', 'Role', 'Network', 'Not read', 'Fix', 'Access from'])
    await proof.getByText(part).first().waitFor();
  step('the full proof is a page of its own');
  await shot('proof');
  await proof.getByRole('button', { name: 'Copy the proof as Markdown' }).click();
  const markdown = await copied(/^# `.*checkout:2\.4\.0`\n/);
  assert.ok(markdown.includes('**Role**'), markdown);
  assert.ok(!markdown.includes('command:'), 'what is copied runs no command');
  await proof.locator('[role=status]', { hasText: 'Copied' }).waitFor();
  step('the proof is copied as Markdown');
  await proof.locator('h2 a', { hasText: 'not attached' }).click();
  await renderedPage('not-attached');
  step('the cause in the proof leads to its page');
  await page.locator('.tab', { hasText: 'checkout:2.4.0' }).click();
  await (await renderedPage('checkout:2.4.0')).locator('a', { hasText: 'checkout.yaml:21' }).click();
  await page.locator('.tab.active', { hasText: 'checkout.yaml' }).waitFor();
  await page.getByText('Ln 21, Col').first().waitFor();
  step('the file in the proof leads to the line of the image');
  await goTo(21, 24);
  await hover('not-attached');

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
  await quickFix('Attach shopprod to aks-eu…', () => shot('quick-fix'));
  await quickRow('Copy Command for bash').waitFor();
  await shot('fix');
  await click(quickRow('Copy Command for bash'));
  const command = await copied(/^az aks update .*--attach-acr/s);
  step(`copied: ${command}`);

  await goTo(21, 24);
  await quickFix("Give aks-eu's kubelet identity AcrPull on shopprod…");
  await click(quickRow('Run in Terminal…'));
  const dialog = page.locator('.monaco-dialog-box');
  await dialog.waitFor();
  const asked = await dialog.textContent();
  assert.ok(asked.includes("Give aks-eu's kubelet identity AcrPull on shopprod?"), asked);
  for (const part of ['Subscription: 50b50000', 'Principal:', 'Role: AcrPull', 'Scope: /subscriptions/'])
    assert.ok(asked.includes(part), `the question names ${part}`);
  await shot('confirmation');
  await click(dialog.getByText('Cancel').first());
  await dialog.waitFor({ state: 'hidden' });
  assert.equal(await page.locator('.terminal-wrapper').count(), 0);
  step('after a no to the question what may be changed, there is no terminal');

  // The badge, which counts what is blocked, lies over the icon. What is clicked there reaches the icon all the same.
  await walk.openView('ACR Pull');
  await treeRow('aks-eu').waitFor();
  step('the tree is open');
  await shot('tree');
  await click(treeRow('aks-eu-agentpool').locator('.monaco-tl-twistie'));
  await click(treeRow('search.yaml:19'));
  await page.locator('.tab.active', { hasText: 'search.yaml' }).waitFor();
  await page.getByText('Ln 19, Col').first().waitFor();
  step('a line of the tree leads to the manifest');

  await problem("newsletter/sender:1.0.0: “newsletter” can't pull it (registry is not configured)");
  step('the problems are listed');
  await shot('problems');

  /** Waits until a page of the extension is shown. */
  async function renderedPage(name) {
    await page.locator('.tab.active', { hasText: name }).waitFor();
    const frame = webview();
    await frame.locator('h1').first().waitFor();
    return frame;
  }
}
