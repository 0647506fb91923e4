// Azure's answers as its REST API gives them (api versions of docs/snapshot.md), with the fields that we don't read
// left in. A vector states what differs. Nothing here knows the product: only the format of a snapshot.

import {
  appId,
  clusterId,
  corp,
  environmentId,
  groupId,
  principal,
  provider,
  registryId,
  resourceGroup,
  role,
  siteId,
  subscription,
  tenant,
  uamiId,
} from './ids.ts';

export * from './ids.ts';
export * from './networkResources.ts';

export type Json = Readonly<Record<string, unknown>>;

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
      // read by a preview version: without it, who pulls on 1.34 and later is not known
      securityProfile: { serviceAccountImagePullProfile: { enabled: false } },
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
    enableNodePublicIP: false,
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

export function customRole(...stated: readonly Json[]): Json {
  const permissions = stated.map(each => ({
    actions: [],
    notActions: [],
    dataActions: [],
    notDataActions: [],
    ...each,
  }));
  return {
    id: `/subscriptions/${subscription}/providers/Microsoft.Authorization/roleDefinitions/${role.custom}`,
    name: role.custom,
    type: 'Microsoft.Authorization/roleDefinitions',
    properties: { roleName: 'Shop puller', type: 'CustomRole', assignableScopes: [resourceGroup], permissions },
  };
}

export function deny(parts: Json, permission: Json = { actions: ['*'] }): Json {
  const scope = parts['scope'] ?? registryId;
  return {
    id: `${scope}/providers/Microsoft.Authorization/denyAssignments/dddddddd-1111-4000-8000-000000000001`,
    type: 'Microsoft.Authorization/denyAssignments',
    properties: {
      denyAssignmentName: 'sealed',
      scope,
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
    properties: {
      siteConfig: { acrUserManagedIdentityID: null, ...siteConfig },
      outboundIpAddresses: '20.1.2.3,20.1.2.4',
      virtualNetworkSubnetId: null,
      ...more,
    },
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

/** Everything was read, and of these resources is all there is. What a vector states comes instead. */
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
