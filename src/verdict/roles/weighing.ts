import type { RoleAssignment } from '../../access/map.ts';
import type { UnknownCause } from '../../model/cause.ts';
import { repositoryAllowed } from '../registry/repositories.ts';
import type { AccessMode } from './actions.ts';
import type { PossibleGrant } from './grants.ts';

/** A possible grant, and what comes of it. */
export interface WeighedGrant {
  readonly grant: PossibleGrant;
  readonly effect: 'grants' | 'excludes' | 'unknown';
  /** Undefined where the effect is not unknown. */
  readonly cause: UnknownCause | undefined;
  readonly why: string;
}

/** What comes of one grant for one repository at one moment; `repository` is undefined where it is not known. */
export function weigh(grant: PossibleGrant, mode: AccessMode, repository: string | undefined, now: Date): WeighedGrant {
  const { assignment, role, doubt } = grant;
  const unknown = (cause: UnknownCause, why: string): WeighedGrant => ({ grant, effect: 'unknown', cause, why });
  if (!role) return unknown('not-readable', `the role definition ${assignment.roleDefinitionId} was not read`);
  // Eligible through Privileged Identity Management is not active: it grants nothing until somebody activates it.
  if (assignment.eligible) return unknown('eligible-only', `${role.name} is only eligible, not active`);
  const allowed = repositoryAllowed(assignment, mode, repository, now);
  if (allowed.answer === 'no') return { grant, effect: 'excludes', cause: undefined, why: allowed.why };
  if (doubt === 'scope') return unknown('not-readable', 'the management groups above the registry were not read');
  if (doubt === 'membership') return unknown('not-readable', 'group memberships of the identity were not read');
  if (allowed.answer === 'unknown') return unknown(allowed.cause, allowed.why);
  if (isFresh(assignment, now)) {
    const age = minutesAgo(assignment, now);
    return unknown('propagating', `${role.name} was assigned ${age} and may not have arrived, which takes up to ten`);
  }
  return { grant, effect: 'grants', cause: undefined, why: allowed.why };
}

/**
 * Assignments take up to ten minutes to arrive everywhere:
 * https://learn.microsoft.com/azure/role-based-access-control/troubleshooting#symptom---role-assignment-changes-are-not-being-detected
 */
const propagation = 10 * 60 * 1000;

function isFresh({ createdOn }: RoleAssignment, now: Date): boolean {
  if (createdOn === undefined) return false;
  const age = now.getTime() - Date.parse(createdOn);
  // Clocks differ a little; an assignment of the far future only shows that `now` is not the present.
  return age < propagation && age > -propagation;
}

function minutesAgo({ createdOn = '' }: RoleAssignment, now: Date): string {
  const minutes = Math.floor((now.getTime() - Date.parse(createdOn)) / 60_000);
  if (minutes < 1) return 'less than a minute ago';
  return minutes === 1 ? '1 minute ago' : `${minutes} minutes ago`;
}
