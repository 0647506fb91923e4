import { idKey, isRegistryId, lastSegment } from '../../access/ids.ts';
import type { AccessMap, Registry } from '../../access/map.ts';
import type { RoleAssignment } from '../../access/roles.ts';
import type { DeniedCause } from '../../causes/index.ts';
import type { Fix } from '../../model/fix.ts';
import { allOf, inBackticks, t } from '../../model/l10n.ts';
import { remembered } from '../../model/memo.ts';
import { byText } from '../../model/order.ts';
import type { Evidence } from '../../model/verdict.ts';
import { roleFixes } from '../fixes/roleFixes.ts';
import type { Principal, Pull } from '../pull.ts';
import { all, either, type Result, resultOf } from '../result.ts';
import { type AccessMode, grantsPull, type RoleQuestion } from './actions.ts';
import { breadthOf, stopsInAbac } from './breadth.ts';
import { denyResult } from './deny.ts';
import { type RoleAnswer, roleAnswer } from './roles.ts';
import { mistakenIdentity } from './wrongIdentity.ts';

const modes = ['legacy', 'abac'] as const satisfies readonly AccessMode[];

/**
 * Decides whether a principal holds the pull right on the registry. If the access mode was not read, both modes are
 * judged.
 */
export function roleResult(principal: Principal, pull: Pull): Result {
  const { registry } = pull;
  if (registry.mode) return inMode(principal, registry.mode, pull);
  const cases = modes.map(mode => inMode(principal, mode, pull));
  const why = t('the access mode of `{0}` was not read, and the verdict depends on it', registry.name);
  const together = either(cases, why);
  // In one of the modes, nothing may be wrong.
  if (together.outcome === 'unknown') return { ...together, fixes: [] };
  // Attaching assigns AcrPull, which has no effect in ABAC mode.
  const fixes = cases.flatMap(each => each.fixes).filter(fix => fix.kind !== 'attach');
  return { ...together, fixes };
}

function inMode(principal: Principal, mode: AccessMode, pull: Pull): Result {
  const question: RoleQuestion & Pick<Pull, 'strict'> = { ...pull, principalId: principal.objectId, mode };
  const answer = roleAnswer(question);
  if (answer.answer === 'no')
    return { ...missing(answer, principal, mode, pull), besides: denyResult(question).outcome };
  const role = answer.answer === 'yes' ? granted(answer, principal, mode, pull) : doubtful(answer);
  return all([role, denyResult(question)]);
}

function doubtful({ unknownBecause, evidence }: RoleAnswer): Result {
  return resultOf('unknown', { cause: unknownBecause?.cause ?? 'not-readable', why: unknownBecause?.why, evidence });
}

function granted(answer: RoleAnswer, principal: Principal, mode: AccessMode, pull: Pull): Result {
  const { granting, evidence } = answer;
  const { registry, target, map, beforeAbac } = pull;
  const narrow = (needed: AccessMode): readonly Fix[] =>
    fixesFor(principal, needed, pull).filter(({ kind }) => kind === 'assignRole');
  const broad = breadthOf(granting, mode, target.kind === 'pipeline', map);
  if (broad) {
    const said = [...evidence, ...broad.evidence];
    return resultOf('allowed', { cause: 'broad-grant', why: broad.why, evidence: said, fixes: narrow(mode) });
  }
  if (beforeAbac && stopsInAbac(granting, mode, map)) {
    const why = t('{0} on `{1}` counts in legacy mode only', roleNames(granting, pull), registry.name);
    return resultOf('allowed', { cause: 'legacy-role-before-abac', why, evidence, fixes: narrow('abac') });
  }
  return resultOf('allowed', { evidence });
}

function fixesFor({ objectId }: Principal, mode: AccessMode, pull: Pull): readonly Fix[] {
  const { repository, runtime } = pull;
  return roleFixes({ ...pull, principalId: objectId, mode }, runtime, repository === undefined ? [] : [repository]);
}

/** Finds the mistake behind a missing role. The order follows the design. */
function missing(answer: RoleAnswer, principal: Principal, mode: AccessMode, pull: Pull): Result {
  const { registry } = pull;
  const { whose } = principal;
  const fixes = fixesFor(principal, mode, pull);
  const evidence = [noGrant(answer, registry), ...answer.evidence];
  const refused = (cause: DeniedCause, why: string) => resultOf('denied', { cause, why, evidence, fixes });
  if (answer.excluding.length > 0) {
    const names = roleNames(answer.excluding, pull);
    return refused('condition-excludes-repository', t("the condition on {0}'s {1} excludes it", whose, names));
  }
  const mistaken = mistakenIdentity(principal, mode, pull);
  if (mistaken) {
    return { ...refused('role-on-wrong-identity', mistaken.why), evidence: [...evidence, mistaken.fact] };
  }
  if (answer.otherMode.length > 0 && mode === 'abac') {
    const names = roleNames(answer.otherMode, pull);
    return refused('wrong-role-for-mode', t('`{0}` is in ABAC mode, which ignores {1}', registry.name, names));
  }
  const isAttachable = fixes.some(({ kind }) => kind === 'attach');
  return refused(isAttachable ? 'not-attached' : 'no-pull-role', noRole(answer, principal, pull));
}

/** Adds what the principal holds instead: a role for ABAC mode, or the right one on another registry. */
function noRole({ otherMode }: RoleAnswer, { objectId, whose }: Principal, pull: Pull): string {
  const { registry, map } = pull;
  if (otherMode.length > 0) {
    const roles = roleNames(otherMode, pull);
    return t('{0} has no pull role on `{1}`, and its {2} counts in ABAC mode only', whose, registry.name, roles);
  }
  const elsewhere = pullScopes(objectId, map).filter(({ key }) => key !== idKey(registry.id));
  // a wider role covers more than the named registries
  if (elsewhere.length === 0 || !elsewhere.every(({ isOfRegistry }) => isOfRegistry))
    return t('{0} has no pull role on `{1}`', whose, registry.name);
  const names = elsewhere.map(({ name }) => name);
  return t('{0} has no pull role on `{1}`, only on {2}', whose, registry.name, someOf(names));
}

interface PullScope {
  readonly key: string;
  readonly name: string;
  readonly isOfRegistry: boolean;
}

/** The scopes at which a principal holds a role that pulls in either mode, each once, by name. */
function pullScopes(objectId: string, map: AccessMap): readonly PullScope[] {
  const known = remembered(scopesByMap, map, () => new Map<string, readonly PullScope[]>());
  return remembered(known, objectId, () => {
    const pulling = map.assignmentsOf(objectId).filter(({ eligible, roleDefinitionId }) => {
      const role = eligible ? undefined : map.roleDefinition(roleDefinitionId);
      return role !== undefined && modes.some(each => grantsPull(role, each));
    });
    const scopes = pulling.map(({ scope }): PullScope => {
      return { key: idKey(scope), name: lastSegment(scope), isOfRegistry: isRegistryId(scope) };
    });
    const once = [...new Map(scopes.map(each => [each.key, each])).values()];
    return once.sort(byText(({ name }) => name));
  });
}

/** Each image of a registry needs the same scopes. */
const scopesByMap = new WeakMap<AccessMap, Map<string, readonly PullScope[]>>();

const mostRegistries = 3;

/** Names in backticks, and the number of names that are not shown. */
function someOf(names: readonly string[]): string {
  const shown = names.slice(0, mostRegistries).map(inBackticks);
  const left = names.length - shown.length;
  return left > 0 ? t('{0} and {1} more', shown.join(', '), left) : allOf(shown);
}

function roleNames(assignments: readonly RoleAssignment[], { map }: Pull): string {
  const names = assignments.map(({ roleDefinitionId: id }) => map.roleDefinition(id)?.name ?? lastSegment(id));
  return allOf([...new Set(names)]);
}

function noGrant({ evidence }: RoleAnswer, { id, name }: Registry): Evidence {
  const fact =
    evidence.length > 0
      ? t('no role assignment at `{0}` or above grants the pull', name)
      : t('no role assignment at `{0}` or above', name);
  return { step: 'role', fact, id, effect: 'missing' };
}
