import path from 'node:path';
import { test } from 'node:test';
import { planAfterEdits } from './afterEdits.ts';
import { workspaces } from './planned.ts';

for (const [name, files] of workspaces(path.resolve(import.meta.dirname, 'fixtures')))
  test(`after each of many edits, ${name} says what it says when it has just been read`, () =>
    planAfterEdits(files, 2));
