// The way over the registry's public endpoint: the registry's settings, and a cluster's addresses.
// [1] ACR docs, container-registry-access-selected-networks (IP rules, publicNetworkAccess) and container-registry-skus
// [2] AKS docs, egress-outboundtype. Design.md, "Network": some addresses allowed and some not is denied
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { targets } from './facts.ts';
import { aksWith, allowed, firewall, networkOf, publicIp, rules, testRows, unseen } from './networkFacts.ts';

type Json = Readonly<Record<string, unknown>>;

const aks = targets.aks.id;
const ip = publicIp('out', '20.61.4.7');
const two = [ip, publicIp('out2', '20.61.4.8')];
const closed = { publicNetworkAccess: 'Disabled' };

testRows([
  // The registry's own settings.
  {
    why: 'public access, no rules [1]',
    properties: {},
    runtime: aks,
    resources: [aksWith(['out'])],
    expected: allowed,
  },
  { why: 'public access, whoever it is [1]', properties: {}, expected: allowed },
  {
    why: 'no settings read, Premium',
    properties: { publicNetworkAccess: null, networkRuleSet: null },
    expected: unseen,
  },
  { why: 'no rules read, Premium', properties: { networkRuleSet: null }, expected: unseen },
  {
    why: 'no rules read, Standard has none [1]',
    properties: { networkRuleSet: null },
    sku: 'Standard',
    expected: allowed,
  },
  {
    why: 'no settings and no tier read',
    properties: { publicNetworkAccess: null, networkRuleSet: null },
    sku: null,
    expected: unseen,
  },
  { why: 'a setting of a later day', properties: { publicNetworkAccess: 'SecuredByPerimeter' }, expected: unseen },
  {
    why: 'public access off overrides the rules [1]',
    properties: { ...closed, ...rules('0.0.0.0/0') },
    runtime: aks,
    resources: [aksWith(['out']), ip],
    expected: 'denied network-private-only',
  },
  // Addresses of a cluster.
  {
    why: 'the address is in the rules [1]',
    properties: rules('20.61.4.7'),
    runtime: aks,
    resources: [aksWith(['out']), ip],
    expected: allowed,
  },
  {
    why: 'the address is in a block [1]',
    properties: rules('198.51.100.0/24', '20.61.4.0/29'),
    runtime: aks,
    resources: [aksWith(['out']), ip],
    expected: allowed,
  },
  {
    why: 'the address is not in the rules [1]',
    properties: rules('20.61.4.8', '20.61.5.0/24'),
    runtime: aks,
    resources: [aksWith(['out']), ip],
    expected: firewall,
  },
  {
    why: 'one of two addresses is not in the rules [2]',
    properties: rules('20.61.4.7'),
    runtime: aks,
    resources: [aksWith(['out', 'out2']), ...two],
    expected: firewall,
  },
  {
    why: 'both are in the rules [2]',
    properties: rules('20.61.4.7', '20.61.4.8'),
    runtime: aks,
    resources: [aksWith(['out', 'out2']), ...two],
    expected: allowed,
  },
  {
    why: 'the address was not read',
    properties: rules('20.61.4.7'),
    runtime: aks,
    resources: [aksWith(['out'])],
    expected: unseen,
  },
  {
    why: 'the address has no value yet',
    properties: rules('20.61.4.7'),
    runtime: aks,
    resources: [aksWith(['out']), publicIp('out')],
    expected: unseen,
  },
  {
    why: 'one address was not read, though the other is refused',
    properties: rules('9.9.9.9'),
    runtime: aks,
    resources: [aksWith(['out', 'out2']), ip],
    expected: unseen,
  },
  {
    why: 'no outgoing address stated',
    properties: rules('20.61.4.7'),
    runtime: aks,
    resources: [aksWith(undefined)],
    expected: unseen,
  },
  {
    why: 'a second, IPv6 address plays no part',
    properties: rules('20.61.4.7'),
    runtime: aks,
    resources: [aksWith(['out', 'out2']), ip, publicIp('out2', '2603:1020::7')],
    expected: allowed,
  },
  {
    why: 'no rule lets anybody in, from wherever',
    properties: rules(),
    runtime: aks,
    resources: [aksWith(undefined)],
    expected: firewall,
  },
  {
    why: 'the rules were not read, and the rest is shut',
    properties: { networkRuleSet: { defaultAction: 'Deny', ipRules: null } },
    runtime: aks,
    resources: [aksWith(['out']), ip],
    expected: unseen,
  },
  {
    why: 'nodes of one of two pools with addresses of their own [2]',
    properties: rules('20.61.4.7'),
    runtime: aks,
    resources: [
      aksWith(['out'], undefined, { agentPoolProfiles: [{ name: 'a' }, { name: 'b', enableNodePublicIP: true }] }),
      ip,
    ],
    expected: unseen,
  },
  {
    why: 'nodes with addresses of their own [2]',
    properties: rules('20.61.4.7'),
    runtime: aks,
    resources: [aksWith(['out'], undefined, {}, { enableNodePublicIP: true }), ip],
    expected: unseen,
  },
  {
    why: 'nodes behind a proxy',
    properties: rules('20.61.4.7'),
    runtime: aks,
    resources: [aksWith(['out'], undefined, { httpProxyConfig: { httpsProxy: 'http://proxy:3128' } }), ip],
    expected: unseen,
  },
]);

test('an open question is asked of the way that is not shut, and of both where both are open', () => {
  const why = (properties: Json, ...resources: readonly Json[]): string => {
    return networkOf(properties, resources).why ?? '';
  };
  const unread = { privateEndpointConnections: null };
  const dark = aksWith(undefined);
  assert.equal(
    why({ ...closed, ...unread }, dark),
    'public access to `shop` is off, and its private endpoints were not read',
  );
  assert.equal(
    why({ ...rules('9.9.9.9'), ...unread }, dark),
    '`shop` has a firewall, and its outbound addresses were not read',
  );
  assert.equal(why(rules('9.9.9.9'), dark), '`shop` has a firewall, and its outbound addresses were not read');
  assert.equal(
    why(rules('9.9.9.9'), aksWith(['out', 'out2']), ip),
    '`shop` has a firewall, and the address of `out2` was not read',
  );
});

test('a denial names the addresses that are refused, and offers a rule for each of them alone', () => {
  const { why, fixes } = networkOf(rules('20.61.4.7'), [aksWith(['out', 'out2']), ...two]);
  assert.equal(why, "the firewall of `shop` doesn't allow 20.61.4.8, from which part of its traffic leaves");
  assert.deepEqual(
    fixes.map(({ kind, bash }) => [kind, bash?.split(' ').at(-1)]),
    [['networkRule', '--ip-address=20.61.4.8']],
  );
});
