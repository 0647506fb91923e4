import type { AccessMap, Registry } from '../../access/map.ts';
import type { RoleAssignment } from '../../access/roles.ts';
import type { UnknownCause } from '../../causes/index.ts';
import { t } from '../../model/l10n.ts';
import { append } from '../../model/lists.ts';
import type { Truth } from '../../model/truth.ts';
import type { Evidence } from '../../model/verdict.ts';
import {
  type AccessMode,
  grantsPull,
  otherModeThan,
  pullsByUndocumentedWildcard,
  type RoleQuestion,
} from './actions.ts';
import {
  assessAssignment,
  assignmentsAbove,
  type Grant,
  type HeldAssignment,
  hasArrived,
  isForEveryone,
  membershipsOf,
} from './grants.ts';
import { roleAt, scopeInWords } from './scopes.ts';

/** The answer to whether a principal holds the pull right on a registry, with every assignment that was considered. */
export interface RoleAnswer {
  readonly answer: Truth;
  readonly evidence: readonly Evidence[];
  /** The reason for an unknown answer. */
  readonly unknownBecause: { readonly cause: UnknownCause; readonly why: string } | undefined;
  /** Assignments that grant the pull. */
  readonly granting: readonly RoleAssignment[];
  /** Assignments at or above the registry that would grant in the other access mode. */
  readonly otherMode: readonly RoleAssignment[];
  /** Assignments, certainly held, whose condition leaves the repository out. */
  readonly excluding: readonly RoleAssignment[];
}

/**
 * Unites all assignments at and above the registry, of the principal and of its groups. One that grants is enough,
 * whatever the others are.
 * https://learn.microsoft.com/azure/role-based-access-control/overview#how-azure-rbac-determines-if-a-user-has-access-to-a-resource
 */
export function roleAnswer(question: RoleQuestion): RoleAnswer {
  const { principalId, registry, mode, map, now } = question;
  const answers = settled.get(map) ?? new Map<string, Settled>();
  settled.set(map, answers);
  const key = `${mode} ${principalId} ${registry.id}`;
  const before = answers.get(key);
  if (before && before.since <= now.getTime()) return before.answer;
  const above = assignmentsAbove(principalId, registry, map);
  const grants = above
    .filter(({ role }) => !role || grantsPull(role, mode))
    .map(held => assessAssignment(held, question));
  const answer = answerBy(grants, above, question);
  if (grants.every(({ assignment }) => !assignment.condition && hasArrived(assignment, now)))
    answers.set(key, { since: now.getTime(), answer });
  return answer;
}

/** An answer that is the same for each repository of the registry, and at each later moment. */
interface Settled {
  readonly since: number;
  readonly answer: RoleAnswer;
}

/** Thousands of images ask the same, and ask again with each keystroke. So they share one answer with its proof. */
const settled = new WeakMap<AccessMap, Map<string, Settled>>();

function answerBy(grants: readonly Grant[], above: readonly HeldAssignment[], question: RoleQuestion): RoleAnswer {
  const { registry, mode, map } = question;
  const granting = assignmentsOf(grants, 'grants');
  const doubt = granting.length > 0 ? undefined : doubtOf(grants, registry, map);
  return {
    answer: granting.length > 0 ? 'yes' : doubt ? 'unknown' : 'no',
    unknownBecause: doubt && { cause: doubt.cause, why: doubt.why },
    granting,
    excluding: assignmentsOf(
      grants.filter(({ doubt }) => !doubt),
      'excludes',
    ),
    evidence: roleEvidence(question, grants, above),
    otherMode: above.filter(held => isForOtherMode(held, mode)).map(({ assignment }) => assignment),
  };
}

/** Open grants of code explain more than the fact that no others were read. */
function doubtOf(grants: readonly Grant[], registry: Registry, map: AccessMap): Doubt | undefined {
  const isOfCode = map.gapFor('roleAssignments', registry.id)?.isOfCode === true;
  return isOfCode ? (strongest(grants) ?? unread(registry, map)) : (unread(registry, map) ?? strongest(grants));
}

type Doubt = NonNullable<RoleAnswer['unknownBecause']>;

function assignmentsOf(grants: readonly Grant[], effect: Grant['effect']): readonly RoleAssignment[] {
  return grants.filter(each => each.effect === effect).map(each => each.assignment);
}

function unread(registry: Registry, map: AccessMap): Doubt | undefined {
  const { id, name } = registry;
  if (map.roleAssignments === undefined)
    return { cause: 'not-readable', why: t('the role assignments on `{0}` were not read', name) };
  const gap = map.gapFor('roleAssignments', id);
  if (gap?.isOfCode === true) {
    return {
      cause: 'not-readable',
      why: t('only the grants in this code are known, and none surely gives it a pull role on `{0}`', name),
    };
  }
  return (
    gap && { cause: 'not-readable', why: t('the role assignments on `{0}` could not be read ({1})', name, gap.why) }
  );
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
  const doubts = grants.flatMap(({ cause, why }) => (cause ? [{ cause, why }] : []));
  return doubts.sort((a, b) => nearness.indexOf(a.cause) - nearness.indexOf(b.cause))[0];
}

/** An active role, certainly held, that counts only in the other mode. */
function isForOtherMode({ assignment, role, doubt }: HeldAssignment, mode: AccessMode): boolean {
  return !!role && !doubt && !assignment.eligible && !grantsPull(role, mode) && grantsPull(role, otherModeThan(mode));
}

/** At most this many assignments of each kind are named, at and above the registry. The rest are counted. */
const mostHere = 100;

/** At most this many unrelated assignments are named. The rest are counted. */
const mostElsewhere = 5;

/**
 * The proof of a role answer: the facts that were not read, each assignment at or above the registry with its effect,
 * and the pull roles among those elsewhere.
 */
function roleEvidence(
  question: RoleQuestion,
  grants: readonly Grant[],
  above: readonly HeldAssignment[],
): readonly Evidence[] {
  const { principalId, registry, mode, map } = question;
  const gap = map.gapFor('roleAssignments', registry.id);
  const { groups, known } = membershipsOf(principalId, map);
  const evidence: Evidence[] = [];
  if (map.roleAssignments === undefined) evidence.push(notRead(t('role assignments were not read'), null));
  if (gap?.isOfCode === true) evidence.push(notRead(t('role assignments outside of this code were not read'), null));
  else if (gap) {
    const fact = t('role assignments could not be read ({0}), {1}', gap.why, scopeInWords(gap.scope));
    evidence.push(notRead(fact, gap.scope));
  }
  const shown = new Set(grants.map(({ assignment }) => assignment));
  const others = above.filter(({ assignment, doubt }) => doubt !== 'membership' && !shown.has(assignment));
  const here = new Set(above.map(({ assignment }) => assignment));
  // a grant with an open scope is in many places of the map, and is shown once
  const said = new Set(above.flatMap(({ assignment: { openScope } }) => openScope ?? []));
  const elsewhere = [principalId, ...groups]
    .flatMap(id => map.assignmentsOf(id))
    .filter(each => !here.has(each) && !said.has(each.id) && (each.openScope ?? each.id) === each.id);
  const ofGrants = grants.toSorted((one, other) => Number(other.effect === 'grants') - Number(one.effect === 'grants'));
  const proof = [
    ...ofGrants.slice(0, mostHere).map(each => asEvidence(each, mode, map)),
    ...others.slice(0, mostHere).map(each => ignored(each, mode, map)),
  ];
  append(evidence, proof);
  const more = grants.length + others.length - proof.length;
  if (more > 0) {
    const fact = t('{0} more assignments at or above this registry', more);
    evidence.push({ step: 'role', fact, id: null, effect: 'ignored' });
  }
  append(evidence, inOtherPlaces(elsewhere, mode, map));
  if (!known && !grants.some(({ effect }) => effect === 'grants')) {
    evidence.push(notRead(t('which groups the identity is in was not read'), principalId));
  }
  return evidence;
}

function notRead(fact: string, id: string | null): Evidence {
  return { step: 'role', fact, id, effect: 'not-read' };
}

function named({ roleDefinitionId, scope, openScope }: RoleAssignment, map: AccessMap): string {
  const role = map.roleDefinition(roleDefinitionId)?.name ?? t('role {0}', roleDefinitionId);
  return openScope === undefined ? roleAt(role, scope) : t('{0} at a scope that only the deployment knows', role);
}

function asEvidence(grant: Grant, mode: AccessMode, map: AccessMap): Evidence {
  const { assignment, role, through, effect, cause, why } = grant;
  const notes: string[] = [];
  if (isForEveryone(assignment)) notes.push(t('held by everyone'));
  else if (through !== undefined) notes.push(t('through group {0}', through));
  if (effect === 'grants' && role && pullsByUndocumentedWildcard(role, mode)) {
    notes.push(t("by a wildcard, which the registry's documentation does not list for pulls"));
  }
  if (why) notes.push(why);
  const fact = [named(assignment, map), notes.join(', ')].filter(Boolean).join(': ');
  // An eligible assignment was read. It just is not active.
  const ignoredOne = effect === 'excludes' || cause === 'eligible-only';
  return {
    step: 'role',
    fact,
    id: assignment.id,
    effect: effect === 'grants' ? 'grants' : ignoredOne ? 'ignored' : 'not-read',
  };
}

function ignored({ assignment, role, through }: HeldAssignment, mode: AccessMode, map: AccessMap): Evidence {
  const why =
    !role || !grantsPull(role, otherModeThan(mode))
      ? t('does not include pull')
      : mode === 'abac'
        ? t('does not count in ABAC mode')
        : t('counts only in ABAC mode, and this registry is in legacy mode');
  const via = through === undefined ? '' : `${t('through group {0}', through)}, `;
  return { step: 'role', fact: `${named(assignment, map)}: ${via}${why}`, id: assignment.id, effect: 'ignored' };
}

/** Cites assignments elsewhere, pull roles first: they may have been meant for this registry. */
function inOtherPlaces(elsewhere: readonly RoleAssignment[], mode: AccessMode, map: AccessMap): readonly Evidence[] {
  const pulls = elsewhere.filter(({ roleDefinitionId }) => {
    const role = map.roleDefinition(roleDefinitionId);
    return role && grantsPull(role, mode);
  });
  const shown = (pulls.length > 0 ? pulls : elsewhere).slice(0, mostElsewhere);
  const evidence = shown.map((assignment): Evidence => {
    const fact = t('{0}: not at or above this registry', named(assignment, map));
    return { step: 'role', fact, id: assignment.id, effect: 'ignored' };
  });
  const rest = elsewhere.length - shown.length;
  if (rest === 0) return evidence;
  const fact =
    rest === 1
      ? t('1 more assignment, not at or above this registry')
      : t('{0} more assignments, not at or above this registry', rest);
  return [...evidence, { step: 'role', fact, id: null, effect: 'ignored' }];
}
