import { oneLine } from '../../../model/quote.ts';
import { painter, readAgo, type Style, widthsOf, wrapped } from '../style.ts';
import type { MapReport } from './mapReport.ts';
import { type Cell, figuresOf, type Section, sectionsOf } from './sections.ts';

/** Sections of aligned rows; what needs attention is coloured, and the sum comes last. */
export function mapText(report: MapReport, style: Style): string {
  return [...sectionsOf(report).flatMap(each => sectionText(each, style)), sumOf(report, style), ''].join('\n');
}

function sectionText({ title, heads, groups, none }: Section, style: Style): readonly string[] {
  const rows = groups.flatMap(({ about, rows: own, prevention = [] }): readonly (readonly Cell[])[] => [
    ...(about ? [[about.registry, about.sum]] : []),
    ...own.map(row => [
      ...(about ? [''] : []),
      ...row.map((cell, i) =>
        typeof cell === 'object' && cell.isBare ? { ...cell, text: `${heads[i]?.toLowerCase()} ${cell.text}` } : cell,
      ),
    ]),
    ...prevention.map(({ title: change }) => ['', 'prevents it:', change]),
  ]);
  if (rows.length === 0 && none === null) return [];
  return [title, ...(rows.length === 0 ? [`  ${none}`] : aligned(rows, style)), ''];
}

/** In columns; where the terminal is too narrow for them, each row as a line that goes on below itself. */
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
