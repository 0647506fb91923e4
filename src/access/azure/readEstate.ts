import type { Gap } from '../map.ts';
import { type ArmObject, list, part, text } from './armObject.ts';
import type { Connection } from './connection.ts';
import { distinct, type Estate, idOf, openDoubts } from './estate.ts';
import { type Failure, failureOf } from './failure.ts';
import { query, type Rows } from './pages.ts';
import * as queries from './queries.ts';
import { TenantReader } from './tenantReader.ts';
import { trimmed } from './trim.ts';

/** How far reading has come, for people. */
export interface Progress {
  readonly what: 'subscriptions' | 'resources' | 'role assignments' | 'custom roles' | 'details' | 'images';
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
  /** What failed for a whole tenant or table, the gravest first; empty: everything was read. */
  readonly failures: readonly Failure[];
}

/**
 * The wide map: every resource and role assignment that bears on pulls, in all subscriptions of all tenants of the
 * account, at the cost of its pages and a few requests more. What could not be read becomes a gap. Rejects only if it
 * is cancelled, or if nothing at all was read.
 */
export async function readEstate(connection: Connection, options: ReadOptions = {}): Promise<Reading> {
  const { signal = new AbortController().signal, now = () => new Date() } = options;
  const readAt = now().toISOString();
  const tenants = await listTenants(connection, signal);
  const parts = await Promise.all(tenants.map(tenant => readTenant(connection, tenant, signal, options.onProgress)));
  signal.throwIfAborted();
  const first = parts[0];
  if (first && parts.every(({ reached }) => !reached)) throw first.error;
  const merged = {
    resources: distinct(parts.flatMap(({ resources }) => resources)),
    tenants: Object.assign({}, ...parts.map(each => each.tenants)) as Estate['tenants'],
    managementGroups: Object.assign({}, ...parts.map(each => each.managementGroups)) as Estate['managementGroups'],
    roleAssignments: first && parts.length === 1 ? first.roleAssignments : oneOfEach(parts),
    roleDefinitions: distinct(parts.flatMap(({ roleDefinitions }) => roleDefinitions)),
  };
  const estate: Estate = {
    version: 1,
    readAt,
    cloud: connection.cloud.name,
    ...merged,
    roleEligibilityScheduleInstances: [],
    denyAssignments: [],
    groups: {},
    credentials: [],
    images: [],
    gaps: parts.flatMap(({ gaps }) => gaps),
    doubts: openDoubts(merged),
  };
  const failures = parts.flatMap(each => each.failures);
  return { estate, subscriptions: Object.keys(merged.tenants).length, failures };
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

/** The tenants of the account; one that can't list them is asked for its own. */
async function listTenants(connection: Connection, signal: AbortSignal): Promise<readonly (string | undefined)[]> {
  const reader = new TenantReader(connection, undefined, signal);
  const ids = (await reader.getList('/tenants', '2022-12-01')).map(tenant => text(tenant, 'tenantId')).filter(Boolean);
  return ids.length > 0 ? ids : [undefined];
}

interface TenantPart {
  readonly resources: readonly ArmObject[];
  readonly tenants: Readonly<Record<string, string>>;
  readonly managementGroups: Readonly<Record<string, readonly string[]>>;
  readonly roleAssignments: readonly ArmObject[];
  readonly roleDefinitions: readonly ArmObject[];
  readonly gaps: readonly Gap[];
  readonly failures: readonly Failure[];
  /** Whether anything was answered. */
  readonly reached: boolean;
  readonly error: unknown;
}

async function readTenant(
  connection: Connection,
  tenant: string | undefined,
  signal: AbortSignal,
  onProgress: ReadOptions['onProgress'],
): Promise<TenantPart> {
  const reader = new TenantReader(connection, tenant, signal);
  const ask = (
    kql: string,
    what: Progress['what'],
    keep: (row: ArmObject) => ArmObject | undefined = row => row,
  ): Promise<Rows> => query(reader, kql, signal, keep, (done, of) => onProgress?.({ what, done, of }));
  let listed: readonly ArmObject[];
  try {
    listed = await reader.getList('/subscriptions', '2022-12-01');
    onProgress?.({ what: 'subscriptions', done: listed.length, of: listed.length });
  } catch (error) {
    signal.throwIfAborted();
    return unread(tenant, error);
  }
  // Nothing to see in this tenant, and Resource Graph answers an account without any subscription with an error.
  if (listed.length === 0) return { ...nothing, reached: true, error: undefined };
  const [resources, assignments, roles, containers] = await Promise.all([
    ask(queries.resources, 'resources', trimmed),
    ask(queries.roleAssignments, 'role assignments', slimmer()),
    ask(queries.customRoles, 'custom roles'),
    ask(queries.subscriptions, 'subscriptions'),
  ]);
  const own = listed.map(each => text(each, 'subscriptionId').toLowerCase()).filter(Boolean);
  const seen = new Set(containers.rows.map(row => text(row, 'subscriptionId').toLowerCase()));
  const gap = (what: string, { failure }: Rows): readonly Gap[] =>
    failure ? own.map(id => ({ what, scope: `/subscriptions/${id}`, why: failure.why })) : [];
  return {
    resources: resources.rows.filter(row => idOf(row) !== ''),
    tenants: Object.fromEntries(
      listed.map(each => [text(each, 'subscriptionId').toLowerCase(), text(each, 'tenantId') || (tenant ?? '')]),
    ),
    managementGroups: Object.fromEntries(containers.rows.flatMap(ancestors)),
    roleAssignments: assignments.rows,
    roleDefinitions: roles.rows,
    gaps: [
      ...gap('resources', resources),
      // A subscription that is listed, and that Resource Graph doesn't know: nothing in it can be seen.
      ...own
        .filter(id => containers.failure === undefined && !seen.has(id))
        .map(id => ({ what: 'resources', scope: `/subscriptions/${id}`, why: 'Resource Graph shows nothing of it' })),
    ],
    failures: [resources, assignments, roles, containers].flatMap(({ failure }) => failure ?? []),
    reached: true,
    error: undefined,
  };
}

const nothing = {
  resources: [],
  tenants: {},
  managementGroups: {},
  roleAssignments: [],
  roleDefinitions: [],
  gaps: [],
  failures: [],
} as const;

/** A tenant that asks for more (another sign-in, another factor) hides its registries, and says nothing of the others. */
function unread(tenant: string | undefined, error: unknown): TenantPart {
  const failure = failureOf(error);
  const scope = `/tenants/${tenant ?? 'home'}`;
  const gaps = [{ what: 'resources', scope, why: failure.why }];
  return { ...nothing, gaps, failures: [failure], reached: false, error };
}

function ancestors(row: ArmObject): readonly (readonly [string, readonly string[]])[] {
  const chain = list(part(row, 'properties'), 'managementGroupAncestorsChain');
  const id = text(row, 'subscriptionId').toLowerCase();
  if (!chain || !id) return [];
  return [[id, chain.map(group => `/providers/Microsoft.Management/managementGroups/${text(group, 'name')}`)]];
}

const kept = [
  'scope',
  'roleDefinitionId',
  'principalId',
  'principalType',
  'condition',
  'conditionVersion',
  'createdOn',
];

/** A hundred thousand assignments fit into memory without who wrote them, and with each scope and principal once. */
function slimmer(): (row: ArmObject) => ArmObject | undefined {
  const texts = new Map<unknown, unknown>();
  const isNew = firstOfEach();
  const once = (value: unknown): unknown => {
    const known = texts.get(value);
    if (known !== undefined) return known;
    texts.set(value, value);
    return value;
  };
  return ({ id, type, properties }) => {
    if (typeof id !== 'string' || id === '' || !isNew(id)) return undefined;
    const all = part({ properties }, 'properties');
    const few: Record<string, unknown> = {};
    for (const name of kept) {
      const value = all[name];
      if (value !== undefined && value !== null) few[name] = name === 'createdOn' ? value : once(value);
    }
    return { id, type: once(type), properties: few };
  };
}
