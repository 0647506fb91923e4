import { idKey, isManagementGroup, subscriptionOf } from './ids.ts';
import type { AccessMap, Gap } from './map.ts';

/** Facts that are no resources, so that a gap in the resources says nothing of them. */
const facts = [
  'roleAssignments',
  'roleEligibilityScheduleInstances',
  'roleDefinitions',
  'denyAssignments',
  'managementGroups',
  'groups',
  'credentials',
  'images',
] as const;

const collections = [
  'registries',
  'tokens',
  'scopeMaps',
  'cacheRules',
  'credentialSets',
  'managedClusters',
  'containerApps',
  'jobs',
  'sessionPools',
  'managedEnvironments',
  'containerGroups',
  'sites',
  'userAssignedIdentities',
  'publicIPAddresses',
  'publicIPPrefixes',
  'privateEndpoints',
  'privateDnsZones',
  'virtualNetworks',
  'natGateways',
] as const;

export type Collection = (typeof collections)[number];

/** All that a gap can be about: `resources` is every collection of them, `*` is everything. */
export const gapNames: readonly string[] = [...facts, ...collections, 'resources', '*'];

/** What was not read, for people: `roleAssignments` → `role assignments`, `managedClusters` → `managed clusters`. */
export function gapInWords({ what }: Pick<Gap, 'what'>): string {
  if (what === 'roleEligibilityScheduleInstances') return 'eligible role assignments';
  return what.replace(/(?<=[a-z])[A-Z]/g, capital => ` ${capital.toLowerCase()}`);
}

export function gapIndex(gaps: readonly Gap[], managementGroups: ReadonlyMap<string, readonly string[]>) {
  return ((what, scope) =>
    gaps.find(gap => concerns(gap, what) && covers(gap, scope, managementGroups))) satisfies AccessMap['gapFor'];
}

function concerns(gap: Gap, what: string): boolean {
  const name = gap.what.toLowerCase();
  const wanted = what.toLowerCase();
  if (name === wanted || name === '*') return true;
  return name === 'resources' && !facts.some(fact => fact.toLowerCase() === wanted);
}

/**
 * A gap at a scope says that nothing can be known below it; one below the scope leaves a part of it unknown.
 * A management group covers the subscriptions known to be below it, and any whose ancestors were not read.
 */
function covers(gap: Gap, scope: string, managementGroups: ReadonlyMap<string, readonly string[]>): boolean {
  const outer = idKey(gap.scope);
  const inner = idKey(scope);
  if (
    outer === '/' ||
    inner === '/' ||
    inner === outer ||
    inner.startsWith(`${outer}/`) ||
    outer.startsWith(`${inner}/`)
  )
    return true;
  if (!isManagementGroup(outer)) return false;
  const ancestors = managementGroups.get(subscriptionOf(scope) ?? '');
  return ancestors === undefined || ancestors.some(ancestor => idKey(ancestor) === outer);
}
