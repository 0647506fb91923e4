import { lastSegment } from '../../access/ids.ts';
import type { AccessMap } from '../../access/map.ts';
import type { Fix, NewAssignment } from '../../model/fix.ts';
import { folded } from '../../model/fold.ts';
import { append } from '../../model/lists.ts';
import type { Finding, Verdict } from '../../model/verdict.ts';
import { decide } from '../decide.ts';
import { mergedGrants, needsOf, type PullNeed } from '../fixes/merge.ts';
import { withGrants, withNetwork } from './changedMap.ts';

/** The changes that make refused pulls work, each once. */
export interface Repair {
  /** One for each identity and registry. */
  readonly grants: readonly GrantToMake[];
  /** Pulls that no assignment fixes, by their first fix. Without one, no fix is known. */
  readonly others: readonly OtherRepair[];
}

interface GrantToMake {
  readonly grant: NewAssignment;
  /** The repositories that the identity may read. Empty: all. */
  readonly repositories: readonly string[];
  /** The condition of the assignment that the fix updates, if there is one. */
  readonly before: string | undefined;
}

export interface OtherRepair {
  readonly fix: Fix | undefined;
  readonly findings: readonly Finding[];
}

/** After one missing thing, a pull may lack another. The verdicts know of no chain of three. */
const mostRounds = 4;

/**
 * Decides the refused pulls again with the assignments made, and with the firewall and the zones changed, until none
 * asks for another change. Behind a missing role there may be a firewall, behind a firewall a zone, and behind a new
 * identity, its role. A change that does not help is left out.
 */
export function repair(findings: readonly Finding[], map: AccessMap, now: Date): Repair {
  const needs: PullNeed[] = [];
  const seen = new Set<string>();
  const refused = findings.filter(({ verdict }) => verdict.outcome === 'denied');
  // code of the workspace decides these: a command would collide with it, or be undone
  const byCode = refused.filter(({ verdict: { planned } }) => planned !== undefined && planned.now !== 'denied');
  const isFresh = (key: string) => {
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  };
  const tried = new Map<Finding, readonly Fix[]>();
  let changed = map;
  let denied = refused.flatMap(finding => (byCode.includes(finding) ? [] : { finding, now: finding }));
  for (let round = 0; round < mostRounds && denied.length > 0; round++) {
    const fresh = denied.flatMap(each => needsIn(each.now, map).filter(need => isFresh(keyOf(need))));
    append(needs, fresh);
    const changes = denied.flatMap(({ finding, now: { verdict } }) => {
      const fix = firstOther(verdict);
      if (fix === undefined || fix.network.length === 0) return [];
      tried.set(finding, [...(tried.get(finding) ?? []), fix]);
      return fix.network.filter(change => isFresh(JSON.stringify(change)));
    });
    if (fresh.length + changes.length === 0) break;
    changed = withNetwork(changed, changes);
    const then = withGrants(
      changed,
      mergedGrants(needs, map).map(({ grant }) => grant),
    );
    denied = denied.flatMap(({ finding }) => {
      const { reference, target, ignored } = finding;
      const again = target && decide({ reference, target, map: then, now });
      return again?.verdict.outcome === 'denied' ? [{ finding, now: { ...again, ignored } }] : [];
    });
  }
  const grants = mergedGrants(needs, map).map(
    ({ grant, repositories }): GrantToMake => ({ grant, repositories, before: conditionBefore(grant, map) }),
  );
  const stays = new Map(denied.map(each => [each.finding, each.now]));
  const others = [
    ...[...tried].flatMap(([finding, fixes]) => {
      const still = stays.get(finding)?.verdict;
      const helped = fixes.filter(fix => still === undefined || nameOf(firstOther(still)) !== nameOf(fix));
      return helped.map(fix => ({ fix, finding }));
    }),
    ...byCode.map(finding => ({ fix: firstOther(finding.verdict), finding })),
    ...denied.map(({ now: finding }) => ({ fix: firstOther(finding.verdict), finding })),
  ];
  const groups = Map.groupBy(others, ({ fix, finding }) => nameOf(fix) ?? finding.verdict.message);
  return {
    grants,
    others: [...groups.values()].map(group => ({
      fix: group[0]?.fix,
      findings: group.map(({ finding }) => finding),
    })),
  };
}

function nameOf(fix: Fix | undefined): string | undefined {
  return fix && `${fix.title} ${fix.bash ?? ''} ${JSON.stringify(fix.edit)}`;
}

/** The roles that a refused pull needs: for its puller, or for the puller after the first fix. */
function needsIn(finding: Finding, map: AccessMap): readonly PullNeed[] {
  const own = needsOf([finding], map);
  if (own.length > 0 || finding.verdict.fixes[0]?.kind === 'correctHost') return own;
  const { image } = finding.reference;
  const grant = finding.verdict.fixes.find(({ kind }) => kind === 'assignRole')?.grant;
  const registry = grant ? map.registryById(grant.registry.id) : undefined;
  if (!grant || !registry?.mode || image.kind !== 'image') return [];
  return [{ principalId: grant.principalId, registry, mode: registry.mode, repository: image.repository }];
}

function keyOf({ principalId, registry, repository }: PullNeed): string {
  return folded(`${principalId} ${registry.id} ${repository ?? ''}`);
}

function firstOther({ fixes }: Verdict): Fix | undefined {
  return fixes.find(({ kind }) => kind !== 'attach' && kind !== 'assignRole');
}

function conditionBefore({ principalId, replaces }: NewAssignment, map: AccessMap): string | undefined {
  if (replaces === undefined) return undefined;
  return map.assignmentsOf(principalId).find(({ id }) => lastSegment(id) === replaces)?.condition ?? undefined;
}
