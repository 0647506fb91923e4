import { gapInWords } from '../../../access/gaps.ts';
import { printable } from '../../terminal/printable.ts';
import { ago, type Paint, painter, type Style, widthsOf, wrapped } from '../style.ts';
import type { MapReport, ReportedGrant, ReportedHolder, ReportedSwitch } from './mapReport.ts';
import {
  figuresOf,
  grantsInWords,
  modeInWords,
  nameOf,
  networkInWords,
  noManifests,
  placeInWords,
  pullInWords,
  stateInWords,
  switchInWords,
  yesOrNo,
} from './words.ts';

type Row = readonly string[];

/** Sections of aligned rows; what wants attention is coloured, and the sum comes last. */
export function mapText(report: MapReport, style: Style): string {
  const paint = painter(style);
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
        paint(ended ? 'red' : 'yellow', ended ? 'ended' : 'ends '),
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
  const cells = rows.map(row => row.map(cell => (cell.includes('\u001b') ? cell : printable(cell))));
  const widths = widthsOf(cells);
  const { columns = Number.POSITIVE_INFINITY } = style;
  if (widths.reduce((sum, width) => sum + 2 + width, 0) > columns)
    return cells.flatMap(row => wrapped(row.filter(cell => cell !== '').join(' · '), '  ', style, '      '));
  return cells.map(row => `  ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')}`.trimEnd());
}

function whoCanPull({ registries }: MapReport, style: Style): readonly string[] {
  const paint = painter(style);
  const rows = registries.flatMap(registry => {
    const { name, pullers, complete } = registry;
    const held = pullers.map(each => [name, ...holderRow(each, paint)]);
    return complete && pullers.length > 0 ? held : [...held, [name, grantsInWords(registry)]];
  });
  return section('Who can pull', 'nobody', rows, style);
}

function holderRow(holder: ReportedHolder, paint: Paint): Row {
  const { role, where, repositories, state, broad } = holder;
  const remark = state === 'active' ? (broad === null ? '' : 'broad') : stateInWords(holder);
  return [
    nameOf(holder),
    role,
    where,
    repositories ?? 'every repository',
    ...(remark ? [paint('yellow', remark)] : []),
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
