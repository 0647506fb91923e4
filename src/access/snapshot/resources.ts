import type * as v from 'valibot';
import { folded } from '../../model/fold.ts';
import { lastSegment, resourceGroupOf, subscriptionOf } from '../ids.ts';
import type {
  AzureResource,
  Cluster,
  ContainerApp,
  ContainerGroup,
  Environment,
  HeldIdentity,
  IdentityBinding,
  RuntimeRegistryEntry,
  Site,
  UserAssignedIdentity,
} from '../map.ts';
import type * as arm from './arm.ts';

/** Azure's payloads turned into the map's nouns. */

type Payload<Schema extends v.GenericSchema> = v.InferOutput<Schema>;

interface ArmResource {
  readonly id: string;
  readonly name?: string | undefined;
  readonly location?: string | undefined;
}

export function resourceFrom({ id, name, location }: ArmResource): AzureResource {
  return {
    id,
    name: name ?? lastSegment(id),
    subscription: subscriptionOf(id) ?? '',
    resourceGroup: resourceGroupOf(id) ?? '',
    location,
  };
}

/**
 * The type shows which kinds of identity exist. So an identity that the type names and the block lacks was not read.
 */
export function heldIdentityFrom(identity: Payload<typeof arm.identity>): HeldIdentity | undefined {
  if (!identity) return undefined;
  const { type, principalId, tenantId, userAssignedIdentities } = identity;
  const hasNoUsers = type && !/\bUserAssigned\b/i.test(type);
  const users = userAssignedIdentities ?? (hasNoUsers ? {} : undefined);
  return {
    systemAssigned: principalId ? true : type ? /\bSystemAssigned\b/i.test(type) : undefined,
    systemPrincipalId: principalId,
    tenantId,
    userAssigned:
      users &&
      Object.entries(users).map(([id, ids]) => ({ id, principalId: ids?.principalId, clientId: ids?.clientId })),
  };
}

/** Sites, container groups and clusters without an identity leave the field out. Container Apps and jobs state it. */
const noIdentity: HeldIdentity = {
  systemAssigned: false,
  systemPrincipalId: undefined,
  tenantId: undefined,
  userAssigned: [],
};

const kubeletProfile = 'kubeletidentity';

/**
 * Kubernetes gives each namespace this label:
 * https://kubernetes.io/docs/reference/labels-annotations-taints/#kubernetes-io-metadata-name
 */
const NAMESPACE_NAME = 'kubernetes.io/metadata.name=';

/**
 * Reads the namespaces that a binding allows. A binding in any state but `Succeeded`, or in an unknown one, allows
 * none. A subject without a selector of service accounts means all of a namespace's.
 */
export function identityBindingFrom(payload: Payload<typeof arm.identityBinding>): IdentityBinding {
  const { managedIdentity, provisioningState, allowedSubjects } = payload.properties;
  const isReady = provisioningState?.toLowerCase() === 'succeeded';
  const allowedNamespaces = (allowedSubjects ?? []).flatMap(({ namespaceSelector, serviceAccountSelector }) => {
    const { matchLabels, matchExpressions } = namespaceSelector ?? {};
    const [label = '', ...more] = matchLabels ?? [];
    const isPlain = more.length === 0 && isNothing(matchExpressions) && isNothing(serviceAccountSelector);
    return isPlain && label.startsWith(NAMESPACE_NAME) ? label.slice(NAMESPACE_NAME.length) : [];
  });
  return {
    ...resourceFrom(payload),
    identityId: managedIdentity?.resourceId,
    principalId: managedIdentity?.objectId,
    allowedNamespaces: isReady ? allowedNamespaces : [],
  };
}

function isNothing(value: unknown): boolean {
  return (value ?? null) === null || (Array.isArray(value) && value.length === 0);
}

export function clusterFrom(payload: Payload<typeof arm.managedCluster>): Cluster {
  const { properties } = payload;
  const profiles = Object.entries(properties.identityProfile ?? {});
  const kubelet = profiles.find(([name]) => name.toLowerCase() === kubeletProfile)?.[1];
  const clientId = properties.servicePrincipalProfile?.clientId;
  const network = properties.networkProfile;
  const proxy = properties.httpProxyConfig;
  const pull = properties.securityProfile?.serviceAccountImagePullProfile;
  return {
    ...resourceFrom(payload),
    kind: 'aks',
    tags: payload.tags ?? {},
    kubelet,
    // Azure writes the word `msi` if the cluster has no service principal.
    servicePrincipalClientId: clientId?.toLowerCase() === 'msi' ? undefined : clientId,
    identity: heldIdentityFrom(payload.identity),
    otherIdentities: [
      ...profiles.flatMap(([name, ids]) =>
        ids && name.toLowerCase() !== kubeletProfile ? [{ name, isAddOn: false, ...ids }] : [],
      ),
      ...Object.entries(properties.addonProfiles ?? {}).flatMap(([name, addon]) =>
        addon?.identity ? [{ name, isAddOn: true, ...addon.identity }] : [],
      ),
    ],
    serviceAccountPull:
      typeof pull?.enabled === 'boolean'
        ? { enabled: pull.enabled, defaultIdentityId: pull.defaultManagedIdentityId }
        : undefined,
    nodePools: (properties.agentPoolProfiles ?? []).map(pool => ({
      name: pool.name ?? '',
      subnetId: pool.vnetSubnetID,
      nodeImageVersion: pool.nodeImageVersion,
      osType: pool.osType,
      nodePublicIps: pool.enableNodePublicIP,
    })),
    addsNodes: addsNodes(properties.nodeProvisioningProfile?.mode),
    nodeResourceGroup: properties.nodeResourceGroup,
    bootstrapRegistryId: properties.bootstrapProfile?.containerRegistryId,
    outboundType: network?.outboundType,
    egressIpIds: egressFrom(properties)?.map(address => address.id),
    httpsProxy: proxy?.enabled === false ? undefined : proxy?.httpsProxy,
    kubernetesVersion: properties.kubernetesVersion,
    apiServerHosts: [properties.fqdn, properties.privateFQDN].flatMap(host => (host === undefined ? [] : folded(host))),
  };
}

/** https://learn.microsoft.com/azure/aks/node-autoprovision */
function addsNodes(mode: string | undefined): boolean | undefined {
  return mode === undefined ? undefined : mode.toLowerCase() === 'auto';
}

/**
 * A cluster that is moved from one outbound type to another shows both. It is not known which of them its traffic
 * takes.
 */
function egressFrom({ provisioningState, networkProfile }: Payload<typeof arm.managedCluster>['properties']) {
  const { outboundType, loadBalancerProfile, natGatewayProfile } = networkProfile ?? {};
  const hasBoth = loadBalancerProfile && natGatewayProfile;
  if (hasBoth && provisioningState?.toLowerCase() !== 'succeeded') return undefined;
  const isNat = hasBoth ? outboundType?.toLowerCase() === 'managednatgateway' : natGatewayProfile;
  return (isNat ? natGatewayProfile : loadBalancerProfile)?.effectiveOutboundIPs;
}

function registryEntriesFrom(
  entries: NonNullable<Payload<typeof arm.containerGroup>['properties']['imageRegistryCredentials']>,
): readonly RuntimeRegistryEntry[] {
  return entries.map(entry => ({
    server: folded(entry.server),
    // Azure answers with an empty string if a username is used instead of an identity.
    identity: entry.identity || undefined,
    username: entry.username || undefined,
  }));
}

/** A Container App without entries has `"registries": null`. */
export function containerAppFrom(kind: ContainerApp['kind']) {
  return (payload: Payload<typeof arm.containerApp>): ContainerApp => {
    const { properties } = payload;
    const entries = properties.configuration?.registries;
    return {
      ...resourceFrom(payload),
      kind,
      identity: heldIdentityFrom(payload.identity),
      environmentId: properties.environmentId ?? properties.managedEnvironmentId,
      registries: entries === undefined ? undefined : registryEntriesFrom(entries ?? []),
      outboundIps: properties.outboundIpAddresses,
    };
  };
}

/** One of Azure's own container types has no template, but null. */
export function sessionPoolFrom(payload: Payload<typeof arm.sessionPool>): ContainerApp {
  const { environmentId, customContainerTemplate: template } = payload.properties;
  const entry = template === null ? null : template?.registryCredentials;
  return {
    ...resourceFrom(payload),
    kind: 'sessionPool',
    identity: heldIdentityFrom(payload.identity),
    environmentId,
    registries: entry === undefined ? undefined : registryEntriesFrom(entry ? [entry] : []),
    outboundIps: undefined,
  };
}

/** One without a network has null as `vnetConfiguration` or as its subnet, and one without profiles `"workloadProfiles": null`. */
export function environmentFrom(payload: Payload<typeof arm.managedEnvironment>): Environment {
  const { vnetConfiguration: network, workloadProfiles: profiles } = payload.properties;
  return {
    ...resourceFrom(payload),
    identity: heldIdentityFrom(payload.identity),
    subnetId: network === null ? null : network?.infrastructureSubnetId,
    hasWorkloadProfiles: profiles === undefined ? undefined : (profiles?.length ?? 0) > 0,
  };
}

export function containerGroupFrom(payload: Payload<typeof arm.containerGroup>): ContainerGroup {
  return {
    ...resourceFrom(payload),
    kind: 'containerGroup',
    identity: heldIdentityFrom(payload.identity) ?? noIdentity,
    registries: registryEntriesFrom(payload.properties.imageRegistryCredentials ?? []),
    subnetIds: (payload.properties.subnetIds ?? []).flatMap(subnet => subnet.id ?? []),
  };
}

export function siteFrom(payload: Payload<typeof arm.site>): Site {
  const { properties } = payload;
  const config = properties.siteConfig;
  return {
    ...resourceFrom(payload),
    kind: 'site',
    identity: heldIdentityFrom(payload.identity) ?? noIdentity,
    managedIdentityCredentials: config?.acrUseManagedIdentityCreds,
    pullIdentity: config ? pullIdentityOf(config) : undefined,
    outboundIps: listed(properties.outboundIpAddresses),
    possibleOutboundIps: listed(properties.possibleOutboundIpAddresses),
    subnetId: properties.virtualNetworkSubnetId,
    imagePullOverNetwork: pullsOverNetwork(properties),
    inAppServiceEnvironment: properties.hostingEnvironmentProfile?.id !== undefined,
    image: config?.linuxFxVersion || config?.windowsFxVersion || undefined,
    containers: properties.siteContainers?.map(({ properties: container }) => ({
      image: container?.image,
      authType: container?.authType?.toLowerCase(),
      username: container?.userName || undefined,
      identityClientId: container?.userManagedIdentityClientId || undefined,
    })),
  };
}

/**
 * Each of these is enough. API versions since 2024-11-01 have the first two in place of the third. With `allTraffic`,
 * the others may stay false. So no answer of an earlier version proves that images take another path.
 * https://learn.microsoft.com/azure/app-service/configure-vnet-integration-routing
 * https://github.com/Azure/bicep-types-az/issues/2529
 */
function pullsOverNetwork({
  outboundVnetRouting: routing,
  vnetImagePullEnabled,
}: Payload<typeof arm.site>['properties']): boolean | undefined {
  if (routing?.allTraffic || routing?.imagePullTraffic || vnetImagePullEnabled) return true;
  return routing?.allTraffic === false && routing.imagePullTraffic === false ? false : undefined;
}

/**
 * A GET of the site itself has null for all settings except nine. `config/web` always has `netFrameworkVersion`.
 * https://github.com/Azure/azure-rest-api-specs/issues/12104
 */
function pullIdentityOf({
  acrUserManagedIdentityID: id,
  netFrameworkVersion,
}: NonNullable<Payload<typeof arm.site>['properties']['siteConfig']>) {
  if (id) return id;
  return id === undefined || netFrameworkVersion === null ? undefined : null;
}

/** One string with commas, unlike Container Apps' list. */
function listed(addresses: string | null | undefined): readonly string[] | undefined {
  return addresses?.split(',').map(address => address.trim());
}

export function identityFrom(payload: Payload<typeof arm.userAssignedIdentity>): UserAssignedIdentity {
  return { ...resourceFrom(payload), ...payload.properties };
}
