import type { AccessMap, Registry } from '../../access/map.ts';
import type { RoleAssignment } from '../../access/roles.ts';
import type { UnknownCause } from '../../model/cause.ts';
import type { Truth } from '../../model/truth.ts';
import type { Evidence } from '../../model/verdict.ts';
import { otherModeThan, type RoleQuestion } from './actions.ts';
import { type Grant, grantOf, heldAssignments } from './grants.ts';
import { roleEvidence } from './roleEvidence.ts';

/** Whether a principal holds the pull right on a registry, with every assignment that was considered. */
export interface RoleAnswer {
  readonly answer: Truth;
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
 * The union over all assignments at and above the registry, of the principal and of its groups: one that grants is
 * enough, whatever the others are.
 * https://learn.microsoft.com/azure/role-based-access-control/overview#how-azure-rbac-determines-if-a-user-has-access-to-a-resource
 */
export function roleAnswer(question: RoleQuestion): RoleAnswer {
  const { registry, map } = question;
  const grants = heldAssignments(question).map(held => grantOf(held, question));
  const granting = assignmentsOf(grants, 'grants');
  const doubt = granting.length > 0 ? undefined : (unread(registry, map) ?? strongest(grants));
  return {
    answer: granting.length > 0 ? 'yes' : doubt ? 'unknown' : 'no',
    unknownBecause: doubt && { cause: doubt.cause, why: doubt.why },
    granting,
    excluding: assignmentsOf(grants, 'excludes'),
    evidence: roleEvidence(question, grants),
    otherMode: heldForOtherMode(question),
  };
}

type Doubt = NonNullable<RoleAnswer['unknownBecause']>;

function assignmentsOf(grants: readonly Grant[], effect: Grant['effect']): readonly RoleAssignment[] {
  return grants.filter(each => each.effect === effect).map(each => each.assignment);
}

function unread(registry: Registry, map: AccessMap): Doubt | undefined {
  const which = `the role assignments on \`${registry.name}\``;
  if (map.roleAssignments === undefined) return { cause: 'not-readable', why: `${which} were not read` };
  const gap = map.gapFor('roleAssignments', registry.id);
  return gap && { cause: 'not-readable', why: `${which} could not be read (${gap.why})` };
}

/** The doubt that is nearest to a yes names the cause. */
const nearness: readonly UnknownCause[] = [
  'propagating',
  'condition-not-understood',
  'unresolved-reference',
  'not-readable',
  'eligible-only',
];

function strongest(grants: readonly Grant[]): Doubt | undefined {
  let best: Doubt | undefined;
  for (const { cause, why } of grants) {
    if (cause && (!best || nearness.indexOf(cause) < nearness.indexOf(best.cause))) best = { cause, why };
  }
  return best;
}

/** Active roles at or above the registry, certainly held, that count in the other mode and not in this one. */
function heldForOtherMode(question: RoleQuestion): readonly RoleAssignment[] {
  const here = new Set(heldAssignments(question).map(({ assignment }) => assignment));
  return heldAssignments({ ...question, mode: otherModeThan(question.mode) })
    .filter(({ assignment, role, doubt }) => role && !doubt && !assignment.eligible && !here.has(assignment))
    .map(({ assignment }) => assignment);
}
