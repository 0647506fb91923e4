// Laws of the network that hold in every world. Issue 4 and design.md, invariant 3: what was not read never turns into
// an answer that reading it could contradict.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Outcome } from '../../src/model/verdict.ts';
import { networkResult } from '../../src/verdict/network/network.ts';
import { mapOf, reference, registry, subscription } from './facts.ts';
import {
  aksWith,
  assertWaysOut,
  connections,
  endpointSubnet,
  forwardingRuleset,
  gatewayId,
  natGateway,
  networkManager,
  privateEndpoint,
  publicIp,
  routesId,
  routeTable,
  securityGroup,
  securityGroupId,
  subnetId,
  virtualNetwork,
  zoneLink,
  zoneRecord,
} from './networkFacts.ts';

type Json = Readonly<Record<string, unknown>>;

interface World {
  readonly access: string;
  readonly action: string;
  readonly rules: readonly string[];
  readonly endpoint: string | undefined;
  readonly endpointIn: string;
  readonly subnet: string | undefined;
  readonly outbound: string;
  readonly addresses: readonly string[];
  readonly peered: boolean;
  readonly linked: readonly string[];
  readonly dns: readonly string[];
  readonly services: readonly string[] | undefined;
  readonly subnetRules: readonly string[] | undefined;
  readonly nat: boolean;
  readonly routes: 'away' | 'pods' | undefined;
  readonly guard: 'deny' | 'allow' | undefined;
  readonly record: readonly string[] | undefined;
  readonly forwards: string | undefined;
  readonly managed: boolean;
}

const worlds: fc.Arbitrary<World> = fc.record({
  access: fc.constantFrom('Enabled', 'Enabled', 'Disabled'),
  action: fc.constantFrom('Allow', 'Deny', 'Deny'),
  rules: fc.subarray(['20.61.4.7', '20.61.4.8', '20.61.4.0/28', '9.9.9.9']),
  endpoint: fc.constantFrom(undefined, 'Approved', 'Approved', 'Pending'),
  endpointIn: fc.constantFrom('hub', 'spoke'),
  subnet: fc.constantFrom(undefined, subnetId('hub'), subnetId('spoke')),
  outbound: fc.constantFrom('loadBalancer', 'loadBalancer', 'userDefinedRouting', 'block', 'none'),
  addresses: fc.subarray(['20.61.4.7', '20.61.4.8'], { minLength: 1 }),
  peered: fc.boolean(),
  linked: fc.subarray(['hub', 'spoke']),
  dns: fc.constantFrom([], [], ['10.0.0.4']),
  services: fc.constantFrom(undefined, [], ['Microsoft.ContainerRegistry']),
  subnetRules: fc.constantFrom(undefined, [], [subnetId('hub')], [subnetId('spoke')]),
  nat: fc.boolean(),
  routes: fc.constantFrom(undefined, undefined, 'away', 'pods'),
  guard: fc.constantFrom(undefined, undefined, 'allow', 'deny'),
  record: fc.constantFrom(undefined, [], ['10.1.0.4'], ['10.77.0.4']),
  forwards: fc.constantFrom(undefined, undefined, '.', 'corp.example.'),
  managed: fc.boolean(),
});

function resourcesOf(world: World): readonly Json[] {
  const { access, action, rules, endpoint, subnet, outbound, addresses, peered, dns, services } = world;
  const ips = addresses.map((_, i) => `out${i}`);
  const { subnetRules, nat, routes, guard, record, forwards, managed } = world;
  const more = (prefix: string) => ({
    subnet: {
      serviceEndpoints: services?.map(service => ({ service })) ?? null,
      ...(nat ? { natGateway: { id: gatewayId('nat') } } : {}),
      ...(routes ? { routeTable: { id: routesId('routes') } } : {}),
      ...(guard ? { networkSecurityGroup: { id: securityGroupId('nsg') } } : {}),
    },
    subnets: [endpointSubnet(prefix === '10.1.0.0/24' ? 'hub' : 'spoke', prefix)],
    dnsServers: dns,
  });
  const effectiveOutboundIPs = ips.map(name => ({ id: publicIp(name)['id'] }));
  return [
    registry('shop', {
      publicNetworkAccess: access,
      networkRuleSet: {
        defaultAction: action,
        ipRules: rules.map(value => ({ value })),
        virtualNetworkRules: subnetRules?.map(id => ({ id })) ?? null,
      },
      ...(endpoint === undefined ? {} : connections(['pe', endpoint])),
    }),
    aksWith(ips, subnet, {
      networkProfile: {
        outboundType: outbound,
        ...(outbound === 'loadBalancer' ? { loadBalancerProfile: { effectiveOutboundIPs } } : {}),
      },
    }),
    ...addresses.map((address, i) => publicIp(`out${i}`, address)),
    privateEndpoint('pe', world.endpointIn),
    virtualNetwork('hub', peered ? ['spoke'] : [], more('10.1.0.0/24')),
    virtualNetwork('spoke', peered ? ['hub'] : [], more('10.2.0.0/24')),
    natGateway('nat', ['nat-ip']),
    publicIp('nat-ip', '20.61.4.8'),
    routeTable('routes', [routes === 'away' ? '0.0.0.0/0' : '10.244.0.0/24', 'VirtualAppliance']),
    securityGroup('nsg', [guard === 'deny' ? 'Deny' : 'Allow', '*']),
    ...(record ? [zoneRecord(record)] : []),
    ...(forwards === undefined ? [] : forwardingRuleset('hub', forwards)),
    ...(managed ? [networkManager(subscription)] : []),
    ...world.linked.map(name => zoneLink(name)),
  ];
}

function outcomeOf(resources: readonly Json[], gaps: readonly Json[] = [], strict = false): Outcome {
  const map = mapOf({ resources, gaps });
  const [shop] = map.registries;
  const [runtime] = map.runtimes;
  assert.ok(shop && runtime);
  const { outcome, cause, evidence } = networkResult(
    { registry: shop, reference: reference('shop.azurecr.io/web:1'), runtime: runtime, map, strict },
    null,
  );
  assert.equal(cause === null, outcome === 'allowed');
  assert.ok(evidence.length > 0);
  return outcome;
}

const runs = { numRuns: 500 };

test('each change of the network that a denial offers helps', () => {
  fc.assert(
    fc.property(worlds, world => {
      const map = mapOf({ resources: resourcesOf(world) });
      const [shop] = map.registries;
      const [runtime] = map.runtimes;
      assert.ok(shop && runtime);
      assertWaysOut(
        { registry: shop, reference: reference('shop.azurecr.io/web:1'), runtime, map, strict: false },
        null,
      );
    }),
    runs,
  );
});

const rank = { denied: 0, unknown: 1, allowed: 2 } as const;

test('another rule in the firewall never shuts anybody out', () => {
  fc.assert(
    fc.property(worlds, fc.constantFrom('20.61.4.7', '20.61.4.8', '0.0.0.0/0'), (world, rule) => {
      const more = { ...world, rules: [...world.rules, rule] };
      // The first rule of all takes away the certainty that no caller is let in. It takes away no access.
      const before = outcomeOf(resourcesOf(world));
      const after = outcomeOf(resourcesOf(more));
      assert.ok(rank[after] >= rank[before]);
    }),
    runs,
  );
});

test('opening public access never shuts anybody out, but for networks that a private zone leads astray', () => {
  fc.assert(
    fc.property(worlds, world => {
      const open = { ...world, access: 'Enabled', action: 'Allow', linked: [] };
      assert.ok(rank[outcomeOf(resourcesOf(open))] >= rank[outcomeOf(resourcesOf({ ...world, linked: [] }))]);
    }),
    runs,
  );
});

const isKind = (kind: string) => (resource: Json) => resource['type'] === `Microsoft.Network/${kind}`;
const gap = (what: string): Json => ({ what, scope: `/subscriptions/${subscription}`, why: '403' });

/** A resource without one of its properties: an API that does not report it. */
function unreported(property: string, type: string): (resources: readonly Json[]) => readonly Json[] {
  return resources =>
    resources.map(resource => {
      if (resource['type'] !== type) return resource;
      const properties = { ...(resource['properties'] ?? {}), [property]: null };
      return { ...resource, properties };
    });
}

const registries = 'Microsoft.ContainerRegistry/registries';
const clusters = 'Microsoft.ContainerService/managedClusters';
const hiding: readonly (readonly [
  what: string,
  hide: (resources: readonly Json[]) => readonly Json[],
  gaps: readonly Json[],
])[] = [
  ['public addresses', all => all.filter(each => !isKind('publicIPAddresses')(each)), [gap('publicIPAddresses')]],
  ['private endpoints', all => all.filter(each => !isKind('privateEndpoints')(each)), [gap('privateEndpoints')]],
  [
    'links of the zone',
    all => all.filter(each => !isKind('privateDnsZones/virtualNetworkLinks')(each)),
    [gap('privateDnsZones')],
  ],
  ['virtual networks', all => all.filter(each => !isKind('virtualNetworks')(each)), [gap('virtualNetworks')]],
  ['the hub', all => all.filter(({ id }) => !String(id).endsWith('/hub')), [gap('virtualNetworks')]],
  ['NAT gateways', all => all.filter(each => !isKind('natGateways')(each)), [gap('natGateways')]],
  ['route tables', all => all.filter(each => !isKind('routeTables')(each)), [gap('routeTables')]],
  [
    'security groups',
    all => all.filter(each => !isKind('networkSecurityGroups')(each)),
    [gap('networkSecurityGroups')],
  ],
  ['records of the zone', all => all.filter(each => !isKind('privateDnsZones/A')(each)), []],
  [
    'forwarding rulesets',
    all => all.filter(({ id }) => !String(id).includes('/dnsForwardingRulesets/')),
    [gap('dnsForwardingRulesets')],
  ],
  ['network managers', all => all.filter(each => !isKind('networkManagers')(each)), [gap('networkManagers')]],
  ['public access', unreported('publicNetworkAccess', registries), []],
  ['the rules', unreported('networkRuleSet', registries), []],
  ['the registry’s endpoints', unreported('privateEndpointConnections', registries), []],
  ['the cluster’s network', unreported('networkProfile', clusters), []],
  ['the node pools', unreported('agentPoolProfiles', clusters), []],
];

for (const [what, hide, gaps] of hiding) {
  test(`not having read ${what} never contradicts what reading it shows`, () => {
    fc.assert(
      fc.property(worlds, world => {
        // An answer without an outbound type is older than those that cut a cluster off.
        if (what === 'the cluster’s network') fc.pre(!['block', 'none'].includes(world.outbound));
        const resources = resourcesOf(world);
        for (const strict of [false, true]) {
          const blind = outcomeOf(hide(resources), gaps, strict);
          const seen = outcomeOf(resources, [], strict);
          if (blind !== 'unknown' && seen !== 'unknown') assert.equal(blind, seen);
        }
      }),
      runs,
    );
  });
}
