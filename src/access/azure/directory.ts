import {
  type AssignmentList,
  chainOf,
  type Estate,
  isRegistryResource,
  objectList,
  type SourceAnswer,
  textField,
} from '../estate/estate.ts';
import { isAbsence } from '../estate/source.ts';
import { isManagementGroup, scopeKey, subscriptionOf } from '../ids.ts';
import type { ArmObject } from '../snapshot/flattened.ts';
import { failureOf } from './wire/failure.ts';
import type { TenantReader } from './wire/reader.ts';

/** Groups whose memberships decide: one index for all principals, since an estate has thousands of both. */
export interface Groups {
  /** Subscription → object ids of the groups whose roles it shows → the lists that show them. */
  readonly shown: ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<AssignmentList>>>;
  /** Subscriptions that together show each of those roles. */
  readonly enough: ReadonlySet<string>;
  /** True if a deny assignment names a group that holds no role: no list of assignments shows its members. */
  readonly needsGraph: boolean;
  /** The first principal that Microsoft Graph was asked for. */
  first?: { readonly objectId: string; readonly told: ReturnType<typeof fromGraph> };
}

/** The subscriptions with a registry at or below a scope, by the scope. */
function subscriptionsBelow(estate: Estate): (scope: string) => readonly string[] {
  const above = new Map<string, Set<string>>();
  // Unread management groups above a subscription may be any of them.
  const below = new Set<string>();
  for (const registry of estate.resources.filter(isRegistryResource)) {
    const subscription = subscriptionOf(textField(registry, 'id'));
    if (subscription === undefined) continue;
    if (!estate.managementGroups[subscription]) below.add(subscription);
    for (const key of chainOf(textField(registry, 'id'), estate))
      above.set(key, (above.get(key) ?? new Set()).add(subscription));
  }
  return scope => [...(above.get(scopeKey(scope)) ?? []), ...(isManagementGroup(scope) ? below : [])];
}

/** Groups that hold a role at or above a registry, that are eligible for one, or that a denial names. */
export function groupsThatMatter(estate: Estate): Groups {
  const below = subscriptionsBelow(estate);
  const shown = new Map<string, Map<string, Set<AssignmentList>>>();
  const enough = new Set<string>();
  const held = new Set<string>();
  for (const kind of ['roleAssignments', 'roleEligibilityScheduleInstances'] as const) {
    for (const { properties } of estate[kind]) {
      if (!mayBeGroup(textField(properties, 'principalType'))) continue;
      const id = textField(properties, 'principalId').toLowerCase();
      const subscriptions = below(textField(properties, 'scope'));
      const [first] = subscriptions;
      if (first === undefined) continue;
      enough.add(first);
      held.add(id);
      for (const subscription of subscriptions) {
        const groups = shown.get(subscription) ?? new Map<string, Set<AssignmentList>>();
        shown.set(subscription, groups.set(id, (groups.get(id) ?? new Set()).add(kind)));
      }
    }
  }
  const named = estate.denyAssignments.flatMap(({ properties }) =>
    ['principals', 'excludePrincipals'].flatMap(name => objectList(properties, name) ?? []),
  );
  const needsGraph = named.some(
    each => mayBeGroup(textField(each, 'type')) && !held.has(textField(each, 'id').toLowerCase()),
  );
  return { shown, enough, needsGraph };
}

function mayBeGroup(type: string): boolean {
  return !/^(user|serviceprincipal|device|application|msi|systemdefined)$/i.test(type);
}

/**
 * With groups that hold roles in more subscriptions than this, Microsoft Graph is asked first: it answers for all at
 * once.
 */
const fewSubscriptions = 3;

/**
 * Returns the groups of a principal that matter. Resource Manager itself knows a principal's roles (`assignedTo()`
 * expands groups). That takes one question in each subscription where a group holds a role. Microsoft Graph needs a
 * permission of its own. It is asked instead of many questions, and for denials.
 * https://learn.microsoft.com/azure/role-based-access-control/role-assignments-list-rest
 */
export async function readGroups(
  objectId: string,
  registries: readonly string[],
  groups: Groups,
  estate: Estate,
  at: (id: string) => TenantReader,
): Promise<readonly SourceAnswer[]> {
  const { shown, enough, needsGraph } = groups;
  const failed: SourceAnswer[] = [];
  if (needsGraph || enough.size > fewSubscriptions) {
    const reader = at(registries[0] ?? `/subscriptions/${[...enough][0] ?? Object.keys(estate.tenants)[0]}`);
    // One question shows whether Microsoft Graph may be asked at all.
    groups.first ??= { objectId, told: fromGraph(reader, objectId) };
    const told = await groups.first.told;
    const isOwn = groups.first.objectId === objectId || (typeof told === 'string' && told.startsWith('403'));
    const own = isOwn ? told : await fromGraph(reader, objectId);
    if (typeof own !== 'string') return [{ kind: 'groups', scope: objectId, groups: own }];
    if (needsGraph) failed.push({ kind: 'failed', what: 'groups', scope: objectId, why: own });
  }
  const found = new Set(estate.groups[objectId]);
  const asked: string[] = [];
  for (const subscription of new Set([...registries.flatMap(id => subscriptionOf(id) ?? []), ...enough])) {
    const open = [...(shown.get(subscription) ?? [])].filter(
      ([id]) => id !== objectId && !asked.some(before => shown.get(before)?.has(id)),
    );
    asked.push(subscription);
    const scope = `/subscriptions/${subscription}`;
    const holders = new Set<string>();
    for (const kind of new Set(open.flatMap(([, kinds]) => [...kinds]))) {
      const items = await at(scope).authorization(scope, kind, `assignedTo('${objectId}')`);
      for (const { properties } of items) holders.add(textField(properties, 'principalId').toLowerCase());
    }
    for (const [id] of open) {
      if (holders.has(id)) found.add(id);
      else found.delete(id);
    }
  }
  return [{ kind: 'groups', scope: objectId, groups: [...found] }, ...failed];
}

/** The groups of a principal, or why Graph does not list them. */
async function fromGraph(reader: TenantReader, objectId: string): Promise<readonly string[] | string> {
  try {
    const path = `/directoryObjects/${encodeURIComponent(objectId)}/getMemberGroups`;
    const { value } = await reader.directory(path, { securityEnabledOnly: true });
    return Array.isArray(value) && value.every(id => typeof id === 'string') ? value : 'the response is not a list';
  } catch (error) {
    const { kind, why } = failureOf(error);
    if (kind === 'cancelled') throw error;
    return why;
  }
}

/**
 * A service principal and its application, which holds the secrets.
 * https://learn.microsoft.com/graph/api/resources/passwordcredential
 */
export async function readCredentials(reader: TenantReader, clientId: string): Promise<readonly SourceAnswer[]> {
  const fields = 'id,appId,displayName,passwordCredentials,keyCredentials';
  const one = (kind: string, more: string): Promise<ArmObject | undefined> =>
    reader
      .directory(`/${kind}(appId='${encodeURIComponent(clientId)}')?$select=${fields}${more}`)
      .catch((error: unknown) => {
        if (isAbsence(failureOf(error).why)) return undefined;
        throw error;
      });
  const principal = await one('servicePrincipals', ',servicePrincipalType,appOwnerOrganizationId,accountEnabled');
  const application = await one('applications', '');
  const items = [principal, application].flatMap(item => (item ? [withoutSecrets(item)] : []));
  return [{ kind: 'credentials', scope: '/', items }];
}

/** Graph never returns the text of a secret. If it ever does, the text is dropped here. */
function withoutSecrets(item: ArmObject): ArmObject {
  const ends = (name: string) => {
    const keys = item[name];
    return Array.isArray(keys) ? keys.map(key => ({ endDateTime: textField(key, 'endDateTime') })) : [];
  };
  return { ...item, passwordCredentials: ends('passwordCredentials'), keyCredentials: ends('keyCredentials') };
}
