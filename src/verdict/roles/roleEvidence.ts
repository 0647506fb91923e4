import type { AccessMap, Registry, RoleAssignment } from '../../access/map.ts';
import type { Evidence } from '../../model/verdict.ts';
import { perMap } from '../perMap.ts';
import { type AccessMode, otherModeThan, pullsByUndocumentedWildcard, pullsIn } from './actions.ts';
import { membershipsOf, scopesOf } from './grants.ts';
import { scopeInWords } from './scopes.ts';
import type { WeighedGrant } from './weighing.ts';

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
  evidence.push(...inOtherPlaces(holdings[mode](principalId.toLowerCase(), map), keys, above));
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

/** What a principal and its groups hold, wherever it is: the same for every registry that it is not about. */
interface Holdings {
  readonly total: number;
  /** Pull roles: they are what somebody may have meant for this registry. */
  readonly pulls: readonly Holding[];
  readonly others: readonly Holding[];
}

interface Holding {
  readonly key: string;
  readonly evidence: Evidence;
}

const holdings: Readonly<Record<AccessMode, (principalId: string, map: AccessMap) => Holdings>> = {
  legacy: perMap((principalId, map) => findHoldings(principalId, 'legacy', map)),
  abac: perMap((principalId, map) => findHoldings(principalId, 'abac', map)),
};

function findHoldings(principalId: string, mode: AccessMode, map: AccessMap): Holdings {
  const pulls: Holding[] = [];
  const others: Holding[] = [];
  for (const holder of [principalId, ...membershipsOf(principalId, map).groups]) {
    for (const [key, assignments] of map.assignmentsByScope(holder)) {
      for (const assignment of assignments) {
        const role = map.roleDefinition(assignment.roleDefinitionId);
        const fact = `${named(assignment, map)}: not at or above this registry`;
        const evidence: Evidence = { step: 'role', fact, id: assignment.id, effect: 'ignored' };
        (role && pullsIn(role, mode) ? pulls : others).push({ key, evidence });
      }
    }
  }
  return { total: pulls.length + others.length, pulls, others };
}

/** `above`: how many of them are at or above the registry, and said already. */
function inOtherPlaces(
  { total, pulls, others }: Holdings,
  chain: readonly string[],
  above: number,
): readonly Evidence[] {
  const elsewhere = pulls.some(({ key }) => !chain.includes(key)) ? pulls : others;
  const evidence: Evidence[] = [];
  for (const { key, evidence: fact } of elsewhere) {
    if (evidence.length >= mostElsewhere) break;
    if (!chain.includes(key)) evidence.push(fact);
  }
  const rest = total - above - evidence.length;
  if (rest > 0) {
    const fact = `${rest} more ${rest === 1 ? 'assignment' : 'assignments'}, not at or above this registry`;
    evidence.push({ step: 'role', fact, id: null, effect: 'ignored' });
  }
  return evidence;
}
