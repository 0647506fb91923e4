import type { Outcome } from '../../model/verdict.ts';
import type { GateFinding } from './checkReport.ts';
import { count } from './style.ts';

/** Pulls by outcome: of one registry, of one target, or of all remaining ones. */
export interface Tally extends Readonly<Record<Outcome, number>> {
  readonly name: string;
}

/** A table of tallies for the end of a large run: the worst first, and the rest in sums. */
export interface TallyTable {
  readonly of: 'registry' | 'target';
  readonly rows: readonly Tally[];
}

/** From this number of denied and unknown pulls on, groups alone give no picture of a run. */
const large = 100;

/** Further rows are one sum. */
const mostRows = { registry: 100, target: 60 } as const;

export function isLarge(findings: readonly GateFinding[]): boolean {
  return findings.filter(({ outcome }) => outcome !== 'allowed').length >= large;
}

/** Pulls by registry and by target. `most`: the most rows of each. */
export function tallyTables(
  findings: readonly GateFinding[],
  most: Readonly<Record<TallyTable['of'], number>> = mostRows,
): readonly TallyTable[] {
  const byRegistry = talliesBy(findings, ({ reference }) => reference.registry ?? 'registry not known');
  const byTarget = talliesBy(findings, ({ target }) => target?.name ?? 'target unknown');
  return [
    { of: 'registry', rows: shortened(byRegistry, most.registry, ['registry', 'registries']) },
    { of: 'target', rows: shortened(byTarget, most.target, ['target', 'targets']) },
  ];
}

function talliesBy(findings: readonly GateFinding[], nameOf: (finding: GateFinding) => string): readonly Tally[] {
  const tallies = new Map<string, { name: string; denied: number; unknown: number; allowed: number }>();
  for (const finding of findings) {
    const name = nameOf(finding);
    const tally = tallies.get(name) ?? { name, denied: 0, unknown: 0, allowed: 0 };
    tally[finding.outcome]++;
    tallies.set(name, tally);
  }
  return [...tallies.values()].sort((a, b) => b.denied - a.denied || b.unknown - a.unknown || b.allowed - a.allowed);
}

/** Rows with something to do, up to the limit. The rows without, and the rows beyond it, are a sum each. */
function shortened(tallies: readonly Tally[], most: number, [one, more]: readonly [string, string]): readonly Tally[] {
  const open = tallies.filter(({ denied, unknown }) => denied + unknown > 0);
  const fine = tallies.slice(open.length);
  const rest = open.slice(most);
  return [
    ...open.slice(0, most),
    ...(rest.length > 0 ? [summed(`${rest.length} more ${rest.length === 1 ? one : more}`, rest)] : []),
    ...(fine.length > 0 ? [summed(`${count(fine.length, one, more)} with allowed pulls only`, fine)] : []),
  ];
}

function summed(name: string, tallies: readonly Tally[]): Tally {
  const of = (outcome: Outcome) => tallies.reduce((sum, tally) => sum + tally[outcome], 0);
  return { name, denied: of('denied'), unknown: of('unknown'), allowed: of('allowed') };
}
