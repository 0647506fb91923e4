/**
 * Azure Resource Graph, for the queries that the reader sends: rows are chosen by the table and the types that a query
 * names. https://learn.microsoft.com/rest/api/azureresourcegraph/resourcegraph/resources/resources
 */
import { type Answer, type Call, failure, json } from './call.ts';
import { type ArmObject, isObject, keyOf, part, text, type World } from './world.ts';

const rowsPerPage = 1000;
const quota = { 'x-ms-user-quota-remaining': '15', 'x-ms-user-quota-resets-after': '00:00:05' };

const prepared = new WeakMap<World, Map<string, readonly string[]>>();

export function answerGraph(call: Call, world: World, tenant: string): Answer {
  const query = text(call.body, 'query');
  const options = part(call.body, 'options');
  if (options['resultFormat'] !== 'objectArray') return failure(400, 'BadRequest', 'only objectArray is spoken here');
  const above = /above/i.test(text(options, 'authorizationScopeFilter'));
  const key = JSON.stringify([query, tenant, above, world.version, world.refused, world.graphReportsMode]);
  const pages = prepared.get(world) ?? new Map<string, readonly string[]>();
  prepared.set(world, pages);
  let rows = pages.get(key);
  if (!rows) {
    const chosen = choose(query, world, tenant, above);
    if (!chosen) return failure(400, 'InvalidQuery', `the emulator does not know this query: ${query}`);
    rows = chosen.toSorted((a, b) => (text(a, 'id') < text(b, 'id') ? -1 : 1)).map(row => JSON.stringify(row));
    pages.set(key, rows);
  }
  const from = Number(text(options, '$skipToken').replace('emulated-', '') || 0);
  const page = rows.slice(from, from + rowsPerPage);
  const next = from + rowsPerPage;
  const skip = next < rows.length ? `,"$skipToken":"emulated-${next}"` : '';
  const body = `{"totalRecords":${rows.length},"count":${page.length},"resultTruncated":"false"${skip},"facets":[],"data":[${page.join()}]}`;
  return { ...json({}, 200, quota), body };
}

function choose(query: string, world: World, tenant: string, above: boolean): readonly ArmObject[] | undefined {
  const subscriptions = new Set(
    world.subscriptionsOf(tenant).filter(id => !world.isForbidden('*', `/subscriptions/${id}`)),
  );
  const table = /^\s*(\w+)/.exec(query)?.[1]?.toLowerCase();
  const types = new Set([...query.matchAll(/'(microsoft\.[^']+)'/gi)].map(([, type = '']) => type.toLowerCase()));
  switch (table) {
    case 'resources':
      return world.resources
        .filter(item => types.has(text(item, 'type').toLowerCase()) && subscriptions.has(world.subscriptionOf(item)))
        .map(item => asRow(item, world));
    case 'authorizationresources':
      if (types.has('microsoft.authorization/roledefinitions')) {
        return world.roleDefinitions.filter(role => text(part(role, 'properties'), 'type') === 'CustomRole');
      }
      return world.roleAssignments.filter(item => concerns(item, world, subscriptions, above));
    case 'resourcecontainers':
      return [...subscriptions].map(id => ({
        id: `/subscriptions/${id}`,
        type: 'microsoft.resources/subscriptions',
        name: `Subscription ${id.slice(-4)}`,
        subscriptionId: id,
        tenantId: world.tenants.get(id),
        properties: {
          managementGroupAncestorsChain: (world.managementGroups.get(id) ?? []).map(group => ({
            name: group.slice(group.lastIndexOf('/') + 1),
          })),
        },
      }));
    default:
      return undefined;
  }
}

/** Types are in lower case, and the mode of a registry may be missing. */
function asRow(item: ArmObject, world: World): ArmObject {
  const row = { ...item, type: text(item, 'type').toLowerCase() };
  if (world.graphReportsMode || !row.type.endsWith('/registries') || !isObject(item['properties'])) return row;
  const { roleAssignmentMode: _, ...properties } = item['properties'];
  return { ...row, properties };
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
