import { lastSegment } from '../../access/ids.ts';
import { indexAssignments } from '../../access/indexes.ts';
import type { AccessMap } from '../../access/map.ts';
import type { RoleAssignment } from '../../access/roles.ts';
import type { Fix, Grant } from '../../model/fix.ts';
import { folded } from '../../model/fold.ts';
import { append } from '../../model/lists.ts';
import type { Finding } from '../../model/verdict.ts';
import { decide } from '../decide.ts';
import { mergedGrants, needsOf, type PullNeed } from '../fixes/merge.ts';

/** What makes refused pulls work, each change once. */
export interface Repair {
  /** One for each identity and registry. */
  readonly grants: readonly GrantToMake[];
  /** What no assignment cures, by the first way out; without one, nothing is known to help. */
  readonly others: readonly OtherRepair[];
}

interface GrantToMake {
  readonly grant: Grant;
  /** What it lets the identity read; empty: every repository. */
  readonly repositories: readonly string[];
  /** The condition of the assignment that is written anew, if there is one. */
  readonly before: string | undefined;
}

export interface OtherRepair {
  readonly fix: Fix | undefined;
  readonly findings: readonly Finding[];
}

/** A pull can lack one thing behind the other; three in a row is more than the verdicts know of. */
const mostRounds = 4;

/**
 * The refused pulls are decided anew with the assignments made, until none asks for one more: behind a role that is
 * missing there may be a firewall, and behind an identity that is to be used, its role.
 */
export function repair(findings: readonly Finding[], map: AccessMap, now: Date): Repair {
  const needs: PullNeed[] = [];
  const seen = new Set<string>();
  let denied = findings.filter(({ verdict }) => verdict.outcome === 'denied');
  for (let round = 0; round < mostRounds && denied.length > 0; round++) {
    const fresh = denied.flatMap(finding =>
      needsIn(finding, map).filter(need => {
        const key = keyOf(need);
        return !seen.has(key) && seen.add(key);
      }),
    );
    append(needs, fresh);
    if (fresh.length === 0) break;
    const then = withGrants(
      map,
      mergedGrants(needs, map).map(({ grant }) => grant),
    );
    denied = denied.flatMap(({ reference, target, ignored }) => {
      const again = target && decide({ reference, target, map: then, now });
      return again?.verdict.outcome === 'denied' ? [{ ...again, ignored }] : [];
    });
  }
  const grants = mergedGrants(needs, map).map(
    ({ grant, repositories }): GrantToMake => ({ grant, repositories, before: conditionBefore(grant, map) }),
  );
  const others = Map.groupBy(denied, finding => {
    const fix = firstOther(finding);
    return fix ? `${fix.title} ${fix.bash ?? ''} ${JSON.stringify(fix.edit)}` : finding.verdict.message;
  });
  return {
    grants,
    others: [...others.values()].map(group => ({ fix: group[0] && firstOther(group[0]), findings: group })),
  };
}

/** The roles that a refused pull wants: of who pulls, or of who would after the first way out. */
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

function firstOther({ verdict: { fixes } }: Finding): Fix | undefined {
  return fixes.find(({ kind }) => kind !== 'attach' && kind !== 'assignRole');
}

function conditionBefore({ principalId, replaces }: Grant, map: AccessMap): string | undefined {
  if (replaces === undefined) return undefined;
  return map.assignmentsOf(principalId).find(({ id }) => lastSegment(id) === replaces)?.condition ?? undefined;
}

/** The same map as it would be once these assignments are made. */
function withGrants(map: AccessMap, grants: readonly Grant[]): AccessMap {
  if (grants.length === 0) return map;
  const replaced = new Set(grants.flatMap(({ replaces }) => (replaces === undefined ? [] : [replaces.toLowerCase()])));
  const stays = ({ id }: RoleAssignment) => !replaced.has(lastSegment(id).toLowerCase());
  const known = (map.roleAssignments ?? []).filter(stays);
  const roleAssignments = [...known, ...grants.map(assignmentOf)];
  return { ...map, roleAssignments, ...indexAssignments(roleAssignments, map.isNoGroup) };
}

function assignmentOf({ registry, principalId, principalType, roleGuid, condition }: Grant, i: number): RoleAssignment {
  return {
    id: `${registry.id}/providers/Microsoft.Authorization/roleAssignments/to-be-made-${i}`,
    scope: registry.id,
    roleDefinitionId: `/subscriptions/${registry.subscription}/providers/Microsoft.Authorization/roleDefinitions/${roleGuid}`,
    principalId,
    principalType,
    condition: condition?.text ?? null,
    conditionVersion: condition?.version,
    eligible: false,
    createdOn: undefined,
  };
}
