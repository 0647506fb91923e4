// Suggestions at the cursor of a config, and the text after each is taken. `|` is the cursor.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSnapshotData } from '../../../src/access/snapshot/snapshot.ts';
import { type ConfigContext, suggestionsAt } from '../../../src/editor/config/values.ts';
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
const everything: ConfigContext = {
  map: reading.map,
  findings: [finding('aks-prod', 'denied', 'not-attached')],
  manifests: ['deploy/prod/a.yaml', 'deploy/dev/a.yaml'],
  snapshots: ['access.snapshot.json'],
};

function at(marked: string, known: Partial<ConfigContext> = {}) {
  const offset = marked.indexOf('|');
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  const { span, list } = suggestionsAt(text, offset, { ...everything, ...known });
  const labels = list.map(({ label }) => label);
  const written = (label: string) => {
    const insert = list.find(each => each.label === label)?.insert;
    assert.ok(insert !== undefined, `${label} is not among ${labels.join(', ')}`);
    // As VS Code does it: further lines are indented as the first one is.
    const indent = /^\s*/.exec(text.slice(text.lastIndexOf('\n', offset - 1) + 1))?.[0] ?? '';
    return text.slice(0, span.start) + insert.replaceAll('\n', `\n${indent}`) + text.slice(span.end);
  };
  return { labels, written };
}

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

test('a rule names targets and images', () => {
  assert.deepEqual(at('targets: [{ name: eu, kind: aks }]\nignore:\n  - target: |').labels, [
    'eu',
    'aks-prod',
    'aks-dev',
    'shop',
  ]);
  assert.deepEqual(at('ignore:\n  - image: |').labels, ['shopprod.azurecr.io/checkout', 'shopprod.azurecr.io/**']);
});

test('the name of a target brings its kind and its id, unless they are written already', () => {
  const { written } = at('targets:\n  - name: |');
  assert.equal(written('aks-dev'), `targets:\n  - name: aks-dev\n    kind: aks\n    id: ${dev}`);
  assert.equal(
    at('targets:\n  - name: |\n    kind: aks').written('aks-dev'),
    'targets:\n  - name: aks-dev\n    kind: aks',
  );
  assert.equal(at('targets: [{ name: | }]').written('aks-dev'), 'targets: [{ name: aks-dev }]');
});

test('keys, kinds and causes are left to the YAML extension, which has our schema', () => {
  for (const text of ['version: 1\n|', 'targets:\n  - |', 'targets:\n  - kind: |', 'ignore:\n  - cause: |'])
    assert.deepEqual(at(text).labels, []);
});

test('in a comment, in a key and outside of every value nothing is suggested', () => {
  for (const text of ['targets:\n  - id: a # |', 'targets:\n  - i|d: a', 'snap|shot: a'])
    assert.deepEqual(at(text).labels, []);
});

test('whatever a name holds, it is written so that YAML reads it back', () => {
  const names = ['ab: c', "it's", '# no', 'true', '007', '[x]', 'a, b', '${1:x}', 'back\\slash', '*'];
  for (const name of names) {
    const snapshots = [name];
    const value = readConfig(at('version: 1\nsnapshot: |', { snapshots }).written(name), 'x').config.snapshot;
    assert.deepEqual(value, [name]);
  }
});
