import { scopeKey } from '../access/ids.ts';
import type { AccessMap, Registry, RoleAssignment } from '../access/map.ts';
import type { Evidence } from '../model.ts';
import { type AccessMode, otherModeThan, pullsByUndocumentedWildcard, pullsIn } from './actions.ts';
import { membershipsOf, scopesOf } from './grants.ts';
import type { WeighedGrant } from './roles.ts';
import { scopeInWords } from './scopes.ts';

/** How many assignments that have nothing to do with the registry are named; the rest are counted. */
const mostElsewhere = 5;

/**
 * The proof of a role answer: what was not read, each assignment at or above the registry with what comes of it, and of
 * those elsewhere the ones that are pull roles in another place.
 */
export function roleEvidence(
  principalId: string,
  registry: Registry,
  mode: AccessMode,
  weighed: readonly WeighedGrant[],
  map: AccessMap,
): readonly Evidence[] {
  const { chain, gap } = scopesOf(registry, map);
  const { groups, known } = membershipsOf(principalId, map);
  const evidence: Evidence[] = [];
  if (map.roleAssignments === undefined) evidence.push(notRead('role assignments were not read', null));
  if (gap) {
    const fact = `role assignments could not be read (${gap.why}), ${scopeInWords(gap.scope)}`;
    evidence.push(notRead(fact, gap.scope));
  }
  for (const each of weighed) evidence.push(asEvidence(each, mode, map));

  const shown = new Set(weighed.map(({ grant }) => grant.assignment));
  const above = new Set(chain.keys);
  const elsewhere: RoleAssignment[] = [];
  for (const through of [undefined, ...groups]) {
    for (const assignment of map.assignmentsOf(through ?? principalId)) {
      if (shown.has(assignment)) continue;
      if (above.has(scopeKey(assignment.scope))) evidence.push(ignored(assignment, mode, through, map));
      else elsewhere.push(assignment);
    }
  }
  evidence.push(...inOtherPlaces(elsewhere, mode, map));
  if (!known && !weighed.some(({ effect }) => effect === 'grants')) {
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

function asEvidence({ grant, effect, cause, why }: WeighedGrant, mode: AccessMode, map: AccessMap): Evidence {
  const { assignment, role, through } = grant;
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

/** Pull roles first: they are what somebody may have meant for this registry. */
function inOtherPlaces(elsewhere: readonly RoleAssignment[], mode: AccessMode, map: AccessMap): readonly Evidence[] {
  const pulls = elsewhere.filter(({ roleDefinitionId }) => {
    const role = map.roleDefinition(roleDefinitionId);
    return role !== undefined && pullsIn(role, mode);
  });
  const first = pulls.length > 0 ? pulls : elsewhere;
  const evidence = first.slice(0, mostElsewhere).map(
    (assignment): Evidence => ({
      step: 'role',
      fact: `${named(assignment, map)}: not at or above this registry`,
      id: assignment.id,
      effect: 'ignored',
    }),
  );
  const rest = elsewhere.length - evidence.length;
  if (rest > 0) {
    const fact = `${rest} more ${rest === 1 ? 'assignment' : 'assignments'}, not at or above this registry`;
    evidence.push({ step: 'role', fact, id: null, effect: 'ignored' });
  }
  return evidence;
}
