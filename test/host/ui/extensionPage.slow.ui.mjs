// The packaged extension as VS Code shows it: its page, and the guides and pictures that come with it.
import assert from 'node:assert/strict';
import { temporaryFolder } from '../lifetime.mjs';
import { packageExtension } from '../packaging.mjs';

export const title = "a person reads the extension's page, and opens a guide and a picture";

let temporary;

export async function options() {
  temporary = temporaryFolder('vsix');
  return { server: { packaged: [await packageExtension(temporary.folder)] }, themes: ['light', 'dark', 'contrast'] };
}

export function end() {
  temporary?.remove();
}

export async function run(walk) {
  const { page, click, pick, runCommand, quickInput, quickRow, webview, shot, step } = walk;
  const tab = name => page.locator('.tab.active', { hasText: name }).first();

  await runCommand('Extensions: Show Installed Extensions');
  await click(page.locator('.extensions-list .monaco-list-row', { hasText: 'ACR Pull Check' }).first());
  await webview().locator('h1', { hasText: 'ACR Pull Check' }).waitFor();
  await webview().locator('h2', { hasText: 'Compared with what you use today' }).waitFor();
  assert.equal(await webview().locator('img').count(), 0);
  const links = await webview()
    .locator('a[href]:not([href="#"])') // VS Code's own way to the top
    .evaluateAll(found => found.map(each => each.getAttribute('href')));
  assert.ok(links.length > 5);
  for (const link of links) assert.match(link, /^https:\/\//);
  step('the page has its links, and no picture that would be broken');
  await shot('page');
  await webview().locator('h2', { hasText: 'Compared with what you use today' }).scrollIntoViewIfNeeded();
  await webview().locator('tr', { hasText: 'kubectl describe pod' }).scrollIntoViewIfNeeded();
  await shot('comparison');

  await click(page.locator('.extension-editor .action-label', { hasText: 'Features' }).first());
  await click(page.locator('.features-list-container .monaco-list-row', { hasText: 'Language Model Tools' }).first());
  await page.locator('.extension-feature-content', { hasText: 'acrPull_whyRed' }).first().waitFor();
  step('its tools for language models are listed');
  await shot('tools');

  await runCommand('Preferences: Open Settings (UI)');
  await page.locator('.settings-editor .suggest-input-container').first().waitFor();
  await page.keyboard.insertText('@ext:acr-pull-check.acr-pull-check ');
  await page.locator('.setting-item-contents', { hasText: 'Code Lens' }).first().waitFor();
  step('so are its settings');
  await shot('settings');
  await page.keyboard.press('Escape');

  await runCommand('ACR Pull: Get Started');
  const gate = page.locator('.getting-started-step[data-step-id$="#gate"]').first();
  await click(gate);
  await click(page.locator('.getting-started-step.expanded').getByText('Show All Guides'));
  await quickRow('Check in CI').waitFor();
  await shot('guides', quickRow('Check in CI'));
  await pick('Why a verdict is unknown');
  await tab('unknown.md').waitFor();
  await webview().locator('h1', { hasText: 'Why is it unknown?' }).waitFor();
  step('a guide opens from the walkthrough');

  await runCommand('ACR Pull: Show Guides and Pictures');
  await quickInput().fill('A pull error, explained'); // the last of the list, which may need scrolling
  await pick('A pull error, explained');
  await tab('explained-light.png').waitFor();
  await webview().locator('img[src*="explained-light.png"]').first().waitFor();
  step('a picture opens');
  await shot('picture');
}
