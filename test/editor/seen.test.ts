// A keystroke that changes no finding leaves the trees alone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SeenFinding } from '../../src/editor/findings/seen.ts';
import { looksAlike } from '../../src/editor/findings/seen.ts';
import { finding } from './fixture.ts';

const seen = (change: Partial<SeenFinding> = {}): SeenFinding => ({
  finding: finding('aks-prod', 'denied', 'not-attached'),
  uri: 'file:///a',
  line: 3,
  character: 7,
  registry: undefined,
  map: undefined,
  ...change,
});

test('the same findings, judged again, look alike', () => {
  assert.ok(looksAlike([seen()], [seen()]));
  assert.ok(looksAlike([], []));
});

test('another line, verdict or number of findings does not', () => {
  assert.ok(!looksAlike([seen()], [seen({ line: 4 })]));
  assert.ok(!looksAlike([seen()], [seen({ finding: finding('aks-prod', 'allowed', null) })]));
  assert.ok(!looksAlike([seen()], [seen(), seen()]));
});
