/** Azure Resource Manager as the emulator answers it: https://learn.microsoft.com/rest/api/resources/ and neighbours. */
import { type Answer, type Call, failure, json } from './call.ts';
import { answerGraph } from './resourceGraph.ts';
import type { Tokens } from './tokens.ts';
import { type ArmObject, keyOf, text, type World } from './world.ts';

const base = 'https://management.azure.com';
const pageOfList = 200;

export function answerArm(call: Call, world: World, tokens: Tokens): Answer {
  const token = tokens.check(call.headers.authorization);
  if (!token) return failure(401, 'InvalidAuthenticationToken', 'The access token is missing, expired or unknown.');
  const { path } = call;
  if (!call.query.get('api-version')) {
    return failure(400, 'MissingApiVersionParameter', 'The api-version query parameter (?api-version=) is required.');
  }
  if (keyOf(path) === '/providers/microsoft.resourcegraph/resources') {
    return answerGraph(call, world, token.tenant);
  }
  if (path === '/tenants') {
    const ids = [...new Set(world.tenants.values())];
    return json({
      value: ids.map(id => ({ id: `/tenants/${id}`, tenantId: id, displayName: `Tenant ${id.slice(-4)}` })),
    });
  }
  if (path === '/subscriptions') {
    return list(
      call,
      world.subscriptionsOf(token.tenant).map(id => subscription(id, world)),
    );
  }
  const at = path.toLowerCase().lastIndexOf('/providers/microsoft.authorization/');
  if (at >= 0) return authorization(call, path.slice(0, at) || '/', path.slice(at + 35), world);
  return call.method === 'GET' ? resource(call, world) : failure(405, 'MethodNotAllowed', call.method);
}

function subscription(id: string, world: World): ArmObject {
  return {
    id: `/subscriptions/${id}`,
    subscriptionId: id,
    tenantId: world.tenants.get(id),
    displayName: `Subscription ${id.slice(-4)}`,
    state: 'Enabled',
  };
}

function resource(call: Call, world: World): Answer {
  if (world.isForbidden('*', call.path)) return forbidden(call);
  const found = world.resource(call.path);
  const sub = call.path.split('/')[2]?.toLowerCase() ?? '';
  if (!found && /\/providers\/microsoft\.containerregistry\/registries$/i.test(call.path)) {
    const all = world.resources.filter(item => world.subscriptionOf(item) === sub);
    return list(
      call,
      all.filter(item => text(item, 'type').toLowerCase() === 'microsoft.containerregistry/registries'),
    );
  }
  if (!found) return failure(404, 'ResourceNotFound', `The Resource '${call.path}' was not found.`);
  return json(found);
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
  return json(world.grant({ ...properties, scope }, name), 201);
}

function list(call: Call, items: readonly ArmObject[]): Answer {
  const from = Number(call.query.get('$skiptoken') ?? 0);
  const next = from + pageOfList;
  const query = new URLSearchParams(call.query);
  query.set('$skiptoken', String(next));
  const nextLink = next < items.length ? { nextLink: `${base}${call.path}?${query}` } : {};
  return json({ value: items.slice(from, next), ...nextLink });
}

function forbidden(call: Call): Answer {
  const message = `The client does not have authorization to perform action over scope '${call.path}'.`;
  return failure(403, 'AuthorizationFailed', message);
}
