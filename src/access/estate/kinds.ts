import { REGISTRY_TYPE } from '../ids.ts';
import type { ClusterChild, RegistryChild, RulesetChild } from './estate.ts';

/**
 * The reading of each type of resource: the API version that shows all facts that count (snapshot/gather.ts), and the
 * meaning of parts that Azure leaves out.
 */
export interface Kind {
  /** A version that is generally available. */
  readonly version: string;
  /**
   * Paths below `properties` that are null in Resource Graph if there is none. A missing one of the others is unknown.
   */
  readonly none?: readonly string[];
  /** A version that shows more, and is asked first: its fields, with the value that their absence there means. */
  readonly shows?: { readonly version: string; readonly fields: Readonly<Record<string, unknown>> };
  /** True if only its `config/web` has its settings. They are kept as `siteConfig`. */
  readonly hasConfig?: true;
}

/**
 * 2026-11-01 shows regional endpoints and rules for subnets. Where a region or a cloud does not have it yet, neither is
 * read.
 * https://learn.microsoft.com/azure/templates/microsoft.containerregistry/change-log/registries
 */
export const registries: Kind = {
  version: '2025-11-01',
  shows: {
    version: '2026-11-01',
    fields: {
      regionalEndpointHostNames: [],
      'networkRuleSet.virtualNetworkRules': [],
      endpointProtocol: 'IPv4',
    },
  },
};

// null if there are none, as recorded. Without the key, it was not read.
const containerApps: Kind = { version: '2025-07-01', none: ['configuration.registries'] };

/**
 * A GET of a site fills nine fields of its `siteConfig`, and never the identity that pulls. Its `config/web` has all.
 * https://github.com/Azure/azure-rest-api-specs/issues/12104 2024-11-01 is the first to show `outboundVnetRouting`.
 * https://github.com/Azure/azure-rest-api-specs/pull/32022
 */
const sites: Kind = {
  version: '2024-11-01',
  none: ['virtualNetworkSubnetId', 'hostingEnvironmentProfile.id'],
  hasConfig: true,
};

/**
 * Records of private zones. Resource Graph has a table of their own.
 * https://learn.microsoft.com/azure/dns/private-dns-arg
 */
export const dnsRecords = { type: 'Microsoft.Network/privateDnsZones/A', version: '2024-06-01' } as const;

/**
 * The API version of forwarding rulesets, rules and links.
 * https://learn.microsoft.com/rest/api/dns/dnsresolver/dns-forwarding-rulesets
 */
const rulesets = '2022-07-01';

/** https://learn.microsoft.com/rest/api/aks/identity-bindings */
const identityBindings = '2026-06-01';

/** https://learn.microsoft.com/azure/container-registry/artifact-cache-acr-to-acr-cli */
const showsIdentities = '2026-01-01-preview';

/** The reading of resources below another one, which Resource Graph does not have. */
export interface ChildKind {
  readonly version: string;
  /** A version that shows more, and is asked first: its fields, with the value that their absence there means. */
  readonly shows?: Kind['shows'];
}

export const childKinds: Readonly<Record<RegistryChild | ClusterChild | RulesetChild, ChildKind>> = {
  tokens: { version: registries.version },
  scopeMaps: { version: registries.version },
  cacheRules: { version: registries.version, shows: { version: showsIdentities, fields: { identity: null } } },
  credentialSets: { version: registries.version },
  identityBindings: { version: identityBindings },
  virtualNetworkLinks: { version: rulesets },
  forwardingRules: { version: rulesets },
};

/** Versions of the API, the one that shows most first. */
export function versionsOf({ version, shows }: ChildKind): readonly string[] {
  return shows ? [shows.version, version] : [version];
}

/** The fields that this version shows even by leaving them out, with the value that their absence means. */
export function absentFields({ shows }: ChildKind, version: string): Readonly<Record<string, unknown>> {
  return shows?.version === version ? shows.fields : {};
}

export const kindsByType: Readonly<Record<string, Kind>> = {
  [REGISTRY_TYPE]: registries,
  'microsoft.containerservice/managedclusters': {
    version: '2026-06-01',
    none: [
      'fqdn',
      'privateFQDN',
      'servicePrincipalProfile.clientId',
      'addonProfiles',
      'httpProxyConfig.httpsProxy',
      'bootstrapProfile.containerRegistryId',
    ],
    // https://aka.ms/aks/identity-binding/acr-image-pull/docs No version that is generally available has it (2026-11).
    shows: {
      version: '2026-01-02-preview',
      fields: { 'securityProfile.serviceAccountImagePullProfile': { enabled: false } },
    },
  },
  'microsoft.app/containerapps': containerApps,
  'microsoft.app/jobs': containerApps,
  'microsoft.app/sessionpools': { version: '2025-07-01', none: ['customContainerTemplate.registryCredentials'] },
  'microsoft.app/managedenvironments': {
    version: '2025-07-01',
    none: ['vnetConfiguration.infrastructureSubnetId', 'workloadProfiles'],
  },
  'microsoft.containerinstance/containergroups': {
    version: '2023-05-01',
    none: ['imageRegistryCredentials', 'subnetIds'],
  },
  'microsoft.web/sites': sites,
  'microsoft.web/sites/slots': sites,
  'microsoft.managedidentity/userassignedidentities': { version: '2023-01-31' },
  'microsoft.network/publicipaddresses': { version: '2024-05-01' },
  'microsoft.network/publicipprefixes': { version: '2024-05-01' },
  'microsoft.network/privateendpoints': { version: '2024-05-01' },
  'microsoft.network/privatednszones': { version: dnsRecords.version },
  'microsoft.network/privatednszones/virtualnetworklinks': { version: dnsRecords.version },
  'microsoft.network/dnsforwardingrulesets': { version: rulesets },
  'microsoft.network/virtualnetworks': {
    version: '2024-05-01',
    none: ['dhcpOptions.dnsServers', 'virtualNetworkPeerings'],
  },
  'microsoft.network/natgateways': { version: '2024-05-01', none: ['publicIpAddresses', 'publicIpPrefixes'] },
  'microsoft.network/routetables': { version: '2024-05-01', none: ['routes'] },
  'microsoft.network/networksecuritygroups': { version: '2024-05-01', none: ['securityRules'] },
  'microsoft.network/networkmanagers': { version: '2024-05-01' },
};

/** `…/providers/Microsoft.Web/sites/shop/slots/green` → `microsoft.web/sites/slots`. */
export function resourceType(id: string): string {
  const [namespace = '', ...rest] = id.toLowerCase().split('/providers/').at(-1)?.split('/') ?? [];
  return [namespace, ...rest.filter((_, i) => i % 2 === 0)].join('/');
}
