import type { Outcome } from '../../model/verdict.ts';
import { printable } from '../terminal/printable.ts';
import type { CheckReport, CheckSummary, ReportedFinding, ReportedFix } from './checkReport.ts';
import { placeOf } from './scanText.ts';
import { ago, count, type Paint, painter, type Style, widthsOf, wrapped } from './style.ts';

/** One line for each finding, with why and what to do below those that are not plainly allowed; then the sum. */
export function checkText({ findings, summary }: CheckReport, style: Style): string {
  const paint = painter(style);
  const rows = findings.map(({ reference, cause }) => [placeOf(reference), cause ?? ''] as const);
  const [placeWidth = 0, causeWidth = 0] = isNarrow(widthsOf(rows), style) ? [] : widthsOf(rows);
  const lines = findings.flatMap((finding, i) => {
    const { reference, target, outcome } = finding;
    const [place = '', cause = ''] = rows[i] ?? [];
    const head = [
      place.padEnd(placeWidth),
      paint(colorOf(finding), outcome.padEnd('unknown'.length)),
      cause.padEnd(causeWidth),
      target ? `${printable(reference.text)} → ${printable(target.name)}` : printable(reference.text),
    ]
      .filter(cell => cell !== '')
      .join('  ');
    return cause === '' ? [head] : [head, ...detailsOf(finding, paint, style)];
  });
  return [...lines, ...(lines.length > 0 ? [''] : []), sumOf(summary, style), ''].join('\n');
}

/** Whether columns would push the images, which come last and take some 40 characters, over the edge of the terminal. */
function isNarrow(widths: readonly number[], { columns = Number.POSITIVE_INFINITY }: Style): boolean {
  return widths.reduce((sum, width) => sum + width + 2, 'unknown'.length + 2) + 40 > columns;
}

const colors = { allowed: 'green', denied: 'red', unknown: 'yellow' } as const satisfies Record<Outcome, string>;

function colorOf({ outcome, cause }: ReportedFinding) {
  return outcome === 'allowed' && cause !== null ? 'yellow' : colors[outcome];
}

function detailsOf({ message, fixes }: ReportedFinding, paint: Paint, style: Style): readonly string[] {
  return [
    ...wrapped(printable(message), '    ', style),
    ...fixes.flatMap((fix, i) => wayOut(fix, i === 0 ? 'fix' : 'or', paint)),
  ];
}

function wayOut({ title, bash }: ReportedFix, label: string, paint: Paint): readonly string[] {
  const [first = title, ...more] = bash?.split('\n') ?? [];
  return [`    ${paint('cyan', `${label}:`)} ${printable(first)}`, ...more.map(line => `      ${printable(line)}`)];
}

/** What came of it, in a line. */
export function sumOf(summary: CheckSummary, { now }: Style): string {
  const { images, otherImages, unresolvedRegistries, targets, allowed, denied, unknown, suppressed, maps, unread } =
    summary;
  const whose =
    unresolvedRegistries > 0
      ? `${unresolvedRegistries} of a registry that is not resolved`
      : 'none of an Azure registry';
  const what =
    images > 0
      ? `${count(images, 'image')}, ${count(targets, 'target')}: ${allowed} can pull, ${denied} denied, ${unknown} unknown`
      : `nothing to check: ${otherImages > 0 ? `${count(otherImages, 'image')}, ${whose}` : 'no image'}`;
  const hidden = suppressed > 0 ? `, ${suppressed} suppressed` : '';
  const failures = unread.length > 0 ? `; ${count(unread.length, 'file')} could not be read` : '';
  const knowledge = maps.map(map => ageOf(map, maps.length > 1, now)).join(', ') || 'no access map: see --snapshot';
  return `${what}${hidden}${failures}    (${knowledge})`;
}

function ageOf({ origin, readAt }: CheckSummary['maps'][number], byName: boolean, now: Date): string {
  const map = byName ? `map ${printable(origin)}` : 'map';
  return readAt === null ? `${map} of unknown age` : `${map} read ${ago(readAt, now)}`;
}
