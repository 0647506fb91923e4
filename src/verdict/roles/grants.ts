import { scopeKey } from '../../access/ids.ts';
import type { AccessMap, Registry } from '../../access/map.ts';
import type { RoleAssignment, RoleDefinition } from '../../access/roles.ts';
import type { UnknownCause } from '../../causes/index.ts';
import { t } from '../../model/l10n.ts';
import { memoized } from '../../model/memo.ts';
import { repositoryAllowed } from '../registry/repositories.ts';
import type { RoleQuestion } from './actions.ts';
import { scopeChain } from './scopes.ts';

/** An assignment at or above a registry that a principal holds, or may hold. */
export interface HeldAssignment {
  readonly assignment: RoleAssignment;
  /** Undefined: the definition was not read, so it may be any role. */
  readonly role: RoleDefinition | undefined;
  /** The object id of the group that holds it. Undefined: the principal itself does. */
  readonly through: string | undefined;
  /**
   * A fact that was not read and decides whether it counts. `membership`: whether the principal is a member of the
   * group. `scope`: whether its management group is above the registry.
   */
  readonly doubt: 'membership' | 'scope' | undefined;
}

/** The same, with its effect on one pull. */
export interface Grant extends HeldAssignment {
  readonly effect: 'grants' | 'excludes' | 'unknown';
  /** Undefined unless the effect is unknown. */
  readonly cause: UnknownCause | undefined;
  readonly why: string;
}

/** The groups of a principal. */
interface Memberships {
  readonly groups: readonly string[];
  /** False if its groups were not read, or not all of them. */
  readonly known: boolean;
  /** Returns whether it may be in a group that is not among them. */
  mayBeIn(groupId: string): boolean;
}

export function membershipsOf(principalId: string, map: AccessMap): Memberships {
  const groups = map.groupsOf(principalId);
  const known = groups !== undefined && !map.gapFor('groups', principalId);
  return { groups: groups ?? [], known, mayBeIn: groupId => !known || !map.wasAskedFor(principalId, groupId) };
}

/**
 * Every assignment at or above a registry that a principal or one of its groups holds. If its memberships were not
 * read, any group's assignments are included, since the principal may be in it.
 * https://learn.microsoft.com/azure/role-based-access-control/overview#how-azure-rbac-determines-if-a-user-has-access-to-a-resource
 */
export function assignmentsAbove(principalId: string, registry: Registry, map: AccessMap): readonly HeldAssignment[] {
  const { keys, possible } = scopeChain(registry, map);
  const { groups, mayBeIn } = membershipsOf(principalId, map);
  const own = new Set([principalId, ...groups].map(id => id.toLowerCase()));
  const holders = [undefined, ...new Set(groups)].map(through => ({
    through,
    byScope: groupedByScope(map.assignmentsOf(through ?? principalId)),
  }));
  const at = (key: string, doubt: HeldAssignment['doubt']): readonly HeldAssignment[] => {
    const held = holders.flatMap(({ through, byScope }) =>
      (byScope.get(key) ?? []).map(assignment => ({ assignment, through, doubt })),
    );
    const ofOthers = map
      .groupAssignmentsAt(key)
      .filter(each => !own.has(each.principalId.toLowerCase()) && (isForEveryone(each) || mayBeIn(each.principalId)));
    const perhaps = ofOthers.map(assignment => {
      const through = assignment.principalId;
      return { assignment, through, doubt: isForEveryone(assignment) ? doubt : ('membership' as const) };
    });
    return [...held, ...perhaps].map(each => ({
      ...each,
      role: map.roleDefinition(each.assignment.roleDefinitionId),
    }));
  };
  return [...keys.flatMap(key => at(key, undefined)), ...possible.flatMap(key => at(key, 'scope'))];
}

/** Each registry that a principal pulls from asks about the principal once. */
const groupedByScope = memoized((assignments: readonly RoleAssignment[]) =>
  Map.groupBy(assignments, ({ scope }) => scopeKey(scope)),
);

export function isForEveryone({ principalType }: Pick<RoleAssignment, 'principalType'>): boolean {
  return principalType?.toLowerCase() === 'everyone';
}

/** The effect of an assignment on one repository at one moment. */
export function assessAssignment(held: HeldAssignment, { mode, repository, now }: RoleQuestion): Grant {
  const { assignment, role, doubt } = held;
  const unknown = (cause: UnknownCause, why: string): Grant => ({ ...held, effect: 'unknown', cause, why });
  if (assignment.open !== undefined) return unknown('not-readable', assignment.open);
  if (!role) return unknown('not-readable', t('the role definition {0} was not read', assignment.roleDefinitionId));
  // An assignment that is eligible through Privileged Identity Management is not active. It grants nothing until it is
  // activated.
  if (assignment.eligible) return unknown('eligible-only', t('{0} is only eligible, not active', role.name));
  const allowed = repositoryAllowed(assignment, mode, repository);
  if (allowed.answer === 'no') return { ...held, effect: 'excludes', cause: undefined, why: allowed.why };
  if (doubt === 'scope') return unknown('not-readable', t('the management groups above the registry were not read'));
  if (doubt === 'membership') return unknown('not-readable', t('group memberships of the identity were not read'));
  if (allowed.answer === 'unknown') return unknown(allowed.cause, allowed.why);
  if (isFresh(assignment, now)) return unknown('propagating', freshInWords(role.name, assignment, now));
  return { ...held, effect: 'grants', cause: undefined, why: allowed.why };
}

/**
 * Assignments take up to ten minutes to arrive everywhere:
 * https://learn.microsoft.com/azure/role-based-access-control/troubleshooting#symptom---role-assignment-changes-are-not-being-detected
 */
const propagation = 10 * 60 * 1000;

function isFresh({ createdOn = '' }: RoleAssignment, now: Date): boolean {
  const age = now.getTime() - Date.parse(createdOn);
  // Clocks differ a little. An assignment of the far future only shows that `now` is not the present.
  return age < propagation && age > -propagation;
}

/** Returns whether Azure has propagated an assignment by now. Later moments give the same answer. */
export function hasArrived({ createdOn = '' }: RoleAssignment, now: Date): boolean {
  return !(now.getTime() - Date.parse(createdOn) < propagation); // an assignment without a date counts as old
}

function freshInWords(role: string, { createdOn = '' }: RoleAssignment, now: Date): string {
  const minutes = Math.floor((now.getTime() - Date.parse(createdOn)) / 60_000);
  if (minutes < 1)
    return t('{0} was assigned less than a minute ago, and can take up to 10 minutes to take effect', role);
  return minutes === 1
    ? t('{0} was assigned 1 minute ago, and can take up to 10 minutes to take effect', role)
    : t('{0} was assigned {1} minutes ago, and can take up to 10 minutes to take effect', role, minutes);
}
