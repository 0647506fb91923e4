import { fieldOf, isNullValue, type Value } from '../../model/program.ts';
import type { Registry } from '../map.ts';
import type { PlannedResource } from './planner.ts';

// Fields of registries that Azure may know better than code.

const FIELDS: readonly (readonly [field: keyof Registry, path: string])[] = [
  ['sku', 'sku.name'],
  ['mode', 'properties.roleAssignmentMode'],
  ['adminEnabled', 'properties.adminUserEnabled'],
  ['anonymousPull', 'properties.anonymousPullEnabled'],
  ['publicAccess', 'properties.publicNetworkAccess'],
  ['defaultAction', 'properties.networkRuleSet.defaultAction'],
  ['ipRules', 'properties.networkRuleSet.ipRules'],
  ['subnetRules', 'properties.networkRuleSet.virtualNetworkRules'],
  ['endpointProtocol', 'properties.endpointProtocol'],
  ['trustedServices', 'properties.networkRuleBypassOptions'],
  ['armTokens', 'properties.policies.azureADAuthenticationAsArmPolicy'],
  ['quarantine', 'properties.policies.quarantinePolicy'],
];

/** A registry that was read keeps each setting that the code leaves out. */
export function overRead(planned: Registry, { body, isExisting }: PlannedResource, read: Registry): Registry {
  const kept = FIELDS.filter(([, path]) => isExisting || isLeftOut(body, path.split('.'))).map(
    ([field]) => [field, read[field]] as const,
  );
  // endpoints of the code are added to those that exist
  const privateEndpoints = isExisting || planned.privateEndpoints?.length === 0 ? read.privateEndpoints : undefined;
  return { ...planned, ...Object.fromEntries(kept), privateEndpoints };
}

/** Returns whether the code surely leaves a field out. */
export function isLeftOut(body: Value, path: readonly string[]): boolean {
  let at: Value = body;
  for (const step of path) {
    const found = fieldOf(at, step);
    if (found === 'absent') return true;
    if (found === undefined) return false;
    if (isNullValue(found)) return true;
    at = found;
  }
  return false;
}

/**
 * Facts of a registry outside of the code that nothing read. They have their usual values unless someone changed them.
 */
export interface Supposed {
  readonly mode: boolean;
  readonly defaults: boolean;
}

export function supposing(registry: Registry, { mode, defaults }: Supposed): Registry {
  const open = {
    publicAccess: 'enabled',
    defaultAction: 'allow',
    ipRules: [],
    subnetRules: [],
    privateEndpoints: [],
    armTokens: true,
  } as const;
  return {
    ...registry,
    ...(defaults ? open : {}),
    mode: mode ? (registry.mode ?? 'legacy') : registry.mode,
  };
}

/** Returns the facts that were neither read nor stated. */
export function supposable(registry: Registry): Supposed {
  const { mode, publicAccess, defaultAction, ipRules, privateEndpoints, armTokens } = registry;
  const network = [publicAccess, defaultAction, ipRules, privateEndpoints, armTokens];
  return { mode: mode === undefined, defaults: network.every(fact => fact === undefined) };
}
