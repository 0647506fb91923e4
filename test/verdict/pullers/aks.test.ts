// A kubelet tries every pull secret, then its own credential. One success is enough.
// [1] kubernetes, kuberuntime_image.go (PullImage): each credential in turn, until one succeeds
// [2] kubernetes.io, configure service accounts: the account's secrets only where the pod lists none
// [3] design.md, "Credentials, on Kubernetes": a dead secret beside an attached kubelet is allowed. What was not found
//     is unknown
// [4] cloud-provider-azure, azure_credentials.go: an anonymous attempt beside a service principal's
// [5] ACR docs, container-registry-authentication: the admin account's user name is the registry's name
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PodWorkload } from '../../../src/model/workload.ts';
import { readManifest } from '../../../src/read/index.ts';
import {
  account,
  application,
  assign,
  cluster,
  clusterId,
  guid,
  identityId,
  inShort,
  mapOf,
  oldCluster,
  pod,
  registry,
  roles,
  secret,
  servicePrincipal,
  span,
  subscription,
  target,
  tenant,
  verdict,
} from '../facts.ts';

const attached = [assign(guid('aks kubelet'), roles.AcrPull)];
const admin = secret('login', 'shop');
const unknownContent = secret('login');
const token = secret('login', 'ci-token');
const templated = { text: '{{ .Values.imagePullSecrets }}', span };
const elsewhere = secret('login', 'other', { server: 'other.azurecr.io' });

interface Row {
  readonly name: string;
  readonly source: string;
  readonly pod?: Partial<PodWorkload>;
  readonly registry?: Readonly<Record<string, unknown>>;
  readonly attached?: boolean;
  readonly expected: string;
  /** The name of who pulls, or was meant to. */
  readonly puller?: string;
}

const kubelet = 'kubelet identity `aks-agentpool`';
const rows: readonly Row[] = [
  { name: 'an attached kubelet', source: '[1]', attached: true, expected: 'allowed', puller: kubelet },
  { name: 'a kubelet without a role', source: '[1]', expected: 'denied not-attached', puller: kubelet },
  {
    name: 'a dead secret of the pod beside an attached kubelet',
    source: '[1] [3]',
    pod: { pullSecrets: [admin] },
    attached: true,
    expected: 'allowed dead-pull-secret',
    puller: kubelet,
  },
  {
    name: 'a dead secret of the service account beside an attached kubelet',
    source: '[2] [3]',
    pod: { serviceAccount: account('web', { pullSecrets: [admin] }) },
    attached: true,
    expected: 'allowed dead-pull-secret',
    puller: kubelet,
  },
  {
    name: 'only a dead secret',
    source: '[3] [5]',
    pod: { pullSecrets: [admin] },
    expected: 'denied admin-disabled',
    puller: 'pull secret `login`',
  },
  {
    name: 'a secret that works beside a kubelet without a role',
    source: '[1] [5]',
    pod: { pullSecrets: [admin] },
    registry: { adminUserEnabled: true },
    expected: 'allowed admin-credentials',
    puller: 'pull secret `login`',
  },
  {
    name: 'a secret that works is tried before an attached kubelet',
    source: '[1]',
    pod: { pullSecrets: [admin] },
    registry: { adminUserEnabled: true },
    attached: true,
    expected: 'allowed admin-credentials',
    puller: 'pull secret `login`',
  },
  {
    name: 'a secret whose manifest was not found, beside an attached kubelet',
    source: '[1] [3]',
    pod: { pullSecrets: [unknownContent] },
    attached: true,
    expected: 'allowed',
    puller: kubelet,
  },
  {
    name: 'a secret whose manifest was not found, and nothing else',
    source: '[3]',
    pod: { pullSecrets: [unknownContent] },
    expected: 'unknown not-readable',
  },
  {
    name: 'secrets that a template brings, beside an attached kubelet',
    source: '[1] [3]',
    pod: { morePullSecrets: [templated] },
    attached: true,
    expected: 'allowed',
    puller: kubelet,
  },
  {
    name: 'secrets that a template brings, and nothing else',
    source: '[3]',
    pod: { morePullSecrets: [templated] },
    expected: 'unknown not-readable',
  },
  {
    name: 'secrets that a template brings, beside one that works',
    source: '[1]',
    pod: { pullSecrets: [admin], morePullSecrets: [templated] },
    registry: { adminUserEnabled: true },
    expected: 'allowed admin-credentials',
  },
  {
    name: "secrets that a template brings: whether the account's count hangs on them",
    source: '[2]',
    pod: { morePullSecrets: [templated], serviceAccount: account('web', { pullSecrets: [admin] }) },
    registry: { adminUserEnabled: true },
    expected: 'unknown not-readable',
  },
  {
    name: 'a token of the registry, of which nothing can be read, and nothing else',
    source: 'ACR docs, container-registry-token-based-repository-permissions',
    pod: { pullSecrets: [token] },
    expected: 'unknown not-readable',
  },
  {
    name: 'a secret for another registry does not count',
    source: 'keyring.go',
    pod: { pullSecrets: [elsewhere] },
    expected: 'denied not-attached',
    puller: kubelet,
  },
  {
    name: 'a secret for a folder of the registry, and an image that is in it',
    source: 'keyring.go: a path is a prefix',
    pod: { pullSecrets: [secret('login', 'shop', { server: 'shop.azurecr.io/we' })] },
    registry: { adminUserEnabled: true },
    expected: 'allowed admin-credentials',
  },
  {
    name: 'an empty secret does not count',
    source: 'keyring.go',
    pod: { pullSecrets: [{ ...admin, entries: [] }] },
    expected: 'denied not-attached',
  },
  {
    name: 'two secrets, the second of which works',
    source: '[1]',
    pod: { pullSecrets: [secret('old', guid('gone')), admin] },
    registry: { adminUserEnabled: true },
    expected: 'allowed admin-credentials',
    puller: 'pull secret `login`',
  },
  {
    name: "the account's secret, where the pod lists one of its own",
    source: '[2]',
    pod: { pullSecrets: [elsewhere], serviceAccount: account('web', { pullSecrets: [admin] }) },
    registry: { adminUserEnabled: true },
    expected: 'denied not-attached',
  },
  {
    name: 'a service account that no manifest shows, beside an attached kubelet',
    source: '[3]',
    pod: { serviceAccount: account('web', { pullSecrets: undefined, definedAt: undefined }) },
    attached: true,
    expected: 'allowed',
  },
  {
    name: 'a service account that no manifest shows may bring secrets',
    source: '[2] [3]',
    pod: { serviceAccount: account('web', { pullSecrets: undefined, definedAt: undefined }) },
    expected: 'unknown not-readable',
  },
  {
    name: 'the account `default` comes without secrets',
    source: '[2]: Kubernetes makes it',
    pod: { serviceAccount: account('default', { pullSecrets: undefined, definedAt: undefined }) },
    expected: 'denied not-attached',
  },
  {
    name: 'a registry that allows anonymous pulls',
    source: '[1]: without any credential the kubelet asks as nobody',
    registry: { anonymousPullEnabled: true },
    expected: 'allowed anonymous-pull',
    puller: 'anonymous',
  },
  {
    name: 'a registry that allows anonymous pulls, and an attached kubelet',
    source: '[1]',
    registry: { anonymousPullEnabled: true },
    attached: true,
    expected: 'allowed',
    puller: kubelet,
  },
  {
    name: 'a registry that allows anonymous pulls, and a dead secret: nobody documents whether it is asked without',
    source: '[1]; ACR docs, anonymous-pull-access: stale credentials are refused',
    pod: { pullSecrets: [admin] },
    registry: { anonymousPullEnabled: true },
    expected: 'unknown not-readable',
  },
];

for (const row of rows) {
  test(`AKS: ${row.name} → ${row.expected} (${row.source})`, () => {
    const map = mapOf({
      resources: [cluster('aks'), registry('shop', row.registry)],
      roleAssignments: row.attached ? attached : [],
    });
    const found = verdict({ map, workload: pod(row.pod) });
    assert.equal(inShort(found), row.expected);
    if (row.puller) assert.equal(found.puller?.name, row.puller);
  });
}

// ─── Clusters that pull with a service principal ───────────────────────────────────────────────────────────────────

const id = guid('sp app');
const ends = { past: '2026-09-30T00:00:00Z', soon: '2026-12-09T00:00:00Z', late: '2027-06-01T00:00:00Z' };
const known = (...list: readonly string[]) => [servicePrincipal(id, guid('sp')), application(id, list)];
const bare = (endDateTime: string) => ({
  id: guid('sp'),
  appId: id,
  passwordCredentials: [{ endDateTime }],
});
const granted = [assign(guid('sp'), roles.AcrPull)];

const principalRows: readonly {
  readonly name: string;
  readonly source: string;
  readonly credentials: unknown;
  readonly granted?: boolean;
  readonly open?: boolean;
  readonly expected: string;
}[] = [
  { name: 'its secret is good', source: '[4]', credentials: known(ends.late), granted: true, expected: 'allowed' },
  {
    name: 'its secret has ended',
    source: 'AADSTS7000222; the article, cause three',
    credentials: known(ends.past),
    granted: true,
    expected: 'denied expired-credential',
  },
  {
    name: 'its secret ends within thirty days',
    source: 'design.md: expiring-credential',
    credentials: known(ends.soon),
    granted: true,
    expected: 'allowed expiring-credential',
  },
  {
    name: 'one secret has ended and another is good: which is in use was not read',
    source: 'AKS docs, update-credentials',
    credentials: known(ends.past, ends.late),
    granted: true,
    expected: 'unknown not-readable', // N17
  },
  {
    name: 'it has no secret left',
    source: 'azure-facts 3.4: secrets live on the application object',
    credentials: known(),
    granted: true,
    expected: 'denied expired-credential',
  },
  {
    name: 'its application was not read, where secrets live',
    source: 'azure-facts 3.4',
    credentials: [servicePrincipal(id, guid('sp'))],
    granted: true,
    expected: 'unknown not-readable',
  },
  {
    name: 'a secret of the service principal itself is good',
    source: 'azure-facts 3.4: az ad sp credential list',
    credentials: [servicePrincipal(id, guid('sp'), [ends.late])],
    granted: true,
    expected: 'allowed',
  },
  {
    name: 'one object that does not say its kind is taken for the service principal',
    source: "Graph's answer for a single object",
    credentials: [bare(ends.late)],
    granted: true,
    expected: 'allowed',
  },
  {
    name: 'one object that does not say its kind, with a secret that has ended: the other kind may have more',
    source: "Graph's answer for a single object",
    credentials: [bare(ends.past)],
    granted: true,
    expected: 'unknown not-readable',
  },
  {
    name: 'only the application was read',
    source: 'roles belong to the service principal',
    credentials: [application(id, [ends.late])],
    granted: true,
    expected: 'unknown not-readable',
  },
  { name: 'it holds no role', source: '[4]', credentials: known(ends.late), expected: 'denied not-attached' },
  {
    name: 'it holds no role and has ended: the role comes first',
    source: 'design.md: the order of the mission',
    credentials: known(ends.past),
    expected: 'denied not-attached',
  },
  {
    name: 'credentials were not read',
    source: 'design.md',
    credentials: null,
    granted: true,
    expected: 'unknown not-readable',
  },
  {
    name: 'it is not among the credentials that were read',
    source: 'a list holds what was looked up',
    credentials: [],
    granted: true,
    expected: 'unknown not-readable',
  },
  {
    name: 'it has ended, and the registry allows anonymous pulls',
    source: '[4]',
    credentials: known(ends.past),
    granted: true,
    open: true,
    expected: 'allowed anonymous-pull',
  },
];

for (const row of principalRows) {
  test(`AKS with a service principal: ${row.name} → ${row.expected} (${row.source})`, () => {
    const map = mapOf({
      resources: [oldCluster('aks', id), registry('shop', { anonymousPullEnabled: row.open === true })],
      roleAssignments: row.granted ? granted : [],
      credentials: row.credentials,
    });
    assert.equal(inShort(verdict({ map })), row.expected);
  });
}

test('a service principal is known by the names that people gave it', () => {
  const map = mapOf({
    resources: [oldCluster('aks', id), registry('shop')],
    roleAssignments: granted,
    credentials: known(ends.late),
  });
  const { puller } = verdict({ map });
  assert.equal(puller?.name, 'service principal `sp-shop`');
  assert.equal(puller?.objectId, guid('sp'));
  assert.equal(puller?.clientId, id);
});

// ─── Clusters with too few facts ─────────────────────────────────────────────────────────────────────────

test('a cluster whose kubelet identity was not read is unknown', () => {
  const map = mapOf({ resources: [cluster('aks', { identityProfile: null }), registry('shop')] });
  assert.equal(inShort(verdict({ map })), 'unknown not-readable');
});

test('a cluster that is not in the map is unknown, and the reason says whether it exists', () => {
  const read = mapOf({ resources: [registry('shop')] });
  assert.match(verdict({ map: read }).message, /there is no cluster `aks`/);
  const gap = { what: 'managedClusters', scope: `/subscriptions/${subscription}`, why: '403' };
  assert.match(verdict({ map: mapOf({ resources: [registry('shop')], gaps: [gap] }) }).message, /`aks` was not read/);
  assert.equal(inShort(verdict({ map: read })), 'unknown not-readable');
});

test('a target without a resource id, or of another kind than its resource, is unknown', () => {
  const map = mapOf({ resources: [cluster('aks'), registry('shop')], roleAssignments: attached });
  assert.equal(inShort(verdict({ map, target: target('aks', 'aks', undefined) })), 'unknown not-readable');
  assert.equal(inShort(verdict({ map, target: target('site', 'aks', clusterId('aks')) })), 'unknown not-readable');
});

test('the puller of a denied pull is the credential that was meant to work, and the kubelet is in the evidence', () => {
  const map = mapOf({ resources: [cluster('aks'), registry('shop')], tenants: { [subscription]: tenant } });
  const { puller, evidence, fixes } = verdict({ map, workload: pod({ pullSecrets: [admin] }) });
  assert.equal(puller?.credential, 'adminAccount');
  assert.ok(evidence.some(({ fact }) => fact.startsWith(kubelet)));
  assert.ok(
    fixes.some(({ kind }) => kind === 'attach'),
    'attaching the kubelet is the way out, not the admin account',
  );
});

test('the evidence cites the identity by its resource id', () => {
  const map = mapOf({ resources: [cluster('aks'), registry('shop')], roleAssignments: attached });
  const cited = verdict({ map })
    .evidence.filter(({ step }) => step === 'puller')
    .map(({ id: fact }) => fact);
  assert.ok(cited.includes(identityId('aks-agentpool')));
});

test('the places that decide it are named: where the secret is listed, and where it is defined', () => {
  const map = mapOf({ resources: [cluster('aks'), registry('shop')] });
  const own = verdict({ map, workload: pod({ pullSecrets: [admin] }) });
  assert.deepEqual(
    own.related.map(({ file, role }) => `${file}: ${role}`),
    ['web.yaml: pull secret of the pod', 'secret.yaml: pull secret'],
  );
  const through = verdict({ map, workload: pod({ serviceAccount: account('web', { pullSecrets: [admin] }) }) });
  assert.deepEqual(
    through.related.map(({ file, role }) => `${file}: ${role}`),
    ['account.yaml: pull secret of service account `web`', 'secret.yaml: pull secret'],
  );
});

test('a secret for a folder counts or not, where the repository is not settled', () => {
  const map = mapOf({ resources: [cluster('aks'), registry('shop', { adminUserEnabled: true })] });
  const workload = pod({ pullSecrets: [secret('login', 'shop', { server: 'shop.azurecr.io/team' })] });
  assert.equal(inShort(verdict({ map, workload, image: 'shop.azurecr.io/${APP}:1' })), 'unknown not-readable');
  assert.equal(inShort(verdict({ map, workload, image: 'shop.azurecr.io/team/web:1' })), 'allowed admin-credentials');
});

// ─── Registries that refuse tokens for Resource Manager ────────────────────────────────────────────────────────────

const armOff = { policies: { azureADAuthenticationAsArmPolicy: { status: 'disabled' } } };
const nodeRows: readonly (readonly [images: readonly (string | undefined)[], expected: string])[] = [
  [['AKSUbuntu-2204gen2containerd-202610.12.0'], 'allowed'],
  [['AKSUbuntu-2204gen2containerd-202505.01.0'], 'allowed'],
  [['AKSUbuntu-2204gen2containerd-202502.09.0'], 'unknown not-readable'],
  [['AKSUbuntu-2204gen2containerd-202610.12.0', 'AKSUbuntu-2204gen2containerd-202502.09.0'], 'unknown not-readable'],
  [[undefined], 'unknown not-readable'],
];

for (const [images, expected] of nodeRows) {
  test(`nodes with ${images.join(' and ')} on a registry that refuses ARM tokens → ${expected} (Azure/AKS#4560, cloud-provider-azure#8592)`, () => {
    const pools = images.map((nodeImageVersion, i) => ({ name: `pool${i}`, osType: 'Linux', nodeImageVersion }));
    const map = mapOf({
      resources: [cluster('aks', { agentPoolProfiles: pools }), registry('shop', armOff)],
      roleAssignments: attached,
    });
    assert.equal(inShort(verdict({ map })), expected);
  });
}

test('a service principal logs in with its secret, and needs no token', () => {
  const map = mapOf({
    resources: [oldCluster('aks', id), registry('shop', armOff)],
    roleAssignments: granted,
    credentials: known(ends.late),
  });
  assert.equal(inShort(verdict({ map })), 'allowed');
});

test('a service principal without a role, a secret that was not found and anonymous pulls: the secret may be another login', () => {
  const map = mapOf({
    resources: [oldCluster('aks', id), registry('shop', { anonymousPullEnabled: true })],
    credentials: known(ends.past),
  });
  assert.equal(inShort(verdict({ map, workload: pod({ pullSecrets: [secret('other')] }) })), 'unknown not-readable');
  assert.equal(inShort(verdict({ map, workload: pod({ pullSecrets: [] }) })), 'allowed anonymous-pull');
});

// N14: https://learn.microsoft.com/azure/aks/virtual-nodes#limitations
test('a pod on a virtual node pulls with pull secrets, never as the kubelet', () => {
  const podOf = (spec: string) => {
    const text = `apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers: [{ image: shop.azurecr.io/web:1 }]\n${spec}`;
    const [reference] = readManifest({ name: 'pod.yaml', text }).references;
    assert.ok(reference?.workload.platform === 'kubernetes');
    return reference.workload;
  };
  const map = mapOf({
    resources: [registry('shop', { adminUserEnabled: true }), cluster('aks')],
    roleAssignments: [assign(guid('aks kubelet'), roles.AcrPull)],
  });
  const toleration = '  tolerations: [{ key: virtual-kubelet.io/provider, operator: Exists }]\n';
  const selector = '  nodeSelector: { type: virtual-kubelet }\n';
  assert.equal(inShort(verdict({ map, workload: podOf('') })), 'allowed');
  assert.equal(inShort(verdict({ map, workload: podOf(selector + toleration) })), 'denied no-pull-identity');
  // it may run on a node of a pool as well
  assert.equal(inShort(verdict({ map, workload: podOf(toleration) })), 'unknown not-readable');
  const withSecret = { ...podOf(selector), pullSecrets: [secret('login', 'shop')] };
  assert.equal(inShort(verdict({ map, workload: withSecret })), 'allowed admin-credentials');
});
