import * as v from 'valibot';
import { lastSegment } from '../ids.ts';
import type { AccessMap, Credential, DenyAssignment, Gap, RoleDefinition } from '../map.ts';
import * as arm from './arm.ts';
import { buildMap } from './build.ts';
import type { Facts } from './facts.ts';
import { gatherResources } from './gather.ts';
import { imageEntry, imageFrom } from './images.ts';
import { parseWithLongLists } from './longLists.ts';
import { permissionFrom } from './resources.ts';
import { isEligibility, isRoleAssignment, roleAssignmentFrom, scopeIn, sharingEqualTexts } from './roleAssignments.ts';
import { Shapes, type SnapshotProblem } from './shapes.ts';

export type { SnapshotProblem } from './shapes.ts';

/**
 * Reads an access snapshot: ARM-shaped JSON, in which absent or null means *not read* and empty means *read, and there
 * is none*. Any defect is returned as a problem that names the file, the JSON path and what was expected; a snapshot
 * with problems yields no map, since a fact left out by mistake would turn into a wrong verdict.
 */
export function readSnapshot(
  text: string,
  file: string,
): { readonly map: AccessMap } | { readonly problems: readonly SnapshotProblem[] } {
  try {
    if (text.length > large) return readSnapshotData(parseWithLongLists(text, listMembers), file);
  } catch {
    // Then it is no JSON; what is wrong with it, JSON.parse says best.
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { problems: [{ file, path: '$', expected: 'JSON', message: `${file} is not JSON: ${why}` }] };
  }
  return readSnapshotData(json, file);
}

/** From this size on it matters that a snapshot does not stand in memory as text, as JSON and as a map all at once. */
const large = 8_000_000;
const listMembers: ReadonlySet<string> = new Set([
  'resources',
  'roleAssignments',
  'roleEligibilityScheduleInstances',
  'roleDefinitions',
  'denyAssignments',
  'credentials',
  'images',
]);

/**
 * As `readSnapshot`, for data that is already parsed; `origin` is how people will see it named. `once` returns one and the
 * same text for equal ones, which data that shares its texts already can do without.
 */
export function readSnapshotData(
  json: unknown,
  origin: string,
  once = sharingEqualTexts(),
): { readonly map: AccessMap } | { readonly problems: readonly SnapshotProblem[] } {
  const shapes = new Shapes(origin);
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    shapes.report('$', 'Object', Array.isArray(json) ? 'Array' : JSON.stringify(json));
    return { problems: shapes.problems };
  }
  const top = shapes.check(header, json, () => '$');
  const facts = top && gatherFacts(top, origin, shapes, once);
  return facts && shapes.problems.length === 0 ? { map: buildMap(facts) } : { problems: shapes.problems };
}

const list = v.nullish(v.unknown());
const header = v.looseObject({
  version: v.literal(1),
  readAt: v.nullish(v.pipe(v.string(), v.isoTimestamp('a moment such as 2026-11-24T12:00:00Z'))),
  cloud: v.nullish(v.string()),
  resources: list,
  tenants: v.nullish(v.record(v.string(), v.string())),
  managementGroups: v.nullish(v.record(v.string(), v.nullish(v.array(v.string())))),
  roleAssignments: list,
  roleEligibilityScheduleInstances: list,
  roleDefinitions: list,
  denyAssignments: list,
  groups: v.nullish(v.record(v.string(), v.nullish(v.array(v.string())))),
  credentials: list,
  images: list,
  gaps: v.nullish(v.array(arm.gap)),
});

function gatherFacts(
  top: v.InferOutput<typeof header>,
  origin: string,
  shapes: Shapes,
  once: ReturnType<typeof sharingEqualTexts>,
): Facts {
  const assigned = shapes.list(
    arm.roleAssignment,
    top.roleAssignments,
    'roleAssignments',
    item => roleAssignmentFrom(item, isEligibility(item.type), once),
    { fits: isRoleAssignment },
  );
  const eligible = shapes.list(
    arm.roleAssignment,
    top.roleEligibilityScheduleInstances,
    'roleEligibilityScheduleInstances',
    item => roleAssignmentFrom(item, true, once),
    { what: 'roleAssignments' },
  );
  const resources = gatherResources(shapes, top.resources);
  return {
    origin,
    readAt: top.readAt ?? undefined,
    cloud: top.cloud ?? undefined,
    ...resources,
    resourcesRead: top.resources !== null && top.resources !== undefined,
    roleAssignments: assigned && (eligible ? [...assigned, ...eligible] : assigned),
    roleDefinitions:
      shapes.list(arm.roleDefinition, top.roleDefinitions, 'roleDefinitions', roleDefinitionFrom)?.flat() ?? [],
    denyAssignments: shapes.list(arm.denyAssignment, top.denyAssignments, 'denyAssignments', denyAssignmentFrom),
    credentials: shapes.list(arm.credential, top.credentials, 'credentials', credentialFrom),
    images: shapes.list(imageEntry, top.images, 'images', imageFrom),
    tenants: lowerKeys(top.tenants),
    managementGroups: lowerKeys(top.managementGroups),
    groups: lowerKeys(top.groups),
    gaps: [...(top.gaps ?? []), ...shapes.halfLists] satisfies readonly Gap[],
  };
}

function lowerKeys<T>(record: Readonly<Record<string, T | null | undefined>> | null | undefined): Map<string, T> {
  const entries = Object.entries(record ?? {});
  return new Map(
    entries.flatMap(([key, value]) => (value === null || value === undefined ? [] : [[key.toLowerCase(), value]])),
  );
}

function roleDefinitionFrom({ id, properties }: v.InferOutput<typeof arm.roleDefinition>): readonly RoleDefinition[] {
  // What a role permits was not read, then: that is not the same as permitting nothing.
  if (!properties.permissions) return [];
  const role: RoleDefinition = {
    id,
    guid: lastSegment(id).toLowerCase(),
    name: properties.roleName ?? lastSegment(id),
    // `type` within properties is the kind of role; the outer `type` is the resource type.
    builtIn: properties.type?.toLowerCase() === 'builtinrole',
    permissions: properties.permissions.map(permissionFrom),
  };
  return [role];
}

function denyAssignmentFrom({ id, properties }: v.InferOutput<typeof arm.denyAssignment>): DenyAssignment {
  const principal = (item: { readonly id: string; readonly type?: string | null | undefined }) => ({
    id: item.id.toLowerCase(),
    type: item.type ?? undefined,
  });
  return {
    id,
    name: properties.denyAssignmentName ?? lastSegment(id),
    scope: properties.scope ?? scopeIn(id),
    doNotApplyToChildScopes: properties.doNotApplyToChildScopes ?? false,
    permissions: (properties.permissions ?? []).map(item => ({
      ...permissionFrom(item),
      condition: item.condition ?? undefined,
      conditionVersion: item.conditionVersion ?? undefined,
    })),
    principals: (properties.principals ?? []).map(principal),
    excludePrincipals: (properties.excludePrincipals ?? []).map(principal),
  };
}

function credentialFrom(payload: v.InferOutput<typeof arm.credential>): Credential {
  const type = payload['@odata.type']?.toLowerCase() ?? (payload.servicePrincipalType ? 'serviceprincipal' : '');
  // Azure renews the certificates of a managed identity long before they end.
  const rotates = payload.servicePrincipalType?.toLowerCase() === 'managedidentity';
  const keys = rotates ? [] : [...(payload.passwordCredentials ?? []), ...(payload.keyCredentials ?? [])];
  return {
    appId: payload.appId.toLowerCase(),
    objectId: payload.id?.toLowerCase(),
    kind: type.includes('serviceprincipal')
      ? 'servicePrincipal'
      : type.includes('application')
        ? 'application'
        : undefined,
    displayName: payload.displayName ?? undefined,
    tenantId: payload.appOwnerOrganizationId ?? undefined,
    ends: keys.flatMap(key => key.endDateTime ?? []),
    enabled: payload.accountEnabled ?? undefined,
  };
}
