import { isManagementGroup, scopeKey, subscriptionOf } from '../ids.ts';
import type { ArmObject } from '../snapshot/flattened.ts';
import { type Answer, chainOf, type Estate, isRegistry, part, scopeOf, text } from './estate.ts';
import { failureOf } from './wire/failure.ts';
import type { TenantReader } from './wire/reader.ts';

/** Groups whose memberships decide. */
export interface Groups {
  /** Object id → the scopes at which it holds a role, or is eligible for one, each with the subscriptions that show it. */
  readonly held: ReadonlyMap<string, readonly Held[]>;
  /** Those that a deny assignment names: no list of assignments tells who is in them. */
  readonly denied: ReadonlySet<string>;
  /** The first principal that Microsoft Graph was asked for. */
  first?: { readonly objectId: string; readonly told: ReturnType<typeof fromGraph> };
}

interface Held {
  readonly list: 'roleAssignments' | 'roleEligibilityScheduleInstances';
  readonly subscriptions: readonly string[];
}

/** Groups that hold a role at or above a registry, that are eligible for one, or that a denial names. */
export function groupsThatMatter(estate: Estate | undefined): Groups {
  const held = new Map<string, Held[]>();
  const denied = new Set<string>();
  if (!estate) return { held, denied };
  const above = new Map<string, Set<string>>();
  // Where the management groups above a subscription were not read, each may be one of them.
  const below = new Set<string>();
  for (const registry of estate.resources.filter(isRegistry)) {
    const subscription = subscriptionOf(text(registry, 'id'));
    if (subscription === undefined) continue;
    if (!estate.managementGroups[subscription]) below.add(subscription);
    for (const key of chainOf(text(registry, 'id'), estate))
      above.set(key, (above.get(key) ?? new Set()).add(subscription));
  }
  for (const list of ['roleAssignments', 'roleEligibilityScheduleInstances'] as const) {
    for (const assignment of estate[list]) {
      const { properties } = assignment;
      const scope = scopeOf(assignment);
      const subscriptions = [...(above.get(scopeKey(scope)) ?? []), ...(isManagementGroup(scope) ? below : [])];
      if (subscriptions.length === 0 || !mayBeGroup(text(properties, 'principalType'))) continue;
      const id = text(properties, 'principalId').toLowerCase();
      const all = held.get(id) ?? [];
      all.push({ list, subscriptions });
      held.set(id, all);
    }
  }
  for (const denial of estate.denyAssignments) {
    for (const name of ['principals', 'excludePrincipals']) {
      const named = part(denial, 'properties')[name];
      for (const each of Array.isArray(named) ? named : [])
        if (mayBeGroup(text(each, 'type'))) denied.add(text(each, 'id').toLowerCase());
    }
  }
  return { held, denied };
}

function mayBeGroup(type: string): boolean {
  return !/^(user|serviceprincipal|device|application|msi|systemdefined)$/i.test(type);
}

/** Where groups have a say in more subscriptions than this, Microsoft Graph is asked first, which tells all at once. */
const fewSubscriptions = 3;

/**
 * Which groups a principal is in, as far as it matters. Resource Manager itself tells whose roles are a principal's
 * (`assignedTo()` expands groups), with one question in each subscription where a group has a say; Microsoft Graph,
 * which needs a permission of its own, is asked for what would take many questions, and for denials.
 * https://learn.microsoft.com/azure/role-based-access-control/role-assignments-list-rest
 */
export async function groupsOf(
  objectId: string,
  registries: readonly string[],
  groups: Groups,
  estate: Estate,
  at: (id: string) => TenantReader,
): Promise<readonly Answer[]> {
  const { held, denied } = groups;
  const found = new Set(estate.groups[objectId]);
  const open = new Map([...held].filter(([id]) => id !== objectId));
  const pulls = registries.flatMap(id => subscriptionOf(id) ?? []);
  const all = new Set([...open.values()].flatMap(each => each.flatMap(({ subscriptions }) => subscriptions[0] ?? [])));
  const needsGraph = [...denied].some(id => !held.has(id));
  const failed: Answer[] = [];
  if (needsGraph || all.size > fewSubscriptions) {
    const reader = at(registries[0] ?? `/subscriptions/${[...all][0] ?? Object.keys(estate.tenants)[0]}`);
    // One question tells whether Microsoft Graph may be asked at all.
    groups.first ??= { objectId, told: fromGraph(reader, objectId) };
    const told = await groups.first.told;
    const isOwn = groups.first.objectId === objectId || (typeof told === 'string' && told.startsWith('403'));
    const own = isOwn ? told : await fromGraph(reader, objectId);
    if (typeof own !== 'string') return [{ kind: 'groups', scope: objectId, groups: own }];
    if (needsGraph) failed.push({ kind: 'failed', what: 'groups', scope: objectId, why: own });
  }
  const askIn = async (subscription: string): Promise<void> => {
    const here = [...open].filter(([, all]) => all.some(({ subscriptions }) => subscriptions.includes(subscription)));
    const holders = new Set<string>();
    for (const list of new Set(here.flatMap(([, all]) => all.map(each => each.list)))) {
      const scope = `/subscriptions/${subscription}`;
      const items = await at(scope).authorization(scope, list, `assignedTo('${objectId}')`);
      for (const { properties } of items) holders.add(text(properties, 'principalId').toLowerCase());
    }
    for (const [id] of here) {
      open.delete(id);
      if (holders.has(id)) found.add(id);
      else found.delete(id);
    }
  };
  for (const subscription of new Set([...pulls, ...all])) await askIn(subscription);
  return [{ kind: 'groups', scope: objectId, groups: [...found] }, ...failed];
}

/** The groups of a principal, or why they are not told. */
async function fromGraph(reader: TenantReader, objectId: string): Promise<readonly string[] | string> {
  try {
    const path = `/directoryObjects/${encodeURIComponent(objectId)}/getMemberGroups`;
    const { value } = await reader.directory(path, { securityEnabledOnly: true });
    return Array.isArray(value) && value.every(id => typeof id === 'string') ? value : 'the answer is no list';
  } catch (error) {
    const { kind, why } = failureOf(error);
    if (kind === 'cancelled') throw error;
    return why;
  }
}

/**
 * A service principal and its application, which is where secrets sit.
 * https://learn.microsoft.com/graph/api/resources/passwordcredential
 */
export async function credentialsOf(reader: TenantReader, clientId: string): Promise<readonly Answer[]> {
  const fields = 'id,appId,displayName,passwordCredentials,keyCredentials';
  const one = (kind: string, more: string): Promise<ArmObject | undefined> =>
    reader
      .directory(`/${kind}(appId='${encodeURIComponent(clientId)}')?$select=${fields}${more}`)
      .catch((error: unknown) => {
        if (failureOf(error).kind === 'notFound') return undefined;
        throw error;
      });
  const principal = await one('servicePrincipals', ',servicePrincipalType,appOwnerOrganizationId,accountEnabled');
  const application = await one('applications', '');
  const items = [principal, application].flatMap(item => (item ? [withoutSecrets(item)] : []));
  return [{ kind: 'credentials', scope: '/', items }];
}

/** Graph never returns the text of a secret; should it ever, it is not kept. */
function withoutSecrets(item: ArmObject): ArmObject {
  const ends = (name: string) => {
    const keys = item[name];
    return Array.isArray(keys) ? keys.map(key => ({ endDateTime: text(key, 'endDateTime') })) : [];
  };
  return { ...item, passwordCredentials: ends('passwordCredentials'), keyCredentials: ends('keyCredentials') };
}
