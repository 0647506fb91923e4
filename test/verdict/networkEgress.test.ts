// Over which other ways a cluster's traffic leaves, and rules for virtual networks.
// [2] AKS docs, egress-outboundtype
// [3] ACR docs, container-registry-vnet (service endpoints: AKS nodes, public cloud, no private endpoint)
import { resourceId, targets } from './facts.ts';
import {
  aksWith,
  allowed,
  connections,
  firewall,
  gatewayId,
  natGateway,
  publicIp,
  rules,
  subnetId,
  testRows,
  unseen,
  virtualNetwork,
} from './networkFacts.ts';

type Json = Readonly<Record<string, unknown>>;

const aks = targets.aks.id;
const ip = publicIp('out', '20.61.4.7');
const own = subnetId('vnet');
const noEndpoint = { subnet: { serviceEndpoints: [{ service: 'Microsoft.Storage' }] } };
const withEndpoint = { subnet: { serviceEndpoints: [{ service: 'Microsoft.ContainerRegistry' }] } };
const outbound = (type: string, more: Json = {}): Json => ({ networkProfile: { outboundType: type, ...more } });

const none = { serviceEndpoints: [] };

function twoPools(more: Json): Json {
  const agentPoolProfiles = [
    { name: 'a', vnetSubnetID: own, enableNodePublicIP: false },
    { name: 'b', vnetSubnetID: subnetId('vnet2'), enableNodePublicIP: false },
  ];
  return aksWith(['out'], undefined, { agentPoolProfiles, ...more });
}

function oldRules(...subnets: readonly string[]): Json {
  const virtualNetworkRules = subnets.map(id => ({ id }));
  return { networkRuleSet: { defaultAction: 'Deny', ipRules: [], virtualNetworkRules } };
}

testRows([
  // Other ways out of a cluster [2].
  {
    why: 'a route of its own',
    properties: rules('20.61.4.7'),
    runtime: aks,
    resources: [aksWith(undefined, own, outbound('userDefinedRouting'))],
    expected: unseen,
  },
  {
    why: 'a managed NAT gateway',
    properties: rules('20.61.4.7'),
    runtime: aks,
    resources: [
      aksWith(
        undefined,
        undefined,
        outbound('managedNATGateway', { natGatewayProfile: { effectiveOutboundIPs: [{ id: ip['id'] }] } }),
      ),
      ip,
    ],
    expected: allowed,
  },
  {
    why: 'a NAT gateway of the subnet',
    properties: rules('20.61.4.7'),
    runtime: aks,
    resources: [
      aksWith(undefined, own, outbound('userAssignedNATGateway')),
      virtualNetwork('vnet', [], { subnet: { natGateway: { id: gatewayId('nat') } } }),
      natGateway('nat', ['out']),
      ip,
    ],
    expected: allowed,
  },
  {
    why: 'a NAT gateway with a block of addresses',
    properties: rules('20.61.4.7'),
    runtime: aks,
    resources: [
      aksWith(undefined, own, outbound('userAssignedNATGateway')),
      virtualNetwork('vnet', [], { subnet: { natGateway: { id: gatewayId('nat') } } }),
      natGateway('nat', ['out'], [resourceId('Microsoft.Network/publicIPPrefixes', 'prefix')]),
      ip,
    ],
    expected: unseen,
  },
  {
    why: 'a NAT gateway that was not read',
    properties: rules('20.61.4.7'),
    runtime: aks,
    resources: [aksWith(undefined, own, outbound('userAssignedNATGateway'))],
    expected: unseen,
  },
  {
    why: 'two NAT gateways, one of them not read',
    properties: rules('20.61.4.7'),
    runtime: aks,
    resources: [
      twoPools(outbound('userAssignedNATGateway')),
      virtualNetwork('vnet', [], { subnet: { natGateway: { id: gatewayId('nat') } } }),
      virtualNetwork('vnet2', [], { subnet: { natGateway: { id: gatewayId('nat2') } } }),
      natGateway('nat', ['out']),
      ip,
    ],
    expected: unseen,
  },
  {
    why: 'two NAT gateways, one of them refused',
    properties: rules('20.61.4.7'),
    runtime: aks,
    resources: [
      twoPools(outbound('userAssignedNATGateway')),
      virtualNetwork('vnet', [], { subnet: { ...none, natGateway: { id: gatewayId('nat') } } }),
      virtualNetwork('vnet2', [], { subnet: { ...none, natGateway: { id: gatewayId('nat2') } } }),
      natGateway('nat', ['out']),
      natGateway('nat2', ['out2']),
      ip,
      publicIp('out2', '20.61.4.8'),
    ],
    expected: firewall,
  },
  {
    why: 'a NAT gateway for one of two subnets',
    properties: rules('20.61.4.7'),
    runtime: aks,
    resources: [
      twoPools(outbound('userAssignedNATGateway')),
      virtualNetwork('vnet', [], { subnet: { natGateway: { id: gatewayId('nat') } } }),
      virtualNetwork('vnet2'),
      natGateway('nat', ['out']),
      ip,
    ],
    expected: unseen,
  },
  {
    why: 'no way out, and an open registry',
    properties: {},
    runtime: aks,
    resources: [aksWith(undefined, own, outbound('block'))],
    expected: 'denied network-private-only',
  },
  {
    why: 'no way out from AKS, and an open registry',
    properties: {},
    runtime: aks,
    resources: [aksWith(undefined, own, outbound('none'))],
    expected: unseen,
  },
  {
    why: 'no way out, and no rule',
    properties: rules(),
    runtime: aks,
    resources: [aksWith(undefined, undefined, outbound('block'))],
    expected: 'denied network-private-only',
  },
  // Rules for virtual networks [3].
  {
    why: 'a subnet of its own, which may be let in unseen',
    properties: rules('9.9.9.9'),
    runtime: aks,
    resources: [aksWith(['out'], own), ip],
    expected: unseen,
  },
  {
    why: 'a subnet that was read and has no service endpoint',
    properties: rules('9.9.9.9'),
    runtime: aks,
    resources: [aksWith(['out'], own), ip, virtualNetwork('vnet', [], noEndpoint)],
    expected: firewall,
  },
  {
    why: 'a subnet that has the service endpoint',
    properties: rules('9.9.9.9'),
    runtime: aks,
    resources: [aksWith(['out'], own), ip, virtualNetwork('vnet', [], withEndpoint)],
    expected: unseen,
  },
  {
    why: 'a subnet whose service endpoints are not stated',
    properties: rules('9.9.9.9'),
    runtime: aks,
    resources: [aksWith(['out'], own), ip, virtualNetwork('vnet', [], { subnet: { serviceEndpoints: null } })],
    expected: unseen,
  },
  {
    why: 'a subnet with the service endpoint in another cloud',
    properties: rules('9.9.9.9'),
    runtime: aks,
    resources: [aksWith(['out'], own), ip, virtualNetwork('vnet', [], withEndpoint)],
    facts: { cloud: 'AzureUSGovernment' },
    expected: firewall,
  },
  {
    why: 'a subnet with the service endpoint, and a registry with a private endpoint',
    properties: { ...rules('9.9.9.9'), ...connections(['pe', 'Pending']) },
    runtime: aks,
    resources: [aksWith(['out'], own), ip, virtualNetwork('vnet', [], withEndpoint)],
    expected: firewall,
  },
  {
    why: 'a rule that is shown',
    properties: oldRules(own),
    runtime: aks,
    resources: [aksWith(['out'], own), ip, virtualNetwork('vnet', [], withEndpoint)],
    expected: allowed,
  },
  {
    why: 'a rule for its subnet, of which it was not read whether it has the service endpoint',
    properties: oldRules(own),
    runtime: aks,
    resources: [aksWith(['out'], own), ip],
    expected: unseen,
  },
  {
    why: 'a rule for another subnet that is shown',
    properties: oldRules(subnetId('other')),
    runtime: aks,
    resources: [aksWith(['out'], own), ip, virtualNetwork('vnet', [], withEndpoint)],
    expected: firewall,
  },
  {
    why: 'rules for both of its subnets that is shown',
    properties: oldRules(subnetId('vnet2'), own),
    runtime: aks,
    resources: [twoPools({}), ip, virtualNetwork('vnet', [], withEndpoint), virtualNetwork('vnet2', [], withEndpoint)],
    expected: allowed,
  },
  {
    why: 'a rule for one of its subnets that is shown',
    properties: oldRules(subnetId('other'), own),
    runtime: aks,
    resources: [twoPools({}), ip],
    expected: unseen,
  },
  {
    why: 'rules that is shown, and a cluster in AKS’s own network',
    properties: oldRules(own),
    runtime: aks,
    resources: [aksWith(['out']), ip],
    expected: firewall,
  },
  {
    why: 'rules that is shown, and a runtime that nobody knows',
    properties: oldRules(own),
    expected: unseen,
  },
  {
    why: 'a subnet with the service endpoint beside others',
    properties: rules('9.9.9.9'),
    runtime: aks,
    resources: [
      aksWith(['out'], own),
      ip,
      virtualNetwork('vnet', [], {
        subnet: { serviceEndpoints: [{ service: 'Microsoft.Storage' }, { service: 'Microsoft.ContainerRegistry' }] },
      }),
    ],
    expected: unseen,
  },
  {
    why: 'no IP rule, and a subnet of its own',
    properties: rules(),
    runtime: aks,
    resources: [aksWith(['out'], own), ip],
    expected: unseen,
  },
]);
