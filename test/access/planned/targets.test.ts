// A target that the config states is judged in a world of code only where that world declares it.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { readConfig } from '../../../src/workspace/config/readConfig.ts';
import { judged, workspaces } from './planned.ts';

const fixtures = workspaces(path.join(import.meta.dirname, 'fixtures'));

function outcomes(fixture: string, target: string, image: string): readonly string[] {
  const { config } = readConfig(`version: 1\ntargets:\n${target}`, '.acr-pull.yaml');
  const { findings } = judged(fixtures.get(fixture) ?? [], { config });
  return findings
    .filter(({ reference }) => reference.text.includes(image))
    .map(
      ({ verdict, target: at }) =>
        `${at?.name ?? '-'} ${verdict.outcome} ${verdict.planned === undefined ? 'now' : 'planned'}`,
    );
}

const id = (group: string, type: string, name: string) =>
  `/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/${group}/providers/${type}/${name}`;
const cluster = (name: string, real = name) =>
  `  - name: ${name}\n    kind: aks\n    id: ${id('rg', 'Microsoft.ContainerService/managedClusters', real)}\n    manifests: ["**"]\n`;
const app = (name: string, group = 'rg') =>
  `  - name: ${name}\n    kind: containerApp\n    id: ${id(group, 'Microsoft.App/containerApps', name)}\n    manifests: ["**"]\n`;

test('a cluster that the config states is that of the world by kind and name', () => {
  const of = (target: string) => outcomes('bicep/cluster', target, 'shopprod.azurecr.io/checkout');
  assert.deepEqual(of(cluster('AKS-shop')), ['AKS-shop allowed planned']);
  assert.deepEqual(of(cluster('production', 'aks-shop')), ['production allowed planned']);
  assert.deepEqual(of(cluster('aks-other')), ['aks-other unknown now']);
  assert.deepEqual(of('  - name: aks-shop\n    kind: kubernetes\n    manifests: ["**"]\n'), ['aks-shop unknown now']);
});

test('an app that the config states is that of the world by kind and name', () => {
  const of = (target: string) => outcomes('bicep/app', target, '/checkout:1.0');
  assert.deepEqual(of(app('checkout')), ['checkout allowed planned']);
  assert.deepEqual(of(app('payments')), ['payments unknown now']);
});

test('a stated place that the code contradicts is another one', () => {
  const of = (group: string) => outcomes('terraform/counts', app('api', group), '/api:1');
  assert.deepEqual(of('rg-shop'), ['api allowed planned']);
  assert.deepEqual(of('rg-other'), ['api unknown now']);
});
