import type { AzureResource, Registry } from '../map.ts';

/** The settings of a registry. Its other facts are names. */
type RegistrySettingName = Exclude<keyof Registry, keyof AzureResource | 'loginServer' | 'regionalHosts'>;

interface RegistrySetting {
  /** Its path in Azure's templates. Undefined: other resources make it. */
  readonly path: string | undefined;
  /** True if it belongs to the network: a private endpoint may come with another value of it. */
  readonly isOfNetwork: boolean;
  /** True if a verdict may rest on its value, and then on a parameter's default for it. */
  readonly isDeciding: boolean;
}

/**
 * One row for each setting of a registry in the map. The compiler asks for the row of a new one. Parameters with
 * defaults are listed in this order.
 * https://learn.microsoft.com/azure/templates/microsoft.containerregistry/registries
 */
const REGISTRY_SETTINGS: Readonly<Record<RegistrySettingName, RegistrySetting>> = {
  sku: { path: 'sku.name', isOfNetwork: false, isDeciding: true },
  adminEnabled: { path: 'properties.adminUserEnabled', isOfNetwork: false, isDeciding: true },
  anonymousPull: { path: 'properties.anonymousPullEnabled', isOfNetwork: false, isDeciding: true },
  mode: { path: 'properties.roleAssignmentMode', isOfNetwork: false, isDeciding: true },
  publicAccess: { path: 'properties.publicNetworkAccess', isOfNetwork: true, isDeciding: true },
  trustedServices: { path: 'properties.networkRuleBypassOptions', isOfNetwork: true, isDeciding: true },
  defaultAction: { path: 'properties.networkRuleSet.defaultAction', isOfNetwork: true, isDeciding: true },
  ipRules: { path: 'properties.networkRuleSet.ipRules', isOfNetwork: true, isDeciding: true },
  subnetRules: { path: 'properties.networkRuleSet.virtualNetworkRules', isOfNetwork: true, isDeciding: true },
  // it can only open a refusal by the firewall, which no code makes sure
  endpointProtocol: { path: 'properties.endpointProtocol', isOfNetwork: true, isDeciding: false },
  privateEndpoints: { path: undefined, isOfNetwork: true, isDeciding: true },
  armTokens: { path: 'properties.policies.azureADAuthenticationAsArmPolicy', isOfNetwork: false, isDeciding: true },
  quarantine: { path: 'properties.policies.quarantinePolicy', isOfNetwork: false, isDeciding: true },
};

export const registrySettings: readonly (RegistrySetting & { readonly name: string })[] = Object.entries(
  REGISTRY_SETTINGS,
).map(([name, setting]) => ({ name, ...setting }));
