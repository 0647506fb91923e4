// Candidates: each once, by the name that the config gives it. A pick that is gone can be dropped.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSnapshotData } from '../../src/access/snapshot/snapshot.ts';
import { candidatesOf, groupCandidates, presentFirst, whereabouts } from '../../src/editor/targets/targetCandidates.ts';
import { readConfig } from '../../src/workspace/config/readConfig.ts';

const group = '/subscriptions/50b50000-0000-4000-8000-000000000001/resourceGroups/shop/providers';
const aks = (name: string) => `${group}/Microsoft.ContainerService/managedClusters/${name}`;
const app = `${group}/Microsoft.App/containerApps/storefront`;
const reading = readSnapshotData(
  { version: 1, resources: [aks('aks-prod'), aks('aks-dev'), app].map(id => ({ id, properties: {} })) },
  'shop.json',
);
assert.ok('map' in reading);
const { map } = reading;
const { config } = readConfig(`version: 1\ntargets: [{ name: prod, kind: aks, id: ${aks('aks-prod')} }]\n`, 'x');

test('a configured target is remembered by its name, others by their id', () => {
  assert.deepEqual(
    candidatesOf([{ map, config }], []).map(({ target, chosen }) => [target.name, chosen]),
    [
      ['prod', 'prod'],
      ['aks-dev', aks('aks-dev')],
      ['storefront', app],
    ],
  );
});

test('what several folders know is offered once', () => {
  const folder = { map, config };
  assert.equal(candidatesOf([folder, folder], []).length, 3);
});

test('a pick that nothing knows any more is still there, to be let go', () => {
  const gone = candidatesOf([{ map, config }], ['prod', aks('aks-old')]).filter(({ group }) => group === 'gone');
  assert.deepEqual(
    gone.map(({ target, chosen }) => [target.name, chosen]),
    [['aks-old', aks('aks-old')]],
  );
});

test('what is configured comes first, then the cluster that kubectl is set to, then kind by kind', () => {
  const all = candidatesOf([{ map, config }], ['gone'], [aks('AKS-dev')]);
  assert.deepEqual(
    groupCandidates(all).map(({ title, candidates }) => [title, candidates.map(({ target }) => target.name)]),
    [
      ['in .acr-pull.yaml', ['prod']],
      ['current kubectl context', ['aks-dev']],
      ['Container App', ['storefront']],
      ['no longer found', ['gone']],
    ],
  );
});

test('the targets that a file goes to now come first and are marked, whatever the case of their ids', () => {
  const rows = ['aks-dev', 'aks-prod', 'aks-eu'].map(name => ({ id: aks(name) }));
  assert.deepEqual(
    presentFirst(rows, ({ id }) => id, [aks('AKS-eu'), app]).map(({ row, isPresent }) => [row.id, isPresent]),
    [
      [aks('aks-eu'), true],
      [aks('aks-dev'), false],
      [aks('aks-prod'), false],
    ],
  );
  assert.ok(presentFirst(rows, ({ id }) => id, []).every(({ isPresent }) => !isPresent));
});

test('namesakes are told apart by their resource groups', () => {
  assert.equal(whereabouts(aks('aks-prod')), 'resource group shop, subscription 50b50000-0000-4000-8000-000000000001');
});
