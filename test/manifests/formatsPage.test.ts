import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { formats } from '../../src/manifests/index.ts';
import { fixturesOf } from './fixture.ts';

const ids = [...new Set(formats.map(({ id }) => id))];
const page = readFileSync(path.join(import.meta.dirname, '../../docs/formats.md'), 'utf8');
const rows = [...page.matchAll(/^\| ([\w-]+) \|.*\| (\[.*\)) \|$/gm)];

test('each format has a folder of fixtures, and each folder one format', () => {
  assert.deepEqual(
    [...new Set(fixturesOf('*').map(name => name.split('/')[0]))].sort(),
    [...ids].sort(),
    '+ only in test/manifests/fixtures, - only in `formats` of src/manifests/index.ts',
  );
});

test('docs/formats.md has a row for each format, in the order in which they are asked, with its fixtures', () => {
  const link = (name: string) => `[${path.posix.basename(name)}](../test/manifests/fixtures/${name})`;
  assert.deepEqual(
    rows.map(([, id, fixtures]) => ({ id, fixtures })),
    ids.map(id => ({ id, fixtures: fixturesOf(id).map(link).join(', ') })),
    '+ only in docs/formats.md, - only in `formats` of src/manifests/index.ts or in test/manifests/fixtures',
  );
});
