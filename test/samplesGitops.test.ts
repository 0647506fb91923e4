// A GitOps repository as a real team's: three clusters, Flux in each, Argo CD for one team, overlays, a cache whose
// registry differs by cluster. Its config has fewer than ten lines, and every manifest has its cluster.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { readSnapshot } from '../src/access/snapshot/snapshot.ts';
import { mistakesIn } from '../src/workspace/config/mistakes.ts';
import { readConfig } from '../src/workspace/config/readConfig.ts';
import { examine } from '../src/workspace/engine.ts';
import { BuiltFiles } from './build/builtFiles.ts';

const root = path.resolve(import.meta.dirname, '../samples-gitops');
const read = (name: string): string => readFileSync(path.join(root, name), 'utf8');
const files = globSync('**/*.yaml', { cwd: root })
  .map(name => name.replaceAll('\\', '/'))
  .sort();

const { config, problems } = readConfig(read('.acr-pull.yaml'), '.acr-pull.yaml');
const snapshot = readSnapshot(read('access.snapshot.json'), 'access.snapshot.json');
assert.ok('map' in snapshot, JSON.stringify(snapshot));
const { map } = snapshot;

function findingsOf(order: readonly string[]) {
  const index = new BuiltFiles();
  for (const name of order) index.take(name, read(name));
  const now = new Date('2026-11-24T12:00:00Z');
  return files.flatMap(file => examine(index.pulls(file), { accounts: index.accounts, config, map, now }));
}

const findings = findingsOf(files);
const rows = findings.map(({ reference, target, verdict }) => {
  const { image } = reference;
  const name = image.kind === 'image' ? `${image.registry?.split('.')[0]}/${image.repository}` : reference.text;
  return `${reference.file} ${name} → ${target?.name} ${verdict.outcome} ${verdict.cause ?? ''}`.trim();
});

test('every manifest has its clusters, with the right verdicts', () => {
  assert.deepEqual(rows, [
    // the overlay of aks-dev left this one as it is
    'apps/base/checkout.yaml shopprod/checkout → aks-dev denied not-attached',
    'apps/base/checkout.yaml shopprod/checkout → aks-eu allowed',
    'apps/base/checkout.yaml shopprod/checkout → aks-us allowed',
    // the values of a release go where the release goes
    'apps/base/search.yaml shopprod/search → aks-dev denied not-attached',
    'apps/base/search.yaml shopprod/search → aks-eu allowed',
    'apps/base/search.yaml shopprod/search → aks-us allowed',
    // renamed for aks-dev alone
    'apps/base/storefront.yaml shopprod/storefront → aks-eu allowed',
    'apps/base/storefront.yaml shopprod/storefront → aks-us allowed',
    'apps/dev/kustomization.yaml shopdev/storefront → aks-dev allowed',
    'apps/us/sales-tax.yaml shopprod/sales-tax → aks-us allowed',
    // an ApplicationSet names a cluster for each folder. Nothing is known of the one in Asia, and it is no other
    'data/asia/trainer.yaml shopprod/data/trainer → aks-asia unknown not-readable',
    'data/eu/trainer.yaml shopprod/data/trainer → aks-eu allowed',
    'data/us/trainer.yaml shopprod/data/trainer → aks-us allowed',
    // Flux puts the registry of each cluster's ConfigMap in
    'infrastructure/redis.yaml shopdev/library/redis → aks-dev allowed',
    'infrastructure/redis.yaml shopcache/library/redis → aks-eu allowed',
    'infrastructure/redis.yaml shopcache/library/redis → aks-us denied not-attached',
  ]);
});

test('the config has ten lines at most and no mistakes, and each target says what settled it', () => {
  assert.ok(read('.acr-pull.yaml').trimEnd().split('\n').length <= 10);
  assert.deepEqual(problems, []);
  assert.deepEqual(mistakesIn({ config, map, manifests: files, findings }), []);
  const why = new Set(findings.flatMap(({ target }) => target?.why ?? []));
  assert.ok(why.has('Argo CD Application data-us of ApplicationSet data in argocd/data.yaml'));
  assert.ok(why.has('Flux Kustomization apps in clusters/aks-us/apps.yaml, and that file goes there: .acr-pull.yaml'));
});

test('the order in which files are read changes nothing', () => {
  assert.deepEqual(findingsOf(files.toReversed()), findings);
});
