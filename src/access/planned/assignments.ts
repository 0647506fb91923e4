import { t } from '../../model/l10n.ts';
import type { Presence } from '../../model/program.ts';
import type { RoleAssignment } from '../roles.ts';
import type { PlannedGrant } from './grants.ts';

// Grants of code as role assignments of a map. A grant that may not be made, or not there, is open.

/** The conditions of a presence that are not among these. Undefined: it is never there. */
export function openConditions(presence: Presence, conditions: ReadonlySet<string>): readonly string[] | undefined {
  if (presence.kind === 'no') return undefined;
  return presence.conditions.filter(({ term }) => !conditions.has(term)).map(({ label }) => label);
}

/** The assignment of a grant where these conditions hold. Empty: it is never made. */
export function assignmentWhere(
  { presence, assignment, open, address }: PlannedGrant,
  conditions: ReadonlySet<string>,
): readonly RoleAssignment[] {
  const missing = openConditions(presence, conditions);
  if (missing === undefined) return [];
  if (open !== undefined) return [{ ...assignment, open: t('{0} of the grant `{1}` is open', open, address) }];
  const [first] = missing;
  if (first === undefined) return [assignment];
  return [{ ...assignment, open: t('the grant `{0}` is made only where `{1}` holds', address, first) }];
}

/** A grant at a registry that may be this one. */
export function openAt({ assignment, address }: PlannedGrant, scope: string): RoleAssignment {
  const id = assignment.id.replace(assignment.scope ?? '', scope);
  const open = t('{0} of the grant `{1}` is open', 'scope', address);
  return { ...assignment, id, scope, open, openScope: assignment.id };
}
