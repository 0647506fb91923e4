/**
 * Azure Resource Manager as the emulator answers it: https://learn.microsoft.com/rest/api/resources/ and neighbours.
 */
import { type Answer, type Call, failure, json } from './call.ts';
import { answerGraph } from './resourceGraph.ts';
import { asShown, speaks, versionsOf } from './shown.ts';
import type { Tokens } from './tokens.ts';
import { type ArmObject, keyOf, part, text, type World } from './world.ts';

const base = 'https://management.azure.com';
const pageOfList = 200;
const authorizationPath = '/providers/microsoft.authorization/';

export function answerArm(call: Call, world: World, tokens: Tokens): Answer {
  const token = tokens.check(call.headers.authorization, `https://${call.host}`);
  if (!token) return failure(401, 'InvalidAuthenticationToken', 'The access token is missing, expired or unknown.');
  const { path } = call;
  const version = call.query.get('api-version');
  if (!version) {
    return failure(400, 'MissingApiVersionParameter', 'The api-version query parameter (?api-version=) is required.');
  }
  const type = typeOf(path);
  const isList = /\/subscriptions\/[^/]+\/providers\/microsoft\.containerregistry\/registries$/i.test(path);
  if (!speaks(type, version, world) && !isList) {
    const message = `No registered resource provider found for type '${type}' and API version '${version}'. The supported api-versions are '${versionsOf(type).join(', ')}'.`;
    return failure(400, 'NoRegisteredProviderFound', message);
  }
  if (type === 'microsoft.resourcegraph/resources') return answerGraph(call, world, token.tenant);
  const seen = world.subscriptionsOf(token.tenant);
  if (path === '/tenants') {
    const ids = [...new Set([...world.tenants].map(([id, home]) => world.managedBy.get(id) ?? home))];
    const value = ids.map(id => ({ id: `/tenants/${id}`, tenantId: id, displayName: `Tenant ${id.slice(-4)}` }));
    return json({ value });
  }
  if (path === '/subscriptions') {
    return list(
      call,
      seen.map(id => subscription(id, world)),
    );
  }
  const [, first, id = ''] = path.toLowerCase().split('/');
  if (first === 'subscriptions' && world.tenants.has(id) && !seen.includes(id)) {
    const message = `The access token is from the wrong issuer '${token.tenant}'. It must match the tenant '${world.tenants.get(id)}' associated with this subscription.`;
    return failure(401, 'InvalidAuthenticationTokenTenant', message);
  }
  const at = path.toLowerCase().lastIndexOf(authorizationPath);
  if (at >= 0) return authorization(call, path.slice(0, at) || '/', path.slice(at + authorizationPath.length), world);
  return call.method === 'GET' ? resource(call, type, version, world) : failure(405, 'MethodNotAllowed', call.method);
}

/** `/subscriptions/…/providers/Microsoft.Web/sites/shop/config/web` → `microsoft.web/sites/config`. */
function typeOf(path: string): string {
  const [namespace = '', ...rest] = path.toLowerCase().split('/providers/').at(-1)?.split('/') ?? [];
  if (namespace === '') return rest.length === 1 ? (rest[0] ?? '') : '';
  return [namespace, ...rest.filter((_, i) => i % 2 === 0)].join('/');
}

function subscription(id: string, world: World): ArmObject {
  const manager = world.managedBy.get(id);
  return {
    id: `/subscriptions/${id}`,
    subscriptionId: id,
    tenantId: world.tenants.get(id),
    managedByTenants: manager ? [{ tenantId: manager }] : [],
    displayName: `Subscription ${id.slice(-4)}`,
    state: 'Enabled',
  };
}

function resource(call: Call, type: string, version: string, world: World): Answer {
  const { path } = call;
  if (world.isForbidden('*', path)) return forbidden(call);
  const found = world.resource(path);
  if (found) return json(asShown(found, version));
  const [, of = '', what = ''] = /^(.*)\/(config\/web|sitecontainers)$/i.exec(path) ?? [];
  const site = what ? world.resource(of) : undefined;
  const properties = part(site, 'properties');
  if (site && what.toLowerCase() === 'config/web') {
    return json({
      id: path,
      name: 'web',
      type: `${text(site, 'type')}/config`,
      properties: part(properties, 'siteConfig'),
    });
  }
  if (site) return list(call, (properties['siteContainers'] ?? []) as readonly ArmObject[]);
  const [, registry = '', child = ''] =
    /^(.*\/(?:registries|managedClusters|dnsForwardingRulesets)\/[^/]+)\/(\w+)$/i.exec(path) ?? [];
  if (child && world.resource(registry)) {
    const below = `${path}/`.toLowerCase();
    return list(
      call,
      world.resources
        .filter(item => text(item, 'id').toLowerCase().startsWith(below))
        .map(item => asShown(item, version)),
    );
  }
  const sub = path.split('/')[2]?.toLowerCase() ?? '';
  if (path.toLowerCase().endsWith('/providers/microsoft.containerregistry/registries')) {
    const all = world.resources.filter(item => world.subscriptionOf(item) === sub && isOf(item, type));
    return list(
      call,
      all.map(item => asShown(item, version)),
    );
  }
  return notFound(path, type, world);
}

function isOf(item: ArmObject, type: string): boolean {
  return text(item, 'type').toLowerCase() === type;
}

/** Each service has words of its own. */
function notFound(path: string, type: string, world: World): Answer {
  const name = path.split('/').at(-1) ?? '';
  const [, , , , group = ''] = path.split('/');
  const prefix = path.toLowerCase().split('/providers/')[0] ?? '';
  if (!world.resources.some(item => keyOf(text(item, 'id')).startsWith(`${prefix}/`))) {
    return failure(404, 'ResourceGroupNotFound', `Resource group '${group}' could not be found.`);
  }
  if (type.startsWith('microsoft.web/')) {
    const message = `Resource '${name}' was not found.`;
    return json({ Code: 'NotFound', Message: message, code: 'NotFound', message, target: null }, 404);
  }
  if (type === 'microsoft.containerservice/managedclusters') {
    const message = `Could not find managed cluster resource: ${name}.`;
    const details = [{ code: 'Unspecified', message: 'rpc error: code = NotFound desc = Managed Cluster not found' }];
    return json({ code: 'NotFound', details, message, subcode: 'GetManagedCluster_NotFound' }, 404);
  }
  return failure(404, 'ResourceNotFound', `The Resource '${path}' was not found.`);
}

function authorization(call: Call, scope: string, what: string, world: World): Answer {
  const [kind = '', name] = what.split('/');
  const filter = call.query.get('$filter') ?? '';
  switch (kind.toLowerCase()) {
    case 'permissions':
      return permissions(scope, world);
    case 'roleassignments':
      if (call.method === 'PUT') return put(call, scope, name ?? '', world);
      if (world.isForbidden('roleAssignments', scope)) return forbidden(call);
      return list(call, world.assignments(world.roleAssignments, scope, filter));
    case 'roleeligibilityscheduleinstances':
      if (world.isForbidden('roleAssignments', scope)) return forbidden(call);
      return list(call, world.assignments(world.eligible, scope, filter));
    case 'denyassignments':
      if (world.isForbidden('denyAssignments', scope)) return forbidden(call);
      return list(call, world.assignments(world.denyAssignments, scope, filter));
    case 'roledefinitions': {
      if (!name) return list(call, world.roleDefinitions);
      const found = world.roleDefinitions.find(role => text(role, 'id').toLowerCase().endsWith(name.toLowerCase()));
      return found ? json(found) : failure(404, 'RoleDefinitionDoesNotExist', `No role definition '${name}'.`);
    }
    default:
      return failure(404, 'InvalidResourceType', kind);
  }
}

function permissions(scope: string, world: World): Answer {
  const all = !world.isForbidden('*', scope) && !world.isForbidden('resources', scope);
  return json({ value: [{ actions: all ? ['*/read'] : [], notActions: [], dataActions: [], notDataActions: [] }] });
}

function put(call: Call, scope: string, name: string, world: World): Answer {
  const { properties } = call.body as { readonly properties: ArmObject };
  const there = world.roleAssignments.some(
    each =>
      keyOf(text(part(each, 'properties'), 'scope')) === keyOf(scope) &&
      ['principalId', 'roleDefinitionId'].every(key => text(part(each, 'properties'), key) === text(properties, key)),
  );
  if (there) return failure(409, 'RoleAssignmentExists', 'The role assignment already exists.');
  return json(world.grant({ ...properties, scope }, name), 201);
}

/** Pages are of varied size, as the real ones are. */
function list(call: Call, items: readonly ArmObject[]): Answer {
  const from = Number(call.query.get('$skiptoken') ?? 0);
  const next = from + (from === 0 ? pageOfList : pageOfList - 37);
  const query = new URLSearchParams(call.query);
  query.set('$skiptoken', String(next));
  const nextLink = next < items.length ? { nextLink: `${base}${call.path}?${query}` } : {};
  return json({ value: items.slice(from, next), ...nextLink });
}

function forbidden(call: Call): Answer {
  const message = `The client does not have authorization to perform action over scope '${call.path}'.`;
  return failure(403, 'AuthorizationFailed', message);
}
