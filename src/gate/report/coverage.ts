import type { AccessMap } from '../../access/map.ts';
import type { Finding } from '../../model/verdict.ts';
import { repair } from '../../verdict/reports/repair.ts';
import { reportFixes } from './fix/fixReport.ts';
import { count } from './style.ts';

/** The share of the denied pulls that a script of `acr-pull fix` makes work. */
export interface FixCoverage {
  readonly denied: number;
  readonly covered: number;
  readonly assignments: number;
  /** Changes of the script besides: a firewall rule, a registry entry. */
  readonly others: number;
}

/** Works out the script, and counts the pulls that need nothing more: no change by hand, no second run. */
export function fixCoverage(findings: readonly Finding[], map: AccessMap, now: Date): FixCoverage {
  const denied = findings.filter(({ verdict }) => verdict.outcome === 'denied');
  const numbers = new Map(denied.map(({ reference }, i) => [reference, i]));
  const pullKey = ({ reference, target }: Finding) =>
    `${numbers.get(reference)} ${target?.kind} ${target?.id ?? target?.name}`;
  const { assignments, made, left } = reportFixes(repair(denied, map, now), map, pullKey, 'bash');
  const later = made.filter(({ afterwards }) => afterwards !== null);
  const changes = [...left.map(({ change }) => change), ...later];
  const open = new Set(changes.flatMap(({ pulls }) => pulls.map(({ place }) => place)));
  return {
    denied: denied.length,
    covered: denied.filter(finding => !open.has(pullKey(finding))).length,
    assignments: assignments.length,
    others: made.length,
  };
}

/** Nothing where no pull is denied, or nothing is known of Azure. */
export function coverageSentence(coverage: FixCoverage | null): readonly string[] {
  if (coverage === null || coverage.denied === 0) return [];
  const { denied, covered, assignments, others } = coverage;
  if (covered === 0) return [`acr-pull fix covers none of ${count(denied, 'denied pull')}: see the reasons above`];
  const changes = [
    ...(assignments > 0 ? [count(assignments, 'role assignment')] : []),
    ...(others > 0 ? [count(others, 'other change')] : []),
  ];
  return [`acr-pull fix covers ${covered} of ${count(denied, 'denied pull')} with ${changes.join(' and ')}`];
}
