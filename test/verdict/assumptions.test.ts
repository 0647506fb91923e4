// A verdict may rest on facts that were not read, but only on those with a name.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AssumptionId } from '../../src/model/verdict.ts';
import { assumedEvidence, assuming } from '../../src/verdict/assumptions.ts';
import { all, any, denied, either, notReadable, type Result, resultOf } from '../../src/verdict/result.ts';

const yes = resultOf('allowed');
const no = denied('role', 'no-pull-role', 'it has no role', null);
const open = notReadable('role', 'roles were not read', null);

function resting(result: Result, ...ids: readonly AssumptionId[]): Result {
  return ids.reduce((each, id) => assuming(id, { strict: false }, each, 'not read'), result);
}

test('a verdict that makes an assumption names it, once', () => {
  const twice = resting(yes, 'no-deny-assignment', 'no-deny-assignment');
  assert.deepEqual([twice.outcome, twice.assumptions], ['allowed', ['no-deny-assignment']]);
});

test('without assumptions it is unknown, and says why', () => {
  const strict = assuming('no-deny-assignment', { strict: true }, yes, 'deny assignments were not read');
  assert.deepEqual([strict.outcome, strict.why, strict.assumptions], ['unknown', 'deny assignments were not read', []]);
});

test('what is unknown anyway assumes nothing', () => {
  assert.equal(resting(open, 'no-deny-assignment'), open);
});

test('all steps together: allowed rests on the assumptions of each, denied on those of the step that decides', () => {
  const first = resting(yes, 'no-pull-by-service-account');
  const second = resting(yes, 'no-deny-assignment');
  assert.deepEqual(all([first, second]).assumptions, ['no-pull-by-service-account', 'no-deny-assignment']);
  assert.deepEqual(all([first, no]).assumptions, []);
  assert.deepEqual(all([first, resting(no, 'no-other-pull-secret')]).assumptions, ['no-other-pull-secret']);
  assert.deepEqual(all([first, open]).assumptions, []);
});

test('one credential is enough: allowed rests on its own assumptions, denied on those of each that fails', () => {
  const works = resting(yes, 'no-deny-assignment');
  const fails = resting(no, 'no-other-pull-secret');
  assert.deepEqual(any([fails, works]).assumptions, ['no-deny-assignment']);
  assert.deepEqual(any([fails, resting(no, 'no-pull-by-service-account')]).assumptions, [
    'no-other-pull-secret',
    'no-pull-by-service-account',
  ]);
  assert.deepEqual(any([fails, open]).assumptions, []);
});

test('where either case may hold, the verdict rests on the assumptions of both', () => {
  assert.deepEqual(either([resting(yes, 'no-deny-assignment'), yes], 'it depends').assumptions, ['no-deny-assignment']);
  assert.deepEqual(either([resting(yes, 'no-deny-assignment'), no], 'it depends').assumptions, []);
});

test('the proof has a line for each', () => {
  assert.deepEqual(
    assumedEvidence(['no-deny-assignment']).map(({ step, effect }) => `${step} ${effect}`),
    ['role assumed'],
  );
});
