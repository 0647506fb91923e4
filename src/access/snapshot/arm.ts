import * as v from 'valibot';

/**
 * The parts of Azure's REST payloads that the map reads, as schemas: a snapshot holds them unchanged, so fields that
 * are not listed here are welcome, and any optional field may be null.
 * Shapes: https://learn.microsoft.com/rest/api/containerregistry/registries/get, …/aks/managed-clusters/get,
 * …/containerapps/container-apps/get, …/authorization/role-assignments/list-for-scope and their neighbours.
 */
const text = v.nullish(v.string());
const flag = v.nullish(v.boolean());
const texts = v.nullish(v.array(v.string()));
const status = v.nullish(v.looseObject({ status: text }));
const idOnly = v.looseObject({ id: v.string() });
const maybeId = v.nullish(v.looseObject({ id: text }));
const principalIds = v.looseObject({ resourceId: text, clientId: text, objectId: text });

const identity = v.nullish(
  v.looseObject({
    type: text,
    principalId: text,
    tenantId: text,
    // A declaration may hold `{}` where Azure's answer has the ids.
    userAssignedIdentities: v.nullish(
      v.record(v.string(), v.nullish(v.looseObject({ principalId: text, clientId: text }))),
    ),
  }),
);

const resource = { id: v.string(), name: text, type: text, location: text };

export const registry = v.looseObject({
  ...resource,
  sku: v.nullish(v.looseObject({ name: text })),
  properties: v.looseObject({
    loginServer: text,
    regionalEndpointHostNames: texts,
    roleAssignmentMode: text,
    adminUserEnabled: flag,
    anonymousPullEnabled: flag,
    publicNetworkAccess: text,
    networkRuleBypassOptions: text,
    dataEndpointEnabled: flag,
    networkRuleSet: v.nullish(
      v.looseObject({
        defaultAction: text,
        ipRules: v.nullish(v.array(v.looseObject({ value: text, action: text }))),
        virtualNetworkRules: v.nullish(v.array(v.looseObject({ id: text }))),
      }),
    ),
    privateEndpointConnections: v.nullish(
      v.array(
        v.looseObject({
          id: text,
          properties: v.nullish(v.looseObject({ privateEndpoint: maybeId, privateLinkServiceConnectionState: status })),
        }),
      ),
    ),
    policies: v.nullish(v.looseObject({ azureADAuthenticationAsArmPolicy: status, quarantinePolicy: status })),
  }),
});

export const managedCluster = v.looseObject({
  ...resource,
  identity,
  properties: v.looseObject({
    provisioningState: text,
    kubernetesVersion: text,
    fqdn: text,
    privateFQDN: text,
    identityProfile: v.nullish(v.record(v.string(), v.nullish(principalIds))),
    servicePrincipalProfile: v.nullish(v.looseObject({ clientId: text })),
    addonProfiles: v.nullish(v.record(v.string(), v.nullish(v.looseObject({ identity: v.nullish(principalIds) })))),
    agentPoolProfiles: v.nullish(
      v.array(
        v.looseObject({
          name: text,
          vnetSubnetID: text,
          nodeImageVersion: text,
          osType: text,
          enableNodePublicIP: flag,
        }),
      ),
    ),
    nodeResourceGroup: text,
    httpProxyConfig: v.nullish(v.looseObject({ httpsProxy: text, enabled: flag })),
    networkProfile: v.nullish(
      v.looseObject({
        outboundType: text,
        loadBalancerProfile: v.nullish(v.looseObject({ effectiveOutboundIPs: v.nullish(v.array(idOnly)) })),
        natGatewayProfile: v.nullish(v.looseObject({ effectiveOutboundIPs: v.nullish(v.array(idOnly)) })),
      }),
    ),
    securityProfile: v.nullish(
      v.looseObject({
        serviceAccountImagePullProfile: v.nullish(v.looseObject({ enabled: flag, defaultManagedIdentityId: text })),
      }),
    ),
  }),
});

const registryEntries = v.nullish(
  v.array(v.looseObject({ server: v.string(), identity: text, username: text, passwordSecretRef: text })),
);

export const containerApp = v.looseObject({
  ...resource,
  identity,
  properties: v.looseObject({
    managedEnvironmentId: text,
    environmentId: text,
    outboundIpAddresses: texts,
    configuration: v.nullish(v.looseObject({ registries: registryEntries })),
  }),
});

export const managedEnvironment = v.looseObject({
  ...resource,
  identity,
  properties: v.nullish(
    v.looseObject({ vnetConfiguration: v.nullish(v.looseObject({ infrastructureSubnetId: text })) }),
  ),
});

export const containerGroup = v.looseObject({
  ...resource,
  identity,
  properties: v.looseObject({
    imageRegistryCredentials: registryEntries,
    subnetIds: v.nullish(v.array(v.looseObject({ id: text }))),
  }),
});

export const site = v.looseObject({
  ...resource,
  identity,
  properties: v.looseObject({
    outboundIpAddresses: text,
    possibleOutboundIpAddresses: text,
    virtualNetworkSubnetId: text,
    // Renamed by later API versions: outboundVnetRouting.imagePullTraffic.
    vnetImagePullEnabled: flag,
    outboundVnetRouting: v.nullish(v.looseObject({ imagePullTraffic: flag })),
    siteConfig: v.nullish(
      v.looseObject({
        acrUseManagedIdentityCreds: flag,
        acrUserManagedIdentityID: text,
        linuxFxVersion: text,
        windowsFxVersion: text,
      }),
    ),
  }),
});

export const userAssignedIdentity = v.looseObject({
  ...resource,
  properties: v.nullish(v.looseObject({ principalId: text, clientId: text, tenantId: text })),
});

export const publicIpAddress = v.looseObject({
  ...resource,
  properties: v.nullish(v.looseObject({ ipAddress: text })),
});

export const publicIpPrefix = v.looseObject({
  ...resource,
  properties: v.nullish(v.looseObject({ ipPrefix: text })),
});

const serviceConnections = v.nullish(
  v.array(v.looseObject({ properties: v.nullish(v.looseObject({ privateLinkServiceId: text })) })),
);
export const privateEndpoint = v.looseObject({
  ...resource,
  properties: v.nullish(
    v.looseObject({
      subnet: maybeId,
      privateLinkServiceConnections: serviceConnections,
      manualPrivateLinkServiceConnections: serviceConnections,
    }),
  ),
});

export const dnsZoneLink = v.looseObject({
  ...resource,
  properties: v.nullish(v.looseObject({ virtualNetwork: maybeId })),
});

export const virtualNetwork = v.looseObject({
  ...resource,
  properties: v.nullish(
    v.looseObject({
      subnets: v.nullish(
        v.array(
          v.looseObject({
            id: text,
            properties: v.nullish(
              v.looseObject({
                natGateway: maybeId,
                routeTable: maybeId,
                serviceEndpoints: v.nullish(v.array(v.looseObject({ service: text }))),
              }),
            ),
          }),
        ),
      ),
      dhcpOptions: v.nullish(v.looseObject({ dnsServers: texts })),
      virtualNetworkPeerings: v.nullish(
        v.array(
          v.looseObject({
            properties: v.nullish(
              v.looseObject({ peeringState: text, allowVirtualNetworkAccess: flag, remoteVirtualNetwork: maybeId }),
            ),
          }),
        ),
      ),
    }),
  ),
});

export const natGateway = v.looseObject({
  ...resource,
  properties: v.nullish(
    v.looseObject({
      publicIpAddresses: v.nullish(v.array(idOnly)),
      publicIpPrefixes: v.nullish(v.array(idOnly)),
    }),
  ),
});

export const roleAssignment = v.looseObject({
  id: v.string(),
  type: text,
  properties: v.looseObject({
    scope: text,
    roleDefinitionId: v.string(),
    principalId: v.string(),
    principalType: text,
    condition: text,
    conditionVersion: text,
    createdOn: text,
  }),
});

export const permission = v.looseObject({
  actions: texts,
  notActions: texts,
  dataActions: texts,
  notDataActions: texts,
  condition: text,
  conditionVersion: text,
});

export const roleDefinition = v.looseObject({
  id: v.string(),
  properties: v.looseObject({ roleName: text, type: text, permissions: v.nullish(v.array(permission)) }),
});

const principals = v.nullish(v.array(v.looseObject({ id: v.string(), type: text })));
export const denyAssignment = v.looseObject({
  id: v.string(),
  properties: v.looseObject({
    denyAssignmentName: text,
    scope: text,
    doNotApplyToChildScopes: flag,
    permissions: v.nullish(v.array(permission)),
    principals,
    excludePrincipals: principals,
  }),
});

/** A servicePrincipal or application object of Microsoft Graph. */
const graphKeys = v.nullish(v.array(v.looseObject({ endDateTime: text })));
export const credential = v.looseObject({
  appId: v.string(),
  id: text,
  displayName: text,
  appOwnerOrganizationId: text,
  servicePrincipalType: text,
  accountEnabled: flag,
  '@odata.type': text,
  passwordCredentials: graphKeys,
  keyCredentials: graphKeys,
});

export const gap = v.looseObject({ what: v.string(), scope: v.string(), why: v.string() });

export type ArmRegistry = v.InferOutput<typeof registry>;
export type ArmManagedCluster = v.InferOutput<typeof managedCluster>;
export type ArmContainerApp = v.InferOutput<typeof containerApp>;
export type ArmContainerGroup = v.InferOutput<typeof containerGroup>;
export type ArmSite = v.InferOutput<typeof site>;
export type ArmManagedEnvironment = v.InferOutput<typeof managedEnvironment>;
export type ArmIdentityBlock = v.InferOutput<typeof identity>;
export type ArmPermission = v.InferOutput<typeof permission>;
