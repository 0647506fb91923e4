import { printable } from '../../terminal/printable.ts';
import type { FixReport, PlannedAssignment, PlannedChange } from './fixReport.ts';

/** More pulls than this are counted. */
const mostPulls = 8;

/** What a file of changes says of itself, line by line and without the marks of a comment. */
export function headOf({ origins, assignments, others }: FixReport, how: readonly string[]): readonly string[] {
  const what = assignments.map(
    each => `  ${each.principal} (${each.principalId}): ${each.roleName}, ${each.what}, at ${each.scope}`,
  );
  return [
    'Made by `acr-pull fix`: makes the refused pulls work, with the smallest role that pulls, at the registry.',
    `What was known of Azure: ${origins.join(', ')}`,
    '',
    ...how,
    '',
    assignments.length > 0 ? 'Who gets which role, for which repositories, at which scope:' : 'No role is missing.',
    ...what,
    ...(others.length > 0 ? ['', 'Pulls that a role alone does not make work are below.'] : []),
  ].map(printable);
}

export function titleOf({ principal, roleName, registryName, what, replaces }: PlannedAssignment): string {
  return printable(`${roleName} on ${registryName} for ${principal}: ${what}${replaces ? ' (as well as before)' : ''}`);
}

export function linesOf({ title, pulls, afterwards }: PlannedChange): readonly string[] {
  const more = pulls.length - mostPulls;
  return [
    title,
    ...pulls.slice(0, mostPulls).map(({ place, why }) => `  ${place}: ${why}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
    ...(afterwards === null ? [] : [afterwards]),
  ].map(printable);
}

export function commented(mark: string, lines: readonly string[]): readonly string[] {
  return lines.map(line => (line === '' ? mark : `${mark} ${line}`));
}
