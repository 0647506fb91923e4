// Runtimes that a manifest is meant for. In this order: those of the config, those that the repository sends it to
// (test/build), the one that it names, and a person's picks. Nothing else decides.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { AccessMap } from '../../src/access/map.ts';
import { readSnapshotData } from '../../src/access/snapshot/snapshot.ts';
import type { ImageReference } from '../../src/model/reference.ts';
import { prepareReader, readManifest } from '../../src/read/index.ts';
import { readConfig } from '../../src/workspace/config/readConfig.ts';
import { candidateTargets, contextCluster, targetsOf, unknownTargets } from '../../src/workspace/targets/targets.ts';
import { readGrammar } from '../read/readers.ts';

const group = '/subscriptions/50b50000-0000-4000-8000-000000000001/resourceGroups/shop-aks/providers';
const aks = (name: string) => `${group}/Microsoft.ContainerService/managedClusters/${name}`;
const app = (name: string) => `${group}/Microsoft.App/containerApps/${name}`;

function mapOf(...ids: readonly string[]): AccessMap {
  const resources = ids.map(id => ({ id, properties: {} }));
  const result = readSnapshotData({ version: 1, resources }, 'shop.json');
  assert.ok('map' in result);
  return result.map;
}

function configOf(yaml: string) {
  const { config, problems } = readConfig(`version: 1\n${yaml}`, '.acr-pull.yaml');
  assert.deepEqual(problems, []);
  return config;
}

function firstImage(name: string, text: string): ImageReference {
  const [reference] = readManifest({ name, text }).references;
  assert.ok(reference);
  return reference;
}

const pod = (file: string) =>
  firstImage(
    file,
    'apiVersion: v1\nkind: Pod\nmetadata: { name: till }\nspec:\n  containers: [{ name: till, image: shopprod.azurecr.io/till:1 }]\n',
  );
const storefront = firstImage(
  'storefront.yaml',
  'type: Microsoft.App/containerApps\nname: storefront\nproperties:\n  template:\n    containers: [{ name: a, image: shopprod.azurecr.io/a:1 }]\n',
);

const twoClusters = configOf(`targets:
  - { name: dev, kind: aks, id: ${aks('aks-dev')}, manifests: 'deploy/dev/**' }
  - { name: prod, kind: aks, id: ${aks('aks-prod')}, manifests: ['deploy/prod/**', 'deploy/base/**'] }
`);
const nothing = configOf('');
const names = (reference: ImageReference, sources: Partial<Parameters<typeof targetsOf>[1]>): readonly string[] =>
  targetsOf(reference, { config: nothing, map: undefined, chosen: [], ...sources }).map(target => target.name);

test('the config sends a manifest where its globs, relative to the config, say', () => {
  assert.deepEqual(names(pod('deploy/dev/till.yaml'), { config: twoClusters }), ['dev']);
  assert.deepEqual(names(pod('deploy/base/till.yaml'), { config: twoClusters }), ['prod']);
  assert.deepEqual(names(pod('other/till.yaml'), { config: twoClusters }), []);
});

test('a target without globs takes every manifest of its kind', () => {
  const config = configOf(`targets: [{ name: prod, kind: aks, id: ${aks('aks-prod')} }]`);
  assert.deepEqual(names(pod('anywhere.yaml'), { config }), ['prod']);
  assert.deepEqual(names(storefront, { config }), ['storefront']);
});

test('what a person picks fills gaps: a file that the config sends somewhere stays there', () => {
  const map = mapOf(aks('aks-dev'), aks('aks-prod'), aks('aks-test'));
  assert.deepEqual(names(pod('free.yaml'), { config: twoClusters, map, chosen: ['aks-test'] }), ['aks-test']);
  assert.deepEqual(names(pod('deploy/dev/till.yaml'), { config: twoClusters, map, chosen: ['prod'] }), ['dev']);
  assert.deepEqual(names(pod('deploy/prod/till.yaml'), { config: twoClusters, map, chosen: ['prod'] }), ['prod']);
  assert.deepEqual(names(pod('free.yaml'), { map, chosen: [aks('AKS-DEV')] }), ['aks-dev']);
});

test("`only` leaves of a manifest's targets those that are named, by name or id; `as` sends it there, if it can run there", () => {
  const map = mapOf(aks('aks-dev'), aks('aks-prod'));
  const dev = pod('deploy/dev/till.yaml');
  assert.deepEqual(names(dev, { config: twoClusters, map, only: ['dev'] }), ['dev']);
  assert.deepEqual(names(dev, { config: twoClusters, map, only: [aks('AKS-dev')] }), ['dev']);
  assert.deepEqual(names(dev, { config: twoClusters, map, only: ['prod'] }), []);
  assert.deepEqual(names(dev, { config: twoClusters, map, as: ['prod'] }), ['prod']);
  assert.deepEqual(names(storefront, { config: twoClusters, map, as: ['prod'] }), []);
});

test('a compose file goes to a cluster that names the platform, and to no other, whatever its globs say', () => {
  const compose = firstImage('app/compose.yaml', 'services:\n  till: { image: shopprod.azurecr.io/till:1 }\n');
  const to = (more: string, kind = 'aks') =>
    configOf(`targets: [{ name: t, kind: ${kind}, manifests: 'app/**'${more} }]`);
  assert.deepEqual(names(compose, { config: to('') }), []);
  assert.deepEqual(names(compose, { config: to(', platforms: [compose]') }), ['t']);
  assert.deepEqual(names(compose, { config: to('', 'site') }), ['t'], 'an App Service takes compose files');
});

test('a manifest that names its runtime is its own target, with the id that the map knows', () => {
  assert.equal(targetsOf(storefront, { config: nothing, map: undefined, chosen: [] })[0]?.id, undefined);
  const map = mapOf(app('storefront'), app('returns'));
  assert.equal(targetsOf(storefront, { config: nothing, map, chosen: [] })[0]?.id, app('storefront'));
});

// The snapshot may hold the development cluster alone, and these manifests be production's.
test('the only cluster in the map is no target: nothing says that the manifest goes there', () => {
  assert.deepEqual(names(pod('a.yaml'), { map: mapOf(aks('aks-prod'), app('storefront')) }), []);
  const map = mapOf(aks('aks-dev'));
  assert.deepEqual(names(pod('free.yaml'), { config: twoClusters, map }), []);
  const onlyDev = configOf(`targets: [{ name: dev, kind: aks, id: ${aks('AKS-dev')}, manifests: 'deploy/dev/**' }]`);
  assert.deepEqual(names(pod('free.yaml'), { config: onlyDev, map }), []);
  // without a config, `--target` decides, and the editor's *Choose Targets*
  assert.deepEqual(names(pod('free.yaml'), { map, chosen: ['aks-dev'] }), ['aks-dev']);
});

// A target is being typed, and has no kind yet: it will state where its manifests go.
test("where a part of the config that says where manifests go can't be read, a pick fills no gap", () => {
  const map = mapOf(aks('aks-dev'));
  const sources = (text: string) => ({ config: readConfig(text, '.acr-pull.yaml').config, map, chosen: ['aks-dev'] });
  const broken = [
    "version: 1\ntargets:\n  - name: prod\n    manifests: 'deploy/**'\n",
    "version: 1\ntarget:\n  - { name: prod, kind: kubernetes, manifests: 'deploy/**' }\n",
    "version: 1\nclusters:\n  - { name: 'aks-prod-*', manifest: 'deploy/**' }\n",
    "version: 1\ntargets: [{ name: prod, kind: kubernetes, manifests: 'deploy/**' }\n",
    'version: 1\ntargets: [{ name: prod, kind: kubernetes }]\ntargets: []\n',
  ];
  for (const text of broken) assert.deepEqual(names(pod('deploy/till.yaml'), sources(text)), [], text);
  const other = 'version: 1\nseverity: { not-attached: eror }\n';
  assert.deepEqual(names(pod('deploy/till.yaml'), sources(other)), ['aks-dev'], 'nothing else would say where');
  assert.deepEqual(names(storefront, sources(broken[0] ?? '')), ['storefront'], 'the manifest says so itself');
});

test('an unknown name is told with those that come near', () => {
  const map = mapOf(aks('aks-test'));
  assert.deepEqual(unknownTargets(['prot', 'aks-test', 'zebra'], map, twoClusters), [
    { name: 'prot', near: ['prod'] },
    { name: 'zebra', near: [] },
  ]);
  assert.deepEqual(
    candidateTargets(map, twoClusters).map(target => target.name),
    ['dev', 'prod', 'aks-test'],
  );
});

// A stale entry of a deleted cluster may have the same address. `init` and *Send to…* propose the cluster
// (proposal.test.ts).
test('a context of kubectl is the cluster whose API server it talks to', () => {
  const cluster = (name: string, hosts: Record<string, string>) => ({ id: aks(name), properties: hosts });
  const read = (...resources: readonly unknown[]) => {
    const reading = readSnapshotData({ version: 1, resources }, 'shop.json');
    assert.ok('map' in reading);
    return reading.map;
  };
  const dev = cluster('aks-dev', { fqdn: 'dev.azmk8s.io' });
  const both = { fqdn: 'prod.azmk8s.io', privateFQDN: 'Prod.privatelink.azmk8s.io' };
  const map = read(dev, cluster('aks-prod', both));
  const of = (host: string, among = map) => contextCluster({ name: 'mine', host }, among)?.name;
  assert.equal(of('prod.privatelink.azmk8s.io'), 'aks-prod');
  assert.equal(of('dev.azmk8s.io'), 'aks-dev');
  assert.equal(of('localhost'), undefined);
  assert.equal(of('dev.azmk8s.io', read(dev, cluster('aks-old', { fqdn: 'dev.azmk8s.io' }))), undefined);
});

test('the example in docs/targets.md sends base images, jobs and compose files to who pulls them', async () => {
  await prepareReader({ name: 'Dockerfile', text: '' }, readGrammar);
  const page = readFileSync(path.resolve(import.meta.dirname, '../../docs/targets.md'), 'utf8');
  const [, section = ''] = page.split('## Base images, jobs and compose files');
  const [, example = ''] = /```yaml\nversion: 1\n(.*?)```/s.exec(section) ?? [];
  const config = configOf(example);
  const image = 'shopprod.azurecr.io/base:1';
  const job = `on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    container: ${image}\n    steps: []\n`;
  const compose = `services:\n  till:\n    image: ${image}\n`;
  assert.deepEqual(names(firstImage('Dockerfile', `FROM ${image}\n`), { config }), ['build']);
  assert.deepEqual(names(firstImage('src/till/Dockerfile', `FROM ${image}\n`), { config }), ['build']);
  assert.deepEqual(names(firstImage('.github/workflows/build.yaml', job), { config }), ['build']);
  assert.deepEqual(names(firstImage('compose.yaml', compose), { config }), ['aks-dev']);
});
