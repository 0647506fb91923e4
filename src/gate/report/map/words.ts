import type { MapReport, ReportedHolder, ReportedPull, ReportedRegistry, ReportedSwitch } from './mapReport.ts';

/** The words that the table and the page share. */
export function modeInWords({ mode }: ReportedRegistry): string {
  if (mode === null) return 'not read';
  return mode === 'abac' ? 'ABAC (by repository)' : 'legacy';
}

export function networkInWords({ network }: ReportedRegistry): string {
  if (network === null) return 'not read';
  return network === 'selected' ? 'selected networks' : network;
}

export function yesOrNo(value: boolean | null): string {
  return value === null ? 'not read' : value ? 'on' : 'off';
}

export function nameOf({ name, principalId }: ReportedHolder): string {
  return name ?? principalId;
}

export function stateInWords({ state }: ReportedHolder): string {
  if (state === 'eligible') return 'eligible, not active';
  if (state === 'denied') return 'taken away by a deny assignment';
  return state === 'unknown' ? 'not certain: a deny assignment may apply' : 'active';
}

export function pullInWords({ image, target }: ReportedPull): string {
  return target === null ? image : `${image} → ${target}`;
}

export function placeInWords({ file, line, column }: ReportedPull): string {
  return `${file}:${line}:${column}`;
}

/** How many hold a pull role, as far as that was read. */
export function grantsInWords({ pullers, complete }: ReportedRegistry): string {
  const rest = complete ? '' : pullers.length > 0 ? ', and not all were read' : 'role assignments were not read';
  if (pullers.length === 0) return rest || 'nobody holds a pull role';
  return `${pullers.length} grant${pullers.length === 1 ? '' : 's'}${rest}`;
}

export function switchInWords({ breaks, doubtful, stay }: ReportedSwitch): string {
  return `${breaks.length} would break, ${doubtful.length} doubtful, ${stay} would stay`;
}

export const noManifests = 'No manifest with an image of these registries was read, so need cannot be told.';

/** The numbers at the top: each with a word, and whether it asks for somebody's attention. */
export function figuresOf(report: MapReport): readonly {
  readonly number: number;
  readonly noun: string;
  readonly part: string;
  readonly isLoud: boolean;
}[] {
  const breaking = report.abacSwitch.reduce((sum, { breaks }) => sum + breaks.length, 0);
  const { credentials } = report.expiring;
  const figure = (number: number, [one, more]: readonly [string, string], part: string, isLoud = false) => ({
    number,
    noun: number === 1 ? one : more,
    part,
    isLoud,
  });
  return [
    figure(report.registries.length, ['registry', 'registries'], 'registries'),
    figure(
      report.registries.reduce((sum, { pullers }) => sum + pullers.length, 0),
      ['grant that pulls', 'grants that pull'],
      'who',
    ),
    figure(report.broad.length, ['broader than needed', 'broader than needed'], 'broad', report.broad.length > 0),
    ...(report.unused === null
      ? []
      : [figure(report.unused.length, ['unused', 'unused'], 'unused', report.unused.length > 0)]),
    figure(
      report.adminAccounts.length,
      ['admin account on', 'admin accounts on'],
      'admin',
      report.adminAccounts.length > 0,
    ),
    figure(credentials.length, ['credential ending', 'credentials ending'], 'expiring', credentials.length > 0),
    figure(breaking, ['pull that ABAC mode breaks', 'pulls that ABAC mode breaks'], 'abac', breaking > 0),
  ];
}
