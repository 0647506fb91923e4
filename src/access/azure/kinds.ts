import { type ArmObject, isObject } from '../snapshot/flattened.ts';
import { type RegistryChild, text } from './estate.ts';

/**
 * The one table of what is read of each type of resource: its fields (docs/snapshot.md), the version that shows them,
 * and what it means where Azure leaves one out. Everything else is let go at once: it takes memory, and templates,
 * settings and environment variables may hold secrets in plain text.
 */
export interface Kind {
  /** A version that shows all `fields`; a registry and a cluster are read by their SDK's, which is this one. */
  readonly version: string;
  readonly fields: Fields;
  /** Fields that only a preview version shows, with the value that their absence there means. */
  readonly preview?: { readonly version: string; readonly fields: Readonly<Record<string, unknown>> };
  /** Fields that the resource itself never shows filled: its `config/web` shows them, and they are kept as `siteConfig`. */
  readonly config?: Fields;
}

/**
 * Path below `properties` → what its absence means: `unread`, nothing is known then, or `none`, there is none. `[]` is each
 * item of a list, `*` each member of an object.
 */
type Fields = Readonly<Record<string, 'unread' | 'none'>>;

export const registries: Kind = {
  version: '2025-11-01',
  fields: {
    loginServer: 'unread',
    roleAssignmentMode: 'unread',
    adminUserEnabled: 'unread',
    anonymousPullEnabled: 'unread',
    publicNetworkAccess: 'unread',
    networkRuleBypassOptions: 'unread',
    // Rules for subnets are in answers of old versions and of Resource Graph alone.
    networkRuleSet: 'unread',
    privateEndpointConnections: 'unread',
    'policies.azureADAuthenticationAsArmPolicy': 'unread',
    'policies.quarantinePolicy': 'unread',
  },
  // https://learn.microsoft.com/azure/container-registry/container-registry-regional-endpoints
  preview: { version: '2026-01-01-preview', fields: { regionalEndpointHostNames: [], endpointProtocol: undefined } },
};

const clusters: Kind = {
  version: '2026-04-01',
  fields: {
    provisioningState: 'unread',
    kubernetesVersion: 'unread',
    fqdn: 'none',
    privateFQDN: 'none',
    identityProfile: 'unread', // a cluster with a service principal has none, nor has one that failed to come up
    'servicePrincipalProfile.clientId': 'none',
    'addonProfiles.*.identity': 'none',
    'agentPoolProfiles[].name': 'unread',
    'agentPoolProfiles[].vnetSubnetID': 'none',
    'agentPoolProfiles[].nodeImageVersion': 'unread',
    'agentPoolProfiles[].osType': 'unread',
    'agentPoolProfiles[].enableNodePublicIP': 'unread',
    nodeResourceGroup: 'unread',
    'httpProxyConfig.enabled': 'unread',
    'httpProxyConfig.httpsProxy': 'none',
    'networkProfile.outboundType': 'unread',
    'networkProfile.loadBalancerProfile.effectiveOutboundIPs': 'unread',
    'networkProfile.natGatewayProfile.effectiveOutboundIPs': 'unread',
    'bootstrapProfile.containerRegistryId': 'none',
  },
  // https://aka.ms/aks/identity-binding/acr-image-pull/docs; no version that is generally available has it (2026-11).
  preview: {
    version: '2026-01-02-preview',
    fields: { 'securityProfile.serviceAccountImagePullProfile': { enabled: false } },
  },
};

const containerApps: Kind = {
  version: '2025-07-01',
  fields: {
    managedEnvironmentId: 'unread',
    environmentId: 'unread',
    outboundIpAddresses: 'unread',
    // null where there are none, as recorded; without the key it was not read
    'configuration.registries[].server': 'none',
    'configuration.registries[].identity': 'none',
    'configuration.registries[].username': 'none',
  },
};

/**
 * A GET of a site fills nine fields of its `siteConfig`, and never the identity that pulls; its `config/web` has all.
 * https://github.com/Azure/azure-rest-api-specs/issues/12104
 */
const sites: Kind = {
  version: '2024-04-01',
  fields: {
    outboundIpAddresses: 'unread',
    possibleOutboundIpAddresses: 'unread',
    virtualNetworkSubnetId: 'none',
    vnetImagePullEnabled: 'unread',
    'outboundVnetRouting.imagePullTraffic': 'unread',
    managedEnvironmentId: 'none',
  },
  config: {
    acrUseManagedIdentityCreds: 'unread',
    acrUserManagedIdentityID: 'none',
    netFrameworkVersion: 'unread', // tells the answer of `config/web` from the site's own
    linuxFxVersion: 'none',
    windowsFxVersion: 'none',
  },
};

/** Of the containers of a site whose `linuxFxVersion` is `sitecontainers`: each says itself how it signs in. */
const siteContainers = ['image', 'isMain', 'authType', 'userName', 'userManagedIdentityClientId'];

export const kinds: Readonly<Record<string, Kind>> = {
  'microsoft.containerregistry/registries': registries,
  'microsoft.containerservice/managedclusters': clusters,
  'microsoft.app/containerapps': containerApps,
  'microsoft.app/jobs': containerApps,
  'microsoft.app/sessionpools': {
    version: '2025-07-01',
    fields: { environmentId: 'unread', 'customContainerTemplate.registryCredentials': 'none' },
  },
  'microsoft.app/managedenvironments': {
    version: '2025-07-01',
    fields: { 'vnetConfiguration.infrastructureSubnetId': 'none' },
  },
  'microsoft.containerinstance/containergroups': {
    version: '2023-05-01',
    fields: {
      'imageRegistryCredentials[].server': 'none',
      'imageRegistryCredentials[].identity': 'none',
      'imageRegistryCredentials[].username': 'none',
      subnetIds: 'none',
    },
  },
  'microsoft.web/sites': sites,
  'microsoft.web/sites/slots': sites,
  'microsoft.managedidentity/userassignedidentities': {
    version: '2023-01-31',
    fields: { principalId: 'unread', clientId: 'unread', tenantId: 'unread' },
  },
  'microsoft.network/publicipaddresses': { version: '2024-05-01', fields: { ipAddress: 'unread' } },
  'microsoft.network/publicipprefixes': { version: '2024-05-01', fields: { ipPrefix: 'unread' } },
  'microsoft.network/privateendpoints': {
    version: '2024-05-01',
    fields: { subnet: 'unread' },
  },
  'microsoft.network/privatednszones/virtualnetworklinks': {
    version: '2024-06-01',
    fields: { virtualNetwork: 'unread' },
  },
  'microsoft.network/virtualnetworks': {
    version: '2024-05-01',
    fields: {
      'subnets[].id': 'unread',
      'subnets[].properties.natGateway': 'none',
      'subnets[].properties.routeTable': 'none',
      'subnets[].properties.serviceEndpoints': 'none',
      'dhcpOptions.dnsServers': 'none',
      virtualNetworkPeerings: 'none',
    },
  },
  'microsoft.network/natgateways': {
    version: '2024-05-01',
    fields: { publicIpAddresses: 'none', publicIpPrefixes: 'none' },
  },
};

/** Of a registry, in its version, asked at the registry itself: Resource Graph is not documented to know them. */
const registryChildren: Readonly<Record<RegistryChild, Fields>> = {
  tokens: {
    status: 'unread',
    scopeMapId: 'unread',
    'credentials.passwords[].expiry': 'none',
    'credentials.certificates[].expiry': 'none',
  },
  scopeMaps: { actions: 'unread' },
  cacheRules: { sourceRepository: 'unread', targetRepository: 'unread', credentialSetResourceId: 'none' },
  credentialSets: { 'authCredentials[].credentialHealth.status': 'unread' },
};

/** `…/providers/Microsoft.Web/sites/shop/slots/green` → `microsoft.web/sites/slots`. */
export function typeOf(id: string): string {
  const [namespace = '', ...rest] = id.toLowerCase().split('/providers/').at(-1)?.split('/') ?? [];
  return [namespace, ...rest.filter((_, i) => i % 2 === 0)].join('/');
}

/** A resource with no more than is in the table. */
export function trimmed(resource: ArmObject): ArmObject {
  const type = text(resource, 'type').toLowerCase();
  const paths = pathsByType.get(type);
  const own = paths ? ['sku', 'identity'] : [];
  // A config may choose clusters by a tag.
  const tags = type.endsWith('/managedclusters') ? ['tags'] : [];
  const { properties } = resource;
  const kept = paths && isObject(properties) && { properties: withoutPassword(picked(properties, paths)) };
  return { ...picked(resource, ['id', 'name', 'type', 'kind', 'location', ...own, ...tags]), ...kept };
}

const pathsByType: ReadonlyMap<string, readonly string[]> = new Map([
  ...Object.entries(kinds).map(([type, kind]) => [type, pathsOf(kind)] as const),
  ...Object.entries(registryChildren).map(
    ([name, fields]) => [`microsoft.containerregistry/registries/${name.toLowerCase()}`, Object.keys(fields)] as const,
  ),
]);

function pathsOf({ fields, preview, config }: Kind): readonly string[] {
  const own = Object.keys({ ...fields, ...preview?.fields });
  if (!config) return own;
  const ofContainers = siteContainers.map(field => `siteContainers[].properties.${field}`);
  return [...own, ...Object.keys(config).map(field => `siteConfig.${field}`), ...ofContainers];
}

/** What is at these paths; all of it where a path ends. */
function picked(from: ArmObject, paths: readonly string[]): ArmObject {
  const kept: Record<string, unknown> = {};
  for (const [step, below] of Map.groupBy(paths, path => path.split('.')[0] ?? '')) {
    const rest = below.map(path => path.slice(step.length + 1)).filter(Boolean);
    const within = (item: unknown) => (isObject(item) && rest.length > 0 ? picked(item, rest) : item);
    for (const name of step === '*' ? Object.keys(from) : [step.replace('[]', '')]) {
      const value = from[name];
      if (value !== undefined) kept[name] = Array.isArray(value) ? value.map(within) : within(value);
    }
  }
  return kept;
}

/** `http://user:password@proxy:8080` → `http://proxy:8080`; all that matters is that there is one. */
function withoutPassword(properties: ArmObject): ArmObject {
  const proxy = properties['httpProxyConfig'];
  if (!isObject(proxy)) return properties;
  const address = text(proxy, 'httpsProxy').replace(/^([a-z]+:\/\/)?[^@/]*@/i, '$1');
  return { ...properties, httpProxyConfig: { ...proxy, httpsProxy: address || null } };
}

/** What Resource Graph is asked for, in columns of its own: whole `properties` make pages larger than it may send. */
const columns = [
  ...new Set(
    Object.values(kinds)
      .flatMap(({ fields, preview }) => Object.keys({ ...fields, ...preview?.fields }))
      .map(path => /^\w+(\.\w+)?(?=[.[]|$)/.exec(path)?.[0] ?? path),
  ),
];

export const resourcesQuery = `resources
| where type in~ (${Object.keys(kinds)
  .map(type => `'${type}'`)
  .join(', ')})
| where type !~ 'microsoft.network/privatednszones/virtualnetworklinks' or id contains '/privatelink.azurecr.'
| project id, name, type, kind, location, sku, identity, tags, ${columns.map((path, i) => `p${i}=properties.${path}`).join(', ')}
| order by id asc`;

/** A row of that query as the resource that it is of. */
export function resourceOf(row: ArmObject): ArmObject {
  const { fields = {} }: Partial<Kind> = kinds[text(row, 'type').toLowerCase()] ?? {};
  const properties: Record<string, unknown> = {};
  for (const [i, path] of columns.entries()) {
    const value = row[`p${i}`];
    // Rows have null for what is null, and for what the type does not have.
    const within = value ? [] : Object.entries(fields).filter(([field]) => field.startsWith(path));
    const isNone = within.length > 0 && within.every(([, absence]) => absence === 'none');
    if (value === undefined || (value === null && !isNone)) continue;
    const [name = '', inner] = path.split('.');
    const before = properties[name];
    properties[name] = inner === undefined ? value : { ...(isObject(before) ? before : {}), [inner]: value };
  }
  return trimmed({ ...row, properties });
}
