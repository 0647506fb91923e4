// A config that is proposed from the names of folders and clusters: never a guess between two.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSnapshotData } from '../../src/access/snapshot/snapshot.ts';
import { matchesGlobs } from '../../src/workspace/config/globs.ts';
import { readConfig } from '../../src/workspace/config/readConfig.ts';
import { proposedConfig } from '../../src/workspace/config/writeConfig.ts';
import { noProposal, proposeTargets } from '../../src/workspace/targets/proposal.ts';

const subscription = '/subscriptions/50b50000-0000-4000-8000-000000000001/resourceGroups/shop/providers';
const idOf = (name: string) => `${subscription}/Microsoft.ContainerService/managedClusters/${name}`;

function mapOf(...names: readonly string[]) {
  const resources = names.map(name => ({ id: idOf(name), properties: { fqdn: `${name}.hcp.westeurope.azmk8s.io` } }));
  const reading = readSnapshotData({ version: 1, resources }, 'access.json');
  assert.ok('map' in reading);
  return reading.map;
}

const pods = (...files: readonly string[]) => files.map(file => ({ file, platform: 'kubernetes' as const }));

test('a folder that is called like a cluster, or like the word that tells it from the others, goes there', () => {
  const map = mapOf('aks-eu', 'aks-us', 'batch');
  const { targets, open } = proposeTargets(pods('deploy/eu/a.yaml', 'deploy/eu/b/c.yaml', 'batch/x.yaml'), map);
  assert.deepEqual(
    targets.map(({ name, manifests }) => [name, manifests]),
    [
      ['batch', ['batch/**']],
      ['aks-eu', ['deploy/eu/**']],
    ],
  );
  assert.deepEqual(open, []);
});

test('between two clusters nothing is proposed, and both are named', () => {
  const map = mapOf('aks-prod-eu', 'aks-prod-us', 'aks-dev');
  const { targets, open } = proposeTargets(pods('prod/a.yaml', 'base/b.yaml'), map);
  assert.deepEqual(targets, []);
  assert.deepEqual(open, [
    { folder: 'base', why: 'no cluster has this name', files: 1, folders: 1 },
    { folder: 'prod', why: 'it could be aks-prod-eu, aks-prod-us', files: 1, folders: 1 },
  ]);
});

test('a word that all clusters share tells nothing', () => {
  assert.deepEqual(proposeTargets(pods('shop/a.yaml'), mapOf('shop-eu', 'shop-us')).targets, []);
});

test('the only cluster is proposed, since it decides nothing by being the only one', () => {
  const { targets, open } = proposeTargets(pods('a.yaml', 'shop/b.yaml', 'shop/till/c.yaml'), mapOf('aks-eu'));
  assert.deepEqual(
    targets.map(({ name, manifests, why }) => [name, manifests, why]),
    // shop/** holds shop/till
    [['aks-eu', ['a.yaml', 'shop/**'], 'the only cluster found in Azure']],
  );
  assert.deepEqual(open, []);
});

test('the name of a folder is no wildcard in a proposal', () => {
  const map = mapOf('aks-dev', 'aks-prod');
  const places = ['[x]', '*', '!x', 'x,{y', '{x,y}', '{x..y}', '{{name}}', '@(x)', 'x\\y'].map(name => `${name}/dev`);
  const { targets } = proposeTargets(pods(...places.map(place => `${place}/a.yaml`)), map);
  const { config, problems } = readConfig(
    proposedConfig({ ...noProposal, fleet: { groups: [], rest: targets } }, []),
    '.acr-pull.yaml',
  );
  assert.deepEqual(problems, []);
  const globs = config.targets.flatMap(({ manifests = [] }) => manifests);
  for (const place of places) assert.ok(matchesGlobs(globs, `${place}/a.yaml`), place);
  for (const other of ['x', 'y', 'xy', 'z', '[y]', '{x}', '@', '@x', 'name'])
    assert.ok(!matchesGlobs(globs, `${other}/dev/a.yaml`), other);
});

test('apps that their manifests name need no line', () => {
  const app = [{ file: 'app.yaml', platform: 'containerApp' as const }];
  assert.deepEqual(proposeTargets(app, mapOf('aks-eu', 'aks-us')), noProposal);
});

test('the text is a config that is read back, with its reasons as comments', () => {
  const proposal = proposeTargets(pods('deploy/eu/a.yaml', 'base/b.yaml'), mapOf('aks-eu', 'aks-us'));
  const text = proposedConfig(proposal, ['access.snapshot.json']);
  const { config, problems } = readConfig(text, '.acr-pull.yaml');
  assert.deepEqual(problems, []);
  assert.deepEqual(config.snapshot, ['access.snapshot.json']);
  assert.deepEqual(
    config.targets.map(({ name, kind, id, manifests }) => ({ name, kind, id, manifests })),
    [{ name: 'aks-eu', kind: 'aks', id: idOf('aks-eu'), manifests: ['deploy/eu/**'] }],
  );
  assert.match(text, /# guess: deploy\/eu has a word of its name/);
  assert.match(text, /# No target yet:\n# {3}base: no cluster has this name/);
});

test('names that mean something in YAML are quoted', () => {
  const text = proposedConfig(proposeTargets(pods('# x/eu/a.yaml'), mapOf('aks-eu', 'aks-us')), ["it's #1.json"]);
  const { config, problems } = readConfig(text, '.acr-pull.yaml');
  assert.deepEqual(problems, []);
  assert.deepEqual(config.snapshot, ["it's #1.json"]);
  assert.deepEqual(config.targets[0]?.manifests, ['# x/eu/**']);
});

const kubectl = {
  contexts: [
    { name: 'production', host: 'aks-eu.hcp.westeurope.azmk8s.io' },
    { name: 'kind-local', host: '127.0.0.1' },
  ],
  current: { name: 'production', host: 'aks-eu.hcp.westeurope.azmk8s.io' },
};

test('a folder that is called like a context of kubectl goes to its cluster', () => {
  const files = pods('production/a.yaml', 'local/b.yaml');
  const { targets } = proposeTargets(files, mapOf('aks-eu', 'aks-us'), { ...kubectl, current: undefined });
  assert.deepEqual(
    targets.map(({ name, manifests, why }) => [name, manifests, why]),
    [['aks-eu', ['production/**'], 'production has the name of this cluster']],
  );
});

test('the current context is proposed where nothing else says where a folder goes', () => {
  const files = pods('us/a.yaml', 'shop/b.yaml', 'c.yaml');
  const map = mapOf('aks-eu', 'aks-us');
  const proposed = proposeTargets(files, map, kubectl);
  assert.deepEqual(
    proposed.targets.map(({ name, manifests, why }) => [name, manifests, why]),
    [
      ['aks-eu', ['c.yaml', 'shop/**'], 'kubectl is set to it (context production)'],
      ['aks-us', ['us/**'], 'guess: us has a word of its name'],
    ],
  );
  assert.deepEqual(proposed.open, []);
});

test('a context of another cluster than those of the map proposes nothing', () => {
  const elsewhere = { contexts: [], current: { name: 'kind', host: '127.0.0.1' } };
  const { targets, open } = proposeTargets(pods('shop/b.yaml'), mapOf('aks-eu', 'aks-us'), elsewhere);
  assert.deepEqual(targets, []);
  assert.equal(open.length, 1);
});
