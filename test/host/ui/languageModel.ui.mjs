// What the extension offers to language models, as VS Code lists it on the extension's page: whoever wonders what an
// assistant may call reads it there.
import assert from 'node:assert/strict';

export const title = 'a person reads which tools the extension has for language models';

export const options = { themes: ['light', 'dark', 'contrast'] };

export async function run({ page, until, shot, step }) {
  const row = page.locator('.extensions-viewlet .monaco-list-row', { hasText: 'ACR Pull Check' }).first();
  const editor = page.locator('.extension-editor').first();
  await page.locator('.activitybar a[aria-label^="ACR Pull - "]').first().waitFor(); // everything is read
  await until(() => page.keyboard.press('ControlOrMeta+Shift+X'), row);
  await row.click();
  await editor.locator('.navbar .action-label', { hasText: 'Features' }).first().click();
  const feature = editor.locator('.feature-list-item, .monaco-list-row', { hasText: 'Language Model Tools' }).first();
  await feature.click();
  const table = editor.locator('table').first();
  await table.getByText('acrPull_checkImage').first().waitFor();
  const text = await table.textContent();
  assert.match(text, /acrPull_explainError/);
  assert.doesNotMatch(text, /%|undefined/);
  await shot('tools', table);
  step('both tools are there, each with what it does');
}
