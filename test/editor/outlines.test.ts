// The two trees, in words.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Registry } from '../../src/access/map.ts';
import { readSnapshotData } from '../../src/access/snapshot.ts';
import type { OutlineNode, SeenFinding } from '../../src/editor/tree/outline.ts';
import { factsOf, registriesOutline } from '../../src/editor/tree/registriesOutline.ts';
import { targetsOutline } from '../../src/editor/tree/targetsOutline.ts';
import type { Finding, Puller } from '../../src/model/verdict.ts';
import { finding, referenceTo } from './fixture.ts';

/** A registry as Azure's API returns it. */
function registry(name: string, properties: Readonly<Record<string, unknown>>): Registry {
  const id = `/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerRegistry/registries/${name}`;
  const resource = {
    id,
    name,
    type: 'Microsoft.ContainerRegistry/registries',
    properties: { loginServer: `${name}.azurecr.io`, ...properties },
  };
  const reading = readSnapshotData({ version: 1, resources: [resource] }, 'test');
  const found = 'map' in reading ? reading.map.registries[0] : undefined;
  assert.ok(found, JSON.stringify(reading));
  return found;
}

const open = { adminUserEnabled: false, publicNetworkAccess: 'Enabled', networkRuleSet: { defaultAction: 'Allow' } };
const legacy = { ...open, roleAssignmentMode: 'LegacyRegistryPermissions' };
const shopprod = registry('shopprod', legacy);
const puller: Puller = {
  objectId: '3f2c',
  clientId: undefined,
  name: 'kubelet identity `aks-prod-agentpool`',
  why: 'the pod names no pull secret',
  credential: 'managedIdentity',
};

function seen(one: Finding, line = 20): SeenFinding {
  return { finding: one, uri: `file:///shop/${one.reference.file}`, line, character: 17, registry: shopprod };
}

const blocked = seen(finding('aks-prod', 'denied', 'not-attached', { puller }));
const second = seen(
  finding('aks-prod', 'denied', 'not-attached', {
    puller,
    reference: referenceTo('shopprod.azurecr.io/cart:1', 'deploy/cart.yaml'),
  }),
);
const works = seen(
  finding('aks-dev', 'allowed', null, {
    evidence: [{ step: 'role', fact: 'AcrPull at registry `shopprod`', id: null, effect: 'grants' }],
  }),
);

/** A tree as indented text; of each node its state, label and description. */
function written(nodes: readonly OutlineNode[], depth = 0): string[] {
  return nodes.flatMap(node => [
    `${'  '.repeat(depth)}${node.state ?? '-'} ${node.label} | ${node.description}`,
    ...written(node.children(), depth + 1),
  ]);
}

test('targets: who pulls, from where, on which line; the blocked ones first', () => {
  assert.deepEqual(written(targetsOutline([works, blocked, second])), [
    'blocked aks-prod | 2 of 2 blocked',
    '  - who pulls | kubelet identity aks-prod-agentpool',
    '  blocked shopprod | not attached · 2 images',
    '    blocked checkout.yaml:21 | checkout:2.4',
    '    blocked cart.yaml:21 | cart:1',
    'works aks-dev | 1 image',
    '  works shopprod | AcrPull at registry shopprod · 1 image',
    '    works checkout.yaml:21 | checkout:2.4',
  ]);
});

test('registries: who pulls from each; those that no manifest names are listed too', () => {
  const abac = registry('shopabac', {
    adminUserEnabled: true,
    publicNetworkAccess: 'Disabled',
    roleAssignmentMode: 'AbacRepositoryPermissions',
  });
  assert.deepEqual(written(registriesOutline([works, blocked], [shopprod, abac])), [
    'blocked shopprod | 1 of 2 blocked · legacy mode · admin off · public',
    '  works aks-dev | AcrPull at registry shopprod · 1 image',
    '    works checkout.yaml:21 | checkout:2.4',
    '  blocked aks-prod | not attached · 1 image',
    '    blocked checkout.yaml:21 | checkout:2.4',
    '- shopabac | no images · ABAC mode · admin on · private',
  ]);
});

test('what was not read of a registry is not claimed', () => {
  assert.equal(factsOf(registry('x', {})), 'mode not read');
  const fenced = { ...legacy, networkRuleSet: { defaultAction: 'Deny' } };
  assert.equal(factsOf(registry('x', fenced)), 'legacy mode · admin off · firewall');
});

test("what can't be told and what is ignored are neither blocked nor fine", () => {
  const unknown = seen(finding('aks-prod', 'unknown', 'not-readable'));
  const ignored = seen(finding('aks-old', 'denied', 'not-attached', { ignored: 'retired' }));
  assert.deepEqual(
    targetsOutline([ignored, unknown]).map(({ state, description }) => [state, description]),
    [
      ['unknown', '1 of 1 unknown'],
      ['ignored', '1 image'],
    ],
  );
});

test('a reference without a target has its place too', () => {
  const [node] = targetsOutline([seen({ ...finding('', 'unknown', 'no-target'), target: null })]);
  assert.equal(node?.label, 'No target');
});

test('ids are unique and stay the same', () => {
  const ids = (nodes: readonly OutlineNode[]): string[] => nodes.flatMap(node => [node.id, ...ids(node.children())]);
  const all = ids(targetsOutline([works, blocked, second]));
  assert.equal(new Set(all).size, all.length);
  assert.deepEqual(ids(targetsOutline([works, blocked, second])), all);
});

test('a line opens where the reference stands', () => {
  const [target] = targetsOutline([blocked]);
  const line = target?.children()[1]?.children()[0];
  assert.deepEqual(line?.open, { uri: 'file:///shop/deploy/checkout.yaml', line: 20, character: 17 });
});
