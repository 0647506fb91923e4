import { setImmediate as immediate } from 'node:timers/promises';
import { lastSegment } from '../ids.ts';
import type { Gap } from '../map.ts';
import type { Connection } from './clouds.ts';
import { type ArmObject, distinct, type Estate, list, openDoubts, part, text } from './estate.ts';
import { resourceOf, resourcesQuery } from './kinds.ts';
import { type Failure, failureOf, type PartFailure, Unusable } from './wire/failure.ts';
import { TenantReader } from './wire/reader.ts';

/** How far reading has come, for people. */
export interface Progress {
  readonly what: 'subscriptions' | 'resources' | 'role assignments' | 'role definitions' | 'details' | 'images';
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
  readonly subscriptions: number;
  /** What failed for a whole tenant or table; empty: everything was read. */
  readonly failures: readonly PartFailure[];
}

/**
 * What Resource Graph is asked. Every query orders by id, so that its pages don't overlap, and names its columns.
 * https://learn.microsoft.com/azure/governance/resource-graph/reference/supported-tables-resources
 */
const assigned = ['roleDefinitionId', 'principalId', 'principalType', 'condition', 'conditionVersion', 'createdOn'];
export const queries = {
  resources: resourcesQuery,
  /** Those at registries and above them: what is assigned at another resource says nothing of a pull. */
  'role assignments': `authorizationresources
| where type =~ 'microsoft.authorization/roleassignments'
| extend scope = tolower(tostring(properties.scope))
| where scope !contains '/providers/' or scope startswith '/providers/microsoft.management/' or scope contains '/providers/microsoft.containerregistry/registries/'
| project id, type, scope, ${assigned.map(name => `${name}=properties.${name}`).join(', ')}
| order by id asc`,
  'role definitions': `authorizationresources
| where type =~ 'microsoft.authorization/roledefinitions'
| project id, type, properties
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
  const { signal = new AbortController().signal, now = () => new Date() } = options;
  const readAt = now().toISOString();
  const listed = await new TenantReader(connection, undefined, signal).list('/tenants', '2022-12-01');
  const ids = listed.map(tenant => text(tenant, 'tenantId')).filter(Boolean);
  // An account that can't list its tenants is asked for its own.
  const tenants = ids.length > 0 ? ids : [undefined];
  const parts = await Promise.all(tenants.map(tenant => readTenant(connection, tenant, signal, options.onProgress)));
  signal.throwIfAborted();
  const [first] = parts;
  if (first && parts.every(({ reached }) => !reached)) throw first.error;
  const { tenants: homes, listedIn } = subscriptionsOf(parts);
  const merged = {
    resources: distinct(parts.flatMap(({ resources }) => resources)),
    tenants: homes,
    managementGroups: Object.assign({}, ...parts.map(each => each.managementGroups)) as Estate['managementGroups'],
    roleAssignments: first && parts.length === 1 ? first.roleAssignments : oneOfEach(parts),
  };
  const roles = new Set(
    merged.roleAssignments.map(({ properties }) => lastSegment(text(properties, 'roleDefinitionId'))),
  );
  const estate: Estate = {
    version: 1,
    readAt,
    cloud: connection.cloud.name,
    ...merged,
    roleDefinitions: distinct(parts.flatMap(({ roleDefinitions }) => roleDefinitions)).filter(
      role => roles.has(lastSegment(text(role, 'id'))) || text(part(role, 'properties'), 'type') === 'CustomRole',
    ),
    roleEligibilityScheduleInstances: [],
    denyAssignments: [],
    groups: {},
    credentials: [],
    images: [],
    gaps: parts.flatMap(({ gaps }) => gaps),
    doubts: openDoubts(merged),
    listedIn,
  };
  const failures = parts.flatMap(each => each.failures);
  return { estate, subscriptions: Object.keys(homes).length, failures };
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

/** Resource Graph writes an id the same way each time, wherever it is asked. */
function oneOfEach(parts: readonly TenantPart[]): readonly ArmObject[] {
  const isNew = firstOfEach();
  return parts.flatMap(({ roleAssignments }) => roleAssignments.filter(({ id }) => isNew(id)));
}

function firstOfEach(): (id: unknown) => boolean {
  const seen = new Set<unknown>();
  return id => seen.size < seen.add(id).size;
}

interface TenantPart {
  readonly tenant: string | undefined;
  readonly listed: readonly ArmObject[];
  readonly resources: readonly ArmObject[];
  readonly managementGroups: Readonly<Record<string, readonly string[]>>;
  readonly roleAssignments: readonly ArmObject[];
  readonly roleDefinitions: readonly ArmObject[];
  readonly gaps: readonly Gap[];
  readonly failures: readonly PartFailure[];
  /** Whether anything was answered. */
  readonly reached: boolean;
  readonly error?: unknown;
}

async function readTenant(
  connection: Connection,
  tenant: string | undefined,
  signal: AbortSignal,
  onProgress: ReadOptions['onProgress'],
): Promise<TenantPart> {
  const reader = new TenantReader(connection, tenant, signal);
  const nothing = { tenant, resources: [], managementGroups: {}, roleAssignments: [], roleDefinitions: [] };
  let listed: readonly ArmObject[];
  try {
    listed = await reader.list('/subscriptions', '2022-12-01');
    onProgress?.({ what: 'subscriptions', done: listed.length, of: listed.length });
  } catch (error) {
    signal.throwIfAborted();
    // A tenant that asks for more (another factor) hides its registries, and says nothing of the others.
    const failure = failureOf(error);
    const gaps = [{ what: 'resources', scope: `/tenants/${tenant ?? 'home'}`, why: failure.why }];
    const failures = [{ ...failure, where: `tenant ${tenant ?? 'of the account'}` }];
    return { ...nothing, listed: [], gaps, failures, reached: false, error };
  }
  // Nothing to see in this tenant, and Resource Graph answers an account without any subscription with an error.
  if (listed.length === 0) return { ...nothing, listed, gaps: [], failures: [], reached: true };
  const ask = (what: keyof typeof queries, keep: (row: ArmObject) => ArmObject | undefined = row => row) =>
    allPages(reader, what, signal, keep, (done, of) => onProgress?.({ what, done, of }));
  const [resources, assignments, roles, containers] = await Promise.all([
    ask('resources', resourceOf),
    ask('role assignments', assignmentOf()),
    ask('role definitions'),
    ask('subscriptions'),
  ]);
  const own = listed.map(each => text(each, 'subscriptionId').toLowerCase()).filter(Boolean);
  const seen = new Set(containers.rows.map(row => text(row, 'subscriptionId').toLowerCase()));
  const unread = (id: string, why: string): Gap => ({ what: 'resources', scope: `/subscriptions/${id}`, why });
  const { failure } = resources;
  return {
    tenant,
    listed,
    resources: resources.rows,
    managementGroups: Object.fromEntries(containers.rows.flatMap(ancestors)),
    roleAssignments: assignments.rows,
    roleDefinitions: roles.rows,
    gaps: own.flatMap(id => {
      if (failure) return [unread(id, failure.why)];
      // A subscription that is listed, and that Resource Graph doesn't know: nothing in it can be seen.
      const isHidden = containers.failure === undefined && !seen.has(id);
      return isHidden ? [unread(id, 'Resource Graph shows nothing of it')] : [];
    }),
    failures: [resources, assignments, roles, containers].flatMap(({ what, failure: failed }) =>
      failed ? [{ ...failed, where: `${what} of tenant ${tenant ?? 'of the account'}` }] : [],
    ),
    reached: true,
  };
}

function ancestors(row: ArmObject): readonly (readonly [string, readonly string[]])[] {
  const chain = list(row, 'chain');
  const id = text(row, 'subscriptionId').toLowerCase();
  if (!chain || !id) return [];
  return [[id, chain.map(group => `/providers/Microsoft.Management/managementGroups/${text(group, 'name')}`)]];
}

/** A hundred thousand assignments fit into memory with each scope and principal held once. */
function assignmentOf(): (row: ArmObject) => ArmObject | undefined {
  const texts = new Map<unknown, unknown>();
  const isNew = firstOfEach();
  const once = (value: unknown): unknown => {
    const known = texts.get(value);
    if (known !== undefined) return known;
    texts.set(value, value);
    return value;
  };
  return row => {
    const { id, type } = row;
    if (typeof id !== 'string' || id === '' || !isNew(id)) return undefined;
    const properties: Record<string, unknown> = { scope: once(row['scope']) };
    for (const name of assigned) {
      const value = row[name];
      if (value !== undefined && value !== null) properties[name] = name === 'createdOn' ? value : once(value);
    }
    return { id, type: once(type), properties };
  };
}

interface Rows {
  readonly what: keyof typeof queries;
  readonly rows: readonly ArmObject[];
  /** Why the rest is missing; undefined: this is everything. */
  readonly failure: Failure | undefined;
}

/** More pages than any answer has; a server that never ends is not followed forever. */
const mostPages = 5000;
const rowsOfPage = 1000;

/** All pages of a query. What came before a failure is kept: it is true, only not everything. */
async function allPages(
  reader: TenantReader,
  what: keyof typeof queries,
  signal: AbortSignal,
  /** Makes each row smaller, page by page, so that whole pages are never kept; undefined: not this row. */
  keep: (row: ArmObject) => ArmObject | undefined,
  onPage: (rows: number, total: number) => void,
): Promise<Rows> {
  const rows: ArmObject[] = [];
  const kql = queries[what];
  let received = 0;
  try {
    let coming: Promise<Page> | undefined = onePage(reader, kql, { skip: 0, top: rowsOfPage });
    for (let i = 0; coming !== undefined; i++) {
      if (i === mostPages) throw new Unusable('the answer has too many pages');
      const page: Page = await coming;
      const first = received;
      received += page.rows.length;
      const next = { skip: received, top: page.top, skipToken: page.skipToken };
      coming = page.skipToken === undefined ? undefined : onePage(reader, kql, next);
      // The rows are gone through while the next page is on its way: its request needs some turns to leave.
      coming?.catch(() => {}); // it is awaited above
      await immediate();
      for (const row of page.rows) {
        const small = keep(row);
        if (small !== undefined) rows.push(small);
      }
      onPage(received, page.total);
      if (coming === undefined && received < page.total)
        throw new Unusable(`the answer lacks ${page.total - received} of ${page.total} rows`);
      if (coming !== undefined && received === first) throw new Unusable('the answer has an empty page');
    }
    return { what, rows, failure: undefined };
  } catch (error) {
    signal.throwIfAborted();
    return { what, rows, failure: failureOf(error) };
  }
}

interface Page {
  readonly rows: readonly ArmObject[];
  readonly total: number;
  readonly skipToken: string | undefined;
  /** How many rows a page may have, so that it is small enough to be sent. */
  readonly top: number;
}

interface Place {
  readonly skip: number;
  readonly top: number;
  readonly skipToken?: string | undefined;
}

/**
 * A page of more than 16 MiB is refused; then fewer rows are asked for, from the same row on.
 * https://learn.microsoft.com/azure/governance/resource-graph/troubleshoot/general#toomanyrequests
 */
async function onePage(reader: TenantReader, kql: string, { skip, top, skipToken }: Place): Promise<Page> {
  try {
    const page = await reader.graph(kql, {
      resultFormat: 'objectArray',
      // Without an above, assignments at management groups are left out.
      authorizationScopeFilter: 'AtScopeAboveAndBelow',
      top,
      ...(skipToken === undefined ? { skip } : { skipToken }),
    });
    const rows = list(page, 'data');
    const { totalRecords, count } = page;
    const next = page.skipToken || undefined;
    if (!rows || typeof totalRecords !== 'number') throw new Unusable('the answer has no rows');
    if (typeof count === 'number' && count !== rows.length) throw new Unusable('the answer lacks rows of a page');
    if (page.resultTruncated === 'true' && next === undefined) throw new Unusable('the answer was cut off');
    return { rows, total: totalRecords, skipToken: next, top };
  } catch (error) {
    if (top === 1 || !/ResponsePayloadTooLarge/.test(failureOf(error).why)) throw error;
    return onePage(reader, kql, { skip, top: Math.ceil(top / 4) });
  }
}
