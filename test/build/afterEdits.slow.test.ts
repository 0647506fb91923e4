import { test } from 'node:test';
import { buildAfterEdits, repository, workspaces } from './afterEdits.ts';

for (const [what, files] of Object.entries({ ...workspaces, 'of a team': repository }))
  test(`files ${what} are built after each of many edits as if they had just been read`, () =>
    buildAfterEdits(files, 5));
