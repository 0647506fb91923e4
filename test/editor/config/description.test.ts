// The description of the word under the pointer, in a config. `|` is the pointer.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSnapshotData } from '../../../src/access/snapshot/snapshot.ts';
import { describeAt } from '../../../src/editor/config/values.ts';

const id =
  '/subscriptions/50b50000-0000-4000-8000-000000000001/resourceGroups/shop/providers/Microsoft.ContainerService/managedClusters/aks-prod';
const reading = readSnapshotData(
  { version: 1, resources: [{ id, location: 'westeurope', properties: {} }] },
  'shop.json',
);
assert.ok('map' in reading);
const { map } = reading;

function at(marked: string) {
  const offset = marked.indexOf('|');
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  const found = describeAt(text, offset, map);
  return found && { ...found, word: text.slice(found.span.start, found.span.end) };
}

test('a cause says what it means, and has its page', () => {
  const found = at('ignore:\n  - cause: not-|attached\n');
  assert.equal(found?.text, '**not attached**');
  assert.equal(found?.cause, 'not-attached');
  assert.equal(at('ignore:\n  - reason: not-att|ached\n'), undefined);
});

test('an id says which resource it is, or that it is not known', () => {
  assert.match(
    at(`targets:\n  - id: ${id.replace('Service', 'Ser|vice')}\n`)?.text ?? '',
    /AKS cluster.*`aks-prod`[\s\S]*westeurope/,
  );
  assert.equal(at('targets:\n  - id: /subscrip|tions/x\n')?.text, 'Not found in `shop.json`.');
});

test('comments and keys are not described: the YAML extension does that', () => {
  for (const marked of ['# tar|gets', 'targets:|', 'tar|get: 1', 'targets:\n  - k|ind: aks'])
    assert.equal(at(marked), undefined, marked);
});
