// What is offered at the cursor of a config, and what becomes of it. `|` is the cursor.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSnapshotData } from '../../../src/access/snapshot/snapshot.ts';
import { suggestionsAt } from '../../../src/editor/config/suggestions.ts';
import type { Known } from '../../../src/editor/config/values.ts';
import { readConfig } from '../../../src/workspace/config/readConfig.ts';
import { finding } from '../fixture.ts';

const group = '/subscriptions/50b50000-0000-4000-8000-000000000001/resourceGroups/shop/providers';
const prod = `${group}/Microsoft.ContainerService/managedClusters/aks-prod`;
const dev = `${group}/Microsoft.ContainerService/managedClusters/aks-dev`;
const shop = `${group}/Microsoft.App/containerApps/shop`;
const registry = `${group}/Microsoft.ContainerRegistry/registries/shopprod`;
const reading = readSnapshotData(
  {
    version: 1,
    resources: [
      ...[prod, dev, shop].map(id => ({ id, properties: {} })),
      { id: registry, properties: { loginServer: 'shopprod.azurecr.io' } },
    ],
  },
  'shop.json',
);
assert.ok('map' in reading);
const everything: Known = {
  map: reading.map,
  findings: [finding('aks-prod', 'denied', 'not-attached')],
  manifests: ['deploy/prod/a.yaml', 'deploy/dev/a.yaml'],
  snapshots: ['access.snapshot.json'],
  schemaIsServed: false,
};

function at(marked: string, known: Partial<Known> = {}) {
  const offset = marked.indexOf('|');
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  const { span, list } = suggestionsAt(text, offset, { ...everything, ...known });
  const written = (label: string) => {
    const insert = list.find(each => each.label === label)?.insert;
    assert.ok(insert !== undefined, `${label} is not among ${labels.join(', ')}`);
    // As VS Code does it: what is to be filled in is empty, and lines are indented as the first one is.
    const indent = /^\s*/.exec(text.slice(text.lastIndexOf('\n', offset - 1) + 1))?.[0] ?? '';
    const filled = insert
      .replaceAll(/(?<!\\)\$\d/g, '')
      .replaceAll(/\\([\\$}])/g, '$1')
      .replaceAll('\n', `\n${indent}`);
    return text.slice(0, span.start) + filled + text.slice(span.end);
  };
  const labels = list.map(({ label }) => label);
  return { labels, written };
}

test('the keys that are not there yet are offered', () => {
  assert.deepEqual(at('version: 1\n|').labels, ['snapshot', 'targets', 'severity', 'ignore', 'images']);
  assert.deepEqual(at('targets:\n  - name: a\n    |').labels, ['kind', 'id', 'manifests', 'platforms']);
  assert.deepEqual(at('targets:\n  - { name: a, | }').labels, ['kind', 'id', 'manifests', 'platforms']);
  assert.ok(at('severity:\n  |').labels.includes('not-attached'));
});

test('a list begins with what its items must have', () => {
  assert.equal(at('version: 1\n|').written('targets'), 'version: 1\ntargets:\n  - name: \n    kind: ');
  assert.equal(
    at('targets:\n  - name: a\n    kind: aks\n  |').written('-'),
    'targets:\n  - name: a\n    kind: aks\n  - name: \n    kind: ',
  );
  assert.equal(at('targets:\n  - name: a\n    |').written('kind'), 'targets:\n  - name: a\n    kind: ');
});

test('a key that is rewritten keeps its value', () => {
  assert.equal(at('targets:\n  - ki|: aks\n').written('kind'), 'targets:\n  - kind: aks\n');
});

test('choices come with what they mean', () => {
  assert.deepEqual(at('targets:\n  - kind: |').labels.slice(0, 2), ['aks', 'containerApp']);
  assert.deepEqual(at('severity:\n  not-attached: |').labels, ['error', 'warning', 'information', 'hint', 'off']);
  assert.equal(
    at('severity: { no-target: e|, broad-grant: off }').written('off'),
    'severity: { no-target: off, broad-grant: off }',
  );
});

test('ids are those of the kind that stands beside, the namesake first', () => {
  assert.deepEqual(at('targets:\n  - name: aks-dev\n    kind: aks\n    id: |').labels, [dev, prod]);
  assert.deepEqual(at('targets:\n  - kind: containerApp\n    id: |').labels, [shop]);
  assert.deepEqual(at('targets:\n  - name: |').labels, ['aks-prod', 'aks-dev', 'shop']);
  assert.deepEqual(at('targets:\n  - name: |', { map: undefined }).labels, []);
});

test('globs are the folders that hold manifests, then the manifests', () => {
  const { labels, written } = at("targets:\n  - manifests: ['de|']\n");
  assert.deepEqual(labels.slice(0, 3), ['deploy/**', 'deploy/dev/**', 'deploy/prod/**']);
  assert.equal(written('deploy/dev/**'), "targets:\n  - manifests: ['deploy/dev/**']\n");
});

test('a rule names what there is: causes that occur first, targets, images', () => {
  assert.equal(at('ignore:\n  - cause: |').labels[0], 'not-attached');
  assert.deepEqual(at('targets: [{ name: eu, kind: aks }]\nignore:\n  - target: |').labels, [
    'eu',
    'aks-prod',
    'aks-dev',
    'shop',
  ]);
  assert.deepEqual(at('ignore:\n  - image: |').labels, ['shopprod.azurecr.io/checkout', 'shopprod.azurecr.io/**']);
});

test('where another extension serves the schema, only what it can not know is offered', () => {
  const served = { schemaIsServed: true };
  assert.deepEqual(at('version: 1\n|', served).labels, []);
  assert.deepEqual(at('targets:\n  - kind: |', served).labels, []);
  assert.deepEqual(at('targets:\n  - id: |', served).labels, [prod, dev, shop]);
});

test('whatever a name holds, it is written so that YAML reads it back', () => {
  const names = ['ab: c', "it's", '# no', 'true', '007', '[x]', 'a, b', '${1:x}', 'back\\slash', '*'];
  for (const name of names) {
    const snapshots = [name];
    const value = readConfig(at('version: 1\nsnapshot: |', { snapshots }).written(name), 'x').config.snapshot;
    assert.equal(value, name);
  }
});
