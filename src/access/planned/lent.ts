import { plainText, termOf, type Value } from '../../model/program.ts';
import { isAccountId, REGISTRY_TYPE } from '../ids.ts';
import type { AccessMap, HeldIdentity } from '../map.ts';
import type { PrincipalKind } from './attributes.ts';
import { segmentsOf } from './idSegments.ts';
import type { Lender, PlannedResource, Planner } from './planner.ts';

// Names and ids that Azure already has for parts of the code.

const KUBELET = '/kubelet';

/**
 * Finds subscriptions and groups that the code leaves open. A login server is unique in all of Azure. So a registry of
 * the code with a login server of the map is that registry, in the subscription and the group of the map. In others,
 * the deployment fails.
 * https://learn.microsoft.com/azure/container-registry/container-registry-get-started-azure-cli#create-a-container-registry
 */
export function lenderOf(planner: Planner, read: AccessMap): Lender {
  const found = { subscriptions: new Map<string, Binding>(), groups: new Map<string, Binding>() };
  for (const resource of planner.resources) {
    if (resource.type === REGISTRY_TYPE && resource.presence.kind !== 'no') bindPlaces(resource, planner, read, found);
  }
  return {
    places: standIns => {
      for (const { value, names } of found.subscriptions.values()) {
        const [only, ...others] = names;
        if (only !== undefined && others.length === 0) standIns.knowSubscription(value, only);
      }
      for (const { value, names } of found.groups.values()) {
        const [only, ...others] = names;
        if (only !== undefined && others.length === 0) standIns.knowSegment(value, only);
      }
    },
    principal: (kind, of) => principalIn(read, kind, of),
  };
}

interface Binding {
  readonly value: Value;
  /** More than one: the map contradicts itself, and nothing is known. */
  readonly names: Set<string>;
}

function bindPlaces(
  resource: PlannedResource,
  planner: Planner,
  read: AccessMap,
  found: { readonly subscriptions: Map<string, Binding>; readonly groups: Map<string, Binding> },
): void {
  const host = plainText(planner.attributeOf(resource, 'properties', 'loginServer'));
  const over = host === undefined ? undefined : read.registryByHost(host.toLowerCase());
  const segments = segmentsOf(planner.attributeOf(resource, 'id'));
  const [, , subscription, , group] = segments ?? [];
  if (over === undefined || subscription === undefined || group === undefined) return;
  const [subscriptionText, groupText] = [subscription, group].map(each => plainText(each)?.toLowerCase());
  const hasSubscription = subscriptionText !== undefined && isAccountId(subscriptionText);
  // in another group or subscription, it is not this registry, and names nothing
  if (hasSubscription && subscriptionText !== over.subscription.toLowerCase()) return;
  if (groupText !== undefined && groupText !== over.resourceGroup.toLowerCase()) return;
  if (!hasSubscription) bind(found.subscriptions, subscription, over.subscription);
  if (groupText === undefined) bind(found.groups, group, over.resourceGroup);
}

function bind(into: Map<string, Binding>, value: Value, name: string): void {
  const term = termOf(value);
  const known = into.get(term) ?? { value, names: new Set<string>() };
  known.names.add(name.toLowerCase());
  into.set(term, known);
}

function principalIn(read: AccessMap, kind: PrincipalKind, of: string): string | undefined {
  switch (kind) {
    case 'userAssigned':
      return read.identityById(of)?.principalId;
    case 'clientId':
      return of.endsWith(KUBELET)
        ? kubeletIn(read, of.slice(0, -KUBELET.length))?.clientId
        : read.identityById(of)?.clientId;
    case 'kubelet':
      return kubeletIn(read, of)?.objectId;
    case 'system':
      return heldBy(read, of)?.systemPrincipalId;
    case 'resourceId':
    case 'addOn':
      return undefined;
  }
}

function kubeletIn(read: AccessMap, id: string) {
  const runtime = read.runtimeById(id);
  return runtime?.kind === 'aks' ? runtime.kubelet : undefined;
}

function heldBy(read: AccessMap, id: string): HeldIdentity | undefined {
  return read.runtimeById(id)?.identity ?? read.environmentById(id)?.identity;
}
