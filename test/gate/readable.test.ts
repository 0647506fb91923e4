// A file of `acr-pull snapshot` can be read again, whatever Azure answered: an item of an unknown shape is a gap in it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { Snapshot } from '../../src/access/estate/estate.ts';
import { readSnapshot } from '../../src/access/snapshot/snapshot.ts';
import { readable } from '../../src/gate/commands/snapshot.ts';

const file = path.resolve(import.meta.dirname, '../../samples/access.snapshot.json');
const sample: Snapshot = JSON.parse(readFileSync(file, 'utf8'));

test('items that do not fit are left out, each with a gap at its place, and the rest stays', () => {
  const odd = sample.roleAssignments
    .slice(0, 25)
    .map(item => ({ ...item, type: 'Microsoft.Authorization/somethingNew' }));
  const [registry, ...resources] = sample.resources;
  const strange = { ...registry, properties: 7 };
  const written = readable({ ...sample, resources: [strange, ...resources], roleAssignments: odd });
  const read = readSnapshot(JSON.stringify(written), 'x');
  assert.ok('map' in read, JSON.stringify(read));
  assert.equal(written.resources.length, resources.length);
  assert.equal(read.map.gaps.length, sample.gaps.length + odd.length + 1);
  assert.ok(read.map.gapFor('roleAssignments', String(registry?.['id'])));
  assert.equal(readable(sample), sample);
});
