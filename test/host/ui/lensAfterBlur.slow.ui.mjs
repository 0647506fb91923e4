// VS Code asks for no lenses if the editor loses the focus in the moment after they changed: the lens must follow all the same.
import { cpSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from '../lifetime.mjs';
import { samples } from '../locations.mjs';

export const title = 'the lens follows a new snapshot in an editor that loses the focus';

let temporary;

export function options() {
  temporary = temporaryFolder('blur');
  const workspace = path.join(temporary.folder, 'shop');
  mkdirSync(workspace);
  cpSync(path.join(samples, 'container-apps', 'wishlist.yaml'), path.join(workspace, 'wishlist.yaml'));
  cpSync(path.join(samples, 'access.snapshot.json'), path.join(workspace, 'access.snapshot.json'));
  return { workspace };
}

export function end() {
  temporary?.remove();
}

export async function run(walk) {
  const { page, click, openFile, quickRow, runCommand, step } = walk;
  const lens = text => page.locator('.codelens-decoration', { hasText: text }).first();
  await openFile('wishlist.yaml');
  await lens('Not checked').waitFor();
  await runCommand('ACR Pull: Choose Access Snapshot');
  await quickRow('access.snapshot.json').waitFor();
  await click(quickRow('access.snapshot.json'));
  // The focus goes away from the editor again and again, until the squiggle shows that the snapshot is in use.
  await page.evaluate(() => {
    const editor = document.querySelector('.monaco-editor .native-edit-context, .monaco-editor textarea');
    let isIn = false;
    const timer = setInterval(() => {
      isIn = !isIn;
      if (isIn) editor.focus();
      else editor.blur();
      if (isIn || !document.querySelector('.squiggly-error')) return;
      clearInterval(timer);
      document.body.dataset.blurred = 'true';
    }, 60);
  });
  await page.locator('body[data-blurred]').waitFor();
  step('the snapshot is in use, and the editor has lost the focus');
  await lens('wishlist ✗').waitFor({ timeout: 10_000 });
  step('its lens follows');
}
