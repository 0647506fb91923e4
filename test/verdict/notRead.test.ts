// A fact that was not read decides nothing: what vectors/vectors.test.ts cannot show by taking one fact away from a
// world. Gaps, null for "none", and facts that are never in a snapshot. What Azure's answers always state, and
// what they leave out, is in docs/snapshot.md.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Target } from '../../src/model/target.ts';
import type { RegistryEntry, Workload } from '../../src/model/workload.ts';
import {
  abac,
  application,
  assign,
  at,
  cluster,
  containerApp,
  containerGroup,
  environment,
  environmentId,
  guid,
  held,
  identityId,
  inShort,
  mapOf,
  oldCluster,
  otherSubscription,
  otherTenant,
  pod,
  registry,
  registryId,
  resourceId,
  roles,
  servicePrincipal,
  site,
  subscription,
  target,
  targets,
  tenant,
  userIdentity,
  verdict,
} from './facts.ts';
import { aksWith, connections, privateEndpoint, rules, subnetId, virtualNetwork, zoneLink } from './networkFacts.ts';

type Json = Readonly<Record<string, unknown>>;

const app: Workload = {
  platform: 'containerApp',
  name: 'app',
  registries: undefined,
  identity: undefined,
  environmentId: undefined,
};
const web: Workload = {
  platform: 'site',
  name: 'site',
  managedIdentityCredentials: undefined,
  identityClientId: undefined,
  identity: undefined,
};
const host = 'shop.azurecr.io';
const kubelet = assign(guid('aks kubelet'), roles.AcrPull);
const without = (resource: Json, ...keys: readonly string[]): Json =>
  Object.fromEntries(Object.entries(resource).filter(([name]) => !keys.includes(name)));
/** Either shows that an object is a service principal. */
const kinds = ['@odata.type', 'servicePrincipalType'];
const closed = { publicNetworkAccess: 'Disabled' };
const onSite = (config: Json, identity: Json, more: Json = {}) => {
  const made = site('site', config, identity);
  return { ...made, properties: { siteConfig: config, ...more } };
};
const denial = (more: Json) => ({
  id: at(`/subscriptions/${subscription}`, `denyAssignments/${guid('denial')}`),
  properties: {
    denyAssignmentName: 'sealed',
    permissions: [{ actions: ['*'], notActions: [], dataActions: ['*'], notDataActions: [] }],
    principals: [{ id: '00000000-0000-0000-0000-000000000000', type: 'SystemDefined' }],
    excludePrincipals: [],
    ...more,
  },
});
const lone = guid('sp app');
const clusterOf = (secretEnds: readonly string[], objects: readonly Json[]) => ({
  resources: [registry('shop'), oldCluster('aks', lone)],
  roleAssignments: [assign(guid('sp'), roles.AcrPull)],
  credentials: objects.map(object => ({
    ...object,
    passwordCredentials: secretEnds.map(endDateTime => ({ endDateTime })),
  })),
});
const past = ['2025-01-01T00:00:00Z'];
const abroad = registryId('shop', otherSubscription);
const company = '/providers/Microsoft.Management/managementGroups/company';
const tenants = { [subscription]: tenant, [otherSubscription]: otherTenant };
const there = [cluster('aks'), registry('shop', {}, { subscription: otherSubscription })];

const trusting = { ...rules(), networkRuleBypassOptions: 'AzureServices' };
const groupWith = (entry: Partial<RegistryEntry>): Workload => ({
  platform: 'containerGroup',
  name: 'group',
  registries: [
    {
      server: host,
      identity: identityId('id-app'),
      username: undefined,
      open: [],
      span: undefined,
      ...entry,
    },
  ],
  identity: { systemAssigned: false, userAssigned: [identityId('id-app')], open: false },
});

const rows: readonly {
  readonly what: string;
  readonly facts: Json;
  readonly to?: Target;
  readonly workload?: Workload;
  readonly image?: string;
  readonly expected: string;
}[] = [
  // Container Apps and jobs always state `identity`, `configuration` and `configuration.registries`, the last as null
  // where there is none.
  {
    what: 'nothing: null says that a Container App has no registry entries',
    facts: {
      resources: [registry('shop'), containerApp('app', [], held('app', {}), { configuration: { registries: null } })],
    },
    to: targets.app,
    workload: app,
    expected: 'denied registry-not-configured',
  },
  // A site states `virtualNetworkSubnetId` as null where it is in no network.
  {
    what: 'nothing: a site is in no network',
    facts: {
      resources: [
        registry('shop', { ...closed, ...connections(['pe', 'Approved']) }),
        onSite({ acrUseManagedIdentityCreds: true, acrUserManagedIdentityID: null }, held('site', { system: true }), {
          virtualNetworkSubnetId: null,
        }),
        privateEndpoint('pe', 'hub'),
      ],
      roleAssignments: [assign(guid('site system'), roles.AcrPull)],
    },
    to: targets.site,
    workload: web,
    expected: 'denied network-private-only',
  },
  // The site itself states every setting as null but for nine. Its `config/web` states `netFrameworkVersion`, always.
  {
    what: 'the identity that a site names, which the site itself never shows',
    facts: {
      resources: [
        registry('shop'),
        onSite(
          { acrUseManagedIdentityCreds: true, acrUserManagedIdentityID: null, netFrameworkVersion: null },
          held('site', { user: ['id-app'] }),
        ),
        userIdentity('id-app'),
      ],
      roleAssignments: [assign(guid('id-app'), roles.AcrPull)],
    },
    to: targets.site,
    workload: web,
    expected: 'unknown not-readable',
  },
  // Facts of a registry.
  {
    what: 'the private endpoints of an open registry, where its name leads to one',
    facts: {
      resources: [
        registry('shop', { privateEndpointConnections: null }),
        aksWith([], subnetId('spoke')),
        virtualNetwork('spoke'),
        zoneLink('spoke'),
      ],
      roleAssignments: [kubelet],
    },
    expected: 'unknown network-not-visible',
  },
  // Facts of networks: peerings are always a list.
  {
    what: 'the peerings of the node’s network',
    facts: {
      resources: [
        registry('shop', { ...closed, ...connections(['pe', 'Approved']) }),
        aksWith([], subnetId('spoke')),
        ...['spoke', 'hub'].map(name => ({
          ...virtualNetwork(name),
          properties: { subnets: [{ id: subnetId(name) }] },
        })),
        privateEndpoint('pe', 'hub'),
      ],
      roleAssignments: [kubelet],
    },
    expected: 'unknown network-not-visible',
  },
  {
    what: 'the state of a peering',
    facts: {
      resources: [
        registry('shop', { ...closed, ...connections(['pe', 'Approved']) }),
        aksWith([], subnetId('spoke')),
        {
          ...virtualNetwork('spoke'),
          properties: {
            subnets: [],
            virtualNetworkPeerings: [
              { properties: { remoteVirtualNetwork: { id: resourceId('Microsoft.Network/virtualNetworks', 'hub') } } },
            ],
          },
        },
        virtualNetwork('hub'),
        privateEndpoint('pe', 'hub'),
      ],
      roleAssignments: [kubelet],
    },
    expected: 'unknown network-not-visible',
  },
  {
    what: 'the subscription of the nodes’ network, in which a zone may be',
    facts: {
      resources: [
        registry('shop', { ...closed, ...connections(['pe', 'Approved']) }),
        aksWith([], subnetId('spoke')),
        virtualNetwork('spoke', ['hub']),
        virtualNetwork('hub', ['spoke']),
        privateEndpoint('pe', 'hub'),
        zoneLink('hub'),
      ],
      roleAssignments: [kubelet],
      tenants: { [otherSubscription]: tenant },
    },
    expected: 'unknown network-not-visible',
  },
  {
    what: 'the nodes’ network, whose DNS servers may be the owner’s own',
    facts: {
      resources: [
        registry('shop', { ...closed, ...connections(['pe', 'Approved']) }),
        aksWith([], subnetId('spoke')),
        virtualNetwork('hub', ['spoke']),
        privateEndpoint('pe', 'hub'),
        zoneLink('spoke'),
      ],
      roleAssignments: [kubelet],
    },
    expected: 'unknown network-not-visible',
  },
  {
    what: 'the zones by which the name of an open registry may lead to an endpoint out of reach',
    facts: {
      resources: [
        registry('shop', connections(['pe', 'Approved'])),
        aksWith([], subnetId('spoke')),
        virtualNetwork('spoke'),
        virtualNetwork('hub'),
        privateEndpoint('pe', 'hub'),
      ],
      roleAssignments: [kubelet],
      gaps: [{ what: 'privateDnsZones', scope: `/subscriptions/${subscription}`, why: '403' }],
    },
    expected: 'unknown network-not-visible',
  },
  {
    what: 'nothing: no zone leads away from an open registry',
    facts: {
      resources: [
        registry('shop', connections(['pe', 'Approved'])),
        aksWith([], subnetId('spoke')),
        virtualNetwork('spoke'),
        virtualNetwork('hub'),
        privateEndpoint('pe', 'hub'),
      ],
      roleAssignments: [kubelet],
    },
    expected: 'allowed',
  },
  // Container Instances pass as a trusted service if they pull with an identity.
  {
    what: 'for which registry a container group has its identity, behind a firewall that lets trusted services pass',
    facts: {
      resources: [registry('shop', trusting), containerGroup('group', [], held('group', { user: ['id-app'] }))],
    },
    to: targets.group,
    workload: groupWith({ server: "[parameters('acr')]", open: ['server'] }),
    expected: 'unknown not-readable',
  },
  {
    // N22: "the server without a protocol", Microsoft.ContainerInstance reference
    what: 'what becomes of a server with a protocol, of a container group',
    facts: {
      resources: [
        registry('shop', trusting),
        containerGroup('group', [], held('group', { user: ['id-app'] })),
        userIdentity('id-app'),
      ],
      roleAssignments: [assign(guid('id-app'), roles.AcrPull)],
    },
    to: targets.group,
    workload: groupWith({ server: 'https://shop.azurecr.io' }),
    expected: 'unknown not-readable',
  },
  {
    what: 'the cache rules of a registry, by one of which it may fetch an image that it does not have yet',
    facts: {
      resources: [registry('shop'), cluster('aks')],
      roleAssignments: [kubelet],
      images: [{ registry: host, repository: 'web', tag: '1', state: 'missing' }],
      gaps: [{ what: 'cacheRules', scope: registryId('shop'), why: '403' }],
    },
    expected: 'unknown not-readable',
  },
  {
    what: 'whose role it is whose condition names other repositories: the identity may be in no such group',
    facts: {
      resources: [registry('shop', abac), cluster('aks')],
      roleAssignments: [
        assign(guid('team'), roles.RepositoryReader, registryId('shop'), {
          principalType: 'Group',
          condition: "@Request[Microsoft.ContainerRegistry/registries/repositories:name] StringEquals 'other'",
          conditionVersion: '2.0',
        }),
      ],
      groups: {},
    },
    expected: 'denied no-pull-role',
  },
  // Facts of nodes: `enableNodePublicIP` is always stated.
  // Role assignments before 2020-04-01-preview have no `condition`. Since then it is null where there is none.
  {
    what: 'nothing: an assignment has no condition',
    facts: {
      resources: [registry('shop', abac), cluster('aks')],
      roleAssignments: [assign(guid('aks kubelet'), roles.RepositoryReader, registryId('shop'), { condition: null })],
    },
    expected: 'allowed',
  },
  // A role definition states all four lists.
  {
    what: 'the management groups above, by a gap',
    facts: {
      resources: [registry('shop'), cluster('aks')],
      roleAssignments: [assign(guid('aks kubelet'), roles.AcrPull, company)],
      managementGroups: { [subscription]: [] },
      gaps: [{ what: 'managementGroups', scope: `/subscriptions/${subscription}`, why: '403' }],
    },
    expected: 'unknown not-readable',
  },
  // Another tenant is contradicted by a role there, however it is held.
  {
    what: 'nothing: a role at a management group contradicts another tenant',
    facts: {
      resources: there,
      tenants,
      managementGroups: { [otherSubscription]: [company] },
      roleAssignments: [assign(guid('aks kubelet'), roles.AcrPull, company)],
    },
    expected: 'unknown not-readable',
  },
  {
    what: 'nothing: a role of its group contradicts another tenant',
    facts: {
      resources: there,
      tenants,
      groups: { [guid('aks kubelet')]: [guid('team')] },
      roleAssignments: [assign(guid('team'), roles.AcrPull, abroad, { principalType: 'Group' })],
    },
    expected: 'unknown not-readable',
  },
  // Microsoft Graph lists both kinds of secrets of an application, unless it is asked for other fields.
  {
    what: 'whether an object is the application or the service principal: its role',
    facts: {
      ...clusterOf([], []),
      roleAssignments: [],
      credentials: [without(servicePrincipal(lone, guid('sp'), ['2027-01-01T00:00:00Z']), ...kinds)],
    },
    expected: 'unknown not-readable',
  },
  {
    what: 'whether an object is the application or the service principal: its secrets',
    facts: { ...clusterOf(past, [without(servicePrincipal(lone, guid('sp')), ...kinds)]) },
    expected: 'unknown not-readable',
  },
  {
    what: 'whether a pipeline whose secret has ended logs in by federation',
    facts: {
      resources: [registry('shop')],
      roleAssignments: [assign(guid('sp'), roles.AcrPull)],
      credentials: [servicePrincipal(lone, guid('sp')), application(lone, past)],
    },
    to: target('pipeline', 'ci', guid('sp')),
    workload: { platform: 'pipeline', name: 'ci' },
    expected: 'unknown not-readable',
  },
  {
    what: 'nothing: a pipeline whose secret has ended, without federated credentials',
    facts: {
      resources: [registry('shop')],
      roleAssignments: [assign(guid('sp'), roles.AcrPull)],
      credentials: [
        servicePrincipal(lone, guid('sp')),
        { ...application(lone, past), federatedIdentityCredentials: [] },
      ],
    },
    to: target('pipeline', 'ci', guid('sp')),
    workload: { platform: 'pipeline', name: 'ci' },
    expected: 'denied expired-credential',
  },
  // Teams name their registries after regions and environments. The other one may be out of sight.
  ...(
    [
      ['acmeshopweu', 'acmeshopneu'],
      ['acmeshopeus2', 'acmeshopwus2'],
      ['contosoqa', 'contosouat'],
      ['tststore01', 'intstore01'],
    ] as const
  ).map(([seen, written]) => ({
    what: `whether there is \`${written}\` beside \`${seen}\``,
    facts: { resources: [registry(seen), cluster('aks')] },
    image: `${written}.azurecr.io/web:1`,
    expected: 'unknown registry-not-visible',
  })),
];

for (const { what, facts, to = targets.aks, workload = pod(), image, expected } of rows) {
  test(`not read: ${what} → ${expected}`, () => {
    const map = mapOf(facts);
    assert.equal(inShort(verdict({ map, target: to, workload, ...(image === undefined ? {} : { image }) })), expected);
  });
}

test('a permission of a deny assignment that lacks a list is refused: it would deny something else', () => {
  const permissions = [{ actions: ['*'], dataActions: ['*'] }];
  assert.throws(() => mapOf({ denyAssignments: [denial({ permissions })] }), /notActions/);
});

test('not read: what an app holds that only its manifest names → unknown not-readable', () => {
  // It may be there already, out of sight, and keeps its identities where the manifest names none.
  const workload: Workload = {
    ...app,
    registries: [
      {
        server: host,
        identity: identityId('id-app'),
        username: undefined,
        open: [],
        span: undefined,
      },
    ],
    environmentId: environmentId('env'),
  };
  const map = mapOf({ resources: [registry('shop'), environment('env'), userIdentity('id-app')] });
  const to = target('containerApp', 'app', undefined);
  assert.equal(inShort(verdict({ map, target: to, workload })), 'unknown not-readable');
});

test('not read: whether a service principal is enabled, which is said and decides nothing', () => {
  const objects = [servicePrincipal(lone, guid('sp')), application(lone, ['2028-01-01T00:00:00Z'])];
  const said = (more: Json) => {
    const found = verdict({
      map: mapOf({ ...clusterOf([], []), credentials: [{ ...objects[0], ...more }, objects[1]] }),
    });
    return [
      inShort(found),
      found.evidence.some(({ fact }) => /the status of service principal .* was not read/.test(fact)),
    ];
  };
  assert.deepEqual(said({}), ['allowed', true]);
  assert.deepEqual(said({ accountEnabled: true }), ['allowed', false]);
  assert.deepEqual(said({ accountEnabled: false }), ['denied no-pull-identity', false]);
});
