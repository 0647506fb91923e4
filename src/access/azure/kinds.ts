/**
 * How each type of resource is read: which version shows all of it that counts (snapshot/gather.ts), and what it means where
 * Azure leaves a part out.
 */
export interface Kind {
  /** A registry and a cluster are read by the version of their SDK's, which is this one. */
  readonly version: string;
  /** Paths below `properties` where Resource Graph says null if there is none. Of all others, nothing is known then. */
  readonly none?: readonly string[];
  /** Fields that only a preview version shows, with the value that their absence there means. */
  readonly preview?: { readonly version: string; readonly fields: Readonly<Record<string, unknown>> };
  /** Its settings are filled in its `config/web` alone, and are kept as `siteConfig`. */
  readonly hasConfig?: true;
}

export const registries: Kind = {
  version: '2025-11-01',
  // https://learn.microsoft.com/azure/container-registry/container-registry-regional-endpoints
  preview: { version: '2026-01-01-preview', fields: { regionalEndpointHostNames: [] } },
};

// null where there are none, as recorded; without the key it was not read
const containerApps: Kind = { version: '2025-07-01', none: ['configuration.registries'] };

/**
 * A GET of a site fills nine fields of its `siteConfig`, and never the identity that pulls; its `config/web` has all.
 * https://github.com/Azure/azure-rest-api-specs/issues/12104
 */
const sites: Kind = { version: '2024-04-01', none: ['virtualNetworkSubnetId'], hasConfig: true };

export const kinds: Readonly<Record<string, Kind>> = {
  'microsoft.containerregistry/registries': registries,
  'microsoft.containerservice/managedclusters': {
    version: '2026-04-01',
    none: [
      'fqdn',
      'privateFQDN',
      'servicePrincipalProfile.clientId',
      'addonProfiles',
      'httpProxyConfig.httpsProxy',
      'bootstrapProfile.containerRegistryId',
    ],
    // https://aka.ms/aks/identity-binding/acr-image-pull/docs; no version that is generally available has it (2026-11).
    preview: {
      version: '2026-01-02-preview',
      fields: { 'securityProfile.serviceAccountImagePullProfile': { enabled: false } },
    },
  },
  'microsoft.app/containerapps': containerApps,
  'microsoft.app/jobs': containerApps,
  'microsoft.app/sessionpools': { version: '2025-07-01', none: ['customContainerTemplate.registryCredentials'] },
  'microsoft.app/managedenvironments': { version: '2025-07-01', none: ['vnetConfiguration.infrastructureSubnetId'] },
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
  'microsoft.network/privatednszones/virtualnetworklinks': { version: '2024-06-01' },
  'microsoft.network/virtualnetworks': {
    version: '2024-05-01',
    none: ['dhcpOptions.dnsServers', 'virtualNetworkPeerings'],
  },
  'microsoft.network/natgateways': { version: '2024-05-01', none: ['publicIpAddresses', 'publicIpPrefixes'] },
};

/** `…/providers/Microsoft.Web/sites/shop/slots/green` → `microsoft.web/sites/slots`. */
export function typeOf(id: string): string {
  const [namespace = '', ...rest] = id.toLowerCase().split('/providers/').at(-1)?.split('/') ?? [];
  return [namespace, ...rest.filter((_, i) => i % 2 === 0)].join('/');
}
