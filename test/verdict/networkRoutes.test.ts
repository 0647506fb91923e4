// Over which way packets leave a subnet, and as whom the registry sees them.
// [1] NAT gateway docs, nat-overview: it "takes precedence over … load balancer, instance-level public IP addresses"
// [2] virtual-network docs, virtual-network-service-endpoints-overview: "firewall rules using Azure public IP addresses
//     will stop working"
// [3] virtual-network docs, virtual-networks-udr-overview. Network-security-groups-overview
// [4] Container Apps docs, networking: a NAT gateway counts in environments with workload profiles only
// [5] Container Registry, API version 2026-11-01: `networkRuleSet.virtualNetworkRules`
// [6] VPN gateway docs, gwsub. NAT gateway docs: routes that a gateway learns come first
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decide } from '../../src/verdict/decide.ts';
import { repair } from '../../src/verdict/reports/repair.ts';
import { containerApp, environmentId, mapOf, now, reference, registry, targets } from './facts.ts';
import {
  aksWith,
  allowed,
  firewall,
  gatewayId,
  natGateway,
  networkOf,
  publicIp,
  routesId,
  routeTable,
  rules,
  type SecurityRule,
  securityGroup,
  securityGroupId,
  subnetId,
  testRows,
  unseen,
  virtualNetwork,
} from './networkFacts.ts';

type Json = Readonly<Record<string, unknown>>;

const aks = targets.aks.id;
const own = subnetId('vnet');
const balancer = publicIp('out', '20.61.4.7');
const nat = [natGateway('nat', ['nat-ip']), publicIp('nat-ip', '20.99.0.5')];
const behindNat = { natGateway: { id: gatewayId('nat') } };
const inVnet = aksWith(['out'], own);
const vnet = (subnet: Json = {}, more: Json = {}): Json => virtualNetwork('vnet', [], { subnet, ...more });
const served = { serviceEndpoints: [{ service: 'Microsoft.ContainerRegistry' }] };
const routed = { routeTable: { id: routesId('routes') } };
const guarded = { networkSecurityGroup: { id: securityGroupId('nsg') } };

/** A cluster whose subnet has a security group with these rules. */
const guardedBy = (...group: readonly SecurityRule[]) => [
  inVnet,
  balancer,
  vnet(guarded),
  securityGroup('nsg', ...group),
];

/** Rules for addresses and for subnets, as API version 2026-11-01 shows them. */
function fenced(addresses: readonly string[], ...subnets: readonly string[]): Json {
  const { networkRuleSet } = rules(...addresses);
  return { networkRuleSet: { ...Object(networkRuleSet), virtualNetworkRules: subnets.map(id => ({ id })) } };
}

function withoutLearnedRoutes(resource: Json): Json {
  if (resource['type'] !== 'Microsoft.Network/routeTables') return resource;
  return { ...resource, properties: { ...Object(resource['properties']), disableBgpRoutePropagation: true } };
}

const app = containerApp('app', [], {}, { outboundIpAddresses: ['20.1.0.1'] });
const environmentWith = (workloadProfiles: unknown): Json => ({
  id: environmentId('env'),
  type: 'Microsoft.App/managedEnvironments',
  properties: { vnetConfiguration: { infrastructureSubnetId: own }, workloadProfiles },
});

testRows([
  // N1
  {
    why: 'N1: a NAT gateway on the nodes’ subnet is what the registry sees, and its address is allowed [1]',
    properties: rules('20.99.0.5'),
    runtime: aks,
    resources: [inVnet, balancer, vnet(behindNat), ...nat],
    expected: allowed,
  },
  {
    why: 'N1: the load balancer’s address is allowed, and a NAT gateway pulls [1]',
    properties: rules('20.61.4.7'),
    runtime: aks,
    resources: [inVnet, balancer, vnet(behindNat), ...nat],
    expected: firewall,
  },
  {
    why: 'N1: a NAT gateway comes before public addresses of nodes [1]',
    properties: rules('20.99.0.5'),
    runtime: aks,
    resources: [aksWith(['out'], own, {}, { enableNodePublicIP: true }), balancer, vnet(behindNat), ...nat],
    expected: allowed,
  },
  {
    why: 'N1: the NAT gateway was not read [1]',
    properties: rules('20.61.4.7'),
    runtime: aks,
    resources: [inVnet, balancer, vnet(behindNat)],
    expected: unseen,
  },
  {
    why: 'N1: whether the subnet has one was not read [1]',
    properties: rules('20.61.4.7'),
    runtime: aks,
    resources: [inVnet, balancer],
    expected: unseen,
  },
  {
    why: 'N1: a subnet without one leaves by the load balancer',
    properties: rules('20.61.4.7'),
    runtime: aks,
    resources: [inVnet, balancer, vnet()],
    expected: allowed,
  },
  // N2, N12
  {
    why: 'N2: a rule for the address, and the nodes come by service endpoint [2]',
    properties: fenced(['20.61.4.7']),
    runtime: aks,
    resources: [inVnet, balancer, vnet(served)],
    expected: firewall,
  },
  {
    why: 'N2: a rule for the address, and whether a rule for the subnet is there was not read [2]',
    properties: rules('20.61.4.7'),
    runtime: aks,
    resources: [inVnet, balancer, vnet(served)],
    expected: unseen,
  },
  {
    why: 'N2: a rule for the address, and whether the subnet has the service endpoint is not stated [2]',
    properties: fenced(['20.61.4.7']),
    runtime: aks,
    resources: [inVnet, balancer, vnet({ serviceEndpoints: null })],
    expected: unseen,
  },
  {
    why: 'N2: a service endpoint in the subnet of an app, which is not for it [2]',
    properties: fenced(['20.1.0.1'], own),
    runtime: targets.app.id,
    resources: [app, environmentWith([{ workloadProfileType: 'Consumption' }]), vnet(served)],
    expected: unseen,
  },
  {
    why: 'N2: a security group may deny what comes by service endpoint [2][3]',
    properties: fenced([], own),
    runtime: aks,
    resources: [inVnet, balancer, vnet({ ...served, ...guarded }), securityGroup('nsg', ['Deny', 'Internet'])],
    expected: unseen,
  },
  {
    why: 'N12: a rule for the nodes’ subnet [5]',
    properties: fenced([], own),
    runtime: aks,
    resources: [inVnet, balancer, vnet(served)],
    expected: allowed,
  },
  {
    why: 'N12: rules for another subnet alone [5]',
    properties: fenced([], subnetId('other')),
    runtime: aks,
    resources: [inVnet, balancer, vnet(served)],
    expected: firewall,
  },
  {
    why: 'N12: no rule for subnets, and none for addresses [5]',
    properties: fenced([]),
    runtime: aks,
    resources: [inVnet, balancer],
    expected: firewall,
  },
  {
    why: 'N12: IPv6 rules play no part where the registry answers over IPv4 alone [5]',
    properties: { ...fenced(['2603:1020::/48']), endpointProtocol: 'IPv4' },
    runtime: aks,
    resources: [inVnet, balancer, vnet()],
    expected: firewall,
  },
  // N3
  {
    why: 'N3: a route to an appliance, and an open registry: what it lets through is not read [3]',
    properties: {},
    runtime: aks,
    resources: [inVnet, balancer, vnet(routed), routeTable('routes', ['0.0.0.0/0', 'VirtualAppliance'])],
    expected: unseen,
  },
  {
    why: 'N3: a route to an appliance comes before a NAT gateway [3]',
    properties: rules('20.99.0.5'),
    runtime: aks,
    resources: [
      inVnet,
      balancer,
      vnet({ ...routed, ...behindNat }),
      ...nat,
      routeTable('routes', ['0.0.0.0/0', 'VirtualAppliance']),
    ],
    expected: unseen,
  },
  {
    why: 'N3: routes to the pods alone, as kubenet has them [3]',
    properties: rules('20.61.4.7'),
    runtime: aks,
    resources: [inVnet, balancer, vnet(routed), routeTable('routes', ['10.244.0.0/24', 'VirtualAppliance'])],
    expected: allowed,
  },
  {
    why: 'N3: a route for IPv6, over which no registry answers [3]',
    properties: rules('20.61.4.7'),
    runtime: aks,
    resources: [inVnet, balancer, vnet(routed), routeTable('routes', ['::/0', 'VirtualAppliance'])],
    expected: allowed,
  },
  {
    why: 'N3: a route to the internet changes nothing [3]',
    properties: rules('20.61.4.7'),
    runtime: aks,
    resources: [inVnet, balancer, vnet(routed), routeTable('routes', ['0.0.0.0/0', 'Internet'])],
    expected: allowed,
  },
  {
    why: 'N3: a route table that was not read [3]',
    properties: rules('9.9.9.9'),
    runtime: aks,
    resources: [inVnet, balancer, vnet(routed)],
    expected: unseen,
  },
  {
    why: 'N3: a security group that denies the internet [3]',
    properties: {},
    runtime: aks,
    resources: guardedBy(['Deny', 'Internet']),
    expected: unseen,
  },
  {
    why: 'N3: a security group that allows registries, and denies where layers come from [3]',
    properties: {},
    runtime: aks,
    resources: guardedBy(['Allow', 'AzureContainerRegistry'], ['Deny', 'Internet']),
    expected: unseen,
  },
  {
    why: 'N3: a security group that allows all of it first [3]',
    properties: {},
    runtime: aks,
    resources: guardedBy(['Allow', 'AzureCloud'], ['Deny', 'Internet']),
    expected: allowed,
  },
  {
    why: 'N3: a security group that allows one address alone, and denies the internet [3]',
    properties: {},
    runtime: aks,
    resources: guardedBy(['Allow', 'Internet', { sourceAddressPrefix: '10.0.0.4' }], ['Deny', 'Internet']),
    expected: unseen,
  },
  {
    why: 'N3: a security group that denies other traffic: UDP, other ports [3]',
    properties: {},
    runtime: aks,
    resources: guardedBy(
      ['Deny', 'Internet', { protocol: 'Udp' }],
      ['Deny', 'Internet', { destinationPortRange: '80' }],
      ['Deny', 'Internet', { destinationPortRange: '8000-9000' }],
    ),
    expected: allowed,
  },
  {
    why: 'N3: a security group that denies a range of ports with that of HTTPS [3]',
    properties: {},
    runtime: aks,
    resources: guardedBy(['Deny', 'Internet', { protocol: '*', destinationPortRange: '400-500' }]),
    expected: unseen,
  },
  {
    why: 'N3: a security group that denies every port [3]',
    properties: {},
    runtime: aks,
    resources: guardedBy(['Deny', 'Internet', { destinationPortRange: '*' }]),
    expected: unseen,
  },
  {
    why: 'N3: a security group without rules of its own [3]',
    properties: {},
    runtime: aks,
    resources: [inVnet, balancer, vnet(guarded), securityGroup('nsg')],
    expected: allowed,
  },
  {
    why: 'N3: a security group that was not read [3]',
    properties: {},
    runtime: aks,
    resources: [inVnet, balancer, vnet(guarded)],
    expected: unseen,
  },
  {
    why: 'N3: a route of its own network, and an open registry [3]',
    properties: {},
    runtime: aks,
    resources: [aksWith(undefined, own, { networkProfile: { outboundType: 'userDefinedRouting' } }), vnet()],
    expected: unseen,
  },
  {
    why: 'N3: a gateway that the network uses may route traffic elsewhere [6]',
    properties: rules('20.61.4.7'),
    runtime: aks,
    resources: [
      inVnet,
      balancer,
      virtualNetwork('vnet', ['hub'], { peering: { useRemoteGateways: true } }),
      virtualNetwork('hub', ['vnet']),
    ],
    expected: unseen,
  },
  {
    why: 'N3: … and whose routes the subnet does not take [6]',
    properties: rules('20.61.4.7'),
    runtime: aks,
    resources: [
      inVnet,
      balancer,
      virtualNetwork('vnet', ['hub'], { subnet: routed, peering: { useRemoteGateways: true } }),
      virtualNetwork('hub', ['vnet']),
      routeTable('routes'),
    ].map(withoutLearnedRoutes),
    expected: allowed,
  },
  // N9
  {
    why: 'N9: a NAT gateway of an environment with workload profiles [4]',
    properties: rules('20.99.0.5'),
    runtime: targets.app.id,
    resources: [app, environmentWith([{ workloadProfileType: 'Consumption' }]), vnet(behindNat), ...nat],
    expected: allowed,
  },
  {
    why: 'N9: a NAT gateway of an environment without workload profiles does not count [4]',
    properties: rules('20.99.0.5'),
    runtime: targets.app.id,
    resources: [app, environmentWith(null), vnet(behindNat), ...nat],
    expected: firewall,
  },
  {
    why: 'N9: the addresses of such an environment are its own [4]',
    properties: rules('20.1.0.1'),
    runtime: targets.app.id,
    resources: [app, environmentWith(null), vnet(behindNat), ...nat],
    expected: allowed,
  },
  {
    why: 'N9: whether it has workload profiles was not read [4]',
    properties: rules('20.99.0.5'),
    runtime: targets.app.id,
    resources: [app, environmentWith(undefined), vnet(behindNat), ...nat],
    expected: unseen,
  },
]);

test('N1: the fix allows the NAT gateway’s address, not that of the load balancer [1]', () => {
  const { fixes } = networkOf(rules('9.9.9.9'), [inVnet, balancer, vnet(behindNat), ...nat]);
  assert.deepEqual(
    fixes.map(({ bash }) => bash?.split(' ').at(-1)),
    ['--ip-address=20.99.0.5'],
  );
});

test('N2: where traffic comes by service endpoint, no rule for an address is offered [2]', () => {
  const { cause, fixes } = networkOf(fenced(['9.9.9.9']), [inVnet, balancer, vnet(served)]);
  assert.deepEqual([cause, fixes], ['network-firewall', []]);
});

test('behind a role that is missing there is a firewall, and both are repaired', () => {
  const map = mapOf({ resources: [registry('shop', rules('9.9.9.9')), inVnet, balancer, vnet(behindNat), ...nat] });
  const finding = decide({ reference: reference('shop.azurecr.io/web:1'), target: targets.aks, map, now });
  assert.ok(finding);
  assert.notEqual(finding.verdict.cause, 'network-firewall');
  const { grants, others } = repair([finding], map, now);
  assert.deepEqual(
    grants.map(({ grant }) => grant.roleName),
    ['AcrPull'],
  );
  assert.deepEqual(
    others.map(({ fix, findings }) => [fix?.title, findings.length]),
    [['Allow 20.99.0.5 in the firewall of `shop`', 1]],
  );
});
