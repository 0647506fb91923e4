import { gapInWords } from '../../../access/gaps.ts';
import { oneLine } from '../../../model/quote.ts';
import { ago, type Paint, painter, type Style, widthsOf, wrapped } from '../style.ts';
import type {
  MapReport,
  ReportedGrant,
  ReportedHolder,
  ReportedPull,
  ReportedRegistry,
  ReportedSwitch,
} from './mapReport.ts';

/** A text, or one that is painted once it is harmless. */
type Cell = string | { readonly text: string; readonly color: Parameters<Paint>[0] };
type Row = readonly Cell[];

/** Sections of aligned rows; what wants attention is coloured, and the sum comes last. */
export function mapText(report: MapReport, style: Style): string {
  const { registries, broad, unused, adminAccounts, expiring, abacSwitch, gaps } = report;
  const lines = [
    ...section(
      'Registries',
      'none',
      [
        ...registries.map(each => [
          each.name,
          `${modeInWords(each)} mode`,
          `admin account ${yesOrNo(each.adminEnabled)}`,
          `network ${networkInWords(each)}`,
          ...(each.anonymousPull ? ['anybody can pull'] : []),
        ]),
      ],
      style,
    ),
    ...whoCanPull(report, style),
    ...section('Broader than needed', 'none of those that a manifest needs', broad.map(grantRow), style),
    ...section('Unused', unused === null ? noManifests : 'none', (unused ?? []).map(grantRow), style),
    ...section(
      'Admin accounts that are on',
      'none',
      adminAccounts.flatMap(({ registry, leaning }) =>
        leaning.length === 0
          ? [[registry, 'nothing here leans on it']]
          : leaning.map(each => [registry, placeInWords(each), pullInWords(each)]),
      ),
      style,
    ),
    ...section(
      `Credentials that end within ${expiring.days} days`,
      'none',
      expiring.credentials.map(({ name, end, ended, clusters }) => [
        end,
        { text: ended ? 'ended' : 'ends', color: ended ? 'red' : 'yellow' },
        name,
        clusters.join(', '),
      ]),
      style,
    ),
    ...section('What breaks on the switch to ABAC mode', 'nothing', abacSwitch.flatMap(switchRows), style),
    ...(gaps.length > 0
      ? section(
          'Not read',
          '',
          gaps.map(gap => [gapInWords(gap), gap.scope, gap.why]),
          style,
        )
      : []),
    sumOf(report, style),
    '',
  ];
  return lines.join('\n');
}

function section(title: string, none: string, rows: readonly Row[], style: Style): readonly string[] {
  return [title, ...(rows.length === 0 ? [`  ${none}`] : aligned(rows, style)), ''];
}

/** In columns; where the terminal is too narrow for them, each row as a line that goes on below itself. */
function aligned(rows: readonly Row[], style: Style): readonly string[] {
  const paint = painter(style);
  const textOf = (cell: Cell) => (typeof cell === 'string' ? oneLine(cell) : cell.text);
  const painted = (cell: Cell, text: string) => (typeof cell === 'string' ? text : paint(cell.color, text));
  const widths = widthsOf(rows.map(row => row.map(textOf)));
  const { columns = Number.POSITIVE_INFINITY } = style;
  if (widths.reduce((sum, width) => sum + 2 + width, 0) > columns)
    return rows.flatMap(row => {
      const cells = row.map(cell => painted(cell, textOf(cell))).filter(cell => cell !== '');
      return wrapped(cells.join(' · '), '  ', style, '      ');
    });
  const line = (row: Row) => row.map((cell, i) => painted(cell, textOf(cell).padEnd(widths[i] ?? 0))).join('  ');
  return rows.map(row => `  ${line(row)}`.trimEnd());
}

function whoCanPull({ registries }: MapReport, style: Style): readonly string[] {
  const rows = registries.flatMap(registry => {
    const { name, pullers, complete } = registry;
    const held = pullers.map(each => [name, ...holderRow(each)]);
    return complete && pullers.length > 0 ? held : [...held, [name, grantsInWords(registry)]];
  });
  return section('Who can pull', 'nobody', rows, style);
}

function holderRow(holder: ReportedHolder): Row {
  const { role, where, repositories, state, broad } = holder;
  const remark = state === 'active' ? (broad === null ? '' : 'broad') : stateInWords(holder);
  return [
    nameOf(holder),
    role,
    where,
    repositories ?? 'every repository',
    ...(remark ? [{ text: remark, color: 'yellow' } as const] : []),
  ];
}

function grantRow(grant: ReportedGrant): Row {
  const { registries, role, where, broad } = grant;
  return [nameOf(grant), role, where, registries.join(', '), ...(broad === null ? [] : [broad])];
}

function switchRows(each: ReportedSwitch): readonly Row[] {
  const { registry, breaks, doubtful, prevention } = each;
  return [
    [registry, switchInWords(each)],
    ...breaks.map(pull => ['', placeInWords(pull), pullInWords(pull)]),
    ...doubtful.map(pull => ['', placeInWords(pull), `${pullInWords(pull)} (doubtful)`]),
    ...prevention.map(({ title, principal }) => ['', 'prevents it:', `${title} to ${principal}`]),
  ];
}

function sumOf(report: MapReport, { now }: Style): string {
  const figures = figuresOf(report).map(({ number, noun }) => `${number} ${noun}`);
  const ages = report.maps.map(({ readAt }) =>
    readAt === null ? 'map of unknown age' : `map read ${ago(readAt, now)}`,
  );
  return `${figures.join(', ')}    (${ages.join(', ')})`;
}

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
