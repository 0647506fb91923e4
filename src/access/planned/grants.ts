import type { Place } from '../../model/place.ts';
import { fieldOf, isNullValue, type Presence, plainText, termOf, type Value } from '../../model/program.ts';
import { isGuid, lastSegment, scopeIn } from '../ids.ts';
import type { RoleAssignment } from '../roles.ts';
import { segmentsOf } from './idSegments.ts';
import { guidOf } from './payload.ts';
import type { PlannedPrincipal, PlannedResource, Planner } from './planner.ts';

/** A role assignment that the code makes, with its settled parts. */
export interface PlannedGrant {
  readonly resource: PlannedResource;
  readonly address: string;
  readonly place: Place;
  readonly presence: Presence;
  /** The id of its scope. Undefined: open. */
  readonly scope: string | undefined;
  /** The GUID of its role. Undefined: open. */
  readonly role: string | undefined;
  /**
   * The principal that gets it. Undefined: open. `known` is absent for an id that the code states or a parameter gives.
   */
  readonly principal: { readonly id: string; readonly known?: PlannedPrincipal | undefined } | undefined;
  /** Names, for people, the open ones of `roleDefinitionId` and `principalId`. Undefined: neither is open. */
  readonly open: string | undefined;
  readonly defaults: readonly string[];
  /** As the map has it. */
  readonly assignment: RoleAssignment;
}

/** https://learn.microsoft.com/azure/templates/microsoft.authorization/roleassignments */
export function readPlannedGrant(resource: PlannedResource, planner: Planner): PlannedGrant | undefined {
  if (resource.type !== 'microsoft.authorization/roleassignments' || resource.isExisting) return undefined;
  const { declared, address, presence, body, defaults, id } = resource;
  const properties = fieldOf(body, 'properties');
  const field = (name: string): Value | 'absent' | undefined =>
    properties === undefined || properties === 'absent' ? properties : fieldOf(properties, name);
  const role = roleIn(field('roleDefinitionId'), planner);
  const principal = principalIn(field('principalId'), planner);
  const type = field('principalType');
  const condition = field('condition');
  const written = condition === undefined || condition === 'absent' ? undefined : plainText(condition);
  const hasNone = condition === 'absent' || (condition !== undefined && isNullValue(condition));
  const version = field('conditionVersion');
  const open = [role === undefined ? 'roleDefinitionId' : [], principal === undefined ? 'principalId' : []].flat();
  return {
    resource,
    address,
    place: declared.place,
    presence,
    scope: scopeIn(id),
    role,
    principal,
    open: open.length === 0 ? undefined : open.join(', '),
    defaults,
    assignment: {
      id,
      scope: scopeIn(id),
      roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${role ?? 'open'}`,
      principalId: principal?.id ?? planner.standIns.guid(`principal of ${id}`, address),
      principalType: type === undefined || type === 'absent' ? undefined : plainText(type),
      condition: hasNone ? null : written,
      conditionVersion: version === undefined || version === 'absent' ? undefined : plainText(version),
      eligible: false,
      createdOn: undefined,
      ...(planner.isNowhere(resource) ? { openScope: id } : {}),
    },
  };
}

/** The GUID at the end of the id identifies a role, whatever comes before it. */
function roleIn(value: Value | 'absent' | undefined, planner: Planner): string | undefined {
  if (value === undefined || value === 'absent') return undefined;
  const resolved = planner.resolve(value);
  const last = segmentsOf(resolved)?.at(-1);
  const guid = plainText(last) ?? lastSegment(plainText(resolved) ?? '');
  return isGuid(guid) ? guid.toLowerCase() : undefined;
}

/** An id that only the deployment knows is equal only to itself. */
function principalIn(value: Value | 'absent' | undefined, planner: Planner): PlannedGrant['principal'] {
  if (value === undefined || value === 'absent') return undefined;
  const resolved = planner.resolve(value);
  const text = plainText(resolved);
  if (text !== undefined) return isGuid(text) ? { id: text } : undefined;
  const segments = segmentsOf(resolved);
  // Azure takes object ids alone: a resource id there names no principal
  if (segments !== undefined) {
    const of = planner.standIns.id(segments);
    return {
      id: planner.standIns.guid(`resource id ${of}`, planner.standIns.inWords(of)),
      known: { kind: 'resourceId', of },
    };
  }
  const known = planner.principal(termOf(resolved));
  if (known === undefined) return undefined;
  const id = guidOf(resolved, planner);
  return id === undefined ? undefined : { id, known };
}
