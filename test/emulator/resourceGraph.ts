/**
 * Azure Resource Graph, for the queries that the reader sends: rows are chosen by the table and the types that a query
 * names, and have the columns that it projects.
 * https://learn.microsoft.com/rest/api/azureresourcegraph/resourcegraph/resources/resources
 */
import { type Answer, type Call, failure, json } from './call.ts';
import { asShown } from './shown.ts';
import { type ArmObject, isObject, keyOf, part, text, type World } from './world.ts';

const rowsPerPage = 1000;
const quota = { 'x-ms-user-quota-remaining': '15', 'x-ms-user-quota-resets-after': '00:00:05' };

const prepared = new WeakMap<World, Map<string, readonly string[]>>();

export function answerGraph(call: Call, world: World, tenant: string): Answer {
  const query = text(call.body, 'query');
  const options = part(call.body, 'options');
  if (options['resultFormat'] !== 'objectArray') return failure(400, 'BadRequest', 'only objectArray is spoken here');
  const { managementGroups: asked } = isObject(call.body) ? call.body : {};
  const groups = Array.isArray(asked) ? asked.map(String) : [];
  if (groups.length > 0 && subscriptionsBelow(groups, world, tenant).size === 0) return notEligible(groups);
  const above = /above/i.test(text(options, 'authorizationScopeFilter'));
  const key = JSON.stringify([
    query,
    tenant,
    groups,
    above,
    world.version,
    world.refused,
    world.graphReportsMode,
    world.graphHidesRules,
  ]);
  const pages = prepared.get(world) ?? new Map<string, readonly string[]>();
  prepared.set(world, pages);
  let rows = pages.get(key);
  if (!rows) {
    const chosen = choose(query, world, subscriptionsBelow(groups, world, tenant), above);
    const columns = columnsOf(query);
    if (!chosen || !columns) return failure(400, 'InvalidQuery', `the emulator does not know this query: ${query}`);
    rows = chosen
      .toSorted((a, b) => (text(a, 'id') < text(b, 'id') ? -1 : 1))
      .map(row =>
        JSON.stringify(
          Object.fromEntries(
            columns.map(([name, path, isTest]) => [name, isTest ? Boolean(valueAt(row, path)) : valueAt(row, path)]),
          ),
        ),
      );
    pages.set(key, rows);
  }
  const from = Number(text(options, '$skipToken').replace('emulated-', '') || (options['$skip'] ?? 0));
  const next = from + Math.min(rowsPerPage, Number(options['$top'] ?? rowsPerPage));
  const page = rows.slice(from, next);
  const skip = next < rows.length ? `,"$skipToken":"emulated-${next}"` : '';
  const body = `{"totalRecords":${rows.length},"count":${page.length},"resultTruncated":"false"${skip},"facets":[],"data":[${page.join()}]}`;
  if (Buffer.byteLength(body) > world.mostBytesOfPage) return tooLarge(Buffer.byteLength(body), world.mostBytesOfPage);
  return { ...json({}, 200, quota), body };
}

function tooLarge(is: number, most: number): Answer {
  const message = `Response payload size is ${is}, and has exceeded the limit of ${most}. Please consider querying less data at a time and make paginated call if needed.`;
  const details = [{ code: 'ResponsePayloadTooLarge', message }];
  return json(
    { error: { code: 'BadRequest', message: 'Please provide below info when asking for support.', details } },
    400,
  );
}

/** `project id, mode=properties.roleAssignmentMode` → the names of the columns and where their values are. */
function columnsOf(
  query: string,
): readonly (readonly [name: string, path: readonly string[], isTest: boolean])[] | undefined {
  const projected = /\|\s*project ([^\n|]+)/.exec(query)?.[1]?.split(',');
  return projected?.map(column => {
    const [name = '', path = name] = column.trim().split('=');
    const [, tested] = /^isnotempty\((.*)\)$/.exec(path) ?? [];
    return [name, (tested ?? path).split('.'), tested !== undefined];
  });
}

/** Null where there is nothing, as Kusto has it. */
function valueAt(row: unknown, [step, ...rest]: readonly string[]): unknown {
  if (step === undefined) return row ?? null;
  return isObject(row) ? valueAt(row[step], rest) : null;
}

/** Subscriptions that the account may read. Below one of these groups, if there are any. */
function subscriptionsBelow(groups: readonly string[], world: World, tenant: string): ReadonlySet<string> {
  const wanted = groups.map(name => keyOf(`/providers/Microsoft.Management/managementGroups/${name}`));
  const isBelow = (id: string) =>
    wanted.length === 0 || (world.managementGroups.get(id) ?? []).some(group => wanted.includes(keyOf(group)));
  return new Set(
    world.subscriptionsOf(tenant).filter(id => !world.isForbidden('*', `/subscriptions/${id}`) && isBelow(id)),
  );
}

/** The answer of Resource Graph where no subscription is left. */
function notEligible(groups: readonly string[]): Answer {
  const message = `There must be at least one subscription that is eligible to contain resources. Given: '${groups.join()}'.`;
  const details = [{ code: 'NoValidSubscriptionsInQueryRequest', message }];
  return json(
    { error: { code: 'BadRequest', message: 'Please provide below info when asking for support', details } },
    400,
  );
}

function choose(
  query: string,
  world: World,
  subscriptions: ReadonlySet<string>,
  above: boolean,
): readonly ArmObject[] | undefined {
  const table = /^\s*(\w+)/.exec(query)?.[1]?.toLowerCase();
  const types = new Set([...query.matchAll(/'(microsoft\.[^']+)'/gi)].map(([, type = '']) => type.toLowerCase()));
  switch (table) {
    case 'resources':
      return world.resources
        .filter(item => types.has(text(item, 'type').toLowerCase()) && subscriptions.has(world.subscriptionOf(item)))
        .filter(item => !world.unseenByGraph.includes(text(item, 'id')))
        .map(item => asRow(item, world));
    case 'dnsresources':
      return world.resources
        .filter(item => types.has(text(item, 'type').toLowerCase()) && subscriptions.has(world.subscriptionOf(item)))
        .filter(item => !world.unseenByGraph.includes(text(item, 'id')))
        .map(recordAsRow);
    case 'authorizationresources':
      if (types.has('microsoft.authorization/roledefinitions')) {
        const custom = query.includes('CustomRole');
        return world.roleDefinitions
          .filter(role => !custom || text(part(role, 'properties'), 'type') === 'CustomRole')
          .map(role => ({ ...role, type: 'microsoft.authorization/roledefinitions' }));
      }
      return world.roleAssignments.filter(item => concerns(item, world, subscriptions, above)).map(assignmentAsRow);
    case 'resourcecontainers':
      return [...subscriptions].map(id => ({
        id: `/subscriptions/${id}`,
        type: 'microsoft.resources/subscriptions',
        name: `Subscription ${id.slice(-4)}`,
        subscriptionId: id,
        tenantId: world.tenants.get(id),
        properties: {
          managementGroupAncestorsChain: world.isForbidden('managementGroups', `/subscriptions/${id}`)
            ? null
            : (world.managementGroups.get(id) ?? []).map(group => ({ name: group.slice(group.lastIndexOf('/') + 1) })),
        },
      }));
    default:
      return undefined;
  }
}

/** Types are in lower case, and the mode of a registry may be missing. */
function asRow(item: ArmObject, world: World): ArmObject {
  const shown = asShown(item, world.graphHidesRules ? '2025-11-01' : undefined);
  const row = { ...shown, type: text(item, 'type').toLowerCase() };
  if (!world.graphReportsMode || !row.type.endsWith('/registries')) return row;
  const { roleAssignmentMode } = part(item, 'properties');
  return { ...row, properties: { ...part(shown, 'properties'), roleAssignmentMode } };
}

/** Records have the same name whatever they are of. https://learn.microsoft.com/azure/dns/private-dns-arg */
function recordAsRow(item: ArmObject): ArmObject {
  const { aRecords: records, ...properties } = part(item, 'properties');
  return { ...item, type: text(item, 'type').toLowerCase(), properties: { ...properties, records } };
}

/** Scopes are in lower case, and roles are named below the tenant, in a case of its own. */
function assignmentAsRow(item: ArmObject): ArmObject {
  const properties = part(item, 'properties');
  const role = text(properties, 'roleDefinitionId').split('/').at(-1);
  const scope = text(properties, 'scope').toLowerCase();
  return {
    ...item,
    type: 'microsoft.authorization/roleassignments',
    scope,
    properties: { ...properties, roleDefinitionId: `/providers/Microsoft.Authorization/RoleDefinitions/${role}` },
  };
}

function concerns(item: ArmObject, world: World, subscriptions: ReadonlySet<string>, above: boolean): boolean {
  const scope = keyOf(text(part(item, 'properties'), 'scope'));
  if (world.isForbidden('roleAssignments', scope)) return false;
  const subscription = /^\/subscriptions\/([^/]+)/.exec(scope)?.[1];
  if (subscription === undefined) return above;
  const resource =
    scope.includes('/providers/') && !scope.includes('/providers/microsoft.containerregistry/registries/');
  return subscriptions.has(subscription) && !resource;
}
