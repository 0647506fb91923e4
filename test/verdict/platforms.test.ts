// N21: whether the image has a manifest for the platform of the machines that pull it.
// [1] containerd takes of an index what its node's platform can run:
//     https://github.com/containerd/platforms/blob/main/compare.go and checks no platform of a tag that names a single
//     manifest: https://github.com/containerd/containerd/blob/main/core/images/image.go
// [2] names of node images: https://learn.microsoft.com/azure/aks/node-image-upgrade
// [3] node auto provisioning: https://learn.microsoft.com/azure/aks/node-autoprovision
// [4] Container Apps run linux/amd64: https://learn.microsoft.com/azure/container-apps/containers
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ContainerAppWorkload, ContainerGroupWorkload, PodWorkload } from '../../src/model/workload.ts';
import {
  assign,
  cluster,
  containerApp,
  containerGroup,
  environment,
  guid,
  held,
  identityId,
  inShort,
  mapOf,
  pod,
  registry,
  roles,
  span,
  targets,
  userIdentity,
  verdict,
} from './facts.ts';

type Json = Readonly<Record<string, unknown>>;

const nodeImages = {
  amd64: 'AKSUbuntu-2204gen2containerd-202610.12.0',
  arm64: 'AKSUbuntu-2204gen2arm64containerd-202610.12.0',
  armFips: 'AKSAzureLinux-V3gen2arm64fips-202610.12.0',
  windows: 'AKSWindows-2022-containerd-20348.2700.260911',
  other: 'Something-else',
} as const;

const pool = (nodeImage: keyof typeof nodeImages): Json => ({
  name: nodeImage,
  osType: nodeImage === 'windows' ? 'Windows' : 'Linux',
  nodeImageVersion: nodeImages[nodeImage],
  enableNodePublicIP: false,
});

const manual: Json = { nodeProvisioningProfile: { mode: 'Manual' } };
const auto: Json = { nodeProvisioningProfile: { mode: 'Auto' } };
const virtualNodes: Json = {
  addonProfiles: { aciConnectorLinux: { enabled: true, identity: { objectId: guid('virtual') } } },
};

function mapWith(runtime: Json, platforms: readonly string[] | null, principal = guid('aks kubelet')) {
  return mapOf({
    resources: [runtime, registry('shop'), environment('env'), userIdentity('puller')],
    roleAssignments: [assign(principal, roles.AcrPull)],
    images: [{ registry: 'shop.azurecr.io', repository: 'web', tag: '1', state: 'found', platforms }],
  });
}

function onCluster(
  pools: readonly (keyof typeof nodeImages)[],
  platforms: readonly string[] | null,
  nodeSelector: PodWorkload['nodeSelector'] = {},
  properties: Json = manual,
) {
  const aks = cluster('aks', { agentPoolProfiles: pools.map(pool), ...properties });
  return verdict({ map: mapWith(aks, platforms), workload: pod({ nodeSelector }) });
}

const azure = { name: 'web', registries: undefined, identity: undefined } as const;
const appWorkload: ContainerAppWorkload = { ...azure, platform: 'containerApp', environmentId: undefined };
const groupWorkload: ContainerGroupWorkload = {
  ...azure,
  platform: 'containerGroup',
  registries: [{ server: 'shop.azurecr.io', identity: identityId('puller'), username: undefined, open: [], span }],
};

const both = ['linux/amd64', 'linux/arm64'];
const arm = { 'kubernetes.io/arch': 'arm64' };
const denied = 'denied platform-mismatch';
const unknown = 'unknown not-readable';

const rows: readonly (readonly [name: string, expected: string, ...Parameters<typeof onCluster>])[] = [
  ['every node has a manifest', 'allowed', ['amd64'], both],
  ['no node has one', denied, ['arm64'], ['linux/amd64']],
  ['an image from an ARM laptop', denied, ['amd64'], ['linux/arm64']],
  ['an image from an ARM laptop, with a variant', denied, ['amd64'], ['linux/arm64/v8']],
  ['nodes with an ARM image that has FIPS', denied, ['armFips'], ['linux/amd64']],
  ['nodes of Windows', denied, ['windows'], both],
  ['no index, so the platform is not known: the node pulls it', 'allowed', ['arm64'], null],
  ['some nodes have none, and the pod may land there', unknown, ['amd64', 'arm64'], ['linux/amd64']],
  ['Windows nodes beside, and the pod may land there', unknown, ['amd64', 'windows'], both],
  ['… and selects Linux', 'allowed', ['amd64', 'windows'], both, { 'kubernetes.io/os': 'linux' }],
  [
    '… and selects the architecture that has one',
    'allowed',
    ['amd64', 'arm64'],
    ['linux/amd64'],
    { 'kubernetes.io/arch': 'amd64' },
  ],
  ['… and selects the one that has none', denied, ['amd64', 'arm64'], ['linux/amd64'], arm],
  ['… and selects the pool', denied, ['amd64', 'arm64'], ['linux/amd64'], { agentpool: 'arm64' }],
  [
    '… by the newer label',
    'allowed',
    ['amd64', 'arm64'],
    ['linux/amd64'],
    { 'kubernetes.azure.com/agentpool': 'amd64' },
  ],
  ['… by a label that says nothing of it', unknown, ['amd64', 'arm64'], ['linux/amd64'], { disk: 'ssd' }],
  ['… by the older label', denied, ['amd64', 'arm64'], ['linux/amd64'], { 'beta.kubernetes.io/arch': 'arm64' }],
  ['no node is selected: it stays pending, and pulls nothing', 'allowed', ['amd64'], ['linux/amd64'], arm],
  ['… unless one is added that it selects [3]', unknown, ['amd64'], ['linux/amd64'], arm, auto],
  [
    '… whose platform the pod states, and the image has no manifest for it [3]',
    unknown,
    ['amd64'],
    ['linux/amd64'],
    { ...arm, 'kubernetes.io/os': 'linux' },
    auto,
  ],
  [
    '… whose platform the pod states, and the image has a manifest for it [3]',
    'allowed',
    ['amd64'],
    ['linux/arm64'],
    { ...arm, 'kubernetes.io/os': 'linux' },
    auto,
  ],
  ['a node image of another form', unknown, ['other'], ['linux/amd64']],
  ['… does not matter where both have one', 'allowed', ['other'], both],
  ['64-bit nodes run 32-bit images [1]', 'allowed', ['amd64', 'arm64'], ['linux/386', 'linux/arm/v7']],
  ['the first variant, which every node has [1]', 'allowed', ['amd64'], ['linux/amd64/v1']],
  ['newer variants that the nodes may lack [1]', unknown, ['amd64'], ['linux/amd64/v3']],
  ['no node has one, and more nodes may come [3]', unknown, ['arm64'], ['linux/amd64'], {}, auto],
  ['no node has one, and whether more come was not read [3]', unknown, ['arm64'], ['linux/amd64'], {}, {}],
  ['all nodes have one, and others may come [3]', unknown, ['amd64'], ['linux/amd64'], {}, auto],
  [
    '… and the pod selects its architecture',
    'allowed',
    ['amd64'],
    ['linux/amd64'],
    { 'kubernetes.io/arch': 'amd64', 'kubernetes.io/os': 'linux' },
    auto,
  ],
  ['all nodes have one, and whether others come was not read', 'allowed', ['amd64'], ['linux/amd64'], {}, {}],
  ['no node has one, beside virtual nodes', unknown, ['arm64'], ['linux/amd64'], {}, { ...manual, ...virtualNodes }],
];

for (const [name, expected, ...world] of rows) {
  test(`N21: ${name}: ${expected}`, () => assert.equal(inShort(onCluster(...world)), expected));
}

test('N21: the message names the platform, the evidence those of the image', () => {
  const { message, evidence } = onCluster(['arm64'], ['linux/amd64', 'windows/amd64']);
  assert.match(message, /can't pull this: the image has no manifest for `linux\/arm64`/);
  const facts = evidence.filter(({ step }) => step === 'image').map(({ fact }) => fact);
  assert.ok(
    facts.some(fact => fact.includes('`linux/amd64` and `windows/amd64`')),
    facts.join('\n'),
  );
  const mixed = onCluster(['amd64', 'arm64'], ['linux/amd64']).message;
  assert.match(mixed, /no manifest for `linux\/arm64`, which is the platform of node pool `arm64`/);
  assert.match(mixed, /`kubernetes.io\/arch`/);
});

test('N21: a pod that tolerates virtual nodes may run on one, where no node pool has its platform', () => {
  const aks = cluster('aks', { agentPoolProfiles: [pool('arm64')], ...manual });
  const workload = pod({ onVirtualNode: 'unknown' });
  const { cause, message } = verdict({ map: mapWith(aks, ['linux/amd64']), workload });
  assert.notEqual(cause, 'platform-mismatch', message);
});

// Their steps of the image stay silent on platforms, whatever decides the verdict.
for (const [who, workload] of [
  ['a virtual node', pod({ onVirtualNode: 'yes', nodeSelector: { type: 'virtual-kubelet' } })],
  ['a controller, which pulls charts', pod({ controller: { name: 'source-controller', provider: 'azure' } })],
] as const)
  test(`N21: nothing is said of the platform of ${who}`, () => {
    const aks = cluster('aks', { agentPoolProfiles: [pool('arm64')], ...manual });
    const { cause, evidence } = verdict({ map: mapWith(aks, ['linux/amd64']), workload });
    assert.notEqual(cause, 'platform-mismatch');
    assert.ok(evidence.every(({ fact }) => !fact.includes('manifests for')));
  });

const pulls = (server: string) => [{ server, identity: identityId('puller'), username: '' }];

test('N21: Container Apps run linux/amd64 and nothing else [4]', () => {
  const on = (platforms: readonly string[], more: Json = {}) => {
    const app = containerApp('app', pulls('shop.azurecr.io'), held('app', { user: ['puller'] }), more);
    const map = mapWith(app, platforms, guid('puller'));
    return inShort(verdict({ map, target: targets.app, workload: appWorkload }));
  };
  assert.equal(on(both), 'allowed');
  assert.equal(on(['linux/arm64']), denied);
  assert.equal(on(['windows/amd64']), denied);
  assert.equal(
    on(['linux/arm64'], { managedEnvironmentId: null, environmentId: null }),
    unknown,
    'it may run on Azure Arc',
  );
});

test('N21: whether Container Instances run more than amd64 is not documented', () => {
  const on = (platforms: readonly string[]) => {
    const group = containerGroup('group', pulls('shop.azurecr.io'), held('group', { user: ['puller'] }));
    const map = mapWith(group, platforms, guid('puller'));
    return inShort(verdict({ map, target: targets.group, workload: groupWorkload }));
  };
  assert.equal(on(both), 'allowed');
  assert.equal(on(['windows/amd64']), 'allowed');
  assert.equal(on(['linux/386']), 'allowed');
  assert.equal(on(['linux/arm64']), unknown);
});

test('N21: nothing is said of the nodes of a cluster that Azure does not know, nor of a build', () => {
  const map = mapWith(cluster('aks'), ['linux/arm64']);
  const plain = { ...targets.aks, kind: 'kubernetes', id: undefined, identity: guid('aks kubelet') } as const;
  const { cause } = verdict({ map, target: plain });
  assert.notEqual(cause, 'platform-mismatch');
});

test('N21: two answers that name other platforms tell of none', () => {
  const image = { registry: 'shop.azurecr.io', repository: 'web', tag: '1', state: 'found' };
  const resources = [cluster('aks', manual), registry('shop')];
  const roleAssignments = [assign(guid('aks kubelet'), roles.AcrPull)];
  const images = [
    { ...image, platforms: ['linux/arm64'] },
    { ...image, platforms: ['linux/amd64'] },
  ];
  assert.equal(inShort(verdict({ map: mapOf({ resources, roleAssignments, images }) })), 'allowed');
});
