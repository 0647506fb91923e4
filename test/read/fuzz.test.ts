// A few of the runs of fuzz.slow.test.ts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildDamaged } from '../build/damaged.ts';
import { fuzz } from './fuzz.ts';

test('readers take any text', () => {
  assert.ok(fuzz(300, 42) > 0);
});

test('damaged workspaces are built', () => {
  assert.ok(buildDamaged(20) > 20);
});
