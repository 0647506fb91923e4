// A workspace of two folders, each judged by its own config: what one of them ignores, the other still shows.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openWorkbench } from '../browser.mjs';

export const title = 'two folders in one workspace, each with its own config';

function makeFolder(workspace, name, settings) {
  const folder = path.join(workspace, name);
  mkdirSync(path.join(folder, 'deploy/eu'), { recursive: true });
  cpSync(path.join(workspace, 'access.snapshot.json'), path.join(folder, 'access.snapshot.json'));
  cpSync(path.join(workspace, 'deploy/eu/checkout.yaml'), path.join(folder, `deploy/eu/${name}.yaml`));
  const config = readFileSync(path.join(workspace, '.acr-pull.yaml'), 'utf8');
  writeFileSync(path.join(folder, '.acr-pull.yaml'), config.replace('version: 1\n', `version: 1\n${settings}`));
}

/**
 * Opens a workspace file. On a busy machine, VS Code in a browser can read the file before the connection to the server is there. It then shows a window without any folder, whatever is in the file. Opened again, it is read.
 */
async function openWorkspaceFile(page, url, folder) {
  const shown = page.locator('.explorer-folders-view .monaco-list-row', { hasText: folder }).first();
  for (let left = 5; ; left--) {
    await openWorkbench(page, url);
    try {
      return await shown.waitFor({ timeout: 8000 });
    } catch (error) {
      const isEmpty = await page.getByText('You have not yet added a folder to the workspace').isVisible();
      if (!isEmpty || left === 1) throw error;
    }
  }
}

export async function run({ page, click, server, workspace, openFile, shot, step }) {
  makeFolder(workspace, 'strict', '');
  makeFolder(workspace, 'lenient', 'severity:\n  not-attached: warning\n');
  const file = path.join(workspace, 'both.code-workspace');
  writeFileSync(file, JSON.stringify({ folders: [{ path: 'strict' }, { path: 'lenient' }] }));
  const url = new URL(server.url(workspace));
  url.searchParams.delete('folder');
  url.searchParams.set('workspace', file);
  await openWorkspaceFile(page, url.href, 'strict');
  step('both folders are open');

  await openFile('strict.yaml');
  await page.locator('.squiggly-error').first().waitFor();
  await page.keyboard.press('Control+K');
  await page.keyboard.press('Enter'); // the tab is kept
  await openFile('lenient.yaml');
  await page.locator('.squiggly-warning').first().waitFor();
  assert.equal(await page.locator('.squiggly-error').count(), 0);
  await page.locator('.codelens-decoration', { hasText: 'aks-eu ✗ not attached' }).first().waitFor();
  await shot('lenient');
  step('each folder goes by its own config');

  const strict = path.join(workspace, 'strict/.acr-pull.yaml');
  writeFileSync(
    strict,
    readFileSync(strict, 'utf8').replace('version: 1\n', 'version: 1\nseverity: {not-attached: off}\n'),
  );
  await click(page.locator('.tab', { hasText: 'strict.yaml' }).first());
  await page.locator('.squiggly-error').first().waitFor({ state: 'detached' });
  await click(page.locator('.tab', { hasText: 'lenient.yaml' }).first());
  await page.locator('.squiggly-warning').first().waitFor();
  step('a change of one config leaves the other folder as it is');
}
