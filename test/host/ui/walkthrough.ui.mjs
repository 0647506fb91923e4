// Where a person begins: the walkthrough, and the samples that come with the extension.
import assert from 'node:assert/strict';

export const title = 'a person is led from the samples to the gate';

export const options = { themes: ['light', 'dark', 'contrast'] };

export async function run(walk) {
  const { page, runCommand, shot, step } = walk;
  await runCommand('ACR Pull: Get Started');
  const button = id => page.locator(`.getting-started-step[data-step-id$="#${id}"]`).first();
  await button('error').waitFor();
  step('the walkthrough opens');

  for (const [id, picture] of [
    ['error', 'Failed to pull image'],
    ['samples', 'blocked'],
    ['access', 'access.snapshot.json'],
    ['target', 'aks-prod'],
    ['finding', "can't pull this"],
    ['fix', 'Quick Fix'],
    ['gate', 'exit code 2'],
  ]) {
    await button(id).click();
    await page.locator(`.getting-started-step.expanded[data-step-id$="#${id}"]`).first().waitFor();
    const frame = page.frameLocator('iframe.webview.ready >> nth=-1').frameLocator('#active-frame');
    await frame.locator('svg', { hasText: picture }).first().waitFor();
    await shot(id);
  }
  step('each step has its picture');

  await button('finding').click();
  await page.locator('.getting-started-step.expanded').getByText('Show the Targets').click();
  await page.locator('.sidebar .monaco-list-row', { hasText: 'aks-eu' }).first().waitFor();
  await page
    .locator('.getting-started-step[data-step-id$="#finding"] .codicon-getting-started-step-checked')
    .first()
    .waitFor();
  step('a step is done when what it leads to was done');

  await button('gate').click();
  await page.locator('.getting-started-step.expanded').getByText('Show How').click();
  await page.locator('.tab.active', { hasText: 'ci.md' }).first().waitFor();
  await page
    .frameLocator('iframe.webview.ready >> nth=-1')
    .frameLocator('#active-frame')
    .locator('h1')
    .first()
    .waitFor();
  step('the guide for CI opens');
  await shot('ci');

  await page.locator('.tab', { hasText: 'Welcome' }).first().click(); // a page that is shown keeps keys to itself
  await button('samples').click();
  const opened = page.context().waitForEvent('page');
  await page.locator('.getting-started-step.expanded').getByText('Open the Samples').click();
  const window = await opened;
  await window.locator('.activitybar a[aria-label^="ACR Pull"]').first().waitFor({ timeout: 60_000 });
  assert.match(decodeURIComponent(window.url()), /samples-\d+\.\d+\.\d+$/);
  await window.locator('.activitybar a[aria-label*="ACR Pull - "]').first().waitFor({ timeout: 60_000 });
  step('the samples open in a window of their own, and are checked there');
  await window.close();
}
