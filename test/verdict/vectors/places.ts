// Networks and runtimes together.
import {
  app,
  assignment,
  closed,
  cluster,
  clusterId,
  connection,
  containerGroup,
  endpointIn,
  environment,
  fenced,
  identityBlock,
  type Json,
  network,
  pool,
  principal,
  publicIp,
  registry,
  role,
  subnetId,
  uami,
  uamiId,
  zoneLink,
  zoneRecord,
} from './azure.ts';
import * as manifest from './manifests.ts';
import { type Row, type Vector, vectors } from './vector.ts';

const attached = { roleAssignments: [assignment(principal.kubelet, role.AcrPull)] };

const inVnet = { agentPoolProfiles: [pool({ vnetSubnetID: subnetId('vnet') })] };
const egress = publicIp('egress', '20.61.4.7');
const world = (shop: Json, nodes: Json, ...more: readonly Json[]): Json => ({
  ...attached,
  resources: [registry(shop), cluster(nodes), egress, ...more],
});
const inner = { ...closed, privateEndpointConnections: [connection()] };
const networks: readonly Row[] = [
  [
    'allowed',
    'a firewall that shuts it out, and a private endpoint that lets it in',
    world(
      { ...fenced('1.2.3.4'), privateEndpointConnections: [connection()] },
      inVnet,
      network('vnet'),
      endpointIn('vnet'),
      zoneLink('vnet'),
      zoneRecord,
    ),
  ],
  [
    'denied private-dns-missing',
    'the same without the zone',
    world(
      { ...fenced('1.2.3.4'), privateEndpointConnections: [connection()] },
      inVnet,
      network('vnet'),
      endpointIn('vnet'),
    ),
  ],
  [
    'unknown network-not-visible',
    'a network with DNS servers of its own',
    world(
      inner,
      inVnet,
      {
        ...network('vnet'),
        properties: { ...(network('vnet')['properties'] as Json), dhcpOptions: { dnsServers: ['10.0.0.4'] } },
      },
      endpointIn('vnet'),
      zoneLink('vnet'),
      zoneRecord,
    ),
  ],
  [
    'unknown network-not-visible',
    'two pools, one of them without a way',
    world(
      inner,
      {
        agentPoolProfiles: [
          pool({ vnetSubnetID: subnetId('vnet') }),
          pool({ name: 'b', vnetSubnetID: subnetId('lab') }),
        ],
      },
      network('vnet'),
      network('lab'),
      endpointIn('vnet'),
      zoneLink('vnet'),
      zoneRecord,
    ),
  ],
  [
    'allowed',
    'no rules in Basic, whatever is written there',
    { ...attached, resources: [registry(fenced(), { sku: { name: 'Basic' } }), cluster(), egress] },
  ],
  ['unknown network-not-visible', 'secured by a perimeter', world({ publicNetworkAccess: 'SecuredByPerimeter' }, {})],
  [
    'denied network-private-only',
    'nothing leaves its network',
    world({}, { networkProfile: { outboundType: 'block' } }),
  ],
  ['unknown network-not-visible', 'AKS gives it no way out', world({}, { networkProfile: { outboundType: 'none' } })],
  [
    'allowed',
    'a proxy that is switched off',
    world(fenced('20.61.4.7'), { httpProxyConfig: { enabled: false, httpsProxy: 'http://10.0.0.4:3128' } }),
  ],
  [
    'denied private-dns-missing',
    'the zone of another cloud',
    world(inner, inVnet, network('vnet'), endpointIn('vnet'), zoneLink('vnet', 'privatelink.azurecr.us'), zoneRecord),
  ],
];

const entry = { server: 'contoso.azurecr.io', identity: uamiId, username: '', passwordSecretRef: '' };
const user = identityBlock({ user: [uamiId] });
const uamiHeld = { roleAssignments: [assignment(principal.uami, role.AcrPull)] };
const env = (more: Json): Json => ({
  ...environment(),
  properties: { vnetConfiguration: { infrastructureSubnetId: subnetId('vnet') } },
  ...more,
});
const group$ = {
  files: manifest.containerGroup(
    ['imageRegistryCredentials:', `  - { server: contoso.azurecr.io, identity: ${uamiId} }`],
    ['identity:', '  type: UserAssigned', '  userAssignedIdentities:', `    ${uamiId}: {}`],
  ),
};
const runtimes: readonly Row[] = [
  [
    'allowed',
    'an app in the network of the endpoint',
    {
      ...uamiHeld,
      resources: [
        registry(inner),
        app([entry], user),
        env({}),
        uami,
        network('vnet'),
        endpointIn('vnet'),
        zoneLink('vnet'),
        zoneRecord,
      ],
    },
    { files: manifest.containerApp() },
  ],
  [
    'denied network-private-only',
    'an app in no network',
    {
      ...uamiHeld,
      resources: [
        registry(inner),
        app([entry], user),
        environment(),
        uami,
        network('vnet'),
        endpointIn('vnet'),
        zoneLink('vnet'),
        zoneRecord,
      ],
    },
    { files: manifest.containerApp() },
  ],
  [
    'allowed',
    'an app whose address is let in',
    { ...uamiHeld, resources: [registry(fenced('20.1.2.0/24')), app([entry], user), environment(), uami] },
    { files: manifest.containerApp() },
  ],
  [
    'denied network-firewall',
    'an app whose address is not let in',
    { ...uamiHeld, resources: [registry(fenced('20.1.9.0/24')), app([entry], user), environment(), uami] },
    { files: manifest.containerApp() },
  ],
  [
    'denied no-pull-role',
    'a container group that passes as a trusted service and holds no role',
    { resources: [registry(closed), containerGroup(null, user), uami] },
    group$,
  ],
  [
    'unknown not-readable',
    'an identity that was not read, of an app that was',
    {
      resources: [
        registry(),
        app([entry], { type: 'UserAssigned', userAssignedIdentities: { [uamiId]: null } }),
        environment(),
      ],
      gaps: [{ what: 'userAssignedIdentities', scope: '/', why: '403' }],
    },
    { files: manifest.containerApp() },
  ],
  [
    'denied no-pull-identity',
    'an identity that does not exist any more',
    {
      resources: [
        registry(),
        app([entry], { type: 'UserAssigned', userAssignedIdentities: { [uamiId]: null } }),
        environment(),
      ],
    },
    { files: manifest.containerApp() },
  ],
  [
    'denied not-attached',
    'by its id, of two clusters',
    {
      ...attached,
      resources: [
        registry(),
        cluster(),
        cluster(
          { identityProfile: { kubeletidentity: { objectId: principal.stranger } } },
          { id: `${clusterId}-two`, name: 'aks-two' },
        ),
      ],
    },
    { target: `${clusterId}-two` },
  ],
];

export const placeVectors: readonly Vector[] = [...vectors('facts 2.5', networks), ...vectors('facts 4', runtimes)];
