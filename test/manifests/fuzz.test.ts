import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fuzz } from './fuzz.ts';

// `node test/manifests/fuzz.ts` runs a million.
test('readers take any text', () => {
  const { inputs, references, slowest } = fuzz(5000, 42);
  assert.equal(inputs, 5000);
  assert.ok(references > 0);
  // the limit is 100 ms; a machine that runs other tests beside this one gets some air
  assert.ok(slowest < 500, `${slowest} ms for 10 KB`);
});
