// Azure's answers as its REST API gives them (api versions of docs/snapshot.md), with the fields that nobody asks for left
// in. A vector states what differs. Nothing here knows the product: only the format of a snapshot.

export type Json = Readonly<Record<string, unknown>>;

export const subscription = 'aaaaaaaa-0000-4000-8000-000000000001';
export const tenant = '99999999-0000-4000-8000-000000000001';
export const abroad = {
  subscription: 'aaaaaaaa-0000-4000-8000-000000000002',
  tenant: '99999999-0000-4000-8000-000000000002',
};

const rg = `/subscriptions/${subscription}/resourceGroups/rg-shop`;
export const resourceGroup = rg;
export const corp = '/providers/Microsoft.Management/managementGroups/corp';

const provider = (type: string, name: string): string => `${rg}/providers/${type}/${name}`;
export const registryId = provider('Microsoft.ContainerRegistry/registries', 'contoso');
export const clusterId = provider('Microsoft.ContainerService/managedClusters', 'aks');
export const appId = provider('Microsoft.App/containerApps', 'web');
export const jobId = provider('Microsoft.App/jobs', 'night');
export const environmentId = provider('Microsoft.App/managedEnvironments', 'env');
export const groupId = provider('Microsoft.ContainerInstance/containerGroups', 'batch');
export const siteId = provider('Microsoft.Web/sites', 'portal');
export const uamiId = provider('Microsoft.ManagedIdentity/userAssignedIdentities', 'id-pull');
export const vnetId = (name: string): string => provider('Microsoft.Network/virtualNetworks', name);
export const subnetId = (vnet: string): string => `${vnetId(vnet)}/subnets/nodes`;

export const principal = {
  kubelet: 'bbbbbbbb-0000-4000-8000-000000000001',
  kubeletClient: 'bbbbbbbb-0000-4000-8000-000000000002',
  controlPlane: 'bbbbbbbb-0000-4000-8000-000000000003',
  addon: 'bbbbbbbb-0000-4000-8000-000000000004',
  uami: 'bbbbbbbb-0000-4000-8000-000000000005',
  uamiClient: 'bbbbbbbb-0000-4000-8000-000000000006',
  app: 'bbbbbbbb-0000-4000-8000-000000000007',
  environment: 'bbbbbbbb-0000-4000-8000-000000000008',
  sp: 'bbbbbbbb-0000-4000-8000-000000000009',
  spClient: 'bbbbbbbb-0000-4000-8000-00000000000a',
  group: 'bbbbbbbb-0000-4000-8000-00000000000b',
  outerGroup: 'bbbbbbbb-0000-4000-8000-00000000000c',
  stranger: 'bbbbbbbb-0000-4000-8000-00000000000d',
} as const;

/** GUIDs of azure-facts.md, 1.1. */
export const role = {
  AcrPull: '7f951dda-4ed3-4680-a7ca-43fe172d538d',
  AcrPush: '8311e382-0749-4cb8-b61a-304f252e45ec',
  AcrDelete: 'c2f4ef07-c644-48eb-af81-4b1b4947fb11',
  AcrImageSigner: '6cef56e8-d556-48e5-a04f-b8e64114680f',
  AcrQuarantineReader: 'cdda3590-29a3-44f6-95f2-9f980659eb04',
  RepositoryReader: 'b93aa761-3e63-49ed-ac28-beffa264f7ac',
  RepositoryWriter: '2a1e307c-b015-4ebd-883e-5b7698a07328',
  CatalogLister: 'bfdb9389-c9a5-478a-bb2f-ba9ca092c3c7',
  DataImporter: '577a9874-89fd-4f24-9dbd-b5034d0ad23a',
  ConfigurationAdministrator: '3bc748fc-213d-45c1-8d91-9da5725539b9',
  Owner: '8e3af657-a8ff-443c-a75c-2fe8c4bcb635',
  Contributor: 'b24988ac-6180-42a0-ab88-20f7382dd24c',
  Reader: 'acdd72a7-3385-48ef-bd42-f606fba81ae7',
  UserAccessAdministrator: '18d7d88d-d35e-4fb5-a5c3-7773c20a72d9',
  custom: 'cccccccc-0000-4000-8000-000000000001',
} as const;

export const abac = { roleAssignmentMode: 'AbacRepositoryPermissions' };

export function registry(properties: Json = {}, more: Json = {}): Json {
  return {
    id: registryId,
    name: 'contoso',
    type: 'Microsoft.ContainerRegistry/registries',
    location: 'westeurope',
    tags: {},
    sku: { name: 'Premium', tier: 'Premium' },
    properties: {
      loginServer: 'contoso.azurecr.io',
      creationDate: '2024-01-01T00:00:00Z',
      provisioningState: 'Succeeded',
      adminUserEnabled: false,
      anonymousPullEnabled: false,
      dataEndpointEnabled: false,
      encryption: { status: 'disabled' },
      networkRuleBypassOptions: 'AzureServices',
      networkRuleSet: { defaultAction: 'Allow', ipRules: [] },
      policies: {
        azureADAuthenticationAsArmPolicy: { status: 'enabled' },
        quarantinePolicy: { status: 'disabled' },
        retentionPolicy: { days: 7, status: 'disabled' },
        trustPolicy: { type: 'Notary', status: 'disabled' },
      },
      privateEndpointConnections: [],
      publicNetworkAccess: 'Enabled',
      roleAssignmentMode: 'LegacyRegistryPermissions',
      zoneRedundancy: 'Disabled',
      ...properties,
    },
    ...more,
  };
}

export const armOff = { policies: { azureADAuthenticationAsArmPolicy: { status: 'disabled' } } };
export const closed = { publicNetworkAccess: 'Disabled' };
export const fenced = (...values: readonly string[]): Json => ({
  networkRuleSet: { defaultAction: 'Deny', ipRules: values.map(value => ({ action: 'Allow', value })) },
});

export function cluster(properties: Json = {}, more: Json = {}): Json {
  return {
    id: clusterId,
    name: 'aks',
    type: 'Microsoft.ContainerService/ManagedClusters',
    location: 'westeurope',
    sku: { name: 'Base', tier: 'Free' },
    identity: { type: 'SystemAssigned', principalId: principal.controlPlane, tenantId: tenant },
    properties: {
      provisioningState: 'Succeeded',
      kubernetesVersion: '1.34.1',
      fqdn: 'aks-1.hcp.westeurope.azmk8s.io',
      nodeResourceGroup: 'MC_rg-shop_aks_westeurope',
      servicePrincipalProfile: { clientId: 'msi' },
      identityProfile: {
        kubeletidentity: {
          resourceId: provider('Microsoft.ManagedIdentity/userAssignedIdentities', 'aks-agentpool'),
          clientId: principal.kubeletClient,
          objectId: principal.kubelet,
        },
      },
      agentPoolProfiles: [pool()],
      networkProfile: {
        networkPlugin: 'azure',
        outboundType: 'loadBalancer',
        loadBalancerProfile: { effectiveOutboundIPs: [{ id: publicIpId('egress') }] },
      },
      ...properties,
    },
    ...more,
  };
}

export function pool(more: Json = {}): Json {
  return {
    name: 'system',
    count: 3,
    osType: 'Linux',
    nodeImageVersion: 'AKSUbuntu-2204gen2containerd-202610.12.0',
    ...more,
  };
}

export const oldCluster = (clientId: string): Json =>
  cluster({ identityProfile: null, servicePrincipalProfile: { clientId } }, { identity: null });

export function publicIpId(name: string): string {
  return provider('Microsoft.Network/publicIPAddresses', name);
}

export function publicIp(name: string, ipAddress: string): Json {
  const properties = { ipAddress, publicIPAllocationMethod: 'Static', provisioningState: 'Succeeded' };
  return { id: publicIpId(name), name, type: 'Microsoft.Network/publicIPAddresses', properties };
}

let next = 0;

export function assignment(principalId: string, roleGuid: string, scope = registryId, more: Json = {}): Json {
  const name = `dddddddd-0000-4000-8000-${String(next++).padStart(12, '0')}`;
  return {
    id: `${scope === '/' ? '' : scope}/providers/Microsoft.Authorization/roleAssignments/${name}`,
    name,
    type: 'Microsoft.Authorization/roleAssignments',
    properties: {
      scope,
      roleDefinitionId: `/subscriptions/${subscription}/providers/Microsoft.Authorization/roleDefinitions/${roleGuid}`,
      principalId,
      principalType: 'ServicePrincipal',
      condition: null,
      conditionVersion: null,
      createdOn: '2026-01-01T00:00:00Z',
      ...more,
    },
  };
}

export function customRole(...permissions: readonly Json[]): Json {
  return {
    id: `/subscriptions/${subscription}/providers/Microsoft.Authorization/roleDefinitions/${role.custom}`,
    name: role.custom,
    type: 'Microsoft.Authorization/roleDefinitions',
    properties: { roleName: 'Shop puller', type: 'CustomRole', assignableScopes: [rg], permissions },
  };
}

export function deny(parts: Json, permission: Json = { actions: ['*'] }): Json {
  return {
    id: `${registryId}/providers/Microsoft.Authorization/denyAssignments/dddddddd-1111-4000-8000-000000000001`,
    type: 'Microsoft.Authorization/denyAssignments',
    properties: {
      denyAssignmentName: 'sealed',
      scope: registryId,
      doNotApplyToChildScopes: false,
      isSystemProtected: true,
      permissions: [{ actions: [], notActions: [], dataActions: [], notDataActions: [], ...permission }],
      principals: [{ id: '00000000-0000-0000-0000-000000000000', type: 'SystemDefined' }],
      excludePrincipals: [],
      ...parts,
    },
  };
}

export function identityBlock(parts: { readonly system?: string; readonly user?: readonly string[] }): Json {
  const { system, user = [] } = parts;
  return {
    type: [system && 'SystemAssigned', user.length > 0 && 'UserAssigned'].filter(Boolean).join(',') || 'None',
    ...(system ? { principalId: system, tenantId: tenant } : {}),
    ...(user.length > 0
      ? {
          userAssignedIdentities: Object.fromEntries(
            user.map(id => [id, { principalId: principal.uami, clientId: principal.uamiClient }]),
          ),
        }
      : {}),
  };
}

export const uami: Json = {
  id: uamiId,
  name: 'id-pull',
  type: 'Microsoft.ManagedIdentity/userAssignedIdentities',
  properties: { principalId: principal.uami, clientId: principal.uamiClient, tenantId: tenant },
};

export function app(registries: readonly Json[] | null, identity: Json, more: Json = {}): Json {
  return {
    id: appId,
    name: 'web',
    type: 'Microsoft.App/containerApps',
    location: 'West Europe',
    identity,
    properties: {
      managedEnvironmentId: environmentId,
      environmentId,
      outboundIpAddresses: ['20.1.2.3'],
      configuration: { activeRevisionsMode: 'Single', registries },
      template: { containers: [{ name: 'web', image: 'contoso.azurecr.io/web:1' }] },
    },
    ...more,
  };
}

export function environment(identity: Json = { type: 'None' }): Json {
  return {
    id: environmentId,
    name: 'env',
    type: 'Microsoft.App/managedEnvironments',
    identity,
    properties: { vnetConfiguration: null },
  };
}

export function containerGroup(imageRegistryCredentials: readonly Json[] | null, identity: Json): Json {
  return {
    id: groupId,
    name: 'batch',
    type: 'Microsoft.ContainerInstance/containerGroups',
    identity,
    properties: { containers: [], osType: 'Linux', imageRegistryCredentials },
  };
}

export function site(siteConfig: Json, identity: Json, more: Json = {}): Json {
  return {
    id: siteId,
    name: 'portal',
    type: 'Microsoft.Web/sites',
    kind: 'app,linux,container',
    identity,
    properties: { siteConfig, outboundIpAddresses: '20.1.2.3,20.1.2.4', ...more },
  };
}

/** As Microsoft Graph returns them. */
export function servicePrincipal(): Json {
  return {
    '@odata.type': '#microsoft.graph.servicePrincipal',
    id: principal.sp,
    appId: principal.spClient,
    displayName: 'sp-shop',
    servicePrincipalType: 'Application',
    appOwnerOrganizationId: tenant,
    passwordCredentials: [],
    keyCredentials: [],
  };
}

export function application(...ends: readonly string[]): Json {
  return {
    '@odata.type': '#microsoft.graph.application',
    id: 'bbbbbbbb-0000-4000-8000-0000000000ff',
    appId: principal.spClient,
    displayName: 'sp-shop',
    passwordCredentials: ends.map(endDateTime => ({ endDateTime, secretText: null })),
    keyCredentials: [],
  };
}

export function network(name: string, peers: readonly string[] = [], subnet: Json = {}): Json {
  return {
    id: vnetId(name),
    name,
    type: 'Microsoft.Network/virtualNetworks',
    properties: {
      subnets: [{ id: subnetId(name), name: 'nodes', properties: { serviceEndpoints: [], ...subnet } }],
      virtualNetworkPeerings: peers.map(peer => ({
        properties: {
          peeringState: 'Connected',
          allowVirtualNetworkAccess: true,
          remoteVirtualNetwork: { id: vnetId(peer) },
        },
      })),
    },
  };
}

const endpointId = provider('Microsoft.Network/privateEndpoints', 'pe-contoso');

export const connection = (status = 'Approved'): Json => ({
  id: `${registryId}/privateEndpointConnections/pe`,
  properties: { privateEndpoint: { id: endpointId }, privateLinkServiceConnectionState: { status } },
});

export function endpointIn(vnet: string): Json {
  const privateLinkServiceConnections = [{ properties: { privateLinkServiceId: registryId, groupIds: ['registry'] } }];
  return {
    id: endpointId,
    type: 'Microsoft.Network/privateEndpoints',
    properties: { subnet: { id: subnetId(vnet) }, privateLinkServiceConnections },
  };
}

export function zoneLink(vnet: string, zone = 'privatelink.azurecr.io'): Json {
  return {
    id: `${rg}/providers/Microsoft.Network/privateDnsZones/${zone}/virtualNetworkLinks/${vnet}`,
    type: 'Microsoft.Network/privateDnsZones/virtualNetworkLinks',
    properties: { virtualNetwork: { id: vnetId(vnet) }, registrationEnabled: false },
  };
}

/** Everything was read, and of these resources is all there is; what a vector states comes instead. */
export function snapshot(parts: Json = {}): Json {
  return {
    version: 1,
    readAt: '2026-11-24T12:00:00Z',
    cloud: 'AzureCloud',
    resources: [registry(), cluster(), publicIp('egress', '20.61.4.7')],
    tenants: { [subscription]: tenant },
    managementGroups: { [subscription]: [corp] },
    roleAssignments: [],
    roleDefinitions: [],
    denyAssignments: [],
    groups: Object.fromEntries(Object.values(principal).map(id => [id, []])),
    credentials: [],
    gaps: [],
    ...parts,
  };
}
