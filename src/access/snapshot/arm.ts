import * as v from 'valibot';
import { flag, guid, idOf, optional, optionalText, optionalWord, texts, writtenAccountId } from './words.ts';

/**
 * Schemas of the parts of Azure's REST payloads that the map reads. A snapshot holds payloads unchanged, so fields that
 * are not listed here are welcome. Any optional field may be null. It is `v.nullish` if null means that there is none.
 * Shapes: https://learn.microsoft.com/rest/api/containerregistry/registries/get, …/aks/managed-clusters/get,
 * …/containerapps/container-apps/get, …/authorization/role-assignments/list-for-scope and their neighbours.
 */
export function object<const T extends v.ObjectEntries>(entries: T) {
  return v.object(entries, 'an object');
}

export function maybe<const T extends v.ObjectEntries>(entries: T) {
  return optional(object(entries));
}

export function optionalList<const T extends v.GenericSchema>(item: T) {
  return optional(v.array(item, 'a list'));
}

function named<const T extends v.GenericSchema>(item: T) {
  return optional(v.record(v.string(), optional(item), 'an object'));
}

export const maybeGuid = optional(guid);
export const maybeAccount = optional(writtenAccountId);
export const maybeId = optional(idOf());
export const reference = maybe({ id: maybeId });
export const references = optionalList(object({ id: idOf() }));
const identityId = idOf('Microsoft.ManagedIdentity/userAssignedIdentities');
const principalIds = object({ resourceId: optional(identityId), clientId: maybeGuid, objectId: maybeGuid });

export const identity = maybe({
  type: optionalText,
  principalId: maybeGuid,
  tenantId: maybeAccount,
  // A declaration may hold `{}` where Azure's answer has the ids.
  userAssignedIdentities: optional(
    v.record(identityId, maybe({ principalId: maybeGuid, clientId: maybeGuid }), 'an object'),
  ),
});

export const resource = { id: idOf(), name: optionalText, type: optionalText, location: optionalText };

/** Azure writes the word `msi` if the cluster has no service principal. */
const clientIdOrMsi = optional(v.union([v.pipe(v.string(), v.regex(/^msi$/i)), guid], 'a GUID, or msi'));
const outbound = maybe({ effectiveOutboundIPs: references });

export const managedCluster = object({
  ...resource,
  tags: optional(v.record(v.string(), v.string('a text'), 'an object')),
  identity,
  properties: object({
    provisioningState: optionalText,
    kubernetesVersion: optionalText,
    fqdn: optionalText,
    privateFQDN: optionalText,
    identityProfile: named(principalIds),
    servicePrincipalProfile: maybe({ clientId: clientIdOrMsi }),
    addonProfiles: named(object({ identity: optional(principalIds) })),
    agentPoolProfiles: optionalList(
      object({
        name: optionalText,
        vnetSubnetID: maybeId,
        nodeImageVersion: optionalText,
        osType: optionalWord('Linux', 'Windows'),
        enableNodePublicIP: flag,
      }),
    ),
    nodeProvisioningProfile: maybe({ mode: optionalWord('Auto', 'Manual') }),
    nodeResourceGroup: optionalText,
    bootstrapProfile: maybe({ containerRegistryId: maybeId }),
    httpProxyConfig: maybe({ httpsProxy: optionalText, enabled: flag }),
    networkProfile: maybe({
      outboundType: optionalWord(
        'loadBalancer',
        'userDefinedRouting',
        'managedNATGateway',
        'userAssignedNATGateway',
        'managedNATGatewayV2',
        'none',
        'block',
      ),
      loadBalancerProfile: outbound,
      natGatewayProfile: outbound,
    }),
    securityProfile: maybe({
      serviceAccountImagePullProfile: maybe({ enabled: flag, defaultManagedIdentityId: optional(identityId) }),
    }),
  }),
});

/** A label is one text: `key=value`. https://learn.microsoft.com/rest/api/aks/identity-bindings */
const labelSelector = object({ matchLabels: texts, matchExpressions: v.optional(v.unknown()) });

export const identityBinding = object({
  ...resource,
  properties: object({
    managedIdentity: maybe({ resourceId: maybeId, objectId: optional(guid) }),
    provisioningState: optionalText,
    allowedSubjects: optionalList(
      object({
        namespaceSelector: v.nullish(labelSelector),
        serviceAccountSelector: v.nullish(labelSelector),
      }),
    ),
  }),
});

/** Azure answers with an empty string if a username is used instead of an identity. */
const registryEntry = { server: v.string('a registry host'), identity: optionalText, username: optionalText };
const registryEntries = v.array(object(registryEntry), 'a list');

export const containerApp = object({
  ...resource,
  identity,
  properties: object({
    managedEnvironmentId: maybeId,
    environmentId: maybeId,
    outboundIpAddresses: texts,
    configuration: maybe({ registries: v.nullish(registryEntries) }),
  }),
});

export const sessionPool = object({
  ...resource,
  identity,
  properties: object({
    environmentId: maybeId,
    customContainerTemplate: v.nullish(object({ registryCredentials: v.nullish(object(registryEntry)) })),
  }),
});

export const managedEnvironment = object({
  ...resource,
  identity,
  properties: object({
    vnetConfiguration: v.nullish(object({ infrastructureSubnetId: v.nullish(idOf()) })),
    workloadProfiles: v.nullish(v.array(object({ workloadProfileType: optionalText }), 'a list')),
  }),
});

export const containerGroup = object({
  ...resource,
  identity,
  properties: object({
    imageRegistryCredentials: optional(registryEntries),
    subnetIds: optionalList(object({ id: maybeId })),
  }),
});

export const site = object({
  ...resource,
  identity,
  properties: object({
    outboundIpAddresses: optionalText,
    possibleOutboundIpAddresses: optionalText,
    virtualNetworkSubnetId: v.nullish(idOf()),
    // The name in later API versions: outboundVnetRouting.imagePullTraffic.
    vnetImagePullEnabled: flag,
    outboundVnetRouting: maybe({ allTraffic: flag, imagePullTraffic: flag }),
    hostingEnvironmentProfile: reference,
    siteConfig: maybe({
      acrUseManagedIdentityCreds: flag,
      acrUserManagedIdentityID: v.nullish(v.string('a text')),
      netFrameworkVersion: v.nullish(v.string('a text')),
      linuxFxVersion: optionalText,
      windowsFxVersion: optionalText,
    }),
    siteContainers: optionalList(
      object({
        properties: maybe({
          image: optionalText,
          authType: optionalWord('Anonymous', 'UserCredentials', 'SystemIdentity', 'UserAssigned'),
          userName: optionalText,
          userManagedIdentityClientId: optionalText,
        }),
      }),
    ),
  }),
});

export const userAssignedIdentity = object({
  ...resource,
  properties: object({ principalId: maybeGuid, clientId: maybeGuid, tenantId: maybeAccount }),
});
