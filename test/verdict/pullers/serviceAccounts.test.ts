// Identities that service accounts bring.
// [1] cloud-provider-azure, identity_bindings_credentials.go: annotation, else default, else an error. No kubelet
//     identity
// [2] azure-facts 3.5: preview, Linux nodes. The current stable API does not report the profile
// [3] Azure/msi-acrpull: a controller writes a pull secret for an identity into the service account
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PullBinding, ServiceAccount } from '../../../src/model/workload.ts';
import {
  account,
  assign,
  cluster,
  clusterId,
  guid,
  identityId,
  inShort,
  mapOf,
  pod,
  registry,
  roles,
  secret,
  span,
  target,
  userIdentity,
  verdict,
} from '../facts.ts';

type Profile = { readonly enabled: boolean; readonly defaultManagedIdentityId?: string } | undefined;
const on = { enabled: true };
const withDefault = { enabled: true, defaultManagedIdentityId: identityId('id-other') };
const windows = { name: 'win', osType: 'Windows', nodeImageVersion: 'AKSWindows-2022-containerd-20348.2700.261012' };
const linux = { name: 'system', osType: 'Linux', nodeImageVersion: 'AKSUbuntu-2204gen2containerd-202610.12.0' };

function annotated(clientId: string): ServiceAccount {
  return account('web', { pullClientId: { text: clientId, span } });
}

const named = annotated(guid('id-app client'));

interface Row {
  readonly name: string;
  readonly source: string;
  readonly profile: Profile;
  readonly account?: ServiceAccount;
  /** The holder of AcrPull. */
  readonly holder: string;
  readonly pools?: readonly unknown[];
  readonly expected: string;
}

const kubelet = 'aks kubelet';
const rows: readonly Row[] = [
  {
    name: 'the annotated identity may pull, and its binding was not read',
    source: '[1]',
    profile: on,
    account: named,
    holder: 'id-app',
    expected: 'unknown not-readable',
  },
  {
    name: 'the annotated identity has no role, and the kubelet identity does not step in',
    source: '[1]',
    profile: on,
    account: named,
    holder: kubelet,
    expected: 'denied role-on-wrong-identity',
  },
  {
    name: 'the default identity may pull, and its binding was not read',
    source: '[1]',
    profile: withDefault,
    holder: 'id-other',
    expected: 'unknown not-readable',
  },
  {
    name: 'the annotation wins over the default',
    source: '[1]',
    profile: withDefault,
    account: named,
    holder: 'id-other',
    expected: 'denied no-pull-role',
  },
  { name: 'neither is there', source: '[1]', profile: on, holder: kubelet, expected: 'denied no-pull-identity' },
  {
    name: 'an account without annotation, and no default',
    source: '[1]',
    profile: on,
    account: account('web'),
    holder: kubelet,
    expected: 'denied no-pull-identity',
  },
  {
    name: 'an account that was not found may have an annotation',
    source: '[1]',
    profile: on,
    account: account('web', { definedAt: undefined, pullSecrets: undefined }),
    holder: kubelet,
    expected: 'unknown not-readable',
  },
  {
    name: 'an account that was not found may have an annotation, which would win over the default',
    source: '[1]',
    profile: withDefault,
    account: account('web', { definedAt: undefined }),
    holder: 'id-other',
    expected: 'unknown not-readable',
  },
  {
    name: 'the account `default` comes without one',
    source: '[1]; Kubernetes makes it',
    profile: withDefault,
    account: account('default', { definedAt: undefined, pullSecrets: undefined }),
    holder: 'id-other',
    expected: 'unknown not-readable',
  },
  {
    name: 'an annotated identity that was not read',
    source: '[1]',
    profile: on,
    account: annotated(guid('stranger')),
    holder: kubelet,
    expected: 'unknown not-readable',
  },
  {
    name: 'the annotation names the kubelet identity itself',
    source: '[1]',
    profile: on,
    account: annotated(guid('aks kubelet client')),
    holder: kubelet,
    expected: 'unknown not-readable',
  },
  {
    name: 'the profile is off: the annotation counts for nothing',
    source: '[2]',
    profile: { enabled: false },
    account: named,
    holder: kubelet,
    expected: 'allowed',
  },
  {
    name: 'the profile was not read, and there is an annotation',
    source: '[2]',
    profile: undefined,
    account: named,
    holder: kubelet,
    expected: 'unknown not-readable',
  },
  {
    name: 'the profile was not read, and nothing asks for it',
    source: '[2]',
    profile: undefined,
    holder: kubelet,
    expected: 'allowed',
  },
  {
    name: 'nodes with Windows go on with the kubelet identity, and the pod may land there',
    source: '[2]',
    profile: on,
    account: named,
    holder: 'id-app',
    pools: [linux, windows],
    expected: 'unknown not-readable',
  },
];

for (const row of rows) {
  test(`service account identity: ${row.name} → ${row.expected} (${row.source})`, () => {
    const profile = row.profile && { securityProfile: { serviceAccountImagePullProfile: row.profile } };
    const pools = row.pools && { agentPoolProfiles: row.pools };
    const map = mapOf({
      resources: [
        cluster('aks', { ...profile, ...pools }),
        registry('shop'),
        userIdentity('id-app'),
        userIdentity('id-other'),
      ],
      roleAssignments: [assign(guid(row.holder), roles.AcrPull)],
    });
    assert.equal(inShort(verdict({ map, workload: pod({ serviceAccount: row.account }) })), row.expected);
  });
}

test('where Linux and Windows nodes come to the same answer, it stands', () => {
  const map = mapOf({
    resources: [
      cluster('aks', {
        securityProfile: { serviceAccountImagePullProfile: on },
        agentPoolProfiles: [linux, windows],
      }),
      registry('shop'),
      userIdentity('id-app'),
    ],
    roleAssignments: [],
  });
  assert.equal(verdict({ map, workload: pod({ serviceAccount: named }) }).outcome, 'denied');
});

test('a pull secret is tried whatever the profile says', () => {
  const map = mapOf({
    resources: [
      cluster('aks', { securityProfile: { serviceAccountImagePullProfile: on } }),
      registry('shop', { adminUserEnabled: true }),
    ],
  });
  const workload = pod({ pullSecrets: [secret('login', 'shop')] });
  assert.equal(inShort(verdict({ map, workload })), 'allowed admin-credentials');
});

// N11: https://learn.microsoft.com/azure/aks/identity-bindings-concepts
test('an identity that a service account names needs a binding, which was not read: unknown, and it says so', () => {
  const map = mapOf({
    resources: [
      cluster('aks', { securityProfile: { serviceAccountImagePullProfile: on } }),
      registry('shop'),
      userIdentity('id-app'),
    ],
    roleAssignments: [assign(guid('id-app'), roles.AcrPull)],
  });
  const { outcome, message } = verdict({ map, workload: pod({ serviceAccount: named }) });
  assert.equal(outcome, 'unknown');
  assert.match(message, /identity binding/);
});

const bound = (properties: object) => ({
  id: `${clusterId('aks')}/identityBindings/app`,
  name: 'app',
  type: 'Microsoft.ContainerService/managedClusters/identityBindings',
  properties: { managedIdentity: { resourceId: identityId('id-app') }, provisioningState: 'Succeeded', ...properties },
});
const allows = (label: string, more: object = {}) => ({
  allowedSubjects: [{ namespaceSelector: { matchLabels: [label] }, ...more }],
});
const ofShop = allows('kubernetes.io/metadata.name=shop');

// The binding authorizes by labels of namespaces and accounts. Without them, a role in the cluster does, which Azure
// does not show: https://learn.microsoft.com/azure/aks/identity-bindings-concepts
for (const [what, resources, expected] of [
  ['a binding that allows the namespace', [bound(ofShop)], 'allowed'],
  [
    'a binding that allows another namespace',
    [bound(allows('kubernetes.io/metadata.name=cart'))],
    'unknown `app` needs',
  ],
  [
    'a binding for accounts with a label',
    [bound(allows('kubernetes.io/metadata.name=shop', { serviceAccountSelector: { matchLabels: ['a=b'] } }))],
    'unknown `app` needs',
  ],
  ['a binding for namespaces with a label of their own', [bound(allows('team=shop'))], 'unknown `app` needs'],
  ['a binding that allows nobody', [bound({})], 'unknown `app` needs'],
  ['a binding that failed', [bound({ ...ofShop, provisioningState: 'Failed' })], 'unknown `app` needs'],
  [
    'a binding that does not state its state',
    [bound({ ...ofShop, provisioningState: undefined })],
    'unknown `app` needs',
  ],
  [
    'a binding of another identity',
    [bound({ ...ofShop, managedIdentity: { resourceId: identityId('id-other') } })],
    'unknown it needs an identity binding',
  ],
] as const) {
  test(`N11, ${what}: ${expected}`, () => {
    const map = mapOf({
      resources: [
        cluster('aks', { securityProfile: { serviceAccountImagePullProfile: on } }),
        registry('shop'),
        userIdentity('id-app'),
        ...resources,
      ],
      roleAssignments: [assign(guid('id-app'), roles.AcrPull)],
    });
    const { outcome, message, evidence } = verdict({
      map,
      workload: pod({ serviceAccount: named, namespace: 'shop' }),
    });
    const [word, ...says] = expected.split(' ');
    assert.equal(outcome, word);
    assert.ok(message.includes(says.join(' ')), message);
    const isInProof = evidence.some(({ fact }) => fact === 'the identity binding `app` allows namespace `shop`');
    assert.equal(isInProof, outcome === 'allowed');
  });
}

test('on a cluster that is not AKS, the identity that a service account names may pull: unknown, with its client ID', () => {
  const map = mapOf({ resources: [registry('shop')] });
  const edge = target('kubernetes', 'edge', undefined);
  const { outcome, message } = verdict({ map, target: edge, workload: pod({ serviceAccount: named }) });
  assert.equal(outcome, 'unknown');
  assert.ok(message.includes(guid('id-app client')), message);
});

// ─── AcrPullBinding ────────────────────────────────────────────────────────────────────────────────────────────────

const binding: PullBinding = {
  name: 'web',
  registry: 'shop.azurecr.io',
  identityClientId: guid('id-app client'),
  identityResourceId: undefined,
  definedAt: { file: 'binding.yaml', span },
};

const bindingRows: readonly {
  readonly name: string;
  readonly binding: Partial<PullBinding>;
  readonly holder?: string;
  readonly registry?: Readonly<Record<string, unknown>>;
  readonly expected: string;
}[] = [
  { name: 'its identity holds the role', binding: {}, holder: 'id-app', expected: 'allowed' },
  {
    name: 'by resource id',
    binding: { identityClientId: undefined, identityResourceId: identityId('id-app') },
    holder: 'id-app',
    expected: 'allowed',
  },
  { name: 'its identity holds no role', binding: {}, expected: 'denied no-pull-role' },
  {
    name: 'its identity holds no role, and the kubelet is attached',
    binding: {},
    holder: kubelet,
    expected: 'allowed dead-pull-secret',
  },
  {
    name: 'it is for another registry',
    binding: { registry: 'other.azurecr.io' },
    holder: 'id-app',
    expected: 'denied not-attached',
  },
  {
    name: 'its identity was not read',
    binding: { identityClientId: guid('stranger') },
    expected: 'unknown not-readable',
  },
  { name: 'its identity is not settled', binding: { identityClientId: undefined }, expected: 'unknown not-readable' },
  { name: 'its registry is not settled', binding: { registry: undefined }, expected: 'unknown not-readable' },
  {
    name: 'it asks with a token for Resource Manager, which the registry refuses',
    binding: {},
    holder: 'id-app',
    registry: { policies: { azureADAuthenticationAsArmPolicy: { status: 'disabled' } } },
    expected: 'denied arm-token-refused',
  },
];

for (const row of bindingRows) {
  test(`AcrPullBinding: ${row.name} → ${row.expected} ([3])`, () => {
    const map = mapOf({
      resources: [cluster('aks'), registry('shop', row.registry), userIdentity('id-app')],
      roleAssignments: row.holder ? [assign(guid(row.holder), roles.AcrPull)] : [],
    });
    const serviceAccount = account('web', { binding: { ...binding, ...row.binding } });
    assert.equal(inShort(verdict({ map, workload: pod({ serviceAccount }) })), row.expected);
  });
}

// [4] Kubernetes hands service account tokens to credential providers from 1.34 on. The profile's docs: instead of the
// kubelet identity. Versions of the API that are generally available don't show the profile.
// N10: the preview is assumed to be off where nothing hints at it, and the verdict shows that.
const unshown: readonly (readonly [string, unknown, string, string])[] = [
  ['1.33.9', undefined, 'allowed', 'allowed'],
  ['1.34.0', undefined, 'allowed no-pull-by-service-account', 'unknown not-readable'],
  ['1.35.2', undefined, 'allowed no-pull-by-service-account', 'unknown not-readable'],
  ['1.34.0', { serviceAccountImagePullProfile: { enabled: false } }, 'allowed', 'allowed'],
];
for (const [kubernetesVersion, securityProfile, expected, strictly] of unshown) {
  const what = securityProfile === undefined ? 'was not read' : 'is off';
  test(`a pod without annotation on Kubernetes ${kubernetesVersion}, and the profile ${what} → ${expected} ([4])`, () => {
    const map = mapOf({
      resources: [registry('shop'), cluster('aks', { kubernetesVersion, securityProfile })],
      roleAssignments: [assign(guid(kubelet), roles.AcrPull)],
    });
    const { outcome, assumptions } = verdict({ map });
    assert.equal([outcome, ...assumptions].join(' '), expected);
    assert.equal(inShort(verdict({ map, attempt: { strict: true } })), strictly, '--strict');
  });
}
