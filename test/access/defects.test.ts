// Each defective snapshot is refused, or leaves a gap, and names the place and what was expected. A fact that is lost
// without a word would turn a verdict around.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gapNames } from '../../src/access/gaps.ts';
import { readSnapshot } from '../../src/access/snapshot/snapshot.ts';
import { answerTo, changed, defects, good } from './defects.ts';

test('the good snapshot is read, without a gap of its own', () => {
  const read = readSnapshot(JSON.stringify(good), 'good.json');
  assert.ok('map' in read, JSON.stringify(read));
  assert.equal(read.map.gaps.length, 1);
});

for (const defect of defects) test(`${defect.category}: ${defect.what}`, () => void answerTo(defect));

test('each kind of gap can be named', () => {
  for (const what of gapNames) assert.ok('map' in readSnapshot(changed(['gaps', 0, 'what'], what), 'good.json'));
});
