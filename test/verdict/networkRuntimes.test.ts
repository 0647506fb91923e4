// Ways of the other platforms to the registry.
// [3] ACR docs, container-registry-vnet: service endpoints are for nodes of AKS
// [4] Container Apps docs, networking. App Service docs, inbound and outbound IPs. ACI docs
// [5] ACR docs, allow-access-trusted-services
import type { Workload } from '../../src/model/workload.ts';
import {
  containerApp,
  containerGroup,
  environment,
  environmentId,
  groupId,
  identityId,
  resourceId,
  site,
  span,
  targets,
} from './facts.ts';
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
const withoutSubnets = { networkRuleSet: { defaultAction: 'Deny', ipRules: [], virtualNetworkRules: [] } };
const served = { networkRuleSet: { defaultAction: 'Deny', ipRules: [], virtualNetworkRules: [{ id: own }] } };
const closed = { publicNetworkAccess: 'Disabled' };
const group = (identity: string | undefined, username?: string): Workload => ({
  platform: 'containerGroup',
  name: 'group',
  identity: undefined,
  registries: [{ server: 'shop.azurecr.io', identity, username, open: [], span }],
});

function inNetwork(infrastructureSubnetId: string): Json {
  const workloadProfiles = [{ workloadProfileType: 'Consumption' }];
  return {
    id: environmentId('env'),
    type: 'Microsoft.App/managedEnvironments',
    properties: { vnetConfiguration: { infrastructureSubnetId }, workloadProfiles },
  };
}

function siteWith(properties: Json): Json {
  return {
    ...site('site', {}, {}),
    id: resourceId('Microsoft.Web/sites', 'site'),
    properties: { virtualNetworkSubnetId: null, ...properties },
  };
}

testRows([
  // Other runtimes [4].
  { why: 'a runtime that nobody knows', properties: rules('20.61.4.7'), expected: unseen },
  {
    why: 'an app whose addresses are all allowed',
    properties: rules('20.1.0.0/24'),
    runtime: targets.app.id,
    resources: [containerApp('app', [], {}, { outboundIpAddresses: ['20.1.0.1', '20.1.0.2'] }), environment('env')],
    expected: allowed,
  },
  {
    why: 'an app with one address outside',
    properties: rules('20.1.0.1'),
    runtime: targets.app.id,
    resources: [containerApp('app', [], {}, { outboundIpAddresses: ['20.1.0.1', '20.1.0.2'] }), environment('env')],
    expected: firewall,
  },
  {
    why: 'an app in a network of its own, not read',
    properties: rules('20.1.0.1'),
    runtime: targets.app.id,
    resources: [containerApp('app', [], {}, { outboundIpAddresses: ['20.1.0.1'] }), inNetwork(own)],
    expected: unseen,
  },
  {
    why: 'an app in a network that leads nowhere else',
    properties: rules('20.1.0.1'),
    runtime: targets.app.id,
    resources: [
      containerApp('app', [], {}, { outboundIpAddresses: ['20.1.0.1'] }),
      inNetwork(own),
      virtualNetwork('vnet'),
    ],
    expected: allowed,
  },
  {
    why: 'an app in a network with a NAT gateway',
    properties: rules('20.61.4.7'),
    runtime: targets.app.id,
    resources: [
      containerApp('app', [], {}, { outboundIpAddresses: ['20.1.0.1'] }),
      inNetwork(own),
      virtualNetwork('vnet', [], { subnet: { natGateway: { id: gatewayId('nat') } } }),
      natGateway('nat', ['out']),
      ip,
    ],
    expected: allowed,
  },
  {
    why: 'an app in a network with routes',
    properties: rules('20.1.0.1'),
    runtime: targets.app.id,
    resources: [
      containerApp('app', [], {}, { outboundIpAddresses: ['20.1.0.1'] }),
      inNetwork(own),
      virtualNetwork('vnet', [], {
        subnet: { routeTable: { id: resourceId('Microsoft.Network/routeTables', 'routes') } },
      }),
    ],
    expected: unseen,
  },
  {
    why: 'an app whose environment was not read',
    properties: rules('20.1.0.1'),
    runtime: targets.app.id,
    resources: [containerApp('app', [], {}, { outboundIpAddresses: ['20.1.0.1'] })],
    expected: unseen,
  },
  {
    why: 'an app in no network, refused: service endpoints are not for it [3]',
    properties: rules('9.9.9.9'),
    runtime: targets.app.id,
    resources: [containerApp('app', [], {}, { outboundIpAddresses: ['20.1.0.1'] }), environment('env')],
    expected: firewall,
  },
  {
    why: 'a web app',
    properties: rules('20.2.0.1', '20.2.0.2'),
    runtime: targets.site.id,
    resources: [siteWith({ outboundIpAddresses: '20.2.0.1,20.2.0.2' })],
    expected: allowed,
  },
  {
    why: 'a web app in a network, not said which way images come',
    properties: rules('20.2.0.1'),
    runtime: targets.site.id,
    resources: [siteWith({ outboundIpAddresses: '20.2.0.1', virtualNetworkSubnetId: own })],
    expected: unseen,
  },
  {
    why: 'a web app in a network whose properties send images beside it: an app setting may not (N4)',
    properties: rules('20.2.0.1'),
    runtime: targets.site.id,
    resources: [
      siteWith({ outboundIpAddresses: '20.2.0.1', virtualNetworkSubnetId: own, vnetImagePullEnabled: false }),
    ],
    expected: unseen,
  },
  {
    why: 'a web app whose images come through its network',
    properties: rules('20.2.0.1'),
    runtime: targets.site.id,
    resources: [
      siteWith({
        outboundIpAddresses: '20.2.0.1',
        virtualNetworkSubnetId: own,
        outboundVnetRouting: { imagePullTraffic: true },
      }),
    ],
    expected: unseen,
  },
  {
    why: 'a container group with a password',
    properties: rules('9.9.9.9'),
    runtime: groupId('group'),
    resources: [containerGroup('group', [], {})],
    workload: group(undefined, 'user'),
    expected: unseen,
  },
  // Trusted services [5].
  {
    why: 'a container group with an identity, past the firewall',
    properties: { ...withoutSubnets, networkRuleBypassOptions: 'AzureServices' },
    runtime: groupId('group'),
    resources: [containerGroup('group', [], {})],
    workload: group(identityId('id-app')),
    expected: allowed,
  },
  {
    why: 'N8: a registry that uses service endpoints lets in no trusted services',
    properties: { ...served, networkRuleBypassOptions: 'AzureServices' },
    runtime: groupId('group'),
    resources: [containerGroup('group', [], {})],
    workload: group(identityId('id-app')),
    expected: firewall,
  },
  {
    why: 'N8: whether the registry uses service endpoints was not read',
    properties: { ...rules(), networkRuleBypassOptions: 'AzureServices' },
    runtime: groupId('group'),
    resources: [containerGroup('group', [], {})],
    workload: group(identityId('id-app')),
    expected: unseen,
  },
  {
    why: 'N8: a registry with a private endpoint has no rules for subnets',
    properties: { ...rules(), ...connections(['pe', 'Approved']), networkRuleBypassOptions: 'AzureServices' },
    runtime: groupId('group'),
    resources: [containerGroup('group', [], {})],
    workload: group(identityId('id-app')),
    expected: allowed,
  },
  {
    why: 'a container group with an identity, past closed doors',
    properties: { ...closed, networkRuleBypassOptions: 'AzureServices' },
    workload: group(identityId('id-app')),
    expected: allowed,
  },
  {
    why: 'a container group with a password does not pass',
    properties: { ...closed, networkRuleBypassOptions: 'AzureServices' },
    runtime: groupId('group'),
    resources: [containerGroup('group', [], {})],
    workload: group(undefined, 'user'),
    expected: 'denied network-private-only',
  },
  {
    why: 'nobody passes where that is off',
    properties: { ...closed, networkRuleBypassOptions: 'None' },
    runtime: groupId('group'),
    resources: [containerGroup('group', [], {})],
    workload: group(identityId('id-app')),
    expected: 'denied network-private-only',
  },
  {
    why: 'whether trusted services pass was not read',
    properties: { ...closed, networkRuleBypassOptions: undefined },
    runtime: groupId('group'),
    resources: [containerGroup('group', [], {})],
    workload: group(identityId('id-app')),
    expected: unseen,
  },
  {
    why: 'AKS is no trusted service',
    properties: { ...closed, networkRuleBypassOptions: 'AzureServices' },
    runtime: aks,
    resources: [aksWith(['out']), ip],
    expected: 'denied network-private-only',
  },
]);
