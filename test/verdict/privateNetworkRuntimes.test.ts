// Private endpoints: from which runtimes they are reached, and what holds beside the public endpoint.
// Sources: ACR docs, container-registry-private-link. Container Apps docs, networking. Design.md, "Network".
import { containerApp, containerGroup, environmentId, groupId, site, targets } from './facts.ts';
import {
  aksWith,
  allowed,
  alone,
  closed,
  connections,
  endpointSubnet,
  linkedZone,
  managedNetwork,
  noDns,
  nowhere,
  pe,
  privateEndpoint,
  publicIp,
  rules,
  spoke,
  subnetId,
  testRows,
  unseen,
  virtualNetwork,
  zoneLink,
  zoneRecord,
} from './networkFacts.ts';

type Json = Readonly<Record<string, unknown>>;

const hub = virtualNetwork('hub', ['spoke']);
const aks = targets.aks.id;

const twoPools: Json = aksWith(undefined, undefined, {
  agentPoolProfiles: [
    { name: 'a', vnetSubnetID: subnetId('hub') },
    { name: 'b', vnetSubnetID: subnetId('spoke') },
  ],
});
const mixedPools: Json = aksWith(undefined, undefined, {
  agentPoolProfiles: [{ name: 'a', vnetSubnetID: subnetId('hub') }, { name: 'b' }],
});
const app = containerApp('app', [], {});
function environmentIn(subnet: string | undefined): Json {
  const vnetConfiguration = subnet === undefined ? null : { infrastructureSubnetId: subnet };
  return { id: environmentId('env'), type: 'Microsoft.App/managedEnvironments', properties: { vnetConfiguration } };
}

function groupIn(...subnets: readonly string[]): Json {
  return { ...containerGroup('group', [], {}), properties: { subnetIds: subnets.map(id => ({ id })) } };
}

function siteIn(network: string, vnetImagePullEnabled: boolean | undefined): Json {
  return { ...site('site', {}, {}), properties: { virtualNetworkSubnetId: subnetId(network), vnetImagePullEnabled } };
}

testRows([
  // Runtimes.
  {
    why: 'AKS’s own network, which is peered',
    properties: closed,
    runtime: aks,
    resources: [aksWith([]), pe, hubOfManaged(), managedNetwork(['hub']), ...linkToManaged()],
    expected: allowed,
  },
  {
    why: 'AKS’s own network, where another one of that resource group was not read [3]',
    properties: closed,
    runtime: aks,
    resources: [
      aksWith([]),
      pe,
      virtualNetwork('hub'),
      managedNetwork(['hub']),
      ...linkToManaged(),
      {
        ...managedNetwork(),
        id: `${managedNetwork()['id']}-2`,
        name: `${managedNetwork()['name']}-2`,
        properties: null,
      },
    ],
    expected: unseen,
  },
  {
    why: 'AKS’s own network, which was not read [3]',
    properties: closed,
    runtime: aks,
    resources: [aksWith([]), pe, hub],
    expected: unseen,
  },
  {
    why: 'node pools that agree',
    properties: closed,
    runtime: aks,
    resources: [twoPools, pe, hub, spoke, ...linkedZone('hub'), ...linkedZone('spoke')],
    expected: allowed,
  },
  {
    why: 'node pools that differ: it hangs on where a pod lands',
    properties: closed,
    runtime: aks,
    resources: [twoPools, pe, virtualNetwork('hub'), alone, ...linkedZone('hub')],
    expected: unseen,
  },
  {
    why: 'a node pool in the network, and one whose network was not read [3]',
    properties: closed,
    runtime: aks,
    resources: [twoPools, pe, virtualNetwork('hub'), ...linkedZone('hub')],
    expected: unseen,
  },
  {
    why: 'a node pool with no way there, and one whose network was not read [3]',
    properties: closed,
    runtime: aks,
    resources: [twoPools, privateEndpoint('pe', 'x'), virtualNetwork('x'), alone],
    expected: unseen,
  },
  {
    why: 'an app in no network',
    properties: closed,
    runtime: targets.app.id,
    resources: [app, environmentIn(undefined), pe, hub, ...linkedZone('hub')],
    expected: nowhere,
  },
  {
    why: 'an app in the network',
    properties: closed,
    runtime: targets.app.id,
    resources: [app, environmentIn(subnetId('hub')), pe, hub, ...linkedZone('hub')],
    expected: allowed,
  },
  {
    why: 'an app whose environment was not read',
    properties: closed,
    runtime: targets.app.id,
    resources: [app, pe, hub, ...linkedZone('hub')],
    expected: unseen,
  },
  {
    why: 'a cluster whose node pools were not read',
    properties: closed,
    runtime: aks,
    resources: [aksWith(undefined, undefined, { agentPoolProfiles: null }), pe, hub, ...linkedZone('hub')],
    expected: unseen,
  },
  {
    why: 'a node pool in the network, and one in AKS’s own, which has no way there',
    properties: closed,
    runtime: aks,
    resources: [mixedPools, pe, virtualNetwork('hub'), managedNetwork(), ...linkedZone('hub')],
    expected: unseen,
  },
  {
    why: 'a node pool in the network, and one in AKS’s own, which has a way there as well',
    properties: closed,
    runtime: aks,
    resources: [mixedPools, pe, hubOfManaged(), managedNetwork(['hub']), ...linkedZone('hub'), ...linkToManaged()],
    expected: allowed,
  },
  {
    why: 'node pools of which none has a way there',
    properties: closed,
    runtime: aks,
    resources: [mixedPools, privateEndpoint('pe', 'x'), virtualNetwork('x'), virtualNetwork('hub'), managedNetwork()],
    expected: nowhere,
  },
  {
    why: 'a container group in the network: which way its images come is not documented',
    properties: closed,
    runtime: groupId('group'),
    resources: [groupIn(subnetId('hub')), pe, hub, ...linkedZone('hub')],
    expected: unseen,
  },
  {
    why: 'a container group in no network',
    properties: closed,
    runtime: groupId('group'),
    resources: [groupIn(), pe, hub, ...linkedZone('hub')],
    expected: nowhere,
  },
  {
    why: 'a web app that fetches images through the network',
    properties: closed,
    runtime: targets.site.id,
    resources: [siteIn('hub', true), pe, hub, ...linkedZone('hub')],
    expected: allowed,
  },
  {
    why: 'a web app in the network whose properties send images beside it: an app setting may not (N4)',
    properties: closed,
    runtime: targets.site.id,
    resources: [siteIn('hub', false), pe, hub, ...linkedZone('hub')],
    expected: unseen,
  },
  {
    why: 'a web app in the network, not said which way images come',
    properties: closed,
    runtime: targets.site.id,
    resources: [siteIn('hub', undefined), pe, hub, ...linkedZone('hub')],
    expected: unseen,
  },
  {
    why: 'a runtime that nobody knows',
    properties: closed,
    resources: [pe, hub, ...linkedZone('hub')],
    expected: unseen,
  },
  // Both ways.
  {
    why: 'refused by the firewall, and in by the endpoint',
    properties: { ...rules('9.9.9.9'), ...connections(['pe', 'Approved']) },
    runtime: aks,
    resources: [aksWith(['out'], subnetId('hub')), publicIp('out', '20.61.4.7'), pe, hub, ...linkedZone('hub')],
    expected: allowed,
  },
  {
    why: 'refused by the firewall, and no way to the endpoint',
    properties: { ...rules('9.9.9.9'), ...connections(['pe', 'Approved']) },
    runtime: aks,
    resources: [
      aksWith(['out'], subnetId('spoke')),
      publicIp('out', '20.61.4.7'),
      pe,
      virtualNetwork('hub'),
      alone,
      ...linkedZone('hub'),
    ],
    expected: 'denied network-firewall',
  },
  {
    why: 'refused by the firewall, and the endpoint’s name is missing',
    properties: { ...rules('9.9.9.9'), ...connections(['pe', 'Approved']) },
    runtime: aks,
    resources: [
      aksWith(['out'], subnetId('spoke')),
      publicIp('out', '20.61.4.7'),
      pe,
      hub,
      spoke,
      ...linkedZone('hub'),
    ],
    expected: noDns,
  },
  {
    why: 'open to all, and led astray by a private zone',
    properties: connections(['pe', 'Approved']),
    runtime: aks,
    resources: [aksWith(['out'], subnetId('spoke')), pe, virtualNetwork('hub'), alone, ...linkedZone('spoke')],
    expected: unseen,
  },
  {
    why: 'open to all, linked, and one of two endpoints is in reach',
    properties: connections(['far', 'Approved'], ['pe', 'Approved']),
    runtime: aks,
    resources: [
      aksWith(['out'], subnetId('hub')),
      privateEndpoint('far', 'x'),
      pe,
      virtualNetwork('x'),
      virtualNetwork('hub', ['spoke'], { subnets: [endpointSubnet('hub', '10.1.0.0/24')] }),
      ...linkedZone('hub'),
    ],
    expected: allowed,
  },
  {
    why: 'open to all, and the zone is not linked',
    properties: connections(['pe', 'Approved']),
    runtime: aks,
    resources: [aksWith(['out'], subnetId('spoke')), pe, virtualNetwork('hub'), alone, ...linkedZone('hub')],
    expected: allowed,
  },
  {
    why: 'no way out, and in by the endpoint',
    properties: connections(['pe', 'Approved']),
    runtime: aks,
    resources: [
      aksWith(undefined, subnetId('hub'), { networkProfile: { outboundType: 'block' } }),
      pe,
      hub,
      ...linkedZone('hub'),
    ],
    expected: allowed,
  },
]);

function linkToManaged(): readonly Json[] {
  const network = managedNetwork();
  return [{ ...zoneLink('managed'), properties: { virtualNetwork: { id: network['id'] } } }, zoneRecord()];
}

/** The hub with its side of the peering. */
function hubOfManaged(): Json {
  const remoteVirtualNetwork = { id: managedNetwork()['id'] };
  return virtualNetwork('hub', ['managed'], { peering: { remoteVirtualNetwork } });
}
