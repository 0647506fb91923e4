import assert from 'node:assert/strict';
import { test } from 'node:test';
import { globsOf, matcherOf, searchGlob } from '../../src/editor/store/excluded.ts';

test('a glob that means a folder means all that is in it', () => {
  const isExcluded = matcherOf(globsOf({ '**/dist': true, 'charts/*/generated': true }));
  assert.ok(isExcluded('dist/app.yaml'));
  assert.ok(isExcluded('apps/shop/dist/deep/app.yaml'));
  assert.ok(isExcluded('charts/shop/generated/app.yaml'));
  assert.ok(!isExcluded('distribution/app.yaml'));
});

test('only globs that are switched on count', () => {
  assert.ok(!matcherOf(globsOf({ '**/dist': false, '**/when': { when: '$(basename).ts' } }))('dist/app.yaml'));
});

test('packages and Git are left out in any case, hidden folders are not', () => {
  const isExcluded = matcherOf(globsOf());
  assert.ok(isExcluded('node_modules/chart/values.yaml'));
  assert.ok(isExcluded('.git/config.yaml'));
  assert.ok(!isExcluded('.github/workflows/deploy.yml'));
});

test('globs with braces of their own stay out of the list for searching', () => {
  assert.equal(searchGlob(['**/dist', '**/*.{js,ts}']), '{**/dist}');
});
