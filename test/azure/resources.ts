// Azure's resources as its REST API gives them (api versions of docs/snapshot.md): each with the fields that decide, set
// so that a pull works, and some that are not read. A world of a test gives its ids and what differs. Nothing here
// depends on the product.

export type Json = Readonly<Record<string, unknown>>;

/** https://learn.microsoft.com/azure/role-based-access-control/built-in-roles */
export const roles = {
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
} as const;

export const abac: Json = { roleAssignmentMode: 'AbacRepositoryPermissions' };

/** A GUID of a kind of its own, by number: `guid('0b1ec700', 1)`. */
export function guid(kind: string, number: number): string {
  return `${kind}-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

/** A resource with the name and the type that its id has, those of its parents included. */
export function resource(id: string, properties: Json, more: Json = {}): Json {
  const [namespace, ...segments] = id.split('/providers/').at(-1)?.split('/') ?? [];
  const type = [namespace, ...segments.filter((_, i) => i % 2 === 0)].join('/');
  return { id, name: segments.at(-1), type, location: 'westeurope', ...more, properties };
}

/** A registry in legacy mode, open to the network. */
export function registry(id: string, properties: Json = {}, more: Json = {}): Json {
  return resource(
    id,
    {
      loginServer: `${id.split('/').at(-1)}.azurecr.io`,
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
    { sku: { name: 'Premium', tier: 'Premium' }, ...more },
  );
}

/** An identity as the identity profile of a cluster has it. */
export interface KubeletIdentity {
  readonly objectId: string;
  readonly clientId: string;
  readonly resourceId?: string;
}

/** A cluster whose nodes pull with a kubelet identity. */
export function cluster(id: string, kubeletidentity: KubeletIdentity, properties: Json = {}, more: Json = {}): Json {
  const name = id.split('/').at(-1);
  return resource(
    id,
    {
      provisioningState: 'Succeeded',
      kubernetesVersion: '1.33.5',
      fqdn: `${name}-1.hcp.westeurope.azmk8s.io`,
      nodeResourceGroup: `MC_${name}`,
      servicePrincipalProfile: { clientId: 'msi' },
      identityProfile: { kubeletidentity },
      agentPoolProfiles: [pool()],
      networkProfile: { networkPlugin: 'azure', outboundType: 'loadBalancer' },
      ...properties,
    },
    // Azure writes the type so, and the id with a small letter
    { type: 'Microsoft.ContainerService/ManagedClusters', sku: { name: 'Base', tier: 'Free' }, ...more },
  );
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

/** A role assignment for a service principal. Its name is a GUID. */
export function roleAssignment(
  scope: string,
  roleDefinitionId: string,
  principalId: string,
  name: string,
  more: Json = {},
): Json {
  return {
    id: `${scope.replace(/\/$/, '')}/providers/Microsoft.Authorization/roleAssignments/${name}`,
    name,
    type: 'Microsoft.Authorization/roleAssignments',
    properties: {
      scope,
      roleDefinitionId,
      principalId,
      principalType: 'ServicePrincipal',
      condition: null,
      conditionVersion: null,
      createdOn: '2026-01-01T00:00:00Z',
      ...more,
    },
  };
}

/** The id of a role's definition, as Azure gives it for assignments in a subscription. */
export function roleDefinitionId(subscription: string, role: string): string {
  return `/subscriptions/${subscription}/providers/Microsoft.Authorization/roleDefinitions/${role}`;
}

export function denyAssignment(scope: string, name: string, permission: Json, more: Json = {}): Json {
  return {
    id: `${scope}/providers/Microsoft.Authorization/denyAssignments/${name}`,
    type: 'Microsoft.Authorization/denyAssignments',
    properties: {
      denyAssignmentName: 'sealed',
      scope,
      doNotApplyToChildScopes: false,
      isSystemProtected: true,
      permissions: [{ actions: [], notActions: [], dataActions: [], notDataActions: [], ...permission }],
      principals: [{ id: '00000000-0000-0000-0000-000000000000', type: 'SystemDefined' }],
      excludePrincipals: [],
      ...more,
    },
  };
}

/** The `identity` of a resource: its own principal, and identities by their ids. */
export function identityBlock(
  tenantId: string,
  principalId: string | undefined,
  user: Readonly<Record<string, { readonly principalId: string; readonly clientId: string }>> = {},
): Json {
  const hasUser = Object.keys(user).length > 0;
  return {
    type: [principalId && 'SystemAssigned', hasUser && 'UserAssigned'].filter(Boolean).join(', ') || 'None',
    ...(principalId === undefined ? {} : { principalId, tenantId }),
    ...(hasUser ? { userAssignedIdentities: user } : {}),
  };
}

export function containerApp(id: string, environmentId: string, identity: Json, properties: Json): Json {
  return resource(id, { managedEnvironmentId: environmentId, environmentId, ...properties }, { identity });
}

/** An environment in no network of its own. */
export function environment(id: string, identity: Json = { type: 'None' }): Json {
  return resource(id, { vnetConfiguration: null }, { identity });
}

export function containerGroup(id: string, imageRegistryCredentials: readonly Json[] | null, identity: Json): Json {
  return resource(id, { containers: [], osType: 'Linux', imageRegistryCredentials }, { identity });
}

/** A site in no network, with its `config/web`. */
export function site(id: string, siteConfig: Json, identity: Json, properties: Json = {}): Json {
  return resource(
    id,
    { siteConfig: { acrUserManagedIdentityID: null, ...siteConfig }, virtualNetworkSubnetId: null, ...properties },
    { kind: 'app,linux,container', identity },
  );
}

/** A service principal as Microsoft Graph returns it, with the ends of its secrets. */
export function servicePrincipal(
  id: string,
  appId: string,
  appOwnerOrganizationId: string,
  ends: readonly string[] = [],
): Json {
  return {
    '@odata.type': '#microsoft.graph.servicePrincipal',
    id,
    appId,
    displayName: 'sp-shop',
    servicePrincipalType: 'Application',
    appOwnerOrganizationId,
    passwordCredentials: secretsThatEnd(ends),
    keyCredentials: [],
  };
}

/** An application as Microsoft Graph returns it, with the ends of its secrets. */
export function application(id: string, appId: string, ends: readonly string[]): Json {
  return {
    '@odata.type': '#microsoft.graph.application',
    id,
    appId,
    displayName: 'sp-shop',
    passwordCredentials: secretsThatEnd(ends),
    keyCredentials: [],
  };
}

const secretsThatEnd = (ends: readonly string[]): readonly Json[] =>
  ends.map(endDateTime => ({ endDateTime, secretText: null }));

/** An access snapshot for which everything was read, and nothing is there. */
export function snapshot(parts: Json): Json {
  return {
    version: 1,
    readAt: '2026-11-24T12:00:00Z',
    cloud: 'AzureCloud',
    resources: [],
    roleAssignments: [],
    roleDefinitions: [],
    denyAssignments: [],
    credentials: [],
    gaps: [],
    ...parts,
  };
}
