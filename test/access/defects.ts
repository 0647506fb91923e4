// Defective snapshots, made by category from a good one, with the message that each must give.
import assert from 'node:assert/strict';
import { readSnapshot, snapshotKeys } from '../../src/access/snapshot/snapshot.ts';

type Json = Record<string, unknown>;
type Path = readonly (string | number)[];

const subscription = '/subscriptions/50b50000-0000-4000-8000-000000000001';
const inGroup = `${subscription}/resourceGroups/shop/providers`;
const registryId = `${inGroup}/Microsoft.ContainerRegistry/registries/shopprod`;
const role = `${subscription}/providers/Microsoft.Authorization/roleDefinitions/7f951dda-4ed3-4680-a7ca-43fe172d538d`;
const guid = (last: number) => `0b1ec700-0000-4000-8000-${String(last).padStart(12, '0')}`;
const idOf = (type: string, name: string) => `${inGroup}/${type}/${name}`;
const identityId = idOf('Microsoft.ManagedIdentity/userAssignedIdentities', 'aks-agentpool');
const subnetId = idOf('Microsoft.Network/virtualNetworks', 'spoke/subnets/nodes');

function resource(type: string, name: string, properties: Json, more: Json = {}): Json {
  return { id: idOf(type, name), name, type, location: 'westeurope', ...more, properties };
}

const held = {
  type: 'UserAssigned',
  tenantId: guid(90),
  userAssignedIdentities: { [identityId]: { principalId: guid(1), clientId: guid(2) } },
};
const entries = [{ server: 'shopprod.azurecr.io', identity: identityId, username: '', passwordSecretRef: '' }];

/** One of each kind, with every field that decides. */
export const good: Json = {
  version: 1,
  readAt: '2026-11-24T12:00:00Z',
  cloud: 'AzureCloud',
  tenants: { '50b50000-0000-4000-8000-000000000001': guid(90) },
  managementGroups: {
    '50b50000-0000-4000-8000-000000000001': ['/providers/Microsoft.Management/managementGroups/corp'],
  },
  groups: { [guid(1)]: [guid(80)] },
  resources: [
    resource(
      'Microsoft.ContainerRegistry/registries',
      'shopprod',
      {
        loginServer: 'shopprod.azurecr.io',
        regionalEndpointHostNames: ['shopprod.westeurope.geo.azurecr.io'],
        roleAssignmentMode: 'LegacyRegistryPermissions',
        adminUserEnabled: false,
        anonymousPullEnabled: false,
        publicNetworkAccess: 'Enabled',
        networkRuleBypassOptions: 'AzureServices',
        dataEndpointEnabled: false,
        networkRuleSet: { defaultAction: 'Deny', ipRules: [{ action: 'Allow', value: '20.61.4.0/28' }] },
        privateEndpointConnections: [
          {
            properties: {
              privateEndpoint: { id: idOf('Microsoft.Network/privateEndpoints', 'pe') },
              privateLinkServiceConnectionState: { status: 'Approved' },
            },
          },
        ],
        policies: { azureADAuthenticationAsArmPolicy: { status: 'enabled' }, quarantinePolicy: { status: 'disabled' } },
      },
      { sku: { name: 'Premium' } },
    ),
    resource(
      'Microsoft.ContainerService/managedClusters',
      'aks-prod',
      {
        identityProfile: { kubeletidentity: { resourceId: identityId, clientId: guid(2), objectId: guid(1) } },
        servicePrincipalProfile: { clientId: 'msi' },
        addonProfiles: { omsagent: { enabled: true, identity: { clientId: guid(3), objectId: guid(4) } } },
        agentPoolProfiles: [{ name: 'system', vnetSubnetID: subnetId, osType: 'Linux', enableNodePublicIP: false }],
        networkProfile: {
          outboundType: 'loadBalancer',
          loadBalancerProfile: { effectiveOutboundIPs: [{ id: idOf('Microsoft.Network/publicIPAddresses', 'out') }] },
        },
        securityProfile: { serviceAccountImagePullProfile: { enabled: false } },
      },
      { identity: { type: 'SystemAssigned', principalId: guid(5), tenantId: guid(90) } },
    ),
    resource(
      'Microsoft.App/containerApps',
      'app',
      {
        environmentId: idOf('Microsoft.App/managedEnvironments', 'env'),
        outboundIpAddresses: ['20.61.4.7'],
        configuration: { registries: entries },
      },
      { identity: held },
    ),
    resource('Microsoft.App/jobs', 'job', { configuration: { registries: entries } }, { identity: held }),
    resource(
      'Microsoft.App/managedEnvironments',
      'env',
      { vnetConfiguration: { infrastructureSubnetId: subnetId } },
      { identity: held },
    ),
    resource(
      'Microsoft.ContainerInstance/containerGroups',
      'batch',
      { imageRegistryCredentials: entries, subnetIds: [{ id: subnetId }] },
      { identity: held },
    ),
    resource(
      'Microsoft.Web/sites',
      'site',
      {
        siteConfig: { acrUseManagedIdentityCreds: true, linuxFxVersion: 'DOCKER|shopprod.azurecr.io/web:1' },
        outboundIpAddresses: '20.61.4.7,20.61.4.8',
        virtualNetworkSubnetId: subnetId,
        outboundVnetRouting: { imagePullTraffic: true },
      },
      { identity: held },
    ),
    resource('Microsoft.ManagedIdentity/userAssignedIdentities', 'aks-agentpool', {
      principalId: guid(1),
      clientId: guid(2),
      tenantId: guid(90),
    }),
    resource('Microsoft.Network/publicIPAddresses', 'out', { ipAddress: '20.61.4.7' }),
    resource('Microsoft.Network/publicIPPrefixes', 'outs', { ipPrefix: '20.61.5.0/28' }),
    resource('Microsoft.Network/privateEndpoints', 'pe', {
      subnet: { id: subnetId },
      privateLinkServiceConnections: [{ properties: { privateLinkServiceId: registryId } }],
    }),
    resource(
      'Microsoft.Network/privateDnsZones/virtualNetworkLinks',
      'hub',
      { virtualNetwork: { id: idOf('Microsoft.Network/virtualNetworks', 'spoke') } },
      {
        id: idOf('Microsoft.Network/privateDnsZones', 'privatelink.azurecr.io/virtualNetworkLinks/hub'),
      },
    ),
    resource('Microsoft.Network/virtualNetworks', 'spoke', {
      subnets: [{ id: subnetId, properties: { natGateway: { id: idOf('Microsoft.Network/natGateways', 'nat') } } }],
      virtualNetworkPeerings: [
        {
          properties: {
            peeringState: 'Connected',
            remoteVirtualNetwork: { id: idOf('Microsoft.Network/virtualNetworks', 'hub') },
          },
        },
      ],
      dhcpOptions: { dnsServers: ['10.0.0.4'] },
    }),
    resource('Microsoft.Network/natGateways', 'nat', {
      publicIpAddresses: [{ id: idOf('Microsoft.Network/publicIPAddresses', 'out') }],
    }),
  ],
  roleAssignments: [
    {
      id: `${registryId}/providers/Microsoft.Authorization/roleAssignments/${guid(50)}`,
      type: 'Microsoft.Authorization/roleAssignments',
      properties: {
        scope: registryId,
        roleDefinitionId: role,
        principalId: guid(1),
        principalType: 'ServicePrincipal',
        condition: null,
        createdOn: '2026-01-01T00:00:00Z',
      },
    },
  ],
  roleEligibilityScheduleInstances: [
    {
      id: `${registryId}/providers/Microsoft.Authorization/roleEligibilityScheduleInstances/${guid(51)}`,
      type: 'Microsoft.Authorization/roleEligibilityScheduleInstances',
      properties: { scope: registryId, roleDefinitionId: role, principalId: guid(6), principalType: 'User' },
    },
  ],
  roleDefinitions: [
    {
      id: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${guid(60)}`,
      type: 'Microsoft.Authorization/roleDefinitions',
      properties: {
        roleName: 'Puller',
        type: 'CustomRole',
        permissions: [{ actions: ['*/read'], notActions: ['*/pull/read'], dataActions: [], notDataActions: [] }],
      },
    },
  ],
  denyAssignments: [
    {
      id: `${registryId}/providers/Microsoft.Authorization/denyAssignments/${guid(52)}`,
      type: 'Microsoft.Authorization/denyAssignments',
      properties: {
        denyAssignmentName: 'sealed',
        scope: registryId,
        doNotApplyToChildScopes: false,
        permissions: [{ actions: ['*'], notActions: [], dataActions: [], notDataActions: [] }],
        principals: [{ id: '00000000-0000-0000-0000-000000000000', type: 'SystemDefined' }],
        excludePrincipals: [{ id: guid(1), type: 'ServicePrincipal' }],
      },
    },
  ],
  credentials: [
    {
      '@odata.type': '#microsoft.graph.servicePrincipal',
      id: guid(70),
      appId: guid(71),
      appOwnerOrganizationId: guid(90),
      passwordCredentials: [{ endDateTime: '2027-01-01T00:00:00Z' }],
      keyCredentials: [],
    },
  ],
  images: [
    { registry: 'shopprod.azurecr.io', repository: 'web', tag: '1', state: 'found', readAt: '2026-11-24T11:00:00Z' },
  ],
  gaps: [{ what: 'roleAssignments', scope: '/subscriptions/50b50000-0000-4000-8000-000000000002', why: '403' }],
};

export interface Defect {
  readonly category: string;
  readonly what: string;
  readonly text: string;
  /** The place that the message must name. A gap is named by the path in its reason. */
  readonly path: string;
  readonly expected: RegExp;
}

const made: Defect[] = [];
const absent = Symbol('absent');

function shown(path: Path): string {
  return `$${path.map(key => (typeof key === 'number' ? `[${key}]` : /^[A-Za-z_]\w*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`)).join('')}`;
}

function objectAt(from: unknown, path: Path): Json {
  const found = path.reduce<unknown>((value, key) => (value as Json)[key], from);
  assert.ok(typeof found === 'object' && found !== null, `nothing at ${shown(path)}`);
  return found as Json;
}

/** The good snapshot with a value put at a path, or taken away there. */
export function changed(path: Path, value: unknown): string {
  const copy = structuredClone(good);
  const parent = objectAt(copy, path.slice(0, -1));
  const key = String(path.at(-1));
  if (value === absent) delete parent[key];
  else parent[key] = value;
  return JSON.stringify(copy);
}

function add(category: string, path: Path, value: unknown, expected: RegExp, said: Path = path): void {
  const what = `${shown(path)} = ${value === absent ? 'absent' : JSON.stringify(value)}`.slice(0, 160);
  made.push({ category, what, text: changed(path, value), path: shown(said), expected });
}

function renamed(category: string, path: Path, key: string): void {
  const copy = structuredClone(good);
  const parent = objectAt(copy, path.slice(0, -1));
  const old = String(path.at(-1));
  const entriesOf = Object.entries(parent).map(([each, value]) => [each === old ? key : each, value] as const);
  for (const each of Object.keys(parent)) delete parent[each];
  Object.assign(parent, Object.fromEntries(entriesOf));
  const said = shown([...path.slice(0, -1), key]);
  made.push({
    category,
    what: `${shown(path)} → ${key}`,
    text: JSON.stringify(copy),
    path: said,
    expected: new RegExp(old.replace(/[$@.]/g, '\\$&')),
  });
}

const resources = good['resources'] as readonly Json[];
const at = (type: string): Path => [
  'resources',
  resources.findIndex(each => String(each['type']).endsWith(type)),
  'properties',
];
const shop = at('/registries');
const aks = at('/managedClusters');
const assignment: Path = ['roleAssignments', 0];
const denial: Path = ['denyAssignments', 0];

// ─── Ids and scopes ────────────────────────────────────────────────────────────────────────────────────────────────

const noIds: readonly unknown[] = [
  '',
  ' ',
  'shopprod',
  registryId.slice(1),
  `${subscription}/resourceGroups`,
  `${registryId}?api-version=1`,
  '/subscriptions/50b5/resourceGroups/a/providers/b/c/d',
  `${inGroup}/x`,
  7,
  {},
];
for (const [i] of resources.entries())
  for (const id of noIds.slice(0, 7))
    add('a resource id that is none', ['resources', i, 'id'], id, /expected an ID such as \/subscriptions/);
for (const list of ['roleAssignments', 'denyAssignments', 'roleEligibilityScheduleInstances'])
  for (const id of noIds) add('an assignment id that is none', [list, 0, 'id'], id, /expected an ID such as <scope>/);
for (const id of noIds)
  add('a role id that is none', [...assignment, 'properties', 'roleDefinitionId'], id, /role definition/);
const noScopes = [
  '',
  ' ',
  '*',
  '//',
  'shopprod',
  registryId.slice(1),
  `${subscription}/resourceGroups`,
  '/subscriptions/50b5',
  '/shop',
  7,
];
for (const list of ['roleAssignments', 'denyAssignments', 'roleEligibilityScheduleInstances'])
  for (const scope of noScopes)
    add('a scope that is none', [list, 0, 'properties', 'scope'], scope, /expected a scope/);
for (const scope of ['/', subscription, registryId.replace('shopprod', 'shopdev')]) {
  add('a scope that is not that of the id', [...assignment, 'properties', 'scope'], scope, /the scope of its ID/);
  add('a scope that is not that of the id', [...denial, 'properties', 'scope'], scope, /the scope of its ID/);
}
for (const path of [
  [...aks, 'agentPoolProfiles', 0, 'vnetSubnetID'],
  [...aks, 'networkProfile', 'loadBalancerProfile', 'effectiveOutboundIPs', 0, 'id'],
  [...at('/containerApps'), 'environmentId'],
  [...at('/managedEnvironments'), 'vnetConfiguration', 'infrastructureSubnetId'],
  [...at('/sites'), 'virtualNetworkSubnetId'],
  [...at('/privateEndpoints'), 'subnet', 'id'],
  [...at('/virtualNetworkLinks'), 'virtualNetwork', 'id'],
  [...at('/natGateways'), 'publicIpAddresses', 0, 'id'],
])
  for (const id of ['nodes', 7]) add('a reference that is no id', path, id, /an ID such as/);

// ─── Principals ────────────────────────────────────────────────────────────────────────────────────────────────────

const noGuids: readonly unknown[] = [
  '',
  ' ',
  'aks-prod',
  guid(1).slice(1),
  guid(1).replaceAll('-', ''),
  `{${guid(1)}}`,
  5,
];
for (const path of [
  [...assignment, 'properties', 'principalId'],
  ['roleEligibilityScheduleInstances', 0, 'properties', 'principalId'],
  [...denial, 'properties', 'principals', 0, 'id'],
  [...denial, 'properties', 'excludePrincipals', 0, 'id'],
  [...aks, 'identityProfile', 'kubeletidentity', 'objectId'],
  [...at('/userAssignedIdentities'), 'principalId'],
  ['resources', 1, 'identity', 'principalId'],
  ['credentials', 0, 'appId'],
  ['groups', guid(1), 0],
])
  for (const value of noGuids) add('a principal id that is no GUID', path, value, /a GUID/);
add('a principal id that is no GUID', ['groups', 'aks-prod'], [], /a GUID/);
add('a principal id that is no GUID', ['tenants', '50b5'], guid(90), /a GUID/);
add('a principal id that is no GUID', ['tenants', '50b50000-0000-4000-8000-000000000001'], 'contoso 1', /a GUID/);
// words that replace tenants in addresses, and what every object has
for (const word of ['common', 'constructor', 'sub']) {
  add('an account that is no GUID', ['tenants', '50b50000-0000-4000-8000-000000000001'], word, /a GUID/);
  add('an account that is no GUID', ['tenants', word], guid(90), /a GUID/);
  add('an account that is no GUID', ['managementGroups', word], [], /a GUID/);
}

// ─── Enumerations ──────────────────────────────────────────────────────────────────────────────────────────────────

const words: readonly (readonly [path: Path, right: string])[] = [
  [['cloud'], 'AzureCloud'],
  [['gaps', 0, 'what'], 'roleAssignments'],
  [['images', 0, 'state'], 'found'],
  [[...shop, 'roleAssignmentMode'], 'LegacyRegistryPermissions'],
  [[...shop, 'publicNetworkAccess'], 'Enabled'],
  [[...shop, 'networkRuleSet', 'defaultAction'], 'Deny'],
  [[...shop, 'networkRuleSet', 'ipRules', 0, 'action'], 'Allow'],
  [[...shop, 'networkRuleBypassOptions'], 'AzureServices'],
  [[...shop, 'policies', 'quarantinePolicy', 'status'], 'disabled'],
  [[...shop, 'privateEndpointConnections', 0, 'properties', 'privateLinkServiceConnectionState', 'status'], 'Approved'],
  [[...aks, 'networkProfile', 'outboundType'], 'loadBalancer'],
  [[...aks, 'agentPoolProfiles', 0, 'osType'], 'Linux'],
  [[...at('/virtualNetworks'), 'virtualNetworkPeerings', 0, 'properties', 'peeringState'], 'Connected'],
  [[...assignment, 'properties', 'principalType'], 'ServicePrincipal'],
  [[...denial, 'properties', 'principals', 0, 'type'], 'SystemDefined'],
  [['roleDefinitions', 0, 'properties', 'type'], 'CustomRole'],
  [['credentials', 0, '@odata.type'], '#microsoft.graph.servicePrincipal'],
];
for (const [path, right] of words) {
  add('a word of no enumeration', path, 'Something', /one of /);
  add('a word of no enumeration', path, 7, /one of /);
  add('a word that is misspelt', path, `${right.slice(0, -1)}q`, new RegExp(`one of .*did you mean ${right}`));
}
for (const what of ['role assignments', 'roleAssignment', 'registry', 'everything', ''])
  add('a gap of nothing', ['gaps', 0, 'what'], what, /one of .*roleAssignments|one of \d+ names/);
for (const scope of ['*', '', 'subscription', '50b5', 7])
  add('a gap at no scope', ['gaps', 0, 'scope'], scope, /an Azure scope/);
for (const why of ['', 7, absent]) add('a gap without a reason', ['gaps', 0, 'why'], why, /a reason|`why`/);
for (const [i, each] of resources.entries()) {
  const type = String(each['type']);
  add(
    'a type that contradicts the id',
    ['resources', i, 'type'],
    type === 'Microsoft.Web/sites' ? 'Microsoft.App/jobs' : 'Microsoft.Web/sites',
    /as its ID says/,
  );
  add('a type that is misspelt', ['resources', i, 'type'], type.slice(0, -1), /as its ID says/);
  const last = type.split('/').at(-1) ?? '';
  const text = changed(['resources', i, 'type'], type.slice(0, -1)).replaceAll(
    `/${last}/${each['name']}"`,
    `/${last.slice(0, -1)}/${each['name']}"`,
  );
  const meant = new RegExp(`did you mean ${type}`);
  made.push({
    category: 'a type that is misspelt, in the id as well',
    what: type,
    text,
    path: `$.resources[${i}].type`,
    expected: meant,
  });
  add('a name that contradicts the id', ['resources', i, 'name'], 'other', /as its ID says/);
}
add(
  'a type that contradicts the id',
  [...assignment, 'type'],
  'Microsoft.Authorization/roleEligibilityScheduleInstances',
  /the type that its ID has/,
);
// An activated or time-bound assignment is an ordinary one as well, and Azure lists both:
// https://learn.microsoft.com/rest/api/authorization/role-assignment-schedule-instances
const schedule = (kind: string) => `${registryId}/providers/Microsoft.Authorization/${kind}/${guid(51)}`;
for (const kind of ['roleAssignmentScheduleInstances', 'roleAssignmentSchedules'])
  add(
    'an active assignment of Privileged Identity Management among the ordinary ones',
    [...assignment, 'id'],
    schedule(kind),
    /expected the role assignment that `originRoleAssignmentId` of this schedule names/,
  );
add('a type that is misspelt', [...assignment, 'type'], 'Microsoft.Authorization/roleAssignment', /did you mean/);

// ─── Keys ──────────────────────────────────────────────────────────────────────────────────────────────────────────

for (const key of snapshotKeys.filter(each => Object.hasOwn(good, each) && each !== 'version')) {
  renamed('a key that is misspelt', [key], key.slice(0, -1));
  renamed('a key that is misspelt', [key], `${key}x`);
}
for (const key of ['denyAssigments', 'gap', 'tenant', 'clusters', '__proto__', 'constructor', 'toString']) {
  const text = JSON.stringify(good).replace('{"version"', `{${JSON.stringify(key)}:[],"version"`);
  made.push({
    category: 'a key that nobody reads',
    what: key,
    text,
    path: shown([key]),
    expected: /a key that is one of/,
  });
}
for (const [list, key] of [
  ['gaps', 'scop'],
  ['gaps', 'reason'],
  ['images', 'tags'],
  ['images', 'name'],
] as const)
  add('a key that nobody reads', [list, 0, key], 'x', /a key that is one of/);
for (const path of [
  [...shop, 'roleAssignmentMode'],
  [...shop, 'anonymousPullEnabled'],
  [...shop, 'networkRuleSet', 'defaultAction'],
  [...aks, 'identityProfile'],
  [...aks, 'servicePrincipalProfile'],
  [...assignment, 'properties', 'condition'],
  [...assignment, 'properties', 'principalType'],
  ['roleDefinitions', 0, 'properties', 'permissions', 0, 'notActions'],
  ['roleDefinitions', 0, 'properties', 'permissions'],
  [...denial, 'properties', 'doNotApplyToChildScopes'],
  ['credentials', 0, 'passwordCredentials'],
]) {
  const key = String(path.at(-1));
  renamed('a key of Azure that is misspelt', path, key.slice(0, -1));
  renamed('a key of Azure that is misspelt', path, key.replace(/(.)(.)$/, '$2$1'));
}
for (const key of Object.keys(good)) {
  const again = JSON.stringify(good).replace('{"version"', `{${JSON.stringify(key)}:null,"version"`);
  made.push({
    category: 'a key that comes twice',
    what: key,
    text: again,
    path: shown([key]),
    expected: /a unique key/,
  });
}
for (const key of ['scope', 'principalId', 'loginServer', 'objectId', 'actions']) {
  const again = JSON.stringify(good).replace(`"${key}":`, `"${key}":null,"${key}":`);
  made.push({
    category: 'a key that comes twice',
    what: key,
    text: again,
    path: `.${key}`,
    expected: /a unique key/,
  });
}
for (const path of [
  [...assignment, 'id'],
  [...assignment, 'properties'],
  [...assignment, 'properties', 'principalId'],
  [...assignment, 'properties', 'roleDefinitionId'],
  [...denial, 'properties', 'permissions'],
  [...denial, 'properties', 'principals'],
  [...denial, 'properties', 'excludePrincipals'],
  ['roleDefinitions', 0, 'properties'],
  ['credentials', 0, 'appId'],
  ['images', 0, 'registry'],
  ['gaps', 0, 'what'],
])
  add('a key that is missing', path, absent, /expected/);

// ─── Answers ───────────────────────────────────────────────────────────────────────────────────────────────────────

for (const list of ['resources', 'roleAssignments', 'roleDefinitions', 'denyAssignments', 'credentials']) {
  const items = good[list];
  for (const [key, value] of [
    ['nextLink', 'https://management.azure.com/x'],
    ['@odata.nextLink', 'https://graph.microsoft.com/x'],
    ['$skipToken', 'x'],
    ['skipToken', 'x'],
    ['skip_token', 'x'],
    ['resultTruncated', 'true'],
    ['resultTruncated', true],
  ] as const) {
    const body = /nextLink/i.test(key) ? 'value' : 'data';
    add('an answer that was cut off', [list], { [body]: items, [key]: value }, /acr-pull snapshot.*az /, [list, key]);
    add('an answer that was cut off', [list], [{ [body]: items, [key]: value }], /acr-pull snapshot.*az /, [
      list,
      0,
      key,
    ]);
  }
  add('an answer that failed', [list], { error: { code: 'AuthorizationFailed' } }, /put a failed call into/);
  for (const value of ['none', 7, true, {}]) add('a list that is none', [list], value, /a list/);
  add('a list that is none', [list, 0], null, /expected/);
}
for (const key of ['tenants', 'managementGroups', 'groups'])
  for (const value of ['none', [], 7]) add('a list that is none', [key], value, /an object/);
add(
  'a management group that is none',
  ['managementGroups', '50b50000-0000-4000-8000-000000000001'],
  [null],
  /a management group/,
  ['managementGroups', '50b50000-0000-4000-8000-000000000001', 0],
);
add(
  'a management group that is none',
  ['managementGroups', '50b50000-0000-4000-8000-000000000001'],
  [registryId],
  /a management group/,
  ['managementGroups', '50b50000-0000-4000-8000-000000000001', 0],
);

// ─── Contradictions ────────────────────────────────────────────────────────────────────────────────────────────────

for (const [list, path, value] of [
  ['resources', ['properties', 'loginServer'], 'other.azurecr.io'],
  ['roleAssignments', ['properties', 'principalId'], guid(9)],
  ['denyAssignments', ['properties', 'denyAssignmentName'], 'other'],
  ['roleDefinitions', ['properties', 'permissions'], []],
  ['credentials', ['passwordCredentials'], []],
] as const) {
  const items = good[list] as readonly Json[];
  const again = structuredClone(items[0] ?? {});
  objectAt(again, path.slice(0, -1))[String(path.at(-1))] = value;
  add('one id with two contents', [list, items.length], again, /the same as at/);
}
const twin = structuredClone(resources[0] ?? {});
twin['id'] = registryId.replace('/shop/', '/shop2/');
add('two registries of one login server', ['resources', resources.length], twin, /a login server of its own/, [
  'resources',
  resources.length,
  'properties',
  'loginServer',
]);
for (const host of ['https://shopprod.azurecr.io', 'shopprod', 'shop prod.azurecr.io', 7])
  add('a host that is none', [...shop, 'loginServer'], host, /a host/);
for (const value of ['anywhere', '20.61.4.7/x', '20.61.4', 7])
  add('an address that is none', [...shop, 'networkRuleSet', 'ipRules', 0, 'value'], value, /an address/);

// ─── Dates ─────────────────────────────────────────────────────────────────────────────────────────────────────────

const noDates = [
  '',
  'no date',
  '2026-11-24',
  '24.11.2026',
  '2026-13-01T00:00:00Z',
  '2026-02-30T00:00:00Z',
  '2026-11-24T25:00:00Z',
  1795521600,
];
for (const path of [
  ['readAt'],
  [...assignment, 'properties', 'createdOn'],
  ['credentials', 0, 'passwordCredentials', 0, 'endDateTime'],
  ['images', 0, 'readAt'],
])
  for (const value of noDates) add('a date that is none', path, value, /a time such as|a valid date/);

// ─── Types of values ───────────────────────────────────────────────────────────────────────────────────────────────

for (const path of [
  [...shop, 'adminUserEnabled'],
  [...shop, 'anonymousPullEnabled'],
  [...at('/sites'), 'siteConfig', 'acrUseManagedIdentityCreds'],
  [...denial, 'properties', 'doNotApplyToChildScopes'],
])
  for (const value of ['true', 1, {}]) add('a value of another type', path, value, /true or false/);
for (const path of [
  ['roleDefinitions', 0, 'properties', 'permissions', 0, 'actions'],
  [...denial, 'properties', 'permissions', 0, 'notActions'],
  [...at('/virtualNetworks'), 'dhcpOptions', 'dnsServers'],
])
  for (const value of ['*', {}, 7]) add('a value of another type', path, value, /a list/);
for (const value of [2, '1', null, absent]) add('another version', ['version'], value, /"version": 1/);
for (const [i] of resources.entries())
  add('a resource without its properties', ['resources', i, 'properties'], absent, /has no `properties`/, [
    'resources',
    i,
  ]);
for (const [i] of resources.entries())
  add('a resource without an id', ['resources', i, 'id'], null, /has no `id`/, ['resources', i]);
for (const text of [
  '',
  '{',
  '[1,]',
  '{"version": 1,}',
  '{"version": 1} x',
  "{'version': 1}",
  '{"version": 1 // one\n}',
  'hello',
])
  made.push({ category: 'no JSON', what: text, text, path: '', expected: /is not JSON|is empty/ });

export const defects: readonly Defect[] = made;

/** Refused or known as a gap, with the place and what was expected there. Fails where a defect is accepted. */
export function answerTo({ text, path, expected }: Defect): 'refused' | 'gap' {
  const read = readSnapshot(text, 'bad.json');
  if ('problems' in read) {
    const found = read.problems.filter(problem => problem.path.endsWith(path) || path === '');
    const isSaid = found.some(({ message }) => message.startsWith('bad.json') && expected.test(message));
    assert.ok(isSaid, read.problems.map(({ message }) => message).join('\n'));
    return 'refused';
  }
  const reasons = read.map.gaps.map(({ why }) => why).filter(why => why.includes(path));
  assert.ok(
    reasons.some(why => expected.test(why)),
    'accepted',
  );
  return 'gap';
}
