import { idKey, lastSegment, parseArmId, sameId, scopeKey } from '../ids.ts';
import type { Credential, DenyAssignment, RoleAssignment, RoleDefinition } from '../map.ts';
import * as arm from './arm.ts';
import type { ListOf } from './lists.ts';
import { permissionFrom } from './resources.ts';
import type { Defect } from './shapes.ts';

/** Who may do what, and with which credentials: the lists of a snapshot that are no resources. */

export const roleAssignments: ListOf<typeof arm.roleAssignment, RoleAssignment> = {
  what: 'roleAssignments',
  schema: arm.roleAssignment,
  faultOf: assignmentFault,
  make: ({ id, properties }) => ({
    id,
    scope: properties.scope ?? scopeIn(id),
    roleDefinitionId: properties.roleDefinitionId,
    principalId: properties.principalId,
    principalType: properties.principalType ?? undefined,
    // Versions before 2020-04-01-preview leave it out; since then it is null where there is none.
    condition: properties.condition,
    conditionVersion: properties.conditionVersion ?? undefined,
    // Eligible assignments have types of their own: roleEligibilityScheduleInstances and roleEligibilitySchedules.
    eligible: /\/roleEligibility[^/]*\/[^/]*$/i.test(id),
    createdOn: properties.createdOn ?? undefined,
  }),
  keyOf: ({ id }) => idKey(id),
};

export const roleDefinitions: ListOf<typeof arm.roleDefinition, RoleDefinition | undefined> = {
  what: 'roleDefinitions',
  schema: arm.roleDefinition,
  make: ({ id, properties }) =>
    // Without permissions, or one of their lists, they were not read: that is not the same as permitting nothing.
    properties.permissions?.every(isWhole) && !properties.permissions.some(mayPullOnCondition)
      ? {
          id,
          guid: lastSegment(id).toLowerCase(),
          name: properties.roleName ?? lastSegment(id),
          // `type` within properties is the kind of role; the outer `type` is the resource type.
          builtIn: properties.type?.toLowerCase() === 'builtinrole',
          permissions: properties.permissions.map(permissionFrom),
        }
      : undefined,
  keyOf: role => role && idKey(role.id),
};

export const denyAssignments: ListOf<typeof arm.denyAssignment, DenyAssignment> = {
  what: 'denyAssignments',
  schema: arm.denyAssignment,
  faultOf: assignmentFault,
  make: ({ id, properties }) => ({
    id,
    name: properties.denyAssignmentName ?? lastSegment(id),
    scope: properties.scope ?? scopeIn(id),
    doNotApplyToChildScopes: properties.doNotApplyToChildScopes ?? undefined,
    permissions: properties.permissions.map(item => ({
      ...permissionFrom(item),
      condition: item.condition ?? null,
      conditionVersion: item.conditionVersion ?? undefined,
    })),
    principals: properties.principals.map(principalFrom),
    excludePrincipals: properties.excludePrincipals.map(principalFrom),
  }),
  keyOf: ({ id }) => idKey(id),
};

export const credentials: ListOf<typeof arm.credential, Credential> = {
  what: 'credentials',
  schema: arm.credential,
  make: payload => {
    // `…/$metadata#applications/$entity`
    const told = payload['@odata.type'] ?? payload['@odata.context'] ?? '';
    const type = payload.servicePrincipalType ? 'serviceprincipal' : told.toLowerCase();
    // Azure renews the certificates of a managed identity long before they end.
    const rotates = payload.servicePrincipalType?.toLowerCase() === 'managedidentity';
    const {
      passwordCredentials: passwords,
      keyCredentials: certificates,
      federatedIdentityCredentials: others,
    } = payload;
    const keys = rotates ? [] : [...(passwords ?? []), ...(certificates ?? [])];
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
      endsRead: rotates || Boolean(passwords && certificates),
      federated: others ? others.length > 0 : undefined,
      enabled: payload.accountEnabled ?? undefined,
    };
  },
  keyOf: ({ objectId }) => objectId,
};

function isWhole({ actions, notActions, dataActions, notDataActions }: arm.ArmPermission): boolean {
  return Boolean(actions && notActions && dataActions && notDataActions);
}

/**
 * Some roles of Azure's own permit everything on a condition about who asks (Azure Service Deploy Release Management
 * Contributor). What they permit is not known then.
 */
function mayPullOnCondition({ condition, actions, dataActions }: arm.ArmPermission): boolean {
  const namespace = 'microsoft.containerregistry/';
  const starts = [...(actions ?? []), ...(dataActions ?? [])].map(each => (each.split('*')[0] ?? '').toLowerCase());
  return Boolean(condition) && starts.some(start => namespace.startsWith(start) || start.startsWith(namespace));
}

function principalFrom({ id, type }: arm.ArmPrincipal) {
  return { id: id.toLowerCase(), type: type ?? undefined };
}

/** An assignment is at the scope that its id begins with. Where it says another one, or another type, one is mistaken. */
function assignmentFault({ id, type, properties: { scope } }: AtScope): Defect | undefined {
  const parsed = parseArmId(id);
  const inId = parsed?.kind === 'resource' ? parsed : { scope: '/', type: '' };
  if (scope && scope !== inId.scope && scopeKey(scope) !== scopeKey(inId.scope))
    return { path: ['properties', 'scope'], expected: `the scope of its id, ${inId.scope}`, got: scope };
  if (type && !sameId(type, inId.type)) return { path: ['type'], expected: 'the type that its id has', got: type };
  return undefined;
}

interface AtScope {
  readonly id: string;
  readonly type?: string | null | undefined;
  readonly properties: { readonly scope?: string | null | undefined };
}

/** `<scope>/providers/Microsoft.Authorization/roleAssignments/<name>`. */
function scopeIn(assignmentId: string): string {
  const id = parseArmId(assignmentId);
  return id?.kind === 'resource' ? id.scope : '/';
}
