// A document that was never saved is judged by what its workspace knows, where a person chose a target.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSnapshotData } from '../../src/access/snapshot/snapshot.ts';
import type { Knowledge } from '../../src/editor/store/knowledge.ts';
import { withLent } from '../../src/editor/store/lent.ts';
import { emptyConfig } from '../../src/workspace/config/config.ts';
import { readConfig } from '../../src/workspace/config/readConfig.ts';
import { examine } from '../../src/workspace/engine.ts';
import { referenceTo } from './fixture.ts';

const aks =
  '/subscriptions/50b50000-0000-4000-8000-000000000001/resourceGroups/shop/providers/Microsoft.ContainerService/managedClusters/aks-prod';
const reading = readSnapshotData({ version: 1, resources: [{ id: aks, properties: {} }] }, 'shop.json');
assert.ok('map' in reading);
const { map } = reading;
const { config } = readConfig(
  `version: 1\ntargets: [{ name: prod, kind: aks, id: ${aks}, manifests: ['**'] }]\n`,
  '.acr-pull.yaml',
);
const nothing: Knowledge = { config: emptyConfig, map: undefined, snapshots: [], troubles: [], engine: undefined };
const shop = { map, config, snapshots: [] };

function targetsIn({ map: known, config: lent }: Knowledge, ...chosen: readonly string[]) {
  const reference = referenceTo('shopprod.azurecr.io/till:1', 'Untitled-1.yaml');
  return examine([reference], { map: known, config: lent, chosen, now: new Date() }).map(({ target }) => target?.id);
}

test('it has the target that a person chose, by its name in the config or by its id, and without a choice none', () => {
  const lent = withLent(nothing, [shop]);
  assert.deepEqual(targetsIn(lent, 'prod'), [aks]);
  assert.deepEqual(targetsIn(lent, aks), [aks]);
  assert.deepEqual(targetsIn(lent), [undefined], 'the globs of the config are for files');
});

test('an empty folder beside lends nothing; two that know something are not mixed', () => {
  const empty = { map: undefined, config: emptyConfig, snapshots: [] };
  assert.equal(withLent(nothing, [empty, shop]).map, map);
  assert.equal(withLent(nothing, [shop, { ...shop }]), nothing);
  assert.equal(withLent(nothing, []), nothing);
});
