// The JSON schema that editors use for *.snapshot.json takes what the reader takes, and knows the same names.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import { answerKeys } from '../../src/access/asked/answers.ts';
import { gapNames } from '../../src/access/gaps.ts';
import { snapshotKinds } from '../../src/access/snapshot/gather.ts';
import { imageKeys } from '../../src/access/snapshot/images.ts';
import { cloudNames, gapKeys, readSnapshot, snapshotKeys } from '../../src/access/snapshot/snapshot.ts';
import { isObject } from '../../src/model/objects.ts';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const schema = JSON.parse(read('schemas/acr-pull-snapshot.schema.json'));
const isRight = new Ajv({ strict: false }).compile(schema);
const sample = read('samples/access.snapshot.json');

test('it is contributed for snapshots, and it ships', () => {
  const [entry] = JSON.parse(read('package.json')).contributes.jsonValidation;
  assert.deepEqual(entry, { fileMatch: '*.snapshot.json', url: './schemas/acr-pull-snapshot.schema.json' });
  assert.ok(read('.vscodeignore').split('\n').includes('!schemas/acr-pull-snapshot.schema.json'));
});

test('keys and words are those of the reader', () => {
  const { gap, image } = schema.definitions;
  assert.deepEqual(Object.keys(schema.properties).sort(), [...snapshotKeys, ...answerKeys].sort());
  assert.deepEqual(Object.keys(gap.properties).sort(), [...gapKeys].sort());
  assert.deepEqual(Object.keys(image.properties).sort(), [...imageKeys].sort());
  assert.deepEqual([...gap.properties.what.enum].sort(), [...gapNames].sort());
  assert.deepEqual(schema.properties.cloud.enum, [...cloudNames, null]);
});

test('the samples are right, and so is an empty one', () => {
  assert.ok(isRight(JSON.parse(sample)), JSON.stringify(isRight.errors));
  assert.ok(isRight({ version: 1, resources: { value: [], nextLink: null }, roleAssignments: null }));
});

for (const [what, parts] of [
  ['a key that is misspelt', { denyAssigments: [] }],
  ['a gap of nothing', { gaps: [{ what: 'role assignments', scope: '/', why: '403' }] }],
  ['a gap at no scope', { gaps: [{ what: 'groups', scope: '*', why: '403' }] }],
  ['a cloud that is none', { cloud: 'Azure' }],
  ['an answer that was cut off', { resources: { value: [], nextLink: 'https://x' } }],
  ['a group that is none', { groups: { 'aks-prod': [] } }],
  ['a management group that is none', { managementGroups: { 'subscription-id': [null] } }],
  ['an image of no state', { images: [{ registry: 'a.azurecr.io', repository: 'b', tag: '1', state: 'there' }] }],
  ['another version', { version: 2 }],
] as const) {
  test(`${what} is refused by both`, () => {
    const data = { ...JSON.parse(sample), ...parts };
    assert.equal(isRight(data), false);
    assert.ok('problems' in readSnapshot(JSON.stringify(data), 'x'));
  });
}

/** Every key that a schema of valibot knows, at any depth. */
function keysIn(schema: unknown): readonly string[] {
  if (!isObject(schema)) return [];
  const { entries, item, value, wrapped } = schema;
  const own = isObject(entries) ? Object.entries(entries).flatMap(([key, each]) => [key, ...keysIn(each)]) : [];
  return [...own, ...[item, value, wrapped].flatMap(keysIn)];
}

for (const { type, schema } of snapshotKinds) {
  test(`docs/snapshot.md names each field that is read of ${type}`, () => {
    const page = read('docs/snapshot.md');
    const unsaid = keysIn(schema.entries['properties']).filter(key => !new RegExp(`\\b${key}\\b`).test(page));
    assert.deepEqual(unsaid, []);
  });
}
