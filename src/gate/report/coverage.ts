import type { AccessMap } from '../../access/map.ts';
import { folded } from '../../model/fold.ts';
import type { Target } from '../../model/target.ts';
import type { Finding } from '../../model/verdict.ts';
import { repair } from '../../verdict/reports/repair.ts';
import { reportFixes } from './fix/fixReport.ts';
import { count } from './style.ts';

/** The share of the denied pulls that a script of `acr-pull fix` makes work. */
export interface FixCoverage {
  readonly denied: number;
  readonly covered: number;
  readonly assignments: number;
  /** Further changes of the script: a firewall rule, a registry entry. */
  readonly others: number;
}

/**
 * Counts the pulls that need only the script: no change by hand, no second run. If a pull lacks only a role, its own
 * verdict shows that. Decides the others again with the changes made. Those with the same proof are decided once: the
 * same change helps them.
 */
export function fixCoverage(findings: readonly Finding[], map: AccessMap, now: Date): FixCoverage {
  const denied = findings.filter(({ verdict }) => verdict.outcome === 'denied');
  const ofRole = denied.filter(finding => lacksRoleOnly(finding, map));
  const alike = Map.groupBy(
    denied.filter(finding => !lacksRoleOnly(finding, map)),
    proofKey,
  );
  const firsts = [...alike.values()].flatMap(([first]) => first ?? []);
  const numbers = new Map(firsts.map(({ reference }, i) => [reference, i]));
  const pullKey = ({ reference, target }: Finding) => `${numbers.get(reference)} ${targetKey(target)}`;
  const { assignments, made, left } = reportFixes(repair(firsts, map, now), map, pullKey, 'bash');
  const later = made.filter(({ afterwards }) => afterwards !== null);
  const changes = [...left.map(({ change }) => change), ...later];
  const open = new Set(changes.flatMap(({ pulls }) => pulls.map(({ place }) => place)));
  const closed = [...alike.values()].filter(([first]) => first !== undefined && !open.has(pullKey(first)));
  const grants = [
    ...ofRole.flatMap(({ verdict }) => verdict.fixes[0]?.grant ?? []),
    ...assignments.map(({ grant }) => grant),
  ];
  return {
    denied: denied.length,
    covered: closed.reduce((sum, { length }) => sum + length, ofRole.length),
    assignments: new Set(grants.map(({ principalId, registry }) => folded(`${principalId} ${registry.id}`))).size,
    others: made.length,
  };
}

function targetKey(target: Target | null): string {
  return `${target?.kind} ${target?.id ?? target?.name}`;
}

/** The repository is part of the key if a grant names it. */
function proofKey({ reference: { image }, target, verdict }: Finding): string {
  const { cause, evidence, assumptions, fixes, planned, puller } = verdict;
  const isNamed = image.kind !== 'image' || fixes.some(({ grant }) => grant?.condition !== undefined);
  return JSON.stringify([
    isNamed ? image : image.registry,
    targetKey(target),
    [cause, puller?.objectId ?? puller?.name, planned?.world],
    evidence,
    assumptions,
    fixes.map(({ title }) => title),
  ]);
}

/** Returns whether the pull works as soon as its own identity has the role that its first fix grants. */
function lacksRoleOnly({ reference: { image }, verdict }: Finding, map: AccessMap): boolean {
  const {
    fixes: [fix],
    puller,
    besides,
    planned,
  } = verdict;
  if (fix?.grant == null || besides !== 'allowed' || planned !== undefined || image.kind !== 'image') return false;
  if (fix.kind !== 'attach' && fix.kind !== 'assignRole') return false;
  const registry = map.registryByHost(image.registry ?? '');
  return registry?.id === fix.grant.registry.id && puller?.objectId === fix.grant.principalId;
}

/** Empty if no pull is denied, or nothing is known of Azure. */
export function coverageSentence(coverage: FixCoverage | null): readonly string[] {
  if (coverage === null || coverage.denied === 0) return [];
  const { denied, covered, assignments, others } = coverage;
  if (covered === 0)
    return [`acr-pull fix covers none of ${count(denied, 'denied pull')}: a person has to make the changes`];
  const changes = [
    ...(assignments > 0 ? [count(assignments, 'role assignment')] : []),
    ...(others > 0 ? [count(others, 'other change')] : []),
  ];
  const all = ['', 'the denied pull', 'both denied pulls'][denied] ?? `all ${denied} denied pulls`;
  const which = covered < denied ? `${covered} of ${denied} denied pulls` : all;
  return [`acr-pull fix covers ${which} with ${changes.join(' and ')}`];
}
