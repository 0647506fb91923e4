// A few of the runs of fuzz.slow.test.ts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fuzz } from './fuzz.ts';
import { joinDamagedCharts } from './helmChartsFuzz.ts';

test('readers take any text', () => {
  assert.ok(fuzz(300, 42) > 0);
});

test('damaged charts are joined', () => {
  assert.ok(joinDamagedCharts(20) > 20);
});
