// Hosts that lead to a registry and are of no use in a reference, for anybody or for the nodes of a cluster.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostFault } from '../../src/model/host.ts';
import { nodeImageDate } from '../../src/verdict/registry/nodes.ts';
import { assign, cluster, guid, inShort, mapOf, pod, registry, roles, secret, targets, verdict } from './facts.ts';

const faults: readonly (readonly [host: string, meant: string | undefined, source: string])[] = [
  ['shop.azurecr.io', undefined, 'a login server'],
  ['shop-e7ggejfuhzhgedc8.azurecr.io', undefined, 'a login server with a hash'],
  ['shop.westeurope.geo.azurecr.io', undefined, 'a regional endpoint'],
  ['shop.azurecr.io:443', undefined, 'works with a pull secret for it'],
  ['shop.privatelink.azurecr.io', 'shop.azurecr.io', 'Azure/acr#425'],
  ['shop.privatelink.azurecr.cn', 'shop.azurecr.cn', 'Azure/acr#425'],
  ['shop.westeurope.data.privatelink.azurecr.io', 'shop.azurecr.io', 'Azure/acr#425'],
  ['shop.westeurope.data.azurecr.io', 'shop.azurecr.io', 'ACR docs, dedicated data endpoints'],
  ['shop.azurecr.io:5000', 'shop.azurecr.io', 'a registry listens on 443 alone'],
  ['shop.example.com:5000', undefined, 'not Azure'],
  ['privatelink.azurecr.io.example.com', undefined, 'not Azure'],
];

for (const [host, meant, source] of faults) {
  test(`${host} ${meant ? `is meant to be ${meant}` : 'has no fault of its own'} (${source})`, () => {
    assert.equal(hostFault(host)?.meant, meant);
  });
}

// https://learn.microsoft.com/azure/aks/node-image-upgrade, AKS release notes
const images: readonly (readonly [version: string, date: number | undefined])[] = [
  ['AKSUbuntu-2204gen2containerd-202502.09.0', 20250209],
  ['AKSUbuntu-2204containerd-202607.29.0', 20260729],
  ['AKSUbuntu-2404gen2fipscontainerd-202607.29.1', 20260729],
  ['AKSAzureLinux-V3gen2-202610.2.0', 20261002],
  ['AKSCBLMariner-V2gen2-202306.07.0', 20230607],
  ['AKSWindows-2022-containerd-20348.2700.240911', 20240911],
  ['AKSWindows-2019-containerd-17763.6293.261012', 20261012],
  ['AKSUbuntu-custom', undefined],
  ['', undefined],
];

for (const [version, date] of images) {
  test(`node image ${version || '(empty)'} was built ${date ?? 'at an unknown time'}`, () => {
    assert.equal(nodeImageDate(version), date);
  });
}

const now = 'AKSUbuntu-2204gen2containerd-202610.12.0';
const before = 'AKSUbuntu-2204gen2containerd-202607.28.0';
const since = 'AKSUbuntu-2204gen2containerd-202607.29.0';
const regional = { regionalEndpointHostNames: ['shop.westeurope.geo.azurecr.io'] };

/**
 * [1] AgentBaker, matchImages of the credential provider. ACR docs, geo-replication. [2] kubernetes.io, credential
 *     providers: ports.
 */
const rows: readonly {
  readonly name: string;
  readonly source: string;
  readonly host: string;
  readonly nodes?: readonly (string | undefined)[];
  readonly registry?: Readonly<Record<string, unknown>>;
  readonly secretFor?: string;
  readonly cloud?: string;
  readonly expected: string;
}[] = [
  {
    name: 'a regional host on new nodes',
    source: '[1]',
    host: 'shop.westeurope.geo.azurecr.io',
    nodes: [now],
    expected: 'allowed',
  },
  {
    name: 'on the first image that knows it',
    source: '[1]',
    host: 'shop.westeurope.geo.azurecr.io',
    nodes: [since],
    expected: 'allowed',
  },
  {
    name: 'a regional host on old nodes',
    source: '[1]',
    host: 'shop.westeurope.geo.azurecr.io',
    nodes: [before],
    expected: 'denied unusable-host',
  },
  {
    name: 'a regional host on old and new nodes: where the pod lands is not known',
    source: '[1]',
    host: 'shop.westeurope.geo.azurecr.io',
    nodes: [before, now],
    expected: 'unknown not-readable',
  },
  {
    name: 'a regional host on nodes that were not read',
    source: '[1]',
    host: 'shop.westeurope.geo.azurecr.io',
    nodes: [undefined],
    expected: 'unknown not-readable',
  },
  {
    name: 'a regional host on old nodes, with a pull secret',
    source: '[1]: older nodes need one',
    host: 'shop.westeurope.geo.azurecr.io',
    nodes: [before],
    registry: { adminUserEnabled: true },
    secretFor: 'shop.westeurope.geo.azurecr.io',
    expected: 'allowed admin-credentials',
  },
  {
    name: 'the global host on old nodes',
    source: '[1]',
    host: 'shop.azurecr.io',
    nodes: [before],
    expected: 'allowed',
  },
  { name: 'a host with a port', source: '[2]', host: 'shop.azurecr.io:443', expected: 'denied unusable-host' },
  {
    name: 'a host with a port, and a pull secret for it',
    source: 'keyring.go: ports must match',
    host: 'shop.azurecr.io:443',
    registry: { adminUserEnabled: true },
    secretFor: 'shop.azurecr.io:443',
    expected: 'allowed admin-credentials',
  },
  {
    name: 'a host with a port, and the registry allows anonymous pulls',
    source: '[2]: without a credential it asks as nobody',
    host: 'shop.azurecr.io:443',
    registry: { anonymousPullEnabled: true },
    expected: 'allowed anonymous-pull',
  },
  {
    name: "a host with a dash of another cloud than the cluster's",
    source: 'cloud-provider-azure, azure_credentials.go (acrRE and the fallback)',
    host: 'shop-a1b2.azurecr.cn',
    registry: { loginServer: 'shop-a1b2.azurecr.cn' },
    expected: 'denied unusable-host',
  },
  {
    name: 'a host with a dash of the same cloud',
    source: 'cloud-provider-azure',
    host: 'shop-a1b2.azurecr.io',
    registry: { loginServer: 'shop-a1b2.azurecr.io' },
    expected: 'allowed',
  },
  {
    name: 'a host with a dash, in its own cloud',
    source: 'cloud-provider-azure',
    host: 'shop-a1b2.azurecr.cn',
    registry: { loginServer: 'shop-a1b2.azurecr.cn' },
    cloud: 'AzureChinaCloud',
    expected: 'allowed',
  },
];

for (const row of rows) {
  test(`AKS: ${row.name} → ${row.expected} (${row.source})`, () => {
    const pools = (row.nodes ?? [now]).map((nodeImageVersion, i) => ({
      name: `pool${i}`,
      osType: 'Linux',
      nodeImageVersion,
    }));
    const map = mapOf({
      cloud: row.cloud ?? 'AzureCloud',
      resources: [cluster('aks', { agentPoolProfiles: pools }), registry('shop', { ...regional, ...row.registry })],
      roleAssignments: [assign(guid('aks kubelet'), roles.AcrPull)],
    });
    const workload = pod({
      pullSecrets: row.secretFor === undefined ? [] : [secret('login', 'shop', { server: row.secretFor })],
    });
    assert.equal(inShort(verdict({ map, image: `${row.host}/web:1`, workload })), row.expected);
  });
}

test('a host that nobody can use is refused before anything is known of Azure, and the host is mended', () => {
  const found = verdict({ map: undefined, target: null, image: 'shop.privatelink.azurecr.io/web:1' });
  assert.equal(inShort(found), 'denied unusable-host');
  assert.equal(found.fixes[0]?.edit?.newText, 'shop.azurecr.io/web:1');
});

test('a host that only these nodes cannot use is mended as well', () => {
  const map = mapOf({ resources: [cluster('aks'), registry('shop')] });
  const found = verdict({ map, image: 'shop.azurecr.io:443/web:1', target: targets.aks });
  assert.equal(found.fixes[0]?.edit?.newText, 'shop.azurecr.io/web:1');
  assert.match(found.message, /^`aks` can't pull this: nodes send their credential only to `shop\.azurecr\.io`/);
});
