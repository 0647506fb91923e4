import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Allowance, patience } from '../../../src/manifests/source/allowance.ts';

test('a file that has used up its time leaves each statement what a good one needs', () => {
  const allowance = new Allowance(10_000);
  assert.equal(allowance.at(2000), patience(2000));
  allowance.spend(patience(10_000) - 10);
  assert.equal(allowance.at(2000), 10);
  allowance.spend(1000);
  assert.equal(allowance.at(2000), patience(2000) / 5);
});

test('a long file has more time for each of its statements, though never more than one needs alone', () => {
  const allowance = new Allowance(1_000_000);
  assert.equal(allowance.at(0), patience(0));
  allowance.spend(2000);
  assert.equal(allowance.at(0), patience(0));
});
