// The beginning of a person: the walkthrough, and the samples that come with the extension.
import assert from 'node:assert/strict';

export const title = 'a person is led from the samples to the gate';

export async function run(walk) {
  const { page, click, runCommand, webview, shot, step } = walk;
  await runCommand('ACR Pull: Get Started');
  const button = id => page.locator(`.getting-started-step[data-step-id$="#${id}"]`).first();
  await button('error').waitFor();
  step('the walkthrough opens');

  for (const [id, picture] of [
    ['error', 'Failed to pull image'],
    ['samples', 'blocked'],
    ['access', 'access.snapshot.json'],
    ['target', 'aks-prod'],
    ['finding', "can't pull"],
    ['fix', 'Quick Fix'],
    ['gate', 'exit code 2'],
  ]) {
    await click(button(id));
    await page.locator(`.getting-started-step.expanded[data-step-id$="#${id}"]`).first().waitFor();
    await webview().locator('svg', { hasText: picture }).first().waitFor();
    await shot(id);
  }
  step('each step has its picture');

  await click(button('finding'));
  await click(page.locator('.getting-started-step.expanded').getByText('Show Targets'));
  await page.locator('.sidebar .monaco-list-row', { hasText: 'aks-eu' }).first().waitFor();
  const checked = page.locator('.getting-started-step[data-step-id$="#finding"] .codicon-getting-started-step-checked');
  assert.equal(await checked.count(), 0);
  await walk.openFile('deploy/eu/checkout.yaml');
  await walk.goTo(21, 25);
  await walk.hover('Who pulls');
  await page.keyboard.press('Escape');
  await click(page.locator('.tab', { hasText: 'Welcome' }).first());
  await checked.first().waitFor();
  step('a step is done when what it leads to was done, not when its view opens');

  await click(button('gate'));
  await click(page.locator('.getting-started-step.expanded').getByText('Show CI Guide'));
  await page.locator('.tab.active', { hasText: 'ci.md' }).first().waitFor();
  await webview().locator('h1').first().waitFor();
  step('the guide for CI opens');
  await shot('ci');

  await click(page.locator('.tab', { hasText: 'Welcome' }).first()); // a page that is shown keeps keys to itself
  await click(button('samples'));
  const opened = page.context().waitForEvent('page');
  await click(page.locator('.getting-started-step.expanded').getByText('Open Samples'));
  const window = await opened;
  await window.locator('.activitybar a[aria-label^="ACR Pull"]').first().waitFor({ timeout: 60_000 });
  assert.match(decodeURIComponent(window.url()), /samples-\d+\.\d+\.\d+$/);
  await window.locator('.activitybar a[aria-label*="ACR Pull - "]').first().waitFor({ timeout: 60_000 });
  step('the samples open in a window of their own, and are checked there');
  await window.locator('.tab.active', { hasText: 'newsletter.yaml' }).first().waitFor({ timeout: 60_000 });
  await window.locator('.squiggly-error').first().waitFor();
  step('their first finding is shown, at its line');
  await window.close();
}
