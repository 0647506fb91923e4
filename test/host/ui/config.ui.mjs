// `.acr-pull.yaml` is written with completion, and its mistakes are named and put right.
import assert from 'node:assert/strict';
import { appendFileSync, cpSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from '../lifetime.mjs';
import { samples } from '../locations.mjs';

export const title = 'a person writes the config, and mends its mistakes';

let temporary;

/** The config names a snapshot, and its last line is half written: it can't be read as it is. */
export function options() {
  temporary = temporaryFolder('config');
  const workspace = path.join(temporary.folder, 'samples');
  cpSync(samples, workspace, { recursive: true });
  appendFileSync(path.join(workspace, '.acr-pull.yaml'), '\nignore');
  writeFileSync(path.join(workspace, 'deploy', 'prod', 'values.yaml'), 'image:\n  repository: checkout\n  registry: ');
  return {
    workspace,
    // Typed text stays as it is typed, even if a suggestion comes up late and between two keys.
    settings: { 'editor.acceptSuggestionOnEnter': 'off', 'editor.acceptSuggestionOnCommitCharacter': false },
  };
}

export function end() {
  temporary?.remove();
}

export async function run({ page, click, openFile, until, hoverWithFixes, quickFix, runCommand, shot, step }) {
  // By its whole name: until the extension answers, VS Code offers words of the file, and `targets` is one.
  const suggestion = name =>
    page
      .locator('.suggest-widget .monaco-list-row')
      .filter({ has: page.locator('.label-name', { hasText: new RegExp(`^${name}$`) }) })
      .first();
  const type = text => page.keyboard.type(text, { delay: 20 });

  await openFile('.acr-pull.yaml');
  await page.keyboard.press('Control+End');
  await page.locator('.squiggly-error').first().waitFor();
  await type(':\n- target: ');
  await until(() => page.keyboard.press('Control+Space'), suggestion('aks-prod'));
  await shot('names');
  step('names of targets are offered');

  await page.keyboard.press('Escape');
  await type('aks-prd');
  await page.keyboard.press('Escape');
  await type('\n  reason: until the cluster has moved');
  await page.keyboard.press('Escape');
  await page.locator('.squiggly-warning').first().waitFor();
  await click(page.locator('.view-line', { hasText: 'aks-prd' }).getByText('aks-prd'));
  await hoverWithFixes('No target is called “aks-prd”. Did you mean “aks-prod”?');
  await shot('mistake');
  step('a name that nothing is called by is named, with the one that is meant');

  await page.keyboard.press('Escape');
  await quickFix('Change it to aks-prod');
  await page.locator('.squiggly-warning').first().waitFor({ state: 'detached' });
  step('a click puts it right');
  await openFile('payments.yaml');
  await page.keyboard.press('Control+End');
  await type('        - name: sidecar\n');
  await page.keyboard.press('Home');
  await type('          image: ');
  await until(() => page.keyboard.press('Control+Space'), suggestion('shopprod.azurecr.io/'));
  await shot('image');
  step('registries are offered where an image is written');
  await page.keyboard.press('Escape');

  await openFile('values.yaml');
  await page.keyboard.press('Control+End');
  await until(() => page.keyboard.press('Control+Space'), suggestion('shopprod.azurecr.io'));
  await shot('registry');
  step("registries alone are offered after a chart's registry key");
  await page.keyboard.press('Escape');

  await runCommand('Notifications: Show Notifications');
  const messages = page.locator('.notifications-center').first();
  await messages.waitFor();
  assert.equal(await messages.getByText('Use Snapshot').count(), 0);
  step('no other snapshot was offered while the config could not be read');
}
