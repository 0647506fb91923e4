import { type ArmObject, isObject, part, text } from './armObject.ts';

/**
 * The properties of each kind that a map is built from (docs/snapshot.md). Everything else is let go at once: it takes
 * memory, and templates, settings and environment variables may hold secrets that somebody wrote in plain.
 */
const properties: Readonly<Record<string, readonly string[]>> = {
  'microsoft.containerregistry/registries': [
    'loginServer',
    'regionalEndpointHostNames',
    'roleAssignmentMode',
    'adminUserEnabled',
    'anonymousPullEnabled',
    'publicNetworkAccess',
    'networkRuleBypassOptions',
    'dataEndpointEnabled',
    'networkRuleSet',
    'privateEndpointConnections',
    'policies',
  ],
  'microsoft.containerservice/managedclusters': [
    'kubernetesVersion',
    'fqdn',
    'privateFQDN',
    'identityProfile',
    'servicePrincipalProfile',
    'addonProfiles',
    'agentPoolProfiles',
    'nodeResourceGroup',
    'httpProxyConfig',
    'networkProfile',
    'securityProfile',
  ],
  'microsoft.app/containerapps': ['managedEnvironmentId', 'environmentId', 'outboundIpAddresses', 'configuration'],
  'microsoft.app/jobs': ['managedEnvironmentId', 'environmentId', 'outboundIpAddresses', 'configuration'],
  'microsoft.app/managedenvironments': ['vnetConfiguration'],
  'microsoft.containerinstance/containergroups': ['imageRegistryCredentials', 'subnetIds'],
  'microsoft.web/sites': [
    'outboundIpAddresses',
    'possibleOutboundIpAddresses',
    'virtualNetworkSubnetId',
    'vnetImagePullEnabled',
    'outboundVnetRouting',
    'siteConfig',
  ],
  'microsoft.managedidentity/userassignedidentities': ['principalId', 'clientId', 'tenantId'],
  'microsoft.network/publicipaddresses': ['ipAddress'],
  'microsoft.network/publicipprefixes': ['ipPrefix'],
  'microsoft.network/privateendpoints': [
    'subnet',
    'privateLinkServiceConnections',
    'manualPrivateLinkServiceConnections',
  ],
  'microsoft.network/privatednszones/virtualnetworklinks': ['virtualNetwork'],
  'microsoft.network/virtualnetworks': ['subnets', 'dhcpOptions', 'virtualNetworkPeerings'],
  'microsoft.network/natgateways': ['publicIpAddresses', 'publicIpPrefixes'],
};

/** Of these, only some fields: what lies beside them is where secrets are. */
const within: Readonly<Record<string, (value: unknown) => unknown>> = {
  configuration: value => ({ registries: entries(part({ value }, 'value')['registries']) }),
  imageRegistryCredentials: entries,
  siteConfig: value =>
    pick(value, ['acrUseManagedIdentityCreds', 'acrUserManagedIdentityID', 'linuxFxVersion', 'windowsFxVersion']),
  addonProfiles: value => onEach(value, addon => pick(addon, ['enabled', 'identity'])),
  httpProxyConfig: value => ({ ...pick(value, ['enabled']), httpsProxy: proxyWithoutUser(text(value, 'httpsProxy')) }),
  servicePrincipalProfile: value => pick(value, ['clientId']),
  securityProfile: value => pick(value, ['serviceAccountImagePullProfile']),
  agentPoolProfiles: value => list(value, ['name', 'vnetSubnetID', 'nodeImageVersion', 'osType', 'enableNodePublicIP']),
};

export function trimmed(resource: ArmObject): ArmObject {
  const names = properties[text(resource, 'type').toLowerCase()];
  if (!names) return pick(resource, ['id', 'name', 'type', 'location']);
  const all = part(resource, 'properties');
  const kept = names.flatMap((name): readonly (readonly [string, unknown])[] => {
    if (!(name in all)) return [];
    const value = all[name];
    return [[name, isEmpty(value) ? value : (within[name]?.(value) ?? value)]];
  });
  return {
    ...pick(resource, ['id', 'name', 'type', 'location', 'sku', 'identity']),
    properties: Object.fromEntries(kept),
  };
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null;
}

function pick(from: unknown, names: readonly string[]): ArmObject {
  if (!isObject(from)) return {};
  return Object.fromEntries(names.filter(name => name in from).map(name => [name, from[name]]));
}

function onEach(from: unknown, change: (value: unknown) => unknown): unknown {
  return isObject(from) ? Object.fromEntries(Object.entries(from).map(([name, value]) => [name, change(value)])) : from;
}

function list(from: unknown, names: readonly string[]): unknown {
  return Array.isArray(from) ? from.map(item => pick(item, names)) : from;
}

function entries(from: unknown): unknown {
  return list(from, ['server', 'identity', 'username', 'passwordSecretRef']);
}

/** `http://user:password@proxy:8080` → `http://proxy:8080`; all that matters is that there is one. */
function proxyWithoutUser(address: string): string | null {
  return address === '' ? null : address.replace(/^([a-z]+:\/\/)?[^@/]*@/i, '$1');
}
