// The existence of the image, by its registry's answer. Sources: docs/snapshot.md (Images).
// Https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/extensions/cannot-pull-image-from-acr-to-aks-cluster
// (missing). Https://github.com/Azure/acr/tree/main/docs/preview/quarantine (quarantine).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withImages } from '../../src/access/snapshot/images.ts';
import { readSnapshotData } from '../../src/access/snapshot/snapshot.ts';
import { abac, assign, cluster, guid, inShort, mapOf, pod, registry, roles, secret, verdict } from './facts.ts';

type Entry = Readonly<Record<string, unknown>>;

const kubelet = guid('aks kubelet');
const digest = `sha256:${'ab'.repeat(32)}`;
const other = `sha256:${'cd'.repeat(32)}`;
const quarantineReader = 'cdda3590-29a3-44f6-95f2-9f980659eb04';

function mapWith(images: readonly Entry[] | null | undefined, more: Entry = {}) {
  const resources = [cluster('aks'), registry('shop', { adminUserEnabled: true })];
  return mapOf({ resources, roleAssignments: [assign(kubelet, roles.AcrPull)], images, ...more });
}

const entry = (more: Entry): Entry => ({ registry: 'shop.azurecr.io', repository: 'web', ...more });
const at = (readAt: string, state: string): Entry => entry({ tag: '1', state, readAt });

const rows: readonly (readonly [name: string, image: string, images: readonly Entry[] | null, expected: string])[] = [
  ['nothing was asked', 'web:1', null, 'allowed'],
  ['another image was asked for', 'web:1', [entry({ tag: '2', state: 'missing' })], 'allowed'],
  ['an empty list claims nothing', 'web:1', [], 'allowed'],
  ['found', 'web:1', [entry({ tag: '1', state: 'found' })], 'allowed'],
  ['missing', 'web:1', [entry({ tag: '1', state: 'missing' })], 'denied image-not-found'],
  ['in quarantine', 'web:1', [entry({ tag: '1', state: 'quarantined' })], 'denied image-quarantined'],
  [
    'the host in capitals',
    'web:1',
    [{ ...at('', 'missing'), registry: 'Shop.AzureCR.io', readAt: null }],
    'denied image-not-found',
  ],
  ['no tag is latest', 'web', [entry({ tag: 'latest', state: 'missing' })], 'denied image-not-found'],
  ['a tag of a template is not latest', 'web:${TAG}', [entry({ tag: 'latest', state: 'missing' })], 'allowed'],
  ['tags keep their case', 'web:RC', [entry({ tag: 'rc', state: 'missing' })], 'allowed'],
  ['by digest', `web@${digest}`, [entry({ digest, state: 'missing' })], 'denied image-not-found'],
  [
    'a digest beats the tag',
    `web:1@${digest}`,
    [entry({ tag: '1', state: 'missing' }), entry({ digest, state: 'found' })],
    'allowed',
  ],
  ['another digest', `web@${other}`, [entry({ digest, state: 'missing' })], 'allowed'],
  [
    'the later answer holds',
    'web:1',
    [at('2026-11-24T11:00:00Z', 'missing'), at('2026-11-24T10:00:00Z', 'found')],
    'denied image-not-found',
  ],
  [
    'whatever the order',
    'web:1',
    [at('2026-11-24T10:00:00Z', 'missing'), at('2026-11-24T11:00:00Z', 'found')],
    'allowed',
  ],
  [
    'contradicting answers of no known order',
    'web:1',
    [entry({ tag: '1', state: 'missing' }), entry({ tag: '1', state: 'found' })],
    'allowed',
  ],
];

for (const [name, image, images, expected] of rows) {
  test(`${name}: ${image} → ${expected}`, () => {
    assert.equal(inShort(verdict({ map: mapWith(images), image: `shop.azurecr.io/${image}` })), expected);
  });
}

test('an image that was not asked for is named as not read, and one that is there as such', () => {
  const effect = (images: readonly Entry[] | null) =>
    verdict({ map: mapWith(images) }).evidence.find(({ step }) => step === 'image')?.effect;
  assert.equal(effect(null), 'not-read');
  assert.equal(effect([entry({ tag: '1', state: 'found' })]), 'grants');
});

test('who may see quarantined content is not called denied', () => {
  const images = [entry({ tag: '1', state: 'quarantined' })];
  const said = (...held: readonly string[]) =>
    inShort(verdict({ map: mapWith(images, { roleAssignments: held.map(role => assign(kubelet, role)) }) }));
  assert.equal(said(roles.AcrPull, quarantineReader), 'unknown not-readable');
  // `*/read` covers registries/quarantine/read.
  assert.equal(said(roles.AcrPull, roles.Reader), 'unknown not-readable');
  assert.equal(said(roles.AcrPull, guid('a role nobody read')), 'unknown not-readable');
  const held = [assign(kubelet, roles.RepositoryReader)];
  const resources = [cluster('aks'), registry('shop', abac)];
  assert.equal(
    inShort(verdict({ map: mapWith(images, { resources, roleAssignments: held }) })),
    'denied image-quarantined',
  );
  const login = pod({ pullSecrets: [secret('login', 'shop')] });
  assert.equal(
    inShort(verdict({ map: mapWith(images, { roleAssignments: [] }), workload: login })),
    'unknown not-readable',
  );
});

test('what quarantine may hide is not called missing for who may see it', () => {
  const images = [entry({ tag: '1', state: 'missing' })];
  const said = (policy: 'enabled' | 'disabled' | undefined, ...held: readonly string[]) => {
    const properties = { policies: policy === undefined ? {} : { quarantinePolicy: { status: policy } } };
    const resources = [cluster('aks'), registry('shop', properties)];
    const roleAssignments = held.map(role => assign(kubelet, role));
    return inShort(verdict({ map: mapWith(images, { resources, roleAssignments }) }));
  };
  assert.equal(said('enabled', roles.AcrPull), 'denied image-not-found');
  assert.equal(said('enabled', roles.AcrPull, quarantineReader), 'unknown not-readable');
  assert.equal(said(undefined, roles.AcrPull, quarantineReader), 'unknown not-readable');
  assert.equal(said('disabled', roles.AcrPull, quarantineReader), 'denied image-not-found');
});

test('answers that come later hold before those of the map', () => {
  const map = mapWith([entry({ tag: '1', state: 'missing' })]);
  const found = {
    registry: 'shop.azurecr.io',
    repository: 'web',
    reference: '1',
    state: 'found',
    platforms: undefined,
    readAt: undefined,
  } as const;
  assert.equal(inShort(verdict({ map: withImages(map, [found]) })), 'allowed');
  assert.equal(inShort(verdict({ map })), 'denied image-not-found');
});

test('an entry with neither or both of tag and digest, or with another state, is a defect', () => {
  const problems = (image: Entry) => {
    const read = readSnapshotData({ version: 1, images: [image] }, 'shop.json');
    return 'problems' in read ? read.problems.map(({ path }) => path) : [];
  };
  assert.deepEqual(problems(entry({ state: 'missing' })), ['$.images[0]']);
  assert.deepEqual(problems(entry({ tag: '1', digest, state: 'missing' })), ['$.images[0]']);
  assert.deepEqual(problems(entry({ tag: '1', state: 'gone' })), ['$.images[0].state']);
  assert.deepEqual(problems(entry({ tag: '1', digest: null, state: 'found' })), []);
});
