// The stopwatch for infrastructure code that grants: the packaged extension in an empty profile, no account, no snapshot, no config.
import assert from 'node:assert/strict';
import path from 'node:path';
import { temporaryFolder } from '../lifetime.mjs';
import { root } from '../locations.mjs';
import { packageExtension } from '../packaging.mjs';

export const title = 'a person without an account opens infrastructure code, and has a verdict after two clicks';

let temporary;

export async function options() {
  temporary = temporaryFolder('code');
  return {
    workspace: path.join(root, 'samples-planned'),
    server: { packaged: [await packageExtension(temporary.folder)] },
  };
}

export function end() {
  temporary?.remove();
}

export async function run(walk) {
  const { page, countedClicks, shot, step } = walk;
  const { click, clicks } = countedClicks();
  const explorer = text => page.locator('.explorer-folders-view .monaco-list-row', { hasText: text }).first();

  await click(explorer('infra'));
  await click(explorer('worker.bicep'));
  const verdict = page.locator('.codelens-decoration', { hasText: 'worker ✗' }).first();
  await verdict.waitFor();
  await page.locator('.squiggly-error').first().waitFor();
  assert.ok(clicks() <= 2, `${clicks()} clicks`);
  step(`the first verdict, after ${clicks()} clicks`);
  await shot('first', verdict);
  assert.equal(await page.locator('.notification-toast').count(), 0, 'no question comes first');
}
