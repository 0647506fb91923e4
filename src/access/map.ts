import type { NetworkLookups, Networks } from './networks.ts';
import type { DenyAssignment, RoleAssignment, RoleDefinition } from './roles.ts';

/**
 * The known facts about Azure. Each optional field is undefined if it was *not read*. An empty list was read, and there
 * is none. Nothing here is a guess: callers must treat undefined as unknown.
 *
 * Resource ids are kept as Azure wrote them. Compare them with `sameId` or through the map's look-ups, since Azure
 * mixes the case of segments (`resourcegroups`, `resourceGroups`).
 */
export interface AccessMap extends NetworkLookups {
  /** The source, for people: a file's name or `Azure`. */
  readonly origin: string;
  /** ISO 8601. Undefined: the snapshot does not state it. */
  readonly readAt: string | undefined;
  readonly cloud: string | undefined;
  /** True if the ids of subscriptions, tenants and principals were replaced: only names identify them then. */
  readonly redacted: boolean;
  readonly registries: readonly Registry[];
  readonly runtimes: readonly Runtime[];
  readonly identities: readonly UserAssignedIdentity[];
  readonly environments: readonly Environment[];
  readonly networks: Networks;
  /** Undefined: role assignments were not read at all. */
  readonly roleAssignments: readonly RoleAssignment[] | undefined;
  readonly denyAssignments: readonly DenyAssignment[] | undefined;
  readonly credentials: readonly Credential[] | undefined;
  /** The answers of registries about images. An image without an answer was not asked for, and may exist or not. */
  readonly images: readonly KnownImage[] | undefined;
  readonly gaps: readonly Gap[];
  /** Subscriptions whose resources were read, except for the gaps. Lower case. */
  readonly subscriptionsRead: readonly string[];
  /** By login server or regional host, in any case. It never takes a name apart. */
  registryByHost(host: string): Registry | undefined;
  /** Returns whether two ids, from Azure or a manifest, are of one resource. */
  sameId(one: string, other: string): boolean;
  registryById(id: string): Registry | undefined;
  runtimeById(id: string): Runtime | undefined;
  identityById(id: string): UserAssignedIdentity | undefined;
  environmentById(id: string | undefined): Environment | undefined;
  /** By the registry's id and the token's name, which is its user name. Undefined: it was not read, or is not there. */
  registryToken(registryId: string, name: string): RegistryToken | undefined;
  scopeMapById(id: string): ScopeMap | undefined;
  /** The cache rules of a registry. Empty: it has none, or they were not read. */
  cacheRulesOf(registryId: string): readonly CacheRule[];
  /** The identity bindings of a cluster that were read. It may have more. */
  identityBindingsOf(clusterId: string): readonly IdentityBinding[];
  credentialSetById(id: string): CredentialSet | undefined;
  identityByClientId(clientId: string): UserAssignedIdentity | undefined;
  identityByPrincipalId(principalId: string): UserAssignedIdentity | undefined;
  /** The servicePrincipal and application objects of an app. Empty: there are none, or none were read. */
  credentialsByAppId(appId: string): readonly Credential[];
  credentialByObjectId(objectId: string): Credential | undefined;
  /** The name of a principal for people: ``kubelet identity of `aks-prod` ``. Undefined: only its id is known. */
  principalName(objectId: string): string | undefined;
  /** The same with its owner first, since several look alike in a list of fixes: `` `aks-eu`'s kubelet identity``. */
  principalInTitle(objectId: string): string | undefined;
  /** The answer of the registry with this login server about a tag or a digest. Undefined: it was not asked. */
  imageAt(loginServer: string, repository: string, reference: string): KnownImage | undefined;
  roleDefinition(roleDefinitionId: string): RoleDefinition | undefined;
  /** Assignments whose principal is this object id. Empty: there are none, or none were read. */
  assignmentsOf(principalId: string): readonly RoleAssignment[];
  /** Assignments at this `scopeKey`, held by any principal. */
  assignmentsAt(scopeKey: string): readonly RoleAssignment[];
  /** Assignments at this `scopeKey` whose principal is a group, or may be one. */
  groupAssignmentsAt(scopeKey: string): readonly RoleAssignment[];
  /** The management groups that any assignment names, as `scopeKey`s. */
  readonly managementGroupScopes: readonly string[];
  /** Returns whether a principal is known not to be a group. */
  isNoGroup(principalId: string): boolean;
  /** Transitive groups of a principal. Undefined: memberships were not read. */
  groupsOf(principalId: string): readonly string[] | undefined;
  /**
   * Returns whether its groups would name this one. A snapshot leaves out groups that none of its own registries knows.
   */
  wasAskedFor(principalId: string, groupId: string): boolean;
  tenantOf(subscription: string): string | undefined;
  /** Ids of the management groups above a subscription, nearest first. Undefined: not read. */
  managementGroupsOf(subscription: string): readonly string[] | undefined;
  /** The gap that covers this kind of fact at this scope or above it, if one was reported. */
  gapFor(what: string, scope: string): Gap | undefined;
  /** Returns whether the subscription's resources of every kind were read (it is named in the snapshot's `tenants`). */
  wasRead(subscription: string): boolean;
}

export interface AzureResource {
  readonly id: string;
  readonly name: string;
  readonly subscription: string;
  readonly resourceGroup: string;
  readonly location: string | undefined;
}

export interface Registry extends AzureResource {
  /** Lower case. */
  readonly loginServer: string;
  readonly regionalHosts: readonly string[];
  /** `roleAssignmentMode`. Undefined: an API too old to report it was asked. */
  readonly mode: 'legacy' | 'abac' | undefined;
  readonly sku: string | undefined;
  readonly adminEnabled: boolean | undefined;
  readonly anonymousPull: boolean | undefined;
  readonly publicAccess: 'enabled' | 'disabled' | undefined;
  readonly defaultAction: 'allow' | 'deny' | undefined;
  /** IPv4 addresses and CIDR blocks that the firewall lets in. */
  readonly ipRules: readonly string[] | undefined;
  /**
   * Ids of the subnets that the firewall lets in by service endpoint. Undefined: the API version does not show them.
   */
  readonly subnetRules: readonly string[] | undefined;
  /** `IPv4AndIPv6` is a preview. Undefined: the API version does not show it. */
  readonly endpointProtocol: 'ipv4' | 'ipv4andipv6' | undefined;
  readonly trustedServices: boolean | undefined;
  readonly privateEndpoints:
    | readonly { readonly id: string | undefined; readonly status: string | undefined }[]
    | undefined;
  /** `azureADAuthenticationAsArmPolicy`: whether tokens for Azure Resource Manager are accepted. */
  readonly armTokens: boolean | undefined;
  readonly quarantine: boolean | undefined;
}

/** A registry's own credential, without Entra. */
export interface RegistryToken extends AzureResource {
  readonly enabled: boolean | undefined;
  readonly scopeMapId: string | undefined;
  /** ISO 8601 ends of its passwords, `never` for one without an end. Undefined: its credentials were not read. */
  readonly ends: readonly string[] | undefined;
  /** True if it can also sign in by a certificate, whose use is not read. */
  readonly hasCertificate: boolean;
}

export interface ScopeMap extends AzureResource {
  /** `repositories/team/web/content/read`. */
  readonly actions: readonly string[] | undefined;
}

/** A rule by which a registry fetches an image from another one at its first pull. */
export interface CacheRule extends AzureResource {
  /** `docker.io/library/*`. */
  readonly source: string | undefined;
  /** The repositories of the registry that it serves, in lower case: `hub/*`. */
  readonly target: string | undefined;
  readonly credentialSetId: string | undefined;
  /** The user-assigned identity that signs in upstream. Null: none. Undefined: the API version does not show it. */
  readonly identity: { readonly id: string; readonly principalId: string | undefined } | null | undefined;
}

export interface CredentialSet extends AzureResource {
  /** True if none of its credentials lets the registry in any more. */
  readonly unhealthy: boolean;
}

/** The identities that a resource holds. */
export interface HeldIdentity {
  /** True if it has a system-assigned identity, whose principal may not have been read. */
  readonly systemAssigned: boolean | undefined;
  readonly systemPrincipalId: string | undefined;
  readonly tenantId: string | undefined;
  readonly userAssigned:
    | readonly {
        readonly id: string;
        readonly principalId: string | undefined;
        readonly clientId: string | undefined;
      }[]
    | undefined;
}

/**
 * Lets pods of a cluster use a managed identity. A pod may if its service account is allowed by a role in the cluster,
 * or by the binding itself. https://learn.microsoft.com/azure/aks/identity-bindings-concepts
 */
export interface IdentityBinding extends AzureResource {
  readonly identityId: string | undefined;
  readonly principalId: string | undefined;
  /** Namespaces all of whose service accounts are allowed. There may be more. */
  readonly allowedNamespaces: readonly string[];
}

export type Runtime = Cluster | ContainerApp | ContainerGroup | Site;

export interface Cluster extends AzureResource {
  readonly kind: 'aks';
  readonly tags: Readonly<Record<string, string>>;
  readonly kubelet: PrincipalIds | undefined;
  /** Undefined on a managed-identity cluster (Azure writes `msi`). */
  readonly servicePrincipalClientId: string | undefined;
  readonly identity: HeldIdentity | undefined;
  /** Identities of add-ons and other profiles of the same cluster, with their names. */
  readonly otherIdentities: readonly (PrincipalIds & { readonly name: string; readonly isAddOn: boolean })[];
  /** `securityProfile.serviceAccountImagePullProfile`. Undefined: the API that was asked does not report it. */
  readonly serviceAccountPull:
    | { readonly enabled: boolean; readonly defaultIdentityId: string | undefined }
    | undefined;
  readonly nodePools: readonly {
    readonly name: string;
    readonly subnetId: string | undefined;
    readonly nodeImageVersion: string | undefined;
    readonly osType: string | undefined;
    /** True if each node has a public address of its own, from which its traffic leaves. */
    readonly nodePublicIps: boolean | undefined;
  }[];
  /** True if AKS adds nodes of sizes that it chooses (node auto provisioning). Undefined: not read. */
  readonly addsNodes: boolean | undefined;
  /** The resource group of the cluster's own resources, such as its virtual network. */
  readonly nodeResourceGroup: string | undefined;
  /** The registry from which a network isolated cluster gets its components. */
  readonly bootstrapRegistryId: string | undefined;
  readonly outboundType: string | undefined;
  /** Resource ids of the public addresses from which its traffic leaves. Undefined: not stated. */
  readonly egressIpIds: readonly string[] | undefined;
  /** The proxy through which nodes reach the internet. Others see the proxy's own address. */
  readonly httpsProxy: string | undefined;
  readonly kubernetesVersion: string | undefined;
  /** Names under which its API server answers, public and private. Lower case. */
  readonly apiServerHosts: readonly string[];
}

export interface PrincipalIds {
  readonly resourceId: string | undefined;
  readonly clientId: string | undefined;
  readonly objectId: string | undefined;
}

export interface ContainerApp extends AzureResource {
  readonly kind: 'containerApp' | 'containerAppJob' | 'sessionPool';
  readonly identity: HeldIdentity | undefined;
  readonly environmentId: string | undefined;
  readonly registries: readonly RuntimeRegistryEntry[] | undefined;
  readonly outboundIps: readonly string[] | undefined;
}

export interface ContainerGroup extends AzureResource {
  readonly kind: 'containerGroup';
  readonly identity: HeldIdentity | undefined;
  readonly registries: readonly RuntimeRegistryEntry[];
  readonly subnetIds: readonly string[];
}

export interface Site extends AzureResource {
  readonly kind: 'site';
  readonly identity: HeldIdentity | undefined;
  readonly managedIdentityCredentials: boolean | undefined;
  /**
   * `acrUserManagedIdentityID`: a client id, or with Functions on Container Apps a resource id. Null: its own identity.
   */
  readonly pullIdentity: string | null | undefined;
  readonly outboundIps: readonly string[] | undefined;
  /** The addresses that it may use when it is scaled or moved, including those in use. */
  readonly possibleOutboundIps: readonly string[] | undefined;
  /** Null: it is in no network. */
  readonly subnetId: string | null | undefined;
  /**
   * True if its own properties send image pulls through the integrated network. Undefined: not stated. An app setting
   * can do so as well, which is not read.
   */
  readonly imagePullOverNetwork: boolean | undefined;
  /** True if it runs in an App Service Environment, and pulls over the network of that. */
  readonly inAppServiceEnvironment: boolean;
  /** `linuxFxVersion` or `windowsFxVersion`. */
  readonly image: string | undefined;
  /**
   * Containers that each sign in on their own, as in sites of `linuxFxVersion: sitecontainers`. Undefined: not read.
   */
  readonly containers: readonly SiteContainer[] | undefined;
}

export interface SiteContainer {
  readonly image: string | undefined;
  /** In lower case. */
  readonly authType: string | undefined;
  readonly username: string | undefined;
  readonly identityClientId: string | undefined;
}

export interface RuntimeRegistryEntry {
  readonly server: string;
  readonly identity: string | undefined;
  readonly username: string | undefined;
}

export interface Environment extends AzureResource {
  readonly identity: HeldIdentity | undefined;
  /** Null: it is in no network. */
  readonly subnetId: string | null | undefined;
  /** True for the newer kind, with workload profiles. Undefined: not read. */
  readonly hasWorkloadProfiles: boolean | undefined;
}

export interface UserAssignedIdentity extends AzureResource {
  readonly principalId: string | undefined;
  readonly clientId: string | undefined;
  readonly tenantId: string | undefined;
}

/** A service principal or application as Microsoft Graph returns it, without any secret. */
export interface Credential {
  readonly appId: string;
  readonly objectId: string | undefined;
  readonly kind: 'servicePrincipal' | 'application' | undefined;
  readonly displayName: string | undefined;
  readonly tenantId: string | undefined;
  /** ISO 8601 ends of the secrets and certificates. Empty: there is none, or Azure renews them. */
  readonly ends: readonly string[];
  /** The ends of its passwords alone. A registry's user name and a cluster take no certificate. */
  readonly passwordEnds: readonly string[];
  /** True if both its secrets and its certificates were read. */
  readonly endsRead: boolean;
  /** True if others sign in as it by their own tokens, without a secret. */
  readonly federated: boolean | undefined;
  /** False: it gets no tokens any more. */
  readonly enabled: boolean | undefined;
}

export interface Gap {
  /** `roleAssignments`, `denyAssignments`, `groups`, `credentials`, or a resource collection such as `registries`. */
  readonly what: string;
  readonly scope: string;
  readonly why: string;
  /** True if nothing was asked, since the facts are those that code in the workspace will make. */
  readonly isOfCode?: true;
}

/** The answer of a registry that was asked for an image, as a pull would ask. */
export interface KnownImage {
  /** The registry's login server, lower case. */
  readonly registry: string;
  readonly repository: string;
  /** A tag, or a digest with its algorithm: `sha256:…`. */
  readonly reference: string;
  readonly state: 'found' | 'missing' | 'quarantined';
  /** The platforms of an index's manifests, such as `linux/arm64`. Undefined: the answer names none. */
  readonly platforms: readonly string[] | undefined;
  /** Time of the answer, ISO 8601. Undefined: the time of the map. */
  readonly readAt: string | undefined;
}
