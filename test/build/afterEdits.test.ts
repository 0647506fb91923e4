// One edit of each kind to each file. Those to a whole repository, and five of each kind, are in
// afterEdits.slow.test.ts.
import { test } from 'node:test';
import { buildAfterEdits, workspaces } from './afterEdits.ts';

for (const [what, files] of Object.entries(workspaces))
  test(`files ${what} are built after each edit as if they had just been read`, () => buildAfterEdits(files, 1));
