import type { ArmObject, WorldData } from './world.ts';

export interface Size {
  readonly clusters: number;
  readonly registries: number;
  readonly subscriptions: number;
  readonly assignments: number;
}

const acrPull = '7f951dda-4ed3-4680-a7ca-43fe172d538d';
const reader = 'acdd72a7-3385-48ef-bd42-f606fba81ae7';

/** An estate of any size. The same size yields the same one. */
export function generate({ clusters, registries, subscriptions, assignments }: Size): WorldData {
  const tenant = '7e4a4700-0000-4000-8000-000000000001';
  const sub = (i: number) => id('50b50000', i % subscriptions);
  const group = (i: number, name: string) => `/subscriptions/${sub(i)}/resourceGroups/${name}`;
  const registryId = (i: number) =>
    `${group(i, `registry-${i}`)}/providers/Microsoft.ContainerRegistry/registries/shop${i}`;
  const list = <T>(length: number, make: (i: number) => T): readonly T[] => Array.from({ length }, (_, i) => make(i));
  const top = '/providers/Microsoft.Management/managementGroups/corp';
  return {
    tenants: Object.fromEntries(list(subscriptions, i => [sub(i), tenant])),
    managementGroups: Object.fromEntries(list(subscriptions, i => [sub(i), [top]])),
    resources: [
      ...list(registries, i => registry(registryId(i), i)),
      ...list(clusters, i => cluster(group(i, `aks-${i}`), i)),
    ],
    roleAssignments: list(assignments, i => {
      // A few are held by groups, above all subscriptions.
      if (i % 1000 === 0) return assignment(top, reader, id('6a000000', i / 1000), i, 'Group');
      const atRegistry = i % 4 !== 3;
      const scope = atRegistry ? registryId(i % registries) : group(i, `registry-${i % registries}`);
      const role = atRegistry ? acrPull : reader;
      return assignment(scope, role, id('0b1ec700', Math.floor(i / 3) % (clusters * 3)), i);
    }),
    groups: Object.fromEntries(list(clusters, i => [id('0b1ec700', i), i % 10 === 0 ? [id('6a000000', 0)] : []])),
  };
}

function id(prefix: string, i: number): string {
  return `${prefix}-0000-4000-8000-${String(i).padStart(12, '0')}`;
}

function assignment(scope: string, role: string, principalId: string, i: number, principalType?: string): ArmObject {
  const name = id('a5519000', i);
  return {
    id: `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`,
    name,
    type: 'Microsoft.Authorization/roleAssignments',
    properties: {
      scope,
      roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${role}`,
      principalId,
      principalType: principalType ?? 'ServicePrincipal',
      condition: null,
      conditionVersion: null,
      createdOn: '2025-02-11T08:30:12.4410927Z',
      updatedOn: '2025-02-11T08:30:12.4410927Z',
      createdBy: id('0b1ec7ff', 990),
      updatedBy: id('0b1ec7ff', 990),
      delegatedManagedIdentityResourceId: null,
      description: null,
    },
  };
}

function registry(registryId: string, i: number): ArmObject {
  return {
    id: registryId,
    name: `shop${i}`,
    type: 'Microsoft.ContainerRegistry/registries',
    location: 'westeurope',
    sku: { name: 'Premium', tier: 'Premium' },
    properties: {
      loginServer: `shop${i}.azurecr.io`,
      adminUserEnabled: false,
      anonymousPullEnabled: false,
      publicNetworkAccess: 'Enabled',
      networkRuleSet: { defaultAction: 'Allow', ipRules: [] },
      networkRuleBypassOptions: 'AzureServices',
      privateEndpointConnections: [],
      policies: { azureADAuthenticationAsArmPolicy: { status: 'enabled' }, quarantinePolicy: { status: 'disabled' } },
      roleAssignmentMode: 'LegacyRegistryPermissions',
    },
  };
}

function cluster(resourceGroup: string, i: number): ArmObject {
  return {
    id: `${resourceGroup}/providers/Microsoft.ContainerService/managedClusters/aks-${i}`,
    name: `aks-${i}`,
    type: 'Microsoft.ContainerService/ManagedClusters',
    location: 'westeurope',
    identity: {
      type: 'SystemAssigned',
      principalId: id('0b1ec7c0', i),
      tenantId: '7e4a4700-0000-4000-8000-000000000001',
    },
    properties: {
      kubernetesVersion: '1.34.2',
      fqdn: `aks-${i}.hcp.westeurope.azmk8s.io`,
      nodeResourceGroup: `MC_aks-${i}`,
      identityProfile: { kubeletidentity: { clientId: id('c11e4700', i), objectId: id('0b1ec700', i) } },
      servicePrincipalProfile: { clientId: 'msi' },
      agentPoolProfiles: [
        { name: 'system', count: 3, osType: 'Linux', nodeImageVersion: 'AKSUbuntu-2204gen2containerd-202610.10.0' },
      ],
      networkProfile: { outboundType: 'loadBalancer', loadBalancerProfile: { effectiveOutboundIPs: [] } },
    },
  };
}
