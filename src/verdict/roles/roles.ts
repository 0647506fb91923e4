import type { AccessMap, Registry } from '../../access/map.ts';
import type { RoleAssignment } from '../../access/roles.ts';
import type { UnknownCause } from '../../model/cause.ts';
import type { Evidence } from '../../model/verdict.ts';
import type { Truth } from '../truth.ts';
import { type AccessMode, otherModeThan, pullsByUndocumentedWildcard, pullsIn, type RoleQuestion } from './actions.ts';
import { type Grant, grantOf, heldAssignments, membershipsOf } from './grants.ts';
import { scopeChain, scopeInWords } from './scopes.ts';

/** Whether a principal holds the pull right on a registry, with every assignment that was considered. */
export interface RoleAnswer {
  readonly answer: Truth;
  readonly evidence: readonly Evidence[];
  /** Set where the answer is unknown: the reason. */
  readonly unknownBecause: { readonly cause: UnknownCause; readonly why: string } | undefined;
  /** Assignments that grant the pull. */
  readonly granting: readonly RoleAssignment[];
  /** Assignments at or above the registry that would grant in the other access mode. */
  readonly otherMode: readonly RoleAssignment[];
  /** Assignments, certainly held, whose condition leaves the repository out. */
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
    excluding: assignmentsOf(
      grants.filter(({ doubt }) => !doubt),
      'excludes',
    ),
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

/** How many assignments that have nothing to do with the registry are named; the rest are counted. */
const mostElsewhere = 5;

/**
 * The proof of a role answer: the facts that were not read, each assignment at or above the registry with its effect, and
 * of those elsewhere the pull roles.
 */
function roleEvidence(question: RoleQuestion, grants: readonly Grant[]): readonly Evidence[] {
  const { principalId, registry, mode, map } = question;
  const chain = scopeChain(registry, map);
  const gap = map.gapFor('roleAssignments', registry.id);
  const { groups, known } = membershipsOf(principalId, map);
  const evidence: Evidence[] = [];
  if (map.roleAssignments === undefined) evidence.push(notRead('role assignments were not read', null));
  if (gap) {
    const fact = `role assignments could not be read (${gap.why}), ${scopeInWords(gap.scope)}`;
    evidence.push(notRead(fact, gap.scope));
  }
  for (const each of grants) evidence.push(asEvidence(each, mode, map));
  const shown = new Set(grants.map(({ assignment }) => assignment));
  // Where the management groups above were not read, each may be one of them.
  const keys = chain.ancestorsKnown ? chain.keys : [...chain.keys, ...map.managementGroupScopes];
  let above = 0;
  for (const through of [undefined, ...groups]) {
    const byScope = map.assignmentsByScope(through ?? principalId);
    for (const key of keys) {
      for (const assignment of byScope.get(key) ?? []) {
        above += 1;
        if (!shown.has(assignment)) evidence.push(ignored(assignment, mode, through, map));
      }
    }
  }
  evidence.push(...inOtherPlaces([principalId, ...groups], mode, keys, above, map));
  if (!known && !grants.some(({ effect }) => effect === 'grants')) {
    evidence.push(notRead('which groups the identity is in was not read', principalId));
  }
  return evidence;
}

function notRead(fact: string, id: string | null): Evidence {
  return { step: 'role', fact, id, effect: 'not-read' };
}

function named({ roleDefinitionId, scope }: RoleAssignment, map: AccessMap): string {
  return `${map.roleDefinition(roleDefinitionId)?.name ?? `role ${roleDefinitionId}`} ${scopeInWords(scope)}`;
}

function asEvidence(grant: Grant, mode: AccessMode, map: AccessMap): Evidence {
  const { assignment, role, through, effect, cause, why } = grant;
  const notes: string[] = [];
  if (through !== undefined) notes.push(`through group ${through}`);
  if (effect === 'grants' && role && pullsByUndocumentedWildcard(role, mode)) {
    notes.push('by a wildcard, which the registry’s documentation does not list for pulls');
  }
  if (why) notes.push(why);
  const fact = [named(assignment, map), notes.join(', ')].filter(Boolean).join(': ');
  // What is only eligible was read well enough; it just is not active.
  const ignoredOne = effect === 'excludes' || cause === 'eligible-only';
  return {
    step: 'role',
    fact,
    id: assignment.id,
    effect: effect === 'grants' ? 'grants' : ignoredOne ? 'ignored' : 'not-read',
  };
}

function ignored(assignment: RoleAssignment, mode: AccessMode, through: string | undefined, map: AccessMap): Evidence {
  const role = map.roleDefinition(assignment.roleDefinitionId);
  const other = role !== undefined && pullsIn(role, otherModeThan(mode));
  const why = !other
    ? 'does not include pull'
    : mode === 'abac'
      ? 'does not count in ABAC mode'
      : 'counts only in ABAC mode, and this registry is in legacy mode';
  const via = through === undefined ? '' : `through group ${through}, `;
  return { step: 'role', fact: `${named(assignment, map)}: ${via}${why}`, id: assignment.id, effect: 'ignored' };
}

/**
 * Of the assignments elsewhere, the pull roles come first: they may have been meant for this registry.
 * `above`: how many of them are at or above the registry, and listed already.
 */
function inOtherPlaces(
  holders: readonly string[],
  mode: AccessMode,
  chain: readonly string[],
  above: number,
  map: AccessMap,
): readonly Evidence[] {
  const held = holders.flatMap(holder => [...map.assignmentsByScope(holder)]);
  const total = held.reduce((sum, [, assignments]) => sum + assignments.length, 0);
  const elsewhere = held.flatMap(([key, assignments]) => (chain.includes(key) ? [] : assignments));
  const pulls = elsewhere.filter(({ roleDefinitionId }) => {
    const role = map.roleDefinition(roleDefinitionId);
    return role && pullsIn(role, mode);
  });
  const shown = (pulls.length > 0 ? pulls : elsewhere).slice(0, mostElsewhere);
  const evidence = shown.map((assignment): Evidence => {
    const fact = `${named(assignment, map)}: not at or above this registry`;
    return { step: 'role', fact, id: assignment.id, effect: 'ignored' };
  });
  const rest = total - above - evidence.length;
  if (rest <= 0) return evidence;
  const fact = `${rest} more ${rest === 1 ? 'assignment' : 'assignments'}, not at or above this registry`;
  return [...evidence, { step: 'role', fact, id: null, effect: 'ignored' }];
}
