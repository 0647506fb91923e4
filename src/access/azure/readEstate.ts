import { lastSegment } from '../ids.ts';
import type { Gap } from '../map.ts';
import type { ArmObject } from '../snapshot/flattened.ts';
import type { Connection } from './clouds.ts';
import { distinct, type Estate, list, openDoubts, part, text } from './estate.ts';
import { dnsRecords } from './kinds.ts';
import { allPages } from './pages.ts';
import { resourceOf, resourcesQuery, trimmed } from './trimmed.ts';
import { failureOf, type PartFailure } from './wire/failure.ts';
import { TenantReader } from './wire/reader.ts';

/** How far reading has come, for people. */
export interface Progress {
  readonly what:
    | 'subscriptions'
    | 'resources'
    | 'dns records'
    | 'role assignments'
    | 'role definitions'
    | 'details'
    | 'images';
  readonly done: number;
  readonly of: number;
}

export interface ReadOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  readonly now?: () => Date;
}

export interface Reading {
  readonly estate: Estate;
  /** Failures of a whole tenant or table; empty: everything was read. */
  readonly failures: readonly PartFailure[];
}

/**
 * The queries for Resource Graph. Each orders by id, so that its pages don't overlap, and names its columns.
 * https://learn.microsoft.com/azure/governance/resource-graph/reference/supported-tables-resources
 */
const fields = ['roleDefinitionId', 'principalId', 'principalType', 'condition', 'conditionVersion', 'createdOn'];
export const queries = {
  resources: resourcesQuery,
  /** The assignments at registries and above them. One at another resource affects no pull. */
  'role assignments': `authorizationresources
| where type =~ 'microsoft.authorization/roleassignments'
| extend scope = tolower(tostring(properties.scope))
| where scope !contains '/providers/' or scope startswith '/providers/microsoft.management/' or scope contains '/providers/microsoft.containerregistry/registries/'
| project id, scope, ${fields.map(name => `${name}=properties.${name}`).join(', ')}
| order by id asc`,
  'role definitions': `authorizationresources
| where type =~ 'microsoft.authorization/roledefinitions'
| project id, type, properties
| order by id asc`,
  /** Addresses of registries in private zones. https://learn.microsoft.com/azure/dns/private-dns-arg */
  'dns records': `dnsresources
| where type =~ '${dnsRecords.type}' and id contains 'azurecr.'
| project id, aRecords=properties.records
| order by id asc`,
  subscriptions: `resourcecontainers
| where type =~ 'microsoft.resources/subscriptions'
| project id, name, type, subscriptionId, tenantId, chain=properties.managementGroupAncestorsChain
| order by id asc`,
} as const;

/**
 * The wide map: every resource and role assignment that bears on pulls, in all subscriptions of all tenants of the
 * account, at the cost of its pages and a few requests more. What could not be read becomes a gap. Rejects only if it
 * is cancelled, or if nothing at all was read.
 */
export async function readEstate(connection: Connection, options: ReadOptions = {}): Promise<Reading> {
  const { signal = new AbortController().signal, now = () => new Date(), onProgress } = options;
  const readAt = now().toISOString();
  const listed = await new TenantReader(connection, undefined, signal).list('/tenants', '2022-12-01');
  // An account that can't list its tenants is asked for its own.
  const ids = listed.length > 0 ? listed.map(each => text(each, 'tenantId') || undefined) : [undefined];
  const read = await Promise.allSettled(ids.map(id => readTenant(connection, id, signal, onProgress)));
  signal.throwIfAborted();
  const [first] = read;
  if (first?.status === 'rejected' && read.every(({ status }) => status === 'rejected')) throw first.reason;
  const parts = read.map((part, i) => (part.status === 'fulfilled' ? part.value : unread(ids[i], part.reason)));
  const { tenants, listedIn } = subscriptionsOf(parts);
  const resources = distinct(parts.flatMap(part => part.resources));
  const assigned = parts.flatMap(part => part.roleAssignments);
  const roleAssignments = parts.length === 1 ? assigned : distinct(assigned);
  const roleIds = new Set(roleAssignments.map(({ properties }) => text(properties, 'roleDefinitionId')));
  const roles = new Set([...roleIds].map(lastSegment));
  const estate: Estate = {
    version: 1,
    readAt,
    cloud: connection.cloud.name,
    resources,
    tenants,
    managementGroups: Object.fromEntries(parts.flatMap(part => part.managementGroups)),
    roleAssignments,
    roleDefinitions: distinct(parts.flatMap(part => part.roleDefinitions)).filter(
      role => roles.has(lastSegment(text(role, 'id'))) || text(part(role, 'properties'), 'type') === 'CustomRole',
    ),
    roleEligibilityScheduleInstances: [],
    denyAssignments: [],
    groups: {},
    credentials: [],
    images: [],
    gaps: [...parts.flatMap(({ gaps }) => gaps), ...ofOthers(tenants, listedIn)],
    doubts: openDoubts({ resources, tenants }),
    listedIn,
  };
  return { estate, failures: parts.flatMap(({ failures }) => failures) };
}

/**
 * The home tenant of each subscription, and the tenant whose token reads it: its home where the account is in it, else
 * the managing tenant through which Azure Lighthouse lists it. https://learn.microsoft.com/azure/lighthouse/concepts/architecture
 */
function subscriptionsOf(parts: readonly TenantPart[]): Pick<Estate, 'tenants' | 'listedIn'> {
  const tenants: Record<string, string> = {};
  const listedIn: Record<string, string> = {};
  for (const { tenant, listed } of parts) {
    for (const each of listed) {
      const id = text(each, 'subscriptionId').toLowerCase();
      const home = text(each, 'tenantId') || tenant;
      if (id === '' || home === undefined) continue;
      tenants[id] = home;
      if (listedIn[id] === undefined || home === tenant) listedIn[id] = tenant ?? home;
    }
  }
  return { tenants, listedIn };
}

type TenantPart = Awaited<ReturnType<typeof readTenant>>;

const nothing = { listed: [], resources: [], managementGroups: [], roleAssignments: [], roleDefinitions: [], gaps: [] };

/** A tenant that asks for more (another factor) hides its registries, and says nothing of the others. */
function unread(tenant: string | undefined, error: unknown): TenantPart {
  const failure = failureOf(error);
  const gaps = [{ what: 'resources', scope: `/tenants/${tenant ?? 'home'}`, why: failure.why }];
  return { ...nothing, tenant, gaps, failures: [{ ...failure, where: tenantInWords(tenant) }] };
}

function tenantInWords(tenant: string | undefined): string {
  return tenant === undefined ? "the account's tenant" : `tenant ${tenant}`;
}

/** Rejects where not even its subscriptions can be listed. */
async function readTenant(
  connection: Connection,
  tenant: string | undefined,
  signal: AbortSignal,
  onProgress: ReadOptions['onProgress'],
) {
  const reader = new TenantReader(connection, tenant, signal);
  const listed = await reader.list('/subscriptions', '2022-12-01');
  onProgress?.({ what: 'subscriptions', done: listed.length, of: listed.length });
  // Nothing to see in this tenant, and Resource Graph answers an account without any subscription with an error.
  if (listed.length === 0) return { ...nothing, tenant, failures: [] };
  const ask = async (what: keyof typeof queries, keep: (row: ArmObject) => ArmObject = row => row) => {
    const read = await allPages(reader, queries[what], signal, keep, (done, of) => onProgress?.({ what, done, of }));
    return { ...read, where: `${what} of ${tenantInWords(tenant)}` };
  };
  const [resources, assignments, roles, containers] = await Promise.all([
    ask('resources', resourceOf),
    ask('role assignments', assignmentOf()),
    ask('role definitions'),
    ask('subscriptions'),
  ]);
  // Few estates have such a zone; in all others there is nothing to ask for.
  const hasZones = resources.rows.some(({ type }) => /^microsoft\.network\/privatednszones/i.test(String(type)));
  const records = hasZones ? await ask('dns records', recordOf) : { rows: [], failure: undefined, where: '' };
  const seen = new Set(containers.rows.map(row => text(row, 'subscriptionId').toLowerCase()));
  const gaps = listed.flatMap(each => {
    const id = text(each, 'subscriptionId').toLowerCase();
    // A subscription that is listed, and that Resource Graph doesn't know: nothing in it can be seen.
    const isHidden = containers.failure === undefined && !seen.has(id);
    const why = resources.failure?.why ?? (isHidden ? 'Resource Graph returns nothing for it' : undefined);
    return id === '' || why === undefined ? [] : [{ what: 'resources', scope: `/subscriptions/${id}`, why }];
  });
  return {
    tenant,
    listed,
    resources: [...resources.rows, ...records.rows],
    managementGroups: containers.rows.flatMap(ancestors),
    roleAssignments: assignments.rows,
    roleDefinitions: roles.rows,
    gaps,
    failures: [resources, records, assignments, roles, containers].flatMap(({ failure, where }) =>
      failure ? [{ ...failure, where }] : [],
    ),
  };
}

/**
 * "Users in the service provider tenant won't see role assignments for users in a customer's tenant", whatever their role.
 * https://learn.microsoft.com/azure/role-based-access-control/role-assignments-list-rest
 */
function ofOthers(tenants: Estate['tenants'], listedIn: Estate['listedIn']): readonly Gap[] {
  const why = "Azure Lighthouse hides role assignments of identities in the customer's tenant";
  return Object.keys(tenants)
    .filter(id => listedIn[id] !== tenants[id])
    .map(id => ({ what: 'roleAssignments', scope: `/subscriptions/${id}`, why }));
}

function recordOf({ id, aRecords }: ArmObject): ArmObject {
  return trimmed({ id, type: dnsRecords.type, properties: { aRecords } });
}

function ancestors(row: ArmObject): readonly (readonly [string, readonly string[]])[] {
  const chain = list(row, 'chain');
  const id = text(row, 'subscriptionId').toLowerCase();
  if (!chain || !id) return [];
  return [[id, chain.map(group => `/providers/Microsoft.Management/managementGroups/${text(group, 'name')}`)]];
}

/**
 * A hundred thousand assignments fit into memory with each scope and principal held once, and with ids in lower case, which
 * are their own keys (`idKey`).
 */
function assignmentOf(): (row: ArmObject) => ArmObject {
  const kept = new Map<string, string>();
  const once = (value: string) => {
    const known = kept.get(value) ?? value;
    kept.set(known, known);
    return known;
  };
  return row => {
    const properties: Record<string, unknown> = { scope: once(text(row, 'scope')) };
    for (const name of fields) {
      const value = text(row, name);
      if (value !== '') properties[name] = name === 'createdOn' ? value : once(value);
    }
    return { id: text(row, 'id').toLowerCase(), type: 'microsoft.authorization/roleassignments', properties };
  };
}
