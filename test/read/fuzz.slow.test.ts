// `node test/read/fuzz.ts` runs a million.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fuzz } from './fuzz.ts';
import { joinDamagedCharts } from './helmChartsFuzz.ts';

test('readers take any text', () => {
  assert.ok(fuzz(20_000, 7) > 0);
});

test('damaged charts are joined', () => {
  assert.ok(joinDamagedCharts(300) > 300);
});
