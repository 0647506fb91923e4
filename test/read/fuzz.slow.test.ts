// `node test/read/fuzz.ts` runs a million.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildDamaged } from '../build/damaged.ts';
import { fuzz } from './fuzz.ts';

test('readers take any text', () => {
  assert.ok(fuzz(20_000, 7) > 0);
});

test('damaged workspaces are built', () => {
  assert.ok(buildDamaged(300) > 300);
});
