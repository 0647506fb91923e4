// One gap of one registry is shown once, however many files have it. If its file goes, another shows it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Gaps, gapOf } from '../../src/editor/diagnostics/referenceProblem.ts';
import { finding } from './fixture.ts';

const gap = 'registry-not-visible fabrikam.azurecr.io';

test('only what is unknown is a gap, by its cause and its registry', () => {
  assert.equal(gapOf(finding('aks', 'denied', 'not-attached')), undefined);
  assert.equal(gapOf(finding('aks', 'unknown', 'not-readable')), 'not-readable shopprod.azurecr.io');
  assert.equal(gapOf(finding('aks', 'unknown', 'not-readable', { ignored: 'known' })), undefined);
});

test('the first file by name speaks, in whatever order they are read', () => {
  const gaps = new Gaps();
  assert.deepEqual([...gaps.take('b.yaml', new Set([gap]))], []);
  assert.deepEqual([...gaps.take('c.yaml', new Set([gap]))], []);
  assert.deepEqual([...gaps.take('a.yaml', new Set([gap]))], ['b.yaml'], 'b.yaml no longer speaks');
  assert.deepEqual(
    ['a.yaml', 'b.yaml', 'c.yaml'].map(file => gaps.speaks(file, gap)),
    [true, false, false],
  );
});

test('where the file that spoke has no gap any more, the next one speaks', () => {
  const gaps = new Gaps();
  for (const file of ['a.yaml', 'b.yaml']) gaps.take(file, new Set([gap]));
  assert.deepEqual([...gaps.take('a.yaml', new Set())], ['b.yaml']);
  assert.equal(gaps.speaks('b.yaml', gap), true);
  assert.deepEqual([...gaps.take('b.yaml', new Set())], []);
  assert.equal(gaps.speaks('b.yaml', gap), false);
});
