// One edit of each kind to the files of some fixtures; those to all of them are in afterEdits.slow.test.ts.
import path from 'node:path';
import { test } from 'node:test';
import { planAfterEdits } from './afterEdits.ts';
import { workspaces } from './planned.ts';

const fixtures = workspaces(path.resolve(import.meta.dirname, 'fixtures'));

for (const name of [
  'bicep/app',
  'bicep/modules',
  'bicep/avmApp',
  'terraform/appModules',
  'terraform/counts',
  'arm/copy',
])
  test(`after each edit, ${name} says what it says when it has just been read`, () =>
    planAfterEdits(fixtures.get(name) ?? new Map(), 1));
