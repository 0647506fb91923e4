import { isObject } from '../../model/objects.ts';
import { below, fieldOf, isNullValue, plainText, termOf, type Value, valueInWords } from '../../model/program.ts';
import { lastSegment, REGISTRY_TYPE } from '../ids.ts';
import { kubeletIdentityIn } from './attributes.ts';
import { withDefaults } from './defaults.ts';
import { segmentsOf } from './idSegments.ts';
import type { PlannedResource, Planner } from './planner.ts';

/**
 * Returns a planned resource as Azure will answer with it, for the reader of Azure's answers. Leaves out an open field:
 * in an answer, that means that it was not read. Undefined: an open part would look absent.
 */
export function payloadOf(resource: PlannedResource, planner: Planner): unknown {
  const { type, id, isExisting } = resource;
  const body = withoutImages(resource);
  const written = jsonOf(body, planner);
  if (!isObject(written) || hidesIdentity(resource)) return undefined;
  const { scope: _, parent: __, dependsOn: ___, ...fields } = written;
  const made = isExisting ? {} : withDefaults(type, body, fields);
  const properties = isObject(made['properties']) ? made['properties'] : {};
  return {
    ...made,
    id,
    name: lastSegment(id),
    type: typeInId(id),
    properties: { ...properties, ...deployed(resource, planner) },
    ...identity(resource, made, planner),
  };
}

/** Images are no facts about who may pull: an app is the same with any image. */
export function withoutImages({ type, body }: Pick<PlannedResource, 'type' | 'body'>): Value {
  if (!/^microsoft\.app\/(?:containerapps|jobs)$/.test(type) || body.kind !== 'object') return body;
  const fields = body.fields.map(({ key, value }) => {
    if (plainText(key) !== 'properties' || value.kind !== 'object') return { key, value };
    return { key, value: { ...value, fields: value.fields.filter(each => plainText(each.key) !== 'template') } };
  });
  return { ...body, fields };
}

/** As written in the id: `Microsoft.App/containerApps`. */
function typeInId(id: string): string {
  const [, provider = ''] = id.split(/\/providers\/(?!.*\/providers\/)/);
  const [namespace = '', ...pairs] = provider.split('/');
  return [namespace, ...pairs.filter((_, at) => at % 2 === 0)].join('/');
}

/**
 * Sites and container groups without an identity have no such field. So one with an open identity is left out
 * altogether.
 */
function hidesIdentity({ type, body }: PlannedResource): boolean {
  if (!/^microsoft\.(?:web\/sites|containerinstance\/containergroups)/.test(type)) return false;
  const found = fieldOf(body, 'identity');
  return found === undefined || (found !== 'absent' && found.kind !== 'object');
}

/** Returns the properties that the deployment adds: ids of principals, the login server. */
function deployed(resource: PlannedResource, planner: Planner): Record<string, unknown> {
  const guid = (...path: readonly string[]) => guidOf(planner.attributeOf(resource, ...path), planner);
  switch (resource.type) {
    case REGISTRY_TYPE:
      return { loginServer: hostOf(resource, planner) };
    case 'microsoft.managedidentity/userassignedidentities':
      return { principalId: guid('properties', 'principalId'), clientId: guid('properties', 'clientId') };
    case 'microsoft.containerservice/managedclusters':
      return clusterProfile(resource, planner, guid);
    default:
      return {};
  }
}

/**
 * A cluster with a service principal pulls as that. Otherwise, the kubelet's identity pulls. Code shows neither of an
 * existing one.
 */
function clusterProfile(
  resource: PlannedResource,
  planner: Planner,
  guid: (...path: readonly string[]) => string | undefined,
): Record<string, unknown> {
  const { body, isExisting } = resource;
  const own = kubeletIdentityIn(body);
  if (own === undefined) return {};
  const path = ['properties', 'identityProfile', 'kubeletidentity'] as const;
  const ids = { objectId: guid(...path, 'objectId'), clientId: guid(...path, 'clientId') };
  if (isExisting) return { identityProfile: { kubeletidentity: ids } };
  if (!hasNoServicePrincipal(body, planner)) return {};
  const resourceId = own === 'none' ? undefined : textOf(planner.resolve(own), planner);
  return { identityProfile: { kubeletidentity: { ...ids, resourceId } } };
}

/** The client id of a cluster with a managed identity is `msi`. Code may write it as Azure answers with it. */
function hasNoServicePrincipal(body: Value, planner: Planner): boolean {
  const properties = fieldOf(body, 'properties');
  const profile =
    properties === undefined || properties === 'absent' ? properties : fieldOf(properties, 'servicePrincipalProfile');
  if (profile === undefined || profile === 'absent') return profile === 'absent';
  const clientId = below(profile, 'clientId');
  const isMsi = clientId !== undefined && plainText(planner.resolve(clientId))?.toLowerCase() === 'msi';
  return isNullValue(profile) || isMsi;
}

function identity(resource: PlannedResource, made: Record<string, unknown>, planner: Planner): Record<string, unknown> {
  const { identity: written } = made;
  if (!isObject(written)) return {};
  const principal = planner.attributeOf(resource, 'identity', 'principalId');
  const isSystem = /\bSystemAssigned\b/i.test(String(written['type'] ?? ''));
  return { identity: { ...written, ...(isSystem ? { principalId: guidOf(principal, planner) } : {}) } };
}

/** The host of a registry: its login server, or a made-up host that no other host equals. */
function hostOf(resource: PlannedResource, planner: Planner): string | undefined {
  const server = planner.attributeOf(resource, 'properties', 'loginServer');
  return plainText(server)?.toLowerCase() ?? planner.hostOfTerm(termOf(server));
}

export function guidOf(value: Value, planner: Planner): string | undefined {
  const text = plainText(value);
  if (text !== undefined) return text;
  return value.kind === 'open' ? planner.standIns.guid(termOf(value), valueInWords(value)) : undefined;
}

/** Returns a value as JSON. Undefined for an open value, and for a list with an open item. */
function jsonOf(value: Value, planner: Planner): unknown {
  switch (value.kind) {
    case 'text':
      return value.text;
    case 'plain':
      return value.value;
    case 'list': {
      const items = value.items.map(item => jsonOf(item, planner));
      return value.isWhole && !items.includes(undefined) ? items : undefined;
    }
    case 'object': {
      const fields = value.fields.map(
        field => [textOf(planner.resolve(field.key), planner), jsonOf(field.value, planner)] as const,
      );
      // an open key may be any key, which leaves the others unknown
      if (fields.some(([key]) => key === undefined)) return undefined;
      return Object.fromEntries(fields.filter(([, each]) => each !== undefined));
    }
    default:
      return textOf(planner.resolve(value), planner);
  }
}

/** A text that is known, or has a made-up one in its place: an id, an object id, a login server. */
function textOf(value: Value, planner: Planner): string | undefined {
  const text = plainText(value);
  if (text !== undefined) return text;
  const segments = segmentsOf(value);
  if (segments !== undefined) return planner.standIns.id(segments);
  const term = termOf(value);
  if (planner.principal(term) !== undefined) return guidOf(value, planner);
  return planner.adminUser(term) ?? planner.hostOfTerm(term);
}
