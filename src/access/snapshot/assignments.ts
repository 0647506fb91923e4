import * as v from 'valibot';
import { idKey, lastSegment, parseArmId, sameId, scopeIn, scopeKey } from '../ids.ts';
import type { Credential } from '../map.ts';
import type { DenyAssignment, Permission, RoleAssignment, RoleDefinition } from '../roles.ts';
import { maybeAccount, maybeGuid, object, optionalList } from './arm.ts';
import type { ListOf } from './lists.ts';
import type { Defect } from './shapes.ts';
import {
  anIdSuchAs,
  flag,
  guid,
  isOneOfTypes,
  moment,
  oneOfTypes,
  optionalText,
  optionalWord,
  roleDefinitionId,
  scope,
  texts,
} from './words.ts';

/** The values of all versions of the API: https://learn.microsoft.com/rest/api/authorization/role-assignments */
const principalType = optionalWord(
  'User',
  'Group',
  'ServicePrincipal',
  'ForeignGroup',
  'Device',
  'Application',
  'DirectoryObjectOrGroup',
  'DirectoryRoleTemplate',
  'Everyone',
  'MSI',
  'SystemDefined',
  'Unknown',
);
/** Azure writes null if there is none. Versions before 2020-04-01-preview leave it out. */
const condition = { condition: v.nullish(v.string('a text')), conditionVersion: optionalText };

const assignmentTypes = ['roleAssignments', 'roleEligibilityScheduleInstances', 'roleEligibilitySchedules'].map(
  name => `Microsoft.Authorization/${name}`,
);

/**
 * Privileged Identity Management lists active assignments a second time, as schedules of role assignments.
 * https://learn.microsoft.com/rest/api/authorization/role-assignment-schedule-instances
 */
const scheduleTypes = ['roleAssignmentScheduleInstances', 'roleAssignmentSchedules'].map(
  name => `Microsoft.Authorization/${name}`,
);

const ORIGIN = 'the role assignment that `originRoleAssignmentId` of this schedule names: leave the schedule out';

const assignmentId = v.pipe(
  v.string(anIdSuchAs(assignmentTypes[0])),
  v.rawCheck<string>(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    // parsed once: there may be a hundred thousand of them
    const id = parseArmId(dataset.value);
    if (isOneOfTypes(id, assignmentTypes)) return;
    addIssue({ message: isOneOfTypes(id, scheduleTypes) ? ORIGIN : anIdSuchAs(assignmentTypes[0]) });
  }),
);

const roleAssignment = object({
  id: assignmentId,
  type: optionalWord(...assignmentTypes, ...scheduleTypes),
  properties: object({
    scope: scope,
    roleDefinitionId,
    principalId: guid,
    principalType,
    ...condition,
    createdOn: moment,
  }),
});

const actions = v.array(v.string('a text'), 'a list of strings');
const permission = object({
  actions: texts,
  notActions: texts,
  dataActions: texts,
  notDataActions: texts,
  ...condition,
});
const wholePermission = object({
  actions,
  notActions: actions,
  dataActions: actions,
  notDataActions: actions,
  ...condition,
});

const roleDefinition = object({
  id: roleDefinitionId,
  type: optionalWord('Microsoft.Authorization/roleDefinitions'),
  properties: object({
    roleName: optionalText,
    type: optionalWord('BuiltInRole', 'CustomRole'),
    permissions: optionalList(permission),
  }),
});

const principal = object({ id: guid, type: principalType });
const principals = v.array(principal, 'a list of principals');

/**
 * Azure always states which actions it denies, to whom, and with which exceptions. A missing list would change its
 * meaning. Its effect is part of API version 2024-07-01-preview:
 * https://learn.microsoft.com/azure/templates/microsoft.authorization/denyassignments
 */
const denyAssignment = object({
  id: oneOfTypes(['Microsoft.Authorization/denyAssignments']),
  type: optionalWord('Microsoft.Authorization/denyAssignments'),
  properties: object({
    denyAssignmentName: optionalText,
    scope: scope,
    doNotApplyToChildScopes: flag,
    denyAssignmentEffect: optionalWord('enforced', 'audit'),
    permissions: v.array(wholePermission, 'a list of permissions'),
    ...condition,
    principals,
    excludePrincipals: principals,
  }),
});

/** A servicePrincipal or application object of Microsoft Graph. */
const graphKeys = optionalList(object({ endDateTime: moment }));
const credentialObject = object({
  appId: guid,
  id: maybeGuid,
  displayName: optionalText,
  appOwnerOrganizationId: maybeAccount,
  servicePrincipalType: optionalText,
  '@odata.type': optionalWord('#microsoft.graph.servicePrincipal', '#microsoft.graph.application'),
  '@odata.context': optionalText,
  accountEnabled: flag,
  passwordCredentials: graphKeys,
  keyCredentials: graphKeys,
  federatedIdentityCredentials: optionalList(object({})),
});

/** The lists of a snapshot that are no resources: role assignments and credentials. */

export const roleAssignments: ListOf<typeof roleAssignment, RoleAssignment> = {
  what: 'roleAssignments',
  schema: roleAssignment,
  faultOf: assignmentFault,
  make: ({ id, properties }) => ({
    id,
    ...properties,
    scope: properties.scope ?? scopeIn(id),
    condition: properties.condition,
    // Eligible assignments have types of their own: roleEligibilityScheduleInstances and roleEligibilitySchedules.
    eligible: /\/roleEligibility[^/]*\/[^/]*$/i.test(id),
  }),
  keyOf: ({ id }) => idKey(id),
};

export const roleDefinitions: ListOf<typeof roleDefinition, RoleDefinition | undefined> = {
  what: 'roleDefinitions',
  schema: roleDefinition,
  make: ({ id, properties }) =>
    // Without permissions, or without one of their lists, they were not read. That is not the same as permitting
    // nothing.
    properties.permissions?.every(isWhole) && !properties.permissions.some(mayPullOnCondition)
      ? {
          id,
          guid: lastSegment(id).toLowerCase(),
          name: properties.roleName ?? lastSegment(id),
          // `type` within properties is the kind of role. The outer `type` is the resource type.
          builtIn: properties.type?.toLowerCase() === 'builtinrole',
          permissions: properties.permissions.map(permissionFrom),
        }
      : undefined,
  keyOf: role => role && idKey(role.id),
};

/** Drops a role whose definitions permit different things: it counts as not known. */
export function agreeing(definitions: readonly RoleDefinition[]): readonly RoleDefinition[] {
  const permitted = ({ permissions }: RoleDefinition) => JSON.stringify(permissions).toLowerCase();
  return [...Map.groupBy(definitions, ({ guid: role }) => role).values()]
    .filter(([first, ...more]) => first && more.every(each => permitted(each) === permitted(first)))
    .flat();
}

export const denyAssignments: ListOf<typeof denyAssignment, DenyAssignment> = {
  what: 'denyAssignments',
  schema: denyAssignment,
  faultOf: assignmentFault,
  make: ({ id, properties }) => ({
    id,
    name: properties.denyAssignmentName ?? lastSegment(id),
    scope: properties.scope ?? scopeIn(id),
    doNotApplyToChildScopes: properties.doNotApplyToChildScopes,
    // A denial with the effect `audit` is only logged.
    permissions: (properties.denyAssignmentEffect?.toLowerCase() === 'audit' ? [] : properties.permissions).map(
      item => ({
        ...permissionFrom(item),
        // Azure doesn't document how both conditions combine. No evaluator understands both joined into one text.
        condition: [item.condition, properties.condition].filter(Boolean).join('\n') || null,
        conditionVersion: item.conditionVersion ?? properties.conditionVersion,
      }),
    ),
    principals: properties.principals.map(principalFrom),
    excludePrincipals: properties.excludePrincipals.map(principalFrom),
  }),
  keyOf: ({ id }) => idKey(id),
};

export const credentials: ListOf<typeof credentialObject, Credential> = {
  what: 'credentials',
  schema: credentialObject,
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
    const ends = keys.map(key => key.endDateTime);
    return {
      appId: payload.appId.toLowerCase(),
      objectId: payload.id?.toLowerCase(),
      kind: type.includes('serviceprincipal')
        ? 'servicePrincipal'
        : type.includes('application')
          ? 'application'
          : undefined,
      displayName: payload.displayName,
      tenantId: payload.appOwnerOrganizationId,
      ends: ends.flatMap(end => end ?? []),
      passwordEnds: ends.slice(0, passwords?.length ?? 0).flatMap(end => end ?? []),
      endsRead: rotates || Boolean(passwords && certificates && ends.every(Boolean)),
      federated: others ? others.length > 0 : undefined,
      enabled: payload.accountEnabled,
    };
  },
  keyOf: ({ objectId }) => objectId,
};

function isWhole({ actions, notActions, dataActions, notDataActions }: v.InferOutput<typeof permission>): boolean {
  return Boolean(actions && notActions && dataActions && notDataActions);
}

/**
 * Some roles of Azure's own permit everything on a condition about the caller (Azure Service Deploy Release Management
 * Contributor). Then their permissions are not known.
 */
function mayPullOnCondition({ condition, actions, dataActions }: v.InferOutput<typeof permission>): boolean {
  const namespace = 'microsoft.containerregistry/';
  const starts = [...(actions ?? []), ...(dataActions ?? [])].map(each => (each.split('*')[0] ?? '').toLowerCase());
  return Boolean(condition) && starts.some(start => namespace.startsWith(start) || start.startsWith(namespace));
}

function principalFrom({ id, type }: v.InferOutput<typeof principal>) {
  return { id: id.toLowerCase(), type };
}

/** The beginning of its id is an assignment's scope. If it states another scope or type, one of both is wrong. */
function assignmentFault({ id, type, properties: { scope } }: AtScope): readonly Defect[] {
  // Nearly all are written in this form, which saves taking the id apart.
  if (scope && sameId(id, `${scope}/providers/${type}/${lastSegment(id)}`)) return [];
  const parsed = parseArmId(id);
  const inId = parsed?.kind === 'resource' ? parsed : { scope: '/', type: '' };
  if (scope && scope !== inId.scope && scopeKey(scope) !== scopeKey(inId.scope))
    return [{ path: ['properties', 'scope'], expected: `the scope of its ID, ${inId.scope}`, got: scope }];
  return type && !sameId(type, inId.type) ? [{ path: ['type'], expected: 'the type that its ID has', got: type }] : [];
}

type AtScope = v.InferOutput<typeof roleAssignment> | v.InferOutput<typeof denyAssignment>;

function permissionFrom(payload: v.InferOutput<typeof permission>): Permission {
  return {
    actions: payload.actions ?? [],
    notActions: payload.notActions ?? [],
    dataActions: payload.dataActions ?? [],
    notDataActions: payload.notDataActions ?? [],
  };
}
