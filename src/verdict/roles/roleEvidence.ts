import type { AccessMap } from '../../access/map.ts';
import type { RoleAssignment } from '../../access/roles.ts';
import type { Evidence } from '../../model/verdict.ts';
import { type AccessMode, otherModeThan, pullsByUndocumentedWildcard, pullsIn, type RoleQuestion } from './actions.ts';
import { type Grant, membershipsOf } from './grants.ts';
import { scopeChain, scopeInWords } from './scopes.ts';

/** How many assignments that have nothing to do with the registry are named; the rest are counted. */
const mostElsewhere = 5;

/**
 * The proof of a role answer: the facts that were not read, each assignment at or above the registry with its effect, and
 * of those elsewhere the pull roles.
 */
export function roleEvidence(question: RoleQuestion, grants: readonly Grant[]): readonly Evidence[] {
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
