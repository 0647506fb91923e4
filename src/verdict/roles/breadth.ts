import { idKey } from '../../access/ids.ts';
import type { AccessMap } from '../../access/map.ts';
import type { RoleAssignment, RoleDefinition } from '../../access/roles.ts';
import { t } from '../../model/l10n.ts';
import { readerGuid } from '../../model/roleIds.ts';
import type { Evidence } from '../../model/verdict.ts';
import { type AccessMode, grantsPull, pullsByUndocumentedWildcard } from './actions.ts';
import { roleAt } from './scopes.ts';

/** Why a grant is broader than a pull needs. */
interface Breadth {
  readonly why: string;
  readonly evidence: readonly Evidence[];
}

/**
 * A grant is broad if its role allows more than reading specific things, or if its scope is above the resource group.
 * Undefined if one of the granting assignments is narrow: then nothing depends on the others.
 */
export function breadthOf(
  granting: readonly RoleAssignment[],
  mode: AccessMode,
  pushes: boolean,
  map: AccessMap,
): Breadth | undefined {
  const reasons: Breadth[] = [];
  for (const assignment of granting) {
    const role = map.roleDefinition(assignment.roleDefinitionId);
    const reason = role && breadthOfGrant(role, assignment, mode, pushes);
    if (!reason) return undefined;
    reasons.push(reason);
  }
  const [first] = reasons;
  return first && { why: first.why, evidence: reasons.flatMap(reason => reason.evidence) };
}

function breadthOfGrant(
  role: RoleDefinition,
  assignment: RoleAssignment,
  mode: AccessMode,
  pushes: boolean,
): Breadth | undefined {
  const grant = roleAt(role.name, assignment.scope);
  if (pullsByUndocumentedWildcard(role, mode)) {
    const caveat = role.builtIn
      ? t('{0} is not one of the roles that Azure documents for pulling', role.name)
      : t('Azure supports wildcards in custom roles only in tenants with a private link for Resource Manager');
    const evidence = [{ step: 'role', fact: caveat, id: role.id, effect: 'states' }] as const;
    return { why: t('only by a wildcard in {0}, and {1}', grant, caveat), evidence };
  }
  if (allowsMore(role, pushes)) return { why: t('by {0}, which allows much more', grant), evidence: [] };
  // A reader of the registry's resource group sees only its settings.
  const isHigh = !idKey(assignment.scope).includes('/resourcegroups/');
  return isHigh ? { why: t('by {0}, which reaches far beyond the registry', grant), evidence: [] } : undefined;
}

function allowsMore(role: RoleDefinition, pushes: boolean): boolean {
  // People give Reader to those who may see everything and change nothing.
  if (role.guid === readerGuid) return false;
  return role.permissions.some(each =>
    [...each.actions, ...each.dataActions].some(action => !isNarrow(action, pushes)),
  );
}

function isNarrow(action: string, pushes: boolean): boolean {
  if (action.includes('*')) return false;
  return (
    /\/read$/i.test(action) ||
    (pushes && /\/registries\/(?:push|repositories\/(?:content|metadata))\/write$/i.test(action))
  );
}

/** Returns whether all grants count only in legacy mode. Then a switch to ABAC mode would stop the pull. */
export function stopsInAbac(granting: readonly RoleAssignment[], mode: AccessMode, map: AccessMap): boolean {
  if (mode !== 'legacy') return false;
  return granting.every(({ roleDefinitionId }) => {
    const role = map.roleDefinition(roleDefinitionId);
    return role !== undefined && !grantsPull(role, 'abac');
  });
}
