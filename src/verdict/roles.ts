import type { AccessMap, Registry, RoleAssignment } from '../access/map.ts';
import type { Evidence, UnknownCause } from '../model.ts';
import { type AccessMode, coversPull } from './actions.ts';
import { principalGrants } from './grants.ts';
import { repositoryAllowed } from './repositories.ts';
import { scopeInWords } from './scopes.ts';

/** Whether a principal holds the pull right on a registry, with every assignment that was considered. */
export interface RoleAnswer {
  readonly answer: 'yes' | 'no' | 'unknown';
  readonly evidence: readonly Evidence[];
  /** Set where the answer is unknown: what stands in the way. */
  readonly unknownBecause: { readonly cause: UnknownCause; readonly why: string } | undefined;
  /** Assignments that grant the pull. */
  readonly granting: readonly RoleAssignment[];
  /** Assignments at or above the registry that would grant in the other access mode. */
  readonly otherMode: readonly RoleAssignment[];
  /** Assignments whose condition leaves the repository out. */
  readonly excluding: readonly RoleAssignment[];
}

/**
 * The union over all assignments at and above the registry, of the principal and of its groups.
 * https://learn.microsoft.com/azure/role-based-access-control/overview#how-azure-rbac-determines-if-a-user-has-access-to-a-resource
 */
export function roleAnswer(
  principalId: string,
  registry: Registry,
  mode: AccessMode,
  repository: string | undefined,
  map: AccessMap,
  now: Date,
): RoleAnswer {
  const evidence: Evidence[] = [];
  const granting: RoleAssignment[] = [];
  const otherMode: RoleAssignment[] = [];
  const excluding: RoleAssignment[] = [];
  let unknownBecause: RoleAnswer['unknownBecause'];
  const doubt = (cause: UnknownCause, why: string): void => {
    unknownBecause ??= { cause, why };
  };
  const say = (assignment: RoleAssignment, effect: Evidence['effect'], why: string): void => {
    const role = map.roleDefinition(assignment.roleDefinitionId)?.name ?? assignment.roleDefinitionId;
    const fact = `${role} ${scopeInWords(assignment.scope)}${why ? `: ${why}` : ''}`;
    evidence.push({ step: 'role', fact, id: assignment.id, effect });
  };

  if (map.roleAssignments === undefined) {
    const why = 'role assignments were not read';
    evidence.push({ step: 'role', fact: why, id: null, effect: 'not-read' });
    doubt('not-readable', why);
  }
  const gap = map.gapFor('roleAssignments', registry.id);
  if (gap) {
    const why = `role assignments could not be read (${gap.why})`;
    evidence.push({ step: 'role', fact: `${why}, ${scopeInWords(gap.scope)}`, id: gap.scope, effect: 'not-read' });
    doubt('not-readable', why);
  }

  for (const { assignment, at, through } of principalGrants(principalId, registry, map)) {
    const via = through ? `through group ${through}` : '';
    if (at === 'elsewhere') {
      say(assignment, 'ignored', 'not at or above this registry');
      continue;
    }
    const role = map.roleDefinition(assignment.roleDefinitionId);
    if (!role) {
      say(assignment, 'not-read', 'this role definition was not read');
      doubt('not-readable', `the role definition ${assignment.roleDefinitionId} was not read`);
      continue;
    }
    if (!role.permissions.some(permission => coversPull(permission, mode))) {
      const other = mode === 'legacy' ? 'abac' : 'legacy';
      if (role.permissions.some(permission => coversPull(permission, other))) {
        otherMode.push(assignment);
        say(
          assignment,
          'ignored',
          mode === 'abac'
            ? 'does not count in ABAC mode'
            : 'counts only in ABAC mode, and this registry is in legacy mode',
        );
      } else {
        say(assignment, 'ignored', 'does not include pull');
      }
      continue;
    }
    if (assignment.eligible) {
      say(assignment, 'ignored', 'eligible, not active (PIM)');
      doubt('eligible-only', `${role.name} is only eligible`);
      continue;
    }
    if (at === 'maybe') {
      say(assignment, 'not-read', 'whether this management group is above the registry was not read');
      doubt('not-readable', 'the management groups above the registry were not read');
      continue;
    }
    if (through === 'maybe') {
      say(assignment, 'not-read', 'whether the identity is a member of this group was not read');
      doubt('not-readable', 'group memberships of the identity were not read');
      continue;
    }
    const allowed = repositoryAllowed(assignment, mode, repository, now);
    if (allowed.answer === 'yes') {
      granting.push(assignment);
      say(assignment, 'grants', [via, allowed.why].filter(Boolean).join(', '));
    } else if (allowed.answer === 'no') {
      excluding.push(assignment);
      say(assignment, 'ignored', allowed.why);
    } else {
      say(assignment, 'not-read', allowed.why);
      doubt(allowed.cause, allowed.why);
    }
  }
  const answer = granting.length > 0 ? 'yes' : unknownBecause ? 'unknown' : 'no';
  return {
    answer,
    evidence,
    unknownBecause: answer === 'unknown' ? unknownBecause : undefined,
    granting,
    otherMode,
    excluding,
  };
}
