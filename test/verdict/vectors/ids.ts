// Ids of the vectors' world. All of them are made up, but for those of roles.
import { roles } from '../../azure/resources.ts';

export const subscription = 'aaaaaaaa-0000-4000-8000-000000000001';
export const tenant = '99999999-0000-4000-8000-000000000001';
export const abroad = {
  subscription: 'aaaaaaaa-0000-4000-8000-000000000002',
  tenant: '99999999-0000-4000-8000-000000000002',
};

const rg = `/subscriptions/${subscription}/resourceGroups/rg-shop`;
export const resourceGroup = rg;
export const corp = '/providers/Microsoft.Management/managementGroups/corp';

export const provider = (type: string, name: string): string => `${rg}/providers/${type}/${name}`;
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

export const role = { ...roles, custom: 'cccccccc-0000-4000-8000-000000000001' } as const;
