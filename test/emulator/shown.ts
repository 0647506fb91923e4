/** The versions of Azure's APIs, and the fields of a resource that each shows. */
import { type ArmObject, isObject, part, text } from './world.ts';

const registries = ['2023-07-01', '2025-11-01', '2026-01-01-preview', '2026-03-01-preview', '2026-11-01'];
const rulesets = ['2022-07-01'];

/** Type or list → versions that this Azure speaks. */
const versions: Readonly<Record<string, readonly string[]>> = {
  tenants: ['2022-12-01'],
  subscriptions: ['2022-12-01'],
  'microsoft.resourcegraph/resources': ['2021-03-01', '2022-10-01', '2024-04-01'],
  'microsoft.authorization/permissions': ['2018-07-01', '2022-04-01'],
  'microsoft.authorization/roleassignments': ['2020-04-01-preview', '2022-04-01'],
  'microsoft.authorization/denyassignments': ['2022-04-01'],
  'microsoft.authorization/roledefinitions': ['2022-04-01'],
  'microsoft.authorization/roleeligibilityscheduleinstances': ['2020-10-01'],
  'microsoft.containerregistry/registries': registries,
  'microsoft.containerregistry/registries/tokens': registries,
  'microsoft.containerregistry/registries/scopemaps': registries,
  'microsoft.containerregistry/registries/cacherules': registries,
  'microsoft.containerregistry/registries/credentialsets': registries,
  'microsoft.containerservice/managedclusters': [
    '2025-10-01',
    '2026-01-01',
    '2026-01-02-preview',
    '2026-04-01',
    '2026-06-01',
  ],
  'microsoft.containerservice/managedclusters/identitybindings': ['2026-01-02-preview', '2026-04-01', '2026-06-01'],
  'microsoft.app/containerapps': ['2025-01-01', '2025-07-01'],
  'microsoft.app/jobs': ['2025-01-01', '2025-07-01'],
  'microsoft.app/sessionpools': ['2025-07-01', '2026-01-01'],
  'microsoft.app/managedenvironments': ['2025-07-01'],
  'microsoft.containerinstance/containergroups': ['2023-05-01'],
  'microsoft.network/privatednszones/a': ['2020-06-01', '2024-06-01'],
  'microsoft.network/dnsforwardingrulesets': rulesets,
  'microsoft.network/dnsforwardingrulesets/virtualnetworklinks': rulesets,
  'microsoft.network/dnsforwardingrulesets/forwardingrules': rulesets,
  'microsoft.web/sites': ['2023-01-01', '2024-04-01', '2024-11-01'],
  'microsoft.web/sites/slots': ['2023-01-01', '2024-04-01', '2024-11-01'],
  'microsoft.web/sites/config': ['2023-01-01', '2024-04-01', '2024-11-01'],
  'microsoft.web/sites/slots/config': ['2023-01-01', '2024-04-01', '2024-11-01'],
  'microsoft.web/sites/sitecontainers': ['2024-04-01', '2024-11-01'],
  'microsoft.web/sites/slots/sitecontainers': ['2024-04-01', '2024-11-01'],
};

export function speaks(type: string, version: string, { withoutPreviews, withoutVersions }: Spoken): boolean {
  if (withoutPreviews && version.endsWith('-preview')) return false;
  if (withoutVersions.includes(version)) return false;
  return versions[type.toLowerCase()]?.includes(version) ?? false;
}

/** Versions that this Azure does not have, or no more. */
interface Spoken {
  readonly withoutPreviews: boolean;
  readonly withoutVersions: readonly string[];
}

export function versionsOf(type: string): readonly string[] {
  return versions[type.toLowerCase()] ?? [];
}

/** Fields that only some versions show. `undefined`: Resource Graph, which asks with one of its own choice. */
export function asShown(resource: ArmObject, version: string | undefined): ArmObject {
  const { properties } = resource;
  if (!isObject(properties)) return resource;
  switch (text(resource, 'type').toLowerCase()) {
    case 'microsoft.containerregistry/registries': {
      const { regionalEndpointHostNames, endpointProtocol, roleAssignmentMode, networkRuleSet, ...shown } = properties;
      const { virtualNetworkRules: _, ...rules } = part(properties, 'networkRuleSet');
      const regional = { regionalEndpointHostNames, endpointProtocol: endpointProtocol ?? 'IPv4' };
      const showsRules = version === undefined || version >= '2026-11-01';
      return {
        ...resource,
        properties: {
          ...shown,
          networkRuleSet: showsRules || !isObject(networkRuleSet) ? networkRuleSet : rules,
          ...(version !== undefined && version >= '2025-11-01' && { roleAssignmentMode }),
          ...(version !== undefined && version >= '2026-01-01-preview' && regional),
        },
      };
    }
    case 'microsoft.containerregistry/registries/cacherules': {
      if (version !== undefined && version >= '2026-01-01-preview') return { identity: { type: 'None' }, ...resource };
      const { identity: _, ...shown } = resource;
      return shown;
    }
    case 'microsoft.containerservice/managedclusters': {
      if (version?.endsWith('-preview')) return resource;
      const { serviceAccountImagePullProfile: _, ...securityProfile } = part(properties, 'securityProfile');
      return { ...resource, properties: { ...properties, securityProfile } };
    }
    case 'microsoft.web/sites':
    case 'microsoft.web/sites/slots': {
      const config = part(properties, 'siteConfig');
      const few = version === undefined ? [] : filledInSite;
      const siteConfig = Object.fromEntries(
        [...filledInSite, ...Object.keys(config)].map(name => [
          name,
          few.includes(name) ? (config[name] ?? null) : null,
        ]),
      );
      const { siteContainers: _, outboundVnetRouting, vnetImagePullEnabled, ...shown } = properties;
      // One took the place of the other: https://github.com/Azure/azure-rest-api-specs/pull/32022
      const routing =
        version !== undefined && version >= '2024-11-01' ? { outboundVnetRouting } : { vnetImagePullEnabled };
      return { ...resource, properties: { ...shown, ...routing, siteConfig } };
    }
    default:
      return resource;
  }
}

/** All that a GET of a site shows of its configuration: https://github.com/Azure/azure-rest-api-specs/issues/12104 */
const filledInSite = [
  'numberOfWorkers',
  'linuxFxVersion',
  'windowsFxVersion',
  'acrUseManagedIdentityCreds',
  'alwaysOn',
  'http20Enabled',
  'functionAppScaleLimit',
  'minimumElasticInstanceCount',
  'clusteringEnabled',
];
