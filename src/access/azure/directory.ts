import { scopeKey } from '../ids.ts';
import type { Answer } from './answers.ts';
import { type ArmObject, part, text } from './armObject.ts';
import { chainOf, type Estate, isRegistry, scopeOf } from './estate.ts';
import { failureOf } from './failure.ts';
import { bare } from './scope.ts';
import type { TenantReader } from './tenantReader.ts';

/**
 * Which groups a principal is in, as far as it matters. Resource Manager itself tells whose roles are a principal's
 * (`assignedTo()` expands groups); Microsoft Graph, which needs a permission of its own, is asked only for the rest.
 * https://learn.microsoft.com/azure/role-based-access-control/role-assignments-list-rest
 */
export async function groupsOf(
  objectId: string,
  registries: readonly string[],
  groups: GroupScopes,
  estate: Estate,
  at: (id: string) => TenantReader,
): Promise<readonly Answer[]> {
  const open = new Map(groups);
  const found = new Set<string>();
  if (open.size > 0) {
    for (const id of registries) {
      if (![...open.values()].some(scopes => meets(scopes, chainOf(id, estate)))) continue;
      const filter = `atScope() and assignedTo('${objectId}')`;
      const items = await at(id).items(({ authorization }, raw) =>
        authorization.roleAssignments.listForScope(bare(id), { ...raw, filter }),
      );
      for (const item of items) {
        const holder = text(part(item, 'properties'), 'principalId').toLowerCase();
        if (open.has(holder) && holder !== objectId) found.add(holder);
      }
      for (const [group, scopes] of open) if (meets(scopes, chainOf(id, estate))) open.delete(group);
    }
  }
  if (open.size === 0) return [answer(objectId, [...found], undefined)];
  try {
    const path = `/directoryObjects/${encodeURIComponent(objectId)}/getMemberGroups`;
    const reader = at(registries[0] ?? '');
    const { value } = await reader.fromDirectory(path, { securityEnabledOnly: true });
    if (Array.isArray(value) && value.every(id => typeof id === 'string')) return [answer(objectId, value, undefined)];
    return [answer(objectId, [...found], 'the answer is no list')];
  } catch (error) {
    const { kind, why } = failureOf(error);
    if (kind === 'cancelled') throw error;
    return [answer(objectId, [...found], why)];
  }
}

function answer(scope: string, groups: readonly string[], complete: string | undefined): Answer {
  return { kind: 'groups', scope, groups, complete };
}

function meets(scopes: ReadonlySet<string>, chain: readonly string[]): boolean {
  return chain.some(key => scopes.has(key));
}

/** Object ids of groups → keys of the scopes at which they hold a role. */
export type GroupScopes = ReadonlyMap<string, ReadonlySet<string>>;

/** Groups that hold a role at or above a registry; and with no scope, those that are eligible or that a denial names. */
export function groupsThatMatter(estate: Estate): GroupScopes {
  const groups = new Map<string, Set<string>>();
  const chains = new Set(estate.resources.filter(isRegistry).flatMap(({ id }) => chainOf(String(id), estate)));
  for (const assignment of estate.roleAssignments) {
    const properties = part(assignment, 'properties');
    if (!mayBeGroup(text(properties, 'principalType')) || !chains.has(scopeKey(scopeOf(assignment)))) continue;
    const id = text(properties, 'principalId').toLowerCase();
    const scopes = groups.get(id) ?? new Set<string>();
    groups.set(id, scopes.add(scopeKey(scopeOf(assignment))));
  }
  for (const { properties } of estate.roleEligibilityScheduleInstances) {
    const id = text(properties, 'principalId').toLowerCase();
    if (mayBeGroup(text(properties, 'principalType')) && !groups.has(id)) groups.set(id, new Set());
  }
  for (const denial of estate.denyAssignments) {
    for (const name of ['principals', 'excludePrincipals']) {
      const named = part(denial, 'properties')[name];
      if (!Array.isArray(named)) continue;
      for (const each of named) {
        const id = text(each, 'id').toLowerCase();
        // A role that the group happens to hold doesn't tell about the denial, if it is elsewhere.
        if (mayBeGroup(text(each, 'type')) && !groups.has(id)) groups.set(id, new Set());
      }
    }
  }
  return groups;
}

function mayBeGroup(type: string): boolean {
  return !/^(user|serviceprincipal|device|application|msi|systemdefined)$/i.test(type);
}

/**
 * A service principal and its application, which is where secrets sit.
 * https://learn.microsoft.com/graph/api/resources/passwordcredential
 */
export async function credentialsOf(reader: TenantReader, clientId: string): Promise<readonly Answer[]> {
  const fields = 'id,appId,displayName,passwordCredentials,keyCredentials';
  const one = (kind: string, more: string): Promise<ArmObject | undefined> =>
    reader
      .fromDirectory(`/${kind}(appId='${encodeURIComponent(clientId)}')?$select=${fields}${more}`)
      .catch((error: unknown) => {
        if (failureOf(error).kind === 'notFound') return undefined;
        throw error;
      });
  const principal = await one('servicePrincipals', ',servicePrincipalType,appOwnerOrganizationId');
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
