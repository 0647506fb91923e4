// docs/formats.md has one row for each format, in the order in which they are asked.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { formats } from '../../src/read/index.ts';
import { fixturesOf } from './fixture.ts';

const page = readFileSync(path.join(import.meta.dirname, '../../docs/formats.md'), 'utf8');
const ids = [...new Set(formats.map(({ id }) => id))];
const rows = page.split('\n').filter(line => line.startsWith('| ') && line.includes('../test/read/fixtures/'));

test('each format has a folder of fixtures, and each folder one format', () => {
  assert.deepEqual(
    [...new Set(fixturesOf('*').map(name => name.split('/')[0]))].sort(),
    [...ids].sort(),
    '+ only in test/read/fixtures, - only in `formats` of src/read/index.ts',
  );
});

test('docs/formats.md has a row for each format, with its fixtures', () => {
  assert.deepEqual(
    rows.map(row => /^\| (?:\[([a-z-]+)\]\(formats\/\1\.md\)|([a-z-]+)) \|/.exec(row)?.slice(1).find(Boolean)),
    ids,
    '+ only in docs/formats.md, - only in `formats` of src/read/index.ts',
  );
  for (const [i, row] of rows.entries())
    assert.ok(row.endsWith(`[files](../test/read/fixtures/${ids[i] ?? ''}) |`), row);
});

test('a row of docs/formats.md fits a screen', () => {
  for (const row of rows) assert.ok(row.replaceAll(/\]\([^)]*\)/g, ']').length <= 240, row);
});
