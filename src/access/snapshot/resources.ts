import type * as v from 'valibot';
import { lastSegment, resourceGroupOf, segmentAfter, subscriptionOf } from '../ids.ts';
import type {
  AzureResource,
  Cluster,
  ContainerApp,
  ContainerGroup,
  Environment,
  HeldIdentity,
  Permission,
  PrincipalIds,
  Registry,
  RegistryToken,
  RuntimeRegistryEntry,
  ScopeMap,
  Site,
  UserAssignedIdentity,
} from '../map.ts';
import type * as arm from './arm.ts';

/** Azure's payloads turned into the map's nouns; null and absent alike become undefined. */

interface ArmResource {
  readonly id: string;
  readonly name?: string | null | undefined;
  readonly location?: string | null | undefined;
}

function resourceFrom({ id, name, location }: ArmResource): AzureResource {
  return {
    id,
    name: name ?? lastSegment(id),
    subscription: subscriptionOf(id) ?? '',
    resourceGroup: resourceGroupOf(id) ?? '',
    location: location ?? undefined,
  };
}

const modes: Readonly<Record<string, Registry['mode']>> = {
  legacyregistrypermissions: 'legacy',
  abacrepositorypermissions: 'abac',
};

export function registryFrom(payload: arm.ArmRegistry): Registry {
  const { properties } = payload;
  const resource = resourceFrom(payload);
  const rules = properties.networkRuleSet;
  return {
    ...resource,
    loginServer: (properties.loginServer ?? '').toLowerCase(),
    regionalHosts: (properties.regionalEndpointHostNames ?? []).map(host => host.toLowerCase()),
    mode: modes[properties.roleAssignmentMode?.toLowerCase() ?? ''],
    sku: payload.sku?.name ?? undefined,
    adminEnabled: properties.adminUserEnabled ?? undefined,
    anonymousPull: properties.anonymousPullEnabled ?? undefined,
    publicAccess: oneOf(properties.publicNetworkAccess, ['enabled', 'disabled']),
    defaultAction: oneOf(rules?.defaultAction, ['allow', 'deny']),
    // A Deny action exists in no documented rule; an entry that is not Allow lets no client in.
    ipRules: rules?.ipRules?.filter(rule => (rule.action ?? 'Allow') === 'Allow').flatMap(rule => rule.value ?? []),
    subnetRules: rules?.virtualNetworkRules?.flatMap(rule => rule.id ?? []),
    trustedServices: fromStatus(properties.networkRuleBypassOptions, 'azureservices', 'none'),
    privateEndpoints: properties.privateEndpointConnections?.flatMap(connection => {
      const id = connection.properties?.privateEndpoint?.id;
      const state = connection.properties?.privateLinkServiceConnectionState?.status;
      return id ? [{ id, status: state ?? undefined }] : [];
    }),
    dataEndpoint: properties.dataEndpointEnabled ?? undefined,
    armTokens: fromStatus(properties.policies?.azureADAuthenticationAsArmPolicy?.status, 'enabled', 'disabled'),
    quarantine: fromStatus(properties.policies?.quarantinePolicy?.status, 'enabled', 'disabled'),
  };
}

export function registryTokenFrom(payload: arm.ArmRegistryToken): RegistryToken {
  const { status, scopeMapId, credentials } = payload.properties;
  return {
    ...resourceFrom(payload),
    enabled: fromStatus(status, 'enabled', 'disabled'),
    scopeMapId: scopeMapId ?? undefined,
    ends: credentials?.passwords?.map(({ expiry }) => expiry ?? 'never'),
    hasCertificate: (credentials?.certificates?.length ?? 0) > 0,
  };
}

export function scopeMapFrom(payload: v.InferOutput<typeof arm.scopeMap>): ScopeMap {
  return { ...resourceFrom(payload), actions: payload.properties.actions ?? undefined };
}

function oneOf<const T extends string>(value: string | null | undefined, known: readonly T[]): T | undefined {
  return known.find(word => word === value?.toLowerCase());
}

function fromStatus(value: string | null | undefined, yes: string, no: string): boolean | undefined {
  const word = oneOf(value, [yes, no]);
  return word === undefined ? undefined : word === yes;
}

function heldIdentityFrom(identity: arm.ArmIdentityBlock): HeldIdentity | undefined {
  if (!identity) return undefined;
  return {
    systemAssigned: Boolean(identity.principalId) || /\bSystemAssigned\b/i.test(identity.type ?? ''),
    systemPrincipalId: identity.principalId ?? undefined,
    tenantId: identity.tenantId ?? undefined,
    userAssigned: Object.entries(identity.userAssignedIdentities ?? {}).map(([id, ids]) => ({
      id,
      principalId: ids?.principalId ?? undefined,
      clientId: ids?.clientId ?? undefined,
    })),
  };
}

function principalIdsFrom(ids: {
  readonly resourceId?: string | null | undefined;
  readonly clientId?: string | null | undefined;
  readonly objectId?: string | null | undefined;
}): PrincipalIds {
  return {
    resourceId: ids.resourceId ?? undefined,
    clientId: ids.clientId ?? undefined,
    objectId: ids.objectId ?? undefined,
  };
}

const kubeletProfile = 'kubeletidentity';

export function clusterFrom(payload: arm.ArmManagedCluster): Cluster {
  const { properties } = payload;
  const profiles = Object.entries(properties.identityProfile ?? {});
  const kubelet = profiles.find(([name]) => name.toLowerCase() === kubeletProfile)?.[1];
  const clientId = properties.servicePrincipalProfile?.clientId ?? undefined;
  const network = properties.networkProfile;
  const proxy = properties.httpProxyConfig;
  const pull = properties.securityProfile?.serviceAccountImagePullProfile;
  return {
    ...resourceFrom(payload),
    kind: 'aks',
    tags: payload.tags ?? {},
    kubelet: kubelet ? principalIdsFrom(kubelet) : undefined,
    // Azure writes the word `msi` where the cluster has no service principal.
    servicePrincipalClientId: clientId?.toLowerCase() === 'msi' ? undefined : clientId,
    identity: heldIdentityFrom(payload.identity),
    otherIdentities: [
      ...profiles
        .filter(([name, ids]) => ids && name.toLowerCase() !== kubeletProfile)
        .map(([name, ids]) => ({ label: `${name} identity`, ...principalIdsFrom(ids ?? {}) })),
      ...Object.entries(properties.addonProfiles ?? {}).flatMap(([name, addon]) =>
        addon?.identity ? [{ label: `${name} add-on identity`, ...principalIdsFrom(addon.identity) }] : [],
      ),
    ],
    serviceAccountPull: pull
      ? { enabled: pull.enabled ?? false, defaultIdentityId: pull.defaultManagedIdentityId ?? undefined }
      : undefined,
    nodePools: (properties.agentPoolProfiles ?? []).map(pool => ({
      name: pool.name ?? '',
      subnetId: pool.vnetSubnetID ?? undefined,
      nodeImageVersion: pool.nodeImageVersion ?? undefined,
      osType: pool.osType ?? undefined,
      nodePublicIps: pool.enableNodePublicIP ?? undefined,
    })),
    nodeResourceGroup: properties.nodeResourceGroup ?? undefined,
    outboundType: network?.outboundType ?? undefined,
    egressIpIds: egressFrom(properties)?.map(address => address.id),
    httpsProxy: proxy?.enabled === false ? undefined : (proxy?.httpsProxy ?? undefined),
    kubernetesVersion: properties.kubernetesVersion ?? undefined,
    apiServerHosts: [properties.fqdn, properties.privateFQDN].flatMap(host => host?.toLowerCase() ?? []),
  };
}

/** A cluster that is moved from one way out to another shows both, and which of them its traffic takes is not known. */
function egressFrom({ provisioningState, networkProfile }: arm.ArmManagedCluster['properties']) {
  const { outboundType, loadBalancerProfile, natGatewayProfile } = networkProfile ?? {};
  const hasBoth = loadBalancerProfile && natGatewayProfile;
  if (hasBoth && provisioningState?.toLowerCase() !== 'succeeded') return undefined;
  const isNat = hasBoth ? outboundType?.toLowerCase() === 'managednatgateway' : natGatewayProfile;
  return (isNat ? natGatewayProfile : loadBalancerProfile)?.effectiveOutboundIPs ?? undefined;
}

function registryEntriesFrom(
  entries: arm.ArmContainerGroup['properties']['imageRegistryCredentials'],
): readonly RuntimeRegistryEntry[] {
  return (entries ?? []).map(entry => ({
    server: entry.server.toLowerCase(),
    // Azure answers with an empty string where a username is used instead of an identity.
    identity: entry.identity || undefined,
    username: entry.username || undefined,
  }));
}

export function containerAppFrom(payload: arm.ArmContainerApp, kind: ContainerApp['kind']): ContainerApp {
  const { properties } = payload;
  return {
    ...resourceFrom(payload),
    kind,
    identity: heldIdentityFrom(payload.identity),
    environmentId: properties.environmentId ?? properties.managedEnvironmentId ?? undefined,
    registries: registryEntriesFrom(properties.configuration?.registries),
    outboundIps: properties.outboundIpAddresses ?? undefined,
  };
}

export function environmentFrom(payload: arm.ArmManagedEnvironment): Environment {
  return {
    ...resourceFrom(payload),
    identity: heldIdentityFrom(payload.identity),
    subnetId: payload.properties.vnetConfiguration?.infrastructureSubnetId ?? undefined,
  };
}

export function containerGroupFrom(payload: arm.ArmContainerGroup): ContainerGroup {
  return {
    ...resourceFrom(payload),
    kind: 'containerGroup',
    identity: heldIdentityFrom(payload.identity),
    registries: registryEntriesFrom(payload.properties.imageRegistryCredentials),
    subnetIds: (payload.properties.subnetIds ?? []).flatMap(subnet => subnet.id ?? []),
  };
}

export function siteFrom(payload: arm.ArmSite): Site {
  const { properties } = payload;
  const config = properties.siteConfig;
  const identity = config?.acrUserManagedIdentityID || undefined;
  const isResourceId = identity?.startsWith('/');
  return {
    ...resourceFrom(payload),
    kind: 'site',
    identity: heldIdentityFrom(payload.identity),
    managedIdentityCredentials: config?.acrUseManagedIdentityCreds ?? undefined,
    identityClientId: isResourceId ? undefined : identity,
    identityResourceId: isResourceId ? identity : undefined,
    outboundIps: listed(properties.outboundIpAddresses),
    possibleOutboundIps: listed(properties.possibleOutboundIpAddresses),
    subnetId: properties.virtualNetworkSubnetId ?? undefined,
    imagePullOverNetwork:
      properties.outboundVnetRouting?.imagePullTraffic ?? properties.vnetImagePullEnabled ?? undefined,
    image: config?.linuxFxVersion || config?.windowsFxVersion || undefined,
    containers: properties.siteContainers?.map(({ properties: container }) => ({
      image: container?.image ?? undefined,
      authType: container?.authType?.toLowerCase(),
      username: container?.userName || undefined,
      identityClientId: container?.userManagedIdentityClientId || undefined,
    })),
  };
}

/** One string with commas, unlike Container Apps' list. */
function listed(addresses: string | null | undefined): readonly string[] | undefined {
  return addresses?.split(',').map(address => address.trim());
}

export function identityFrom(payload: v.InferOutput<typeof arm.userAssignedIdentity>): UserAssignedIdentity {
  const { principalId, clientId, tenantId } = payload.properties;
  return {
    ...resourceFrom(payload),
    principalId: principalId ?? undefined,
    clientId: clientId ?? undefined,
    tenantId: tenantId ?? undefined,
  };
}

export function publicIpFrom({ id, properties }: v.InferOutput<typeof arm.publicIpAddress>) {
  return { id, address: properties.ipAddress ?? undefined };
}

export function publicIpPrefixFrom({ id, properties }: v.InferOutput<typeof arm.publicIpPrefix>) {
  return { id, block: properties.ipPrefix ?? undefined };
}

export function dnsLinkFrom({ id, properties }: v.InferOutput<typeof arm.dnsZoneLink>) {
  const zone = (segmentAfter(id, 'privateDnsZones') ?? '').toLowerCase();
  return { id, zone, networkId: properties.virtualNetwork?.id ?? undefined };
}

export function privateEndpointFrom({ id, properties }: v.InferOutput<typeof arm.privateEndpoint>) {
  const connections = [
    ...(properties.privateLinkServiceConnections ?? []),
    ...(properties.manualPrivateLinkServiceConnections ?? []),
  ];
  return {
    id,
    subnetId: properties.subnet?.id ?? undefined,
    targetIds: connections.flatMap(connection => connection.properties?.privateLinkServiceId ?? []),
  };
}

export function virtualNetworkFrom({ id, properties }: v.InferOutput<typeof arm.virtualNetwork>) {
  return {
    id,
    peerings: (properties.virtualNetworkPeerings ?? []).flatMap(({ properties: peering }) => {
      const networkId = peering?.remoteVirtualNetwork?.id;
      const connected =
        peering?.peeringState?.toLowerCase() === 'connected' && peering.allowVirtualNetworkAccess !== false;
      return networkId ? [{ networkId, connected }] : [];
    }),
    subnets: (properties.subnets ?? []).flatMap(({ id: subnetId, properties: subnet }) =>
      subnetId
        ? [
            {
              id: subnetId,
              natGatewayId: subnet?.natGateway?.id ?? undefined,
              routeTableId: subnet?.routeTable?.id ?? undefined,
              serviceEndpoints: subnet?.serviceEndpoints?.flatMap(endpoint => endpoint.service ?? []),
            },
          ]
        : [],
    ),
    dnsServers: properties.dhcpOptions?.dnsServers ?? [],
  };
}

export function natGatewayFrom({ id, properties }: v.InferOutput<typeof arm.natGateway>) {
  return {
    id,
    publicIpIds: (properties.publicIpAddresses ?? []).map(address => address.id),
    prefixIds: (properties.publicIpPrefixes ?? []).map(prefix => prefix.id),
  };
}

export function permissionFrom(payload: arm.ArmPermission): Permission {
  return {
    actions: payload.actions ?? [],
    notActions: payload.notActions ?? [],
    dataActions: payload.dataActions ?? [],
    notDataActions: payload.notDataActions ?? [],
  };
}
