import { t } from '../model/l10n.ts';
import { idKey, isGuid, isManagementGroup, subscriptionOf } from './ids.ts';
import type { AccessMap, Gap } from './map.ts';

/** Facts that are no resources, so a gap in the resources doesn't include them. Each in people's words. */
const facts = {
  roleAssignments: t('role assignments'),
  roleEligibilityScheduleInstances: t('eligible role assignments'),
  roleDefinitions: t('role definitions'),
  denyAssignments: t('deny assignments'),
  managementGroups: t('management groups'),
  groups: t('groups'),
  credentials: t('credentials'),
  images: t('images'),
} as const;

const collections = {
  registries: t('registries'),
  tokens: t('tokens'),
  scopeMaps: t('scope maps'),
  cacheRules: t('cache rules'),
  credentialSets: t('credential sets'),
  managedClusters: t('managed clusters'),
  identityBindings: t('identity bindings'),
  containerApps: t('Container Apps'),
  jobs: t('jobs'),
  sessionPools: t('session pools'),
  managedEnvironments: t('managed environments'),
  containerGroups: t('container groups'),
  sites: t('sites'),
  userAssignedIdentities: t('user-assigned identities'),
  publicIPAddresses: t('public IP addresses'),
  publicIPPrefixes: t('public IP prefixes'),
  privateEndpoints: t('private endpoints'),
  privateDnsZones: t('private DNS zones'),
  virtualNetworks: t('virtual networks'),
  natGateways: t('NAT gateways'),
  routeTables: t('route tables'),
  networkSecurityGroups: t('network security groups'),
  dnsForwardingRulesets: t('DNS forwarding rulesets'),
  networkManagers: t('network managers'),
} as const;

export type Collection = keyof typeof collections;

/** All that a gap can be about: `resources` is every collection of them, `*` is everything. */
export const gapNames: readonly string[] = [...Object.keys(facts), ...Object.keys(collections), 'resources', '*'];

const inWords: Readonly<Record<string, string>> = { ...facts, ...collections, resources: t('resources') };

/**
 * The part that was not read, for people: `roleAssignments` → `role assignments`, `managedClusters` → `managed
 * clusters`.
 */
export function gapInWords({ what }: Pick<Gap, 'what'>): string {
  return inWords[what] ?? what;
}

/** The tenant and the management groups above a subscription, by its id. */
interface Above {
  readonly tenants: ReadonlyMap<string, string>;
  readonly managementGroups: ReadonlyMap<string, readonly string[]>;
}

export function gapIndex({ gaps, ...above }: Above & { readonly gaps: readonly Gap[] }): AccessMap['gapFor'] {
  return (what, scope) => gaps.find(gap => concerns(gap, what) && covers(gap, scope, above));
}

function concerns(gap: Gap, what: string): boolean {
  const name = gap.what.toLowerCase();
  const wanted = what.toLowerCase();
  if (name === wanted || name === '*') return true;
  return name === 'resources' && !Object.keys(facts).some(fact => fact.toLowerCase() === wanted);
}

/**
 * Returns whether a gap makes facts at a scope unknown. A gap at the scope or above it does, and so does one below, for
 * a part. A gap of a tenant or a management group covers the subscriptions known to be below it, and any whose position
 * was not read. A gap of a principal covers all resources that it may have a role on.
 */
function covers(gap: Gap, scope: string, above: Above): boolean {
  const [outer, inner] = [idKey(gap.scope), idKey(scope)];
  if (outer === '/' || inner === '/' || `${inner}/`.startsWith(`${outer}/`) || outer.startsWith(`${inner}/`))
    return true;
  const isPrincipal = (key: string) => isGuid(key.slice(1));
  if (isPrincipal(outer)) return !isPrincipal(inner);
  const subscription = subscriptionOf(scope) ?? '';
  if (outer.startsWith('/tenants/')) {
    const tenant = above.tenants.get(subscription);
    return tenant === undefined || idKey(`/tenants/${tenant}`) === outer;
  }
  if (!isManagementGroup(outer)) return false;
  const ancestors = above.managementGroups.get(subscription);
  return ancestors === undefined || ancestors.some(ancestor => idKey(ancestor) === outer);
}
