import { isManagementGroup, scopeKey } from '../../access/ids.ts';
import type { AccessMap, Gap, Registry } from '../../access/map.ts';
import type { DenyAssignment, DenyPermission } from '../../access/roles.ts';
import { EVERYBODY } from '../../access/roles.ts';
import type { UnknownCause } from '../../causes/index.ts';
import { t } from '../../model/l10n.ts';
import type { Truth } from '../../model/truth.ts';
import type { Evidence } from '../../model/verdict.ts';
import { assuming } from '../assumptions.ts';
import type { Pull } from '../pull.ts';
import { repositoryAllowed } from '../registry/repositories.ts';
import { type Result, resultOf } from '../result.ts';
import { coversPull, type RoleQuestion } from './actions.ts';
import { membershipsOf } from './grants.ts';
import { type ScopeChain, scopeChain, scopeInWords } from './scopes.ts';

/** A deny assignment about pulls from a registry, and whether it takes this one away. */
interface Denial {
  readonly denial: DenyAssignment;
  readonly applies: Truth;
  readonly cause: UnknownCause | undefined;
  readonly why: string;
}

/**
 * Decides whether a deny assignment takes the pull away again: it wins over every role. Deployment stacks and managed
 * applications make them, and people can, in a preview
 * (https://learn.microsoft.com/powershell/module/az.resources/new-azdenyassignment). Few can block a pull. If a map was
 * made without them, a granted pull assumes that there is none. If reading them failed, there may be one, and nothing
 * is granted. It is documented that a registry asks Resource Manager for permissions. Resource Manager's own rule is
 * that deny assignments count there. https://learn.microsoft.com/azure/role-based-access-control/deny-assignments
 */
export function denyResult(question: RoleQuestion & Pick<Pull, 'strict'>): Result {
  const { registry, map } = question;
  const denials = denialsOf(question);
  const gap = denialGap(registry, map);
  const evidence = [...notRead(gap, map), ...denials.map(asEvidence)];
  const denying = denials.find(({ applies }) => applies === 'yes');
  if (denying) {
    const why = t('the deny assignment `{0}` blocks it, and overrides every role', denying.denial.name);
    return resultOf('denied', { cause: 'deny-assignment', why, evidence });
  }
  const open = denials.find(({ applies }) => applies === 'unknown');
  if (open) return resultOf('unknown', { cause: open.cause ?? 'not-readable', why: open.why, evidence });
  if (gap) {
    const why = t('deny assignments were not read ({0}), and one may block the pull', gap.why);
    return resultOf('unknown', { cause: 'not-readable', why, evidence });
  }
  const granted = resultOf('allowed', { evidence });
  if (map.denyAssignments !== undefined) return granted;
  const why = t('deny assignments were not read, and one may block the pull');
  return assuming('no-deny-assignment', question, granted, why);
}

type Question = Omit<RoleQuestion, 'now'>;

export function denialsOf(question: Question): readonly Denial[] {
  const { registry, mode, map } = question;
  const chain = scopeChain(registry, map);
  return (map.denyAssignments ?? []).flatMap(denial => {
    const above = isAbove(denial, registry, chain);
    const ofPulls = above === 'no' ? [] : denial.permissions.filter(permission => coversPull(permission, mode));
    return ofPulls.length === 0 ? [] : [denialOf(denial, ofPulls, above, question)];
  });
}

function denialOf(
  denial: DenyAssignment,
  permissions: readonly DenyPermission[],
  above: Truth,
  { principalId, mode, repository, map }: Question,
): Denial {
  const named = among(denial.principals, principalId, map);
  const excluded = among(denial.excludePrincipals, principalId, map);
  const no = (why: string): Denial => ({ denial, applies: 'no', cause: undefined, why });
  if (named === 'no') return no(t('names other identities'));
  if (excluded === 'yes') return no(t('excludes this identity'));
  const conditions = permissions.map(permission => repositoryAllowed(permission, mode, repository));
  const met = conditions.some(({ answer }) => answer === 'yes');
  const open = conditions.find(({ answer }) => answer === 'unknown');
  if (!met && !open) return no(conditions[0]?.why ?? '');
  const unknown = (why: string, cause: UnknownCause = 'not-readable'): Denial => {
    return { denial, applies: 'unknown', cause, why };
  };
  const { name } = denial;
  if (above === 'unknown') {
    return unknown(t('it is not known whether the deny assignment `{0}` reaches down to the registry', name));
  }
  if (named === 'unknown') {
    return unknown(t('it is not known whether the deny assignment `{0}` names this identity', name));
  }
  if (excluded === 'unknown') {
    return unknown(t('it is not known whether the deny assignment `{0}` excludes this identity', name));
  }
  if (!met && open?.answer === 'unknown') {
    return unknown(t('the deny assignment `{0}` has a condition: {1}', name, open.why), open.cause);
  }
  return { denial, applies: 'yes', cause: undefined, why: '' };
}

/**
 * Unknown: it is at a management group and those above the registry were not read, or it was not read whether it counts
 * below its scope.
 */
function isAbove(denial: DenyAssignment, registry: Registry, chain: ScopeChain): Truth {
  const key = scopeKey(denial.scope);
  if (key === scopeKey(registry.id)) return 'yes';
  // `doNotApplyToChildScopes`: it applies to its own scope and to nothing below.
  if (denial.doNotApplyToChildScopes) return 'no';
  if (chain.keys.includes(key)) return denial.doNotApplyToChildScopes === undefined ? 'unknown' : 'yes';
  return !chain.ancestorsKnown && isManagementGroup(denial.scope) ? 'unknown' : 'no';
}

function among(principals: DenyAssignment['principals'], principalId: string, map: AccessMap): Truth {
  const { groups, mayBeIn } = membershipsOf(principalId, map);
  const own = [principalId, ...groups].map(id => id.toLowerCase());
  const isNamed = principals.some(
    ({ id, type }) => id === EVERYBODY || type?.toLowerCase() === 'everyone' || own.includes(id),
  );
  if (isNamed) return 'yes';
  const open = principals.some(({ id, type }) => {
    const kind = type?.toLowerCase();
    // Another principal that the system defines may include the puller.
    if (kind === 'systemdefined') return true;
    return mayBeIn(id) && kind !== 'user' && kind !== 'serviceprincipal';
  });
  return open ? 'unknown' : 'no';
}

/** Why the deny assignments at a registry could not be read. Undefined: they were read, or that was not tried. */
export function denialGap(registry: Registry, map: AccessMap): Gap | undefined {
  return map.gapFor('denyAssignments', registry.id);
}

function notRead(gap: Gap | undefined, map: AccessMap): readonly Evidence[] {
  if (map.denyAssignments !== undefined && !gap) return [];
  const fact = gap ? t('deny assignments were not read ({0})', gap.why) : t('deny assignments were not read');
  return [{ step: 'role', fact, id: gap?.scope ?? null, effect: 'not-read' }];
}

function asEvidence({ denial, applies, why }: Denial): Evidence {
  const fact = t('deny assignment `{0}` {1}', denial.name, scopeInWords(denial.scope));
  const effect = applies === 'yes' ? 'denies' : applies === 'no' ? 'ignored' : 'not-read';
  return { step: 'role', fact: why ? `${fact}: ${why}` : fact, id: denial.id, effect };
}
