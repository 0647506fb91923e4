import { idKey } from '../access/ids.ts';
import type { AccessMap, RoleAssignment, RoleDefinition } from '../access/map.ts';
import type { Evidence } from '../model.ts';
import { type AccessMode, coversPull } from './actions.ts';
import { scopeInWords } from './scopes.ts';

/** Why a grant is broader than a pull needs. */
export interface Breadth {
  readonly why: string;
  readonly evidence: readonly Evidence[];
}

/**
 * A grant is broad where its role allows anything but plain reading of named things, or where it is made above the
 * resource group. Undefined if one of the granting assignments is narrow: then nothing hangs on the others.
 */
export function breadthOf(granting: readonly RoleAssignment[], pushes: boolean, map: AccessMap): Breadth | undefined {
  const reasons: Breadth[] = [];
  for (const assignment of granting) {
    const role = map.roleDefinition(assignment.roleDefinitionId);
    const reason = role && breadthOfRole(role, assignment, pushes);
    if (!reason) return undefined;
    reasons.push(reason);
  }
  const [first] = reasons;
  return first && { why: first.why, evidence: reasons.flatMap(reason => reason.evidence) };
}

function breadthOfRole(role: RoleDefinition, assignment: RoleAssignment, pushes: boolean): Breadth | undefined {
  const where = scopeInWords(assignment.scope);
  const caveat = caveatOf(role);
  const evidence: readonly Evidence[] = caveat ? [{ step: 'role', fact: caveat, id: role.id, effect: 'states' }] : [];
  if (caveat) return { why: `${role.name} ${where} covers it by a wildcard; ${caveat}`, evidence };
  if (allowsMore(role, pushes)) return { why: `${role.name} ${where} allows more than a pull`, evidence };
  // Whoever reads the registry's resource group sees its settings and no more.
  const isHigh = !idKey(assignment.scope).includes('/resourcegroups/');
  return isHigh ? { why: `${role.name} holds ${where}, far above the registry`, evidence } : undefined;
}

/** Owner and Contributor pull in legacy mode as documented, and Reader with them: nothing is uncertain about these. */
const readerGuid = 'acdd72a7-3385-48ef-bd42-f606fba81ae7';
const ownerGuid = '8e3af657-a8ff-443c-a75c-2fe8c4bcb635';
const contributorGuid = 'b24988ac-6180-42a0-ab88-20f7382dd24c';
const documented = new Set([readerGuid, ownerGuid, contributorGuid]);

/**
 * By the rules of RBAC a wildcard covers the pull; Container Registry's own documents are more careful about it:
 * https://learn.microsoft.com/azure/container-registry/container-registry-rbac-custom-roles,
 * …/container-registry-rbac-built-in-roles-directory-reference
 */
function caveatOf(role: RoleDefinition): string | undefined {
  if (documented.has(role.guid)) return undefined;
  const granting = role.permissions.filter(each => coversPull(each, 'legacy') || coversPull(each, 'abac'));
  const byName = granting.some(each => [...each.actions, ...each.dataActions].some(isPullByName));
  if (byName) return undefined;
  return role.builtIn
    ? "Azure's documents don't list it among the roles that pull"
    : 'Azure supports wildcards in custom roles only in tenants with a private link for Resource Manager';
}

function isPullByName(action: string): boolean {
  return !action.includes('*') && /\/(?:pull|content)\/read$/i.test(action);
}

function allowsMore(role: RoleDefinition, pushes: boolean): boolean {
  // Reader is what people give to those who may look at everything and touch nothing.
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

/** Whether everything that grants counts in legacy mode only, so that a switch to ABAC mode would stop the pull. */
export function stopsInAbac(granting: readonly RoleAssignment[], mode: AccessMode, map: AccessMap): boolean {
  if (mode !== 'legacy') return false;
  return granting.every(
    ({ roleDefinitionId }) => !map.roleDefinition(roleDefinitionId)?.permissions.some(each => coversPull(each, 'abac')),
  );
}
