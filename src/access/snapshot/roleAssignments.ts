import type * as v from 'valibot';
import type { RoleAssignment } from '../map.ts';
import type * as arm from './arm.ts';

const assignmentsSegment = '/providers/microsoft.authorization/';

/** Eligible assignments have types of their own: roleEligibilityScheduleInstances and roleEligibilitySchedules. */
export function isEligibility(type: string | null | undefined): boolean {
  return type?.toLowerCase().includes('/roleeligibility') ?? false;
}

type ArmRoleAssignment = v.InferOutput<typeof arm.roleAssignment>;

/** What `arm.roleAssignment` asks, without its report of what is wrong and its copy of the whole. */
export function isRoleAssignment(item: unknown): item is ArmRoleAssignment {
  if (!isRecord(item) || typeof item['id'] !== 'string' || !isMaybeText(item['type'])) return false;
  const { properties } = item;
  return (
    isRecord(properties) &&
    typeof properties['roleDefinitionId'] === 'string' &&
    typeof properties['principalId'] === 'string' &&
    isMaybeText(properties['scope']) &&
    isMaybeText(properties['principalType']) &&
    isMaybeText(properties['condition']) &&
    isMaybeText(properties['conditionVersion']) &&
    isMaybeText(properties['createdOn'])
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isMaybeText(value: unknown): value is string | null | undefined {
  return typeof value === 'string' || value === null || value === undefined;
}

/** Scopes, roles and principals come again and again; of equal texts one is kept. */
export function sharingEqualTexts(): <T extends string | undefined>(text: T) => T | string {
  const kept = new Map<string, string>();
  return text => {
    if (text === undefined) return text;
    const known = kept.get(text);
    if (known !== undefined) return known;
    kept.set(text, text);
    return text;
  };
}

export function roleAssignmentFrom(
  { id, properties }: ArmRoleAssignment,
  eligible: boolean,
  once: ReturnType<typeof sharingEqualTexts>,
): RoleAssignment {
  return {
    id,
    scope: once(properties.scope ?? scopeIn(id)),
    roleDefinitionId: once(properties.roleDefinitionId),
    principalId: once(properties.principalId),
    principalType: once(properties.principalType ?? undefined),
    condition: once(properties.condition ?? undefined),
    conditionVersion: once(properties.conditionVersion ?? undefined),
    eligible,
    createdOn: properties.createdOn ?? undefined,
  };
}

/** `<scope>/providers/Microsoft.Authorization/roleAssignments/<name>`. */
export function scopeIn(assignmentId: string): string {
  const at = assignmentId.toLowerCase().lastIndexOf(assignmentsSegment);
  return at > 0 ? assignmentId.slice(0, at) : '/';
}
