import { isObject } from '../../model/objects.ts';
import type { Value } from '../../model/program.ts';
import { REGISTRY_TYPE } from '../ids.ts';
import { isLeftOut } from './registryFacts.ts';

/** A field that the service fills in if code that creates the resource leaves it out. */
interface ServiceDefault {
  readonly path: readonly string[];
  readonly value: unknown;
}

function byDefault(path: string, value: unknown): ServiceDefault {
  return { path: path.split('.'), value };
}

/**
 * By type, in lower case. They apply only to code that creates the resource. If code leaves out a field of an existing
 * one, the field was not read.
 * - registries: https://learn.microsoft.com/azure/templates/microsoft.containerregistry/registries. Without the
 *   property, the mode stays `LegacyRegistryPermissions`:
 *   https://learn.microsoft.com/azure/container-registry/container-registry-rbac-abac-repository-permissions
 * - Container Apps, jobs, environments: https://learn.microsoft.com/azure/templates/microsoft.app/containerapps
 * - clusters: pull by service account is a preview and off:
 *   https://learn.microsoft.com/azure/aks/identity-bindings-concepts
 */
const siteDefaults = [
  byDefault('properties.siteConfig.acrUseManagedIdentityCreds', false),
  byDefault('properties.siteConfig.acrUserManagedIdentityID', null),
  byDefault('properties.siteConfig.netFrameworkVersion', 'v4.0'),
  byDefault('properties.virtualNetworkSubnetId', null),
];

const defaults: Readonly<Record<string, readonly ServiceDefault[]>> = {
  [REGISTRY_TYPE]: [
    byDefault('properties.roleAssignmentMode', 'LegacyRegistryPermissions'),
    byDefault('properties.adminUserEnabled', false),
    byDefault('properties.anonymousPullEnabled', false),
    byDefault('properties.publicNetworkAccess', 'Enabled'),
    byDefault('properties.networkRuleBypassOptions', 'AzureServices'),
    byDefault('properties.networkRuleSet', { defaultAction: 'Allow', ipRules: [] }),
    byDefault('properties.networkRuleSet.ipRules', []),
    byDefault('properties.policies.azureADAuthenticationAsArmPolicy', { status: 'enabled' }),
    byDefault('properties.policies.quarantinePolicy', { status: 'disabled' }),
  ],
  'microsoft.app/containerapps': [
    byDefault('properties.configuration.registries', null),
    byDefault('identity', { type: 'None' }),
  ],
  'microsoft.app/jobs': [
    byDefault('properties.configuration.registries', null),
    byDefault('identity', { type: 'None' }),
  ],
  'microsoft.app/managedenvironments': [
    byDefault('properties.vnetConfiguration', null),
    byDefault('identity', { type: 'None' }),
  ],
  'microsoft.web/sites': siteDefaults,
  'microsoft.web/sites/slots': siteDefaults,
  'microsoft.containerservice/managedclusters': [
    byDefault('properties.securityProfile.serviceAccountImagePullProfile', { enabled: false }),
  ],
};

/** Adds the fields that the service fills in. A field whose absence is not sure stays as it is: not read. */
export function withDefaults(type: string, body: Value, payload: Record<string, unknown>): Record<string, unknown> {
  for (const { path, value } of defaults[type] ?? []) if (isLeftOut(body, path)) put(payload, path, value);
  return payload;
}

function put(into: Record<string, unknown>, [step = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    into[step] = value;
    return;
  }
  const inner = into[step];
  const object = isObject(inner) ? inner : {};
  into[step] = object;
  put(object, rest, value);
}
