import { oneLine } from '../../../model/quote.ts';
import { type FixReport, leftOver, type PlannedAssignment, type PlannedChange, type Written } from './fixReport.ts';

/** More pulls than this are counted. */
const mostPulls = 8;

/** The head of a file of changes, line by line and without the marks of a comment. */
export function headOf({ origin, assignments, others }: FixReport, how: readonly string[]): readonly string[] {
  const who = assignments.map(
    ({ principal, grant, repositories }) =>
      `  ${principal} (${grant.principalId}): ${grant.roleName}, ${repositories}, at ${grant.registry.id}`,
  );
  return [
    'Made by `acr-pull fix`. It fixes the denied pulls, with the smallest role that pulls, at the registry.',
    `Facts about Azure: ${origin}`,
    '',
    ...how,
    '',
    assignments.length > 0 ? 'Who gets which role, for which repositories, at which scope:' : 'No role is missing.',
    ...who,
    ...(others.length > 0 ? ['', 'Pulls that need more than a role are below.'] : []),
  ].map(oneLine);
}

export function titleOf({ principal, grant, repositories }: PlannedAssignment): string {
  const { roleName, registry, replaces } = grant;
  const kept = replaces === undefined ? '' : ' (as well as before)';
  return oneLine(`${roleName} on ${registry.name} for ${principal}: ${repositories}${kept}`);
}

export function linesOf({ title, pulls, afterwards }: PlannedChange): readonly string[] {
  const more = pulls.length - mostPulls;
  return [
    title,
    ...pulls.slice(0, mostPulls).map(({ place, why }) => `  ${place}: ${why}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
    ...(afterwards === null ? [] : [afterwards]),
  ].map(oneLine);
}

/** The changes that the file does not make, as comments. */
export function leftToAPerson(report: FixReport, written: Written): readonly string[] {
  const isScript = written === 'bash' || written === 'powershell';
  const mark = written === 'bicep' ? '//' : '#';
  return leftOver(report, written).flatMap(({ change, reason }) => {
    const command = change.fix?.[written === 'powershell' ? 'powershell' : 'bash'] ?? null;
    const byHand = command === null ? [] : command.split('\n').map(line => `    ${line}`);
    const lead = isScript ? 'To be done by hand' : 'Not in this file';
    return ['', ...commented(mark, [`${lead}, as ${reason}:`, ...linesOf(change), ...byHand])];
  });
}

export function commented(mark: string, lines: readonly string[]): readonly string[] {
  return lines.map(line => (line === '' ? mark : `${mark} ${line}`));
}
