// The settings, as VS Code shows them: each with what it does.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../locations.mjs';

export const title = 'a person looks through the settings';

export const options = { themes: ['light', 'dark', 'contrast'], viewport: { width: 1400, height: 1300 } };

export async function run({ page, runCommand, shot, step }) {
  const { contributes, publisher, name } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const settings = [contributes.configuration].flat().flatMap(({ properties }) => Object.keys(properties));
  assert.ok(settings.length > 4);

  await page.locator('.activitybar a[aria-label^="ACR Pull - "]').first().waitFor(); // everything is read
  await runCommand('Preferences: Open Settings (UI)');
  const search = page.locator('.settings-editor .search-container .monaco-editor').first();
  await search.click();
  await page.keyboard.insertText(`@ext:${publisher}.${name} `);
  for (const setting of settings) {
    await page.locator(`.settings-editor [data-key="${setting}"]`).first().waitFor();
  }
  const text = await page.locator('.settings-editor .settings-tree-container').first().textContent();
  assert.doesNotMatch(text, /%config|undefined/);
  step(`all ${settings.length} settings are there`);
  await page.keyboard.press('End'); // on its way up, the editor selects what is looked for
  await page.mouse.move(1380, 1280);
  await shot('settings');
}
