import { oneLine } from '../../../model/quote.ts';
import { count, painter, readAgo, type Style, widthsOf, wrapped } from '../style.ts';
import type { MapReport } from './mapReport.ts';
import { type Cell, figuresOf, type Section, type SectionRows, sectionsOf } from './sections.ts';

/** Limits without --verbose: rows of a section without groups, groups of a section, and rows of a group. */
const most = { rows: 20, groups: 10, rowsOfGroup: 5 } as const;

/**
 * Sections of aligned rows. Rows that need attention are coloured, and the sum is at the end. Long sections show their
 * first rows, those that need attention before others. The switch to ABAC mode has a line for each registry.
 */
export function mapText(report: MapReport, style: Style): string {
  const sections = sectionsOf(report).map(each => (style.verbose ? whole(each) : shortened(each)));
  const hint = sections.some(({ isCut }) => isCut) ? ['--verbose lists all rows.'] : [];
  return [...sections.flatMap(each => sectionText(each, style)), ...hint, sumOf(report, style), ''].join('\n');
}

/** A section with its shown parts. */
interface Shown {
  readonly section: Section;
  readonly groups: readonly SectionRows[];
  /** The groups that are not shown, as a line. */
  readonly more: readonly string[];
  readonly isCut: boolean;
}

function sectionText({ section, groups, more }: Shown, style: Style): readonly string[] {
  const { title, none } = section;
  const rows = groups.flatMap(group => rowsOf(group, section));
  if (rows.length === 0) return none === null ? [] : [title, `  ${none}`, ''];
  return [title, ...aligned(rows, style), ...more.map(each => `  ${each}`), ''];
}

function rowsOf({ about, rows, prevention = [] }: SectionRows, { heads }: Section): readonly (readonly Cell[])[] {
  return [
    ...(about ? [[about.registry, about.sum]] : []),
    ...rows.map(row => [
      ...(about ? [''] : []),
      ...row.map((cell, i) =>
        typeof cell === 'object' && cell.isBare ? { ...cell, text: `${heads[i]?.toLowerCase()} ${cell.text}` } : cell,
      ),
    ]),
    ...prevention.map(({ title: change }) => ['', 'prevents it:', change]),
  ];
}

function whole(section: Section): Shown {
  return { section, groups: section.groups, more: [], isCut: false };
}

function shortened(section: Section): Shown {
  const left = section.groups.length - most.groups;
  const ordered = left > 0 ? section.groups.toSorted((one, other) => needOf(other) - needOf(one)) : section.groups;
  const shown = ordered.slice(0, most.groups);
  const groups = shown.map(group => shortenedGroup(group, section));
  const isCut = left > 0 || groups.some((group, i) => group !== shown[i]);
  const more = left > 0 ? [`and ${count(left, 'more registry', 'more registries')}`] : [];
  return { section, groups, more, isCut };
}

function shortenedGroup(group: SectionRows, { id }: Section): SectionRows {
  const { about, rows, prevention = [] } = group;
  if (id === 'abac' && rows.length + prevention.length > 0) return { ...group, rows: [], prevention: [] };
  const limit = about === undefined ? most.rows : most.rowsOfGroup;
  if (rows.length <= limit) return group;
  const urgent = rows.toSorted((one, other) => urgency(other) - urgency(one));
  return { ...group, rows: [...urgent.slice(0, limit), [`and ${rows.length - limit} more`]] };
}

function needOf({ rows }: SectionRows): number {
  return rows.reduce((sum, row) => sum + urgency(row), 0);
}

function urgency(row: readonly Cell[]): number {
  const tones = row.map(cell => (typeof cell === 'string' ? '' : cell.tone));
  return tones.includes('bad') ? 2 : tones.includes('warn') ? 1 : 0;
}

/** Rows in columns. If the terminal is too narrow for them, each row is a line that continues below. */
function aligned(rows: readonly (readonly Cell[])[], style: Style): readonly string[] {
  const paint = painter(style);
  const textOf = (cell: Cell) => oneLine(typeof cell === 'string' ? cell : cell.text);
  const painted = (cell: Cell, text: string) => {
    const { tone = '' } = typeof cell === 'string' ? {} : cell;
    return tone === 'warn' ? paint('yellow', text) : tone === 'bad' ? paint('red', text) : text;
  };
  const widths = widthsOf(rows.map(row => row.map(textOf)));
  const { columns = Number.POSITIVE_INFINITY } = style;
  if (widths.reduce((sum, width) => sum + 2 + width, 0) > columns)
    return rows.flatMap(row => {
      const cells = row.map(cell => painted(cell, textOf(cell))).filter(cell => cell !== '');
      return wrapped(cells.join(' · '), '  ', style, '      ');
    });
  const line = (row: readonly Cell[]) =>
    row.map((cell, i) => painted(cell, textOf(cell).padEnd(widths[i] ?? 0))).join('  ');
  return rows.map(row => `  ${line(row)}`.trimEnd());
}

function sumOf(report: MapReport, { now }: Style): string {
  const figures = figuresOf(report).map(({ number, noun }) => `${number} ${noun}`);
  const [{ readAt }] = report.maps;
  return `${figures.join(', ')}    (map ${readAgo(readAt, now)})`;
}
