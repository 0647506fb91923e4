// Ids of the vectors' world. All of them are made up, but for those of roles.

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
