import { type Estate, textField } from '../estate/estate.ts';
import { emptyPart, estateOf, kept, queries, type TenantPart, tenantPart } from '../estate/tenant.ts';
import type { Connection } from './clouds.ts';
import { allPages } from './pages.ts';
import { type AzureFailure, failureOf, type PartFailure } from './wire/failure.ts';
import { TenantReader } from './wire/reader.ts';

/** The progress of reading, for people. */
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
  /** Only the subscriptions below this management group, by its ID. */
  readonly managementGroup?: string | undefined;
}

export interface EstateReading {
  readonly estate: Estate;
  /** Failures of a whole tenant or table. Empty: everything was read. */
  readonly failures: readonly PartFailure[];
}

/** No tenant of the account has a subscription below the management group. */
export class NoSubscriptionBelow extends Error {
  override readonly name = 'NoSubscriptionBelow';
}

/**
 * Reads the wide map: every resource and role assignment that matters for pulls, in all subscriptions of all tenants of
 * the account. It costs its pages and a few requests more. Failures become gaps. With a management group, everything
 * outside of it is a gap, too. Rejects only if it is cancelled, or if nothing at all was read.
 */
export async function readEstate(connection: Connection, options: ReadOptions = {}): Promise<EstateReading> {
  const { signal = new AbortController().signal, now = () => new Date(), managementGroup } = options;
  const readAt = now().toISOString();
  const listed = await new TenantReader(connection, undefined, signal).list('/tenants', '2022-12-01');
  // If the account can't list its tenants, its own tenant is read.
  const ids = listed.length > 0 ? listed.map(each => textField(each, 'tenantId') || undefined) : [undefined];
  const read = await Promise.allSettled(ids.map(id => readTenant(connection, id, signal, options)));
  signal.throwIfAborted();
  const [first] = read;
  if (first?.status === 'rejected' && read.every(({ status }) => status === 'rejected')) throw first.reason;
  const parts = read.map((part, i) => (part.status === 'fulfilled' ? part.value : unread(ids[i], part.reason)));
  if (managementGroup !== undefined && parts.every(({ isOutside }) => isOutside))
    throw noneBelow(managementGroup, parts);
  const estate = estateOf(parts, { readAt, cloud: connection.cloud.name });
  return { estate, failures: parts.flatMap(({ failures }) => failures) };
}

interface ReadPart extends TenantPart, Pick<EstateReading, 'failures'> {
  /** True if no subscription of the tenant is known to be below the requested management group. */
  readonly isOutside: boolean;
}

/** A tenant that requires more (another factor) hides its registries. It proves nothing about the others. */
function unread(tenant: string | undefined, error: unknown): ReadPart {
  const failure = failureOf(error);
  const gaps = [{ what: 'resources', scope: `/tenants/${tenant ?? 'home'}`, why: failure.why }];
  return { ...emptyPart, tenant, gaps, failures: [{ ...failure, where: tenantInWords(tenant) }], isOutside: true };
}

function noneBelow(managementGroup: string, parts: readonly ReadPart[]): NoSubscriptionBelow {
  const reasons = parts.flatMap(({ failures }) => failures.map(({ where, why }) => `${where}: ${why}`));
  const because = reasons.length === 0 ? '' : ` (${reasons.join(', ')})`;
  return new NoSubscriptionBelow(
    `no subscription below the management group \`${managementGroup}\` can be read${because}`,
  );
}

function tenantInWords(tenant: string | undefined): string {
  return tenant === undefined ? "the account's tenant" : `tenant ${tenant}`;
}

/** Rejects if not even its subscriptions can be listed. */
async function readTenant(
  connection: Connection,
  tenant: string | undefined,
  signal: AbortSignal,
  { onProgress, managementGroup }: ReadOptions,
): Promise<ReadPart> {
  const reader = new TenantReader(connection, tenant, signal);
  const listed = await reader.list('/subscriptions', '2022-12-01');
  onProgress?.({ what: 'subscriptions', done: listed.length, of: listed.length });
  // There is nothing to see in this tenant, and Resource Graph answers an account without any subscription with an
  // error.
  if (listed.length === 0) return { ...emptyPart, tenant, failures: [], isOutside: true };
  const ask = async (what: keyof typeof queries) => {
    const keep = kept[what]?.() ?? (row => row);
    const query = { kql: queries[what], managementGroup };
    const read = await allPages(reader, query, signal, keep, (done, of) => onProgress?.({ what, done, of }));
    return { ...read, where: `${what} of ${tenantInWords(tenant)}` };
  };
  const [resources, assignments, roles, containers] = await Promise.all([
    ask('resources'),
    ask('role assignments'),
    ask('role definitions'),
    ask('subscriptions'),
  ]);
  if (managementGroup !== undefined && isUnknownGroup(containers.failure))
    return { ...tenantPart(tenant, listed, nothingRead, managementGroup), failures: [], isOutside: true };
  // Few estates have such a zone. In all others, there is nothing to ask for.
  const hasZones = resources.rows.some(({ type }) => /^microsoft\.network\/privatednszones/i.test(String(type)));
  const records = hasZones ? await ask('dns records') : { rows: [], failure: undefined, where: '' };
  const part = tenantPart(
    tenant,
    listed,
    {
      resources,
      'role assignments': assignments,
      'role definitions': roles,
      'dns records': records,
      subscriptions: containers,
    },
    managementGroup,
  );
  const failures = [resources, records, assignments, roles, containers].flatMap(({ failure, where }) =>
    failure ? [{ ...failure, where }] : [],
  );
  const isOutside = containers.rows.length === 0;
  return { ...part, failures, isOutside };
}

const none = { rows: [], failure: undefined };
const nothingRead = {
  resources: none,
  'role assignments': none,
  'role definitions': none,
  'dns records': none,
  subscriptions: none,
} as const;

/** Resource Graph refuses a group that a tenant does not have, that the account may not see, or that is empty. */
function isUnknownGroup(failure: AzureFailure | undefined): boolean {
  return failure !== undefined && /^40[034]\b/.test(failure.why);
}
