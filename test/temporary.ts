import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';

/** A new folder that is removed after the test, or without one when the process of the test file ends. */
export function temporaryFolder(t?: TestContext): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'acr-pull-test-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  if (t) t.after(remove);
  else process.on('exit', remove);
  return folder;
}
