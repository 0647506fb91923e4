import type { AccessMap, Registry, RoleAssignment } from '../../access/map.ts';
import type { UnknownCause } from '../../model/cause.ts';
import type { Evidence } from '../../model/verdict.ts';
import { perMap } from '../perMap.ts';
import type { AccessMode } from './actions.ts';
import { otherModeThan } from './actions.ts';
import { possibleGrants, scopesOf } from './grants.ts';
import { roleEvidence } from './roleEvidence.ts';
import { type WeighedGrant, weigh } from './weighing.ts';

/** Whether a principal holds the pull right on a registry, with every assignment that was considered. */
export interface RoleAnswer {
  readonly answer: 'yes' | 'no' | 'unknown';
  /** Made when it is asked for: a table of all clusters and registries asks for none of it. */
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
export function roleAnswer(
  principalId: string,
  registry: Registry,
  mode: AccessMode,
  repository: string | undefined,
  map: AccessMap,
  now: Date,
): RoleAnswer {
  const grants = possibleGrants(principalId, registry, mode, map);
  // Nothing that could grant: then neither repository nor moment matters, and the proof is the same for every image.
  if (grants.length === 0) return withoutGrants[mode](registry, map)(principalId.toLowerCase());
  return answerFrom(
    grants.map(grant => weigh(grant, mode, repository, now)),
    principalId,
    registry,
    mode,
    map,
  );
}

/** Whether a principal may pull, and no more: for tables of all principals and registries. */
export function mayPull(
  principalId: string,
  registry: Registry,
  mode: AccessMode,
  repository: string | undefined,
  map: AccessMap,
  now: Date,
): RoleAnswer['answer'] {
  let answer: RoleAnswer['answer'] = unread(registry, map) ? 'unknown' : 'no';
  for (const grant of possibleGrants(principalId, registry, mode, map)) {
    const { effect } = weigh(grant, mode, repository, now);
    if (effect === 'grants') return 'yes';
    if (effect === 'unknown') answer = 'unknown';
  }
  return answer;
}

const withoutGrants = {
  legacy: perMap((registry: Registry, map) => remembered(registry, 'legacy', map)),
  abac: perMap((registry: Registry, map) => remembered(registry, 'abac', map)),
};

function remembered(registry: Registry, mode: AccessMode, map: AccessMap): (principalId: string) => RoleAnswer {
  const answers = new Map<string, RoleAnswer>();
  return principalId => {
    const known = answers.get(principalId);
    if (known) return known;
    const answer = answerFrom([], principalId, registry, mode, map);
    answers.set(principalId, answer);
    return answer;
  };
}

function answerFrom(
  weighed: readonly WeighedGrant[],
  principalId: string,
  registry: Registry,
  mode: AccessMode,
  map: AccessMap,
): RoleAnswer {
  const granting = assignmentsOf(weighed, 'grants');
  const doubt = granting.length > 0 ? undefined : (unread(registry, map) ?? strongest(weighed));
  let evidence: RoleAnswer['evidence'] | undefined;
  let otherMode: RoleAnswer['otherMode'] | undefined;
  return {
    answer: granting.length > 0 ? 'yes' : doubt ? 'unknown' : 'no',
    unknownBecause: doubt && { cause: doubt.cause, why: doubt.why },
    granting,
    excluding: assignmentsOf(weighed, 'excludes'),
    get evidence() {
      evidence ??= roleEvidence(principalId, registry, mode, weighed, map);
      return evidence;
    },
    get otherMode() {
      otherMode ??= heldForOtherMode(principalId, registry, mode, map);
      return otherMode;
    },
  };
}

type Doubt = NonNullable<RoleAnswer['unknownBecause']>;

function assignmentsOf(weighed: readonly WeighedGrant[], effect: WeighedGrant['effect']): readonly RoleAssignment[] {
  return weighed.filter(each => each.effect === effect).map(each => each.grant.assignment);
}

function unread(registry: Registry, map: AccessMap): Doubt | undefined {
  const which = `the role assignments on \`${registry.name}\``;
  if (map.roleAssignments === undefined) return { cause: 'not-readable', why: `${which} were not read` };
  const { gap } = scopesOf(registry, map);
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

function strongest(weighed: readonly WeighedGrant[]): Doubt | undefined {
  let best: Doubt | undefined;
  for (const { cause, why } of weighed) {
    if (cause && (!best || nearness.indexOf(cause) < nearness.indexOf(best.cause))) best = { cause, why };
  }
  return best;
}

/** Active roles at or above the registry, certainly held, that count in the other mode and not in this one. */
function heldForOtherMode(
  principalId: string,
  registry: Registry,
  mode: AccessMode,
  map: AccessMap,
): readonly RoleAssignment[] {
  const here = new Set(possibleGrants(principalId, registry, mode, map).map(grant => grant.assignment));
  return possibleGrants(principalId, registry, otherModeThan(mode), map)
    .filter(({ assignment, role, doubt }) => role && !doubt && !assignment.eligible && !here.has(assignment))
    .map(({ assignment }) => assignment);
}
