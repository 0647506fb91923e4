import { printable } from '../printable.ts';
import type { ReportedReference } from './reference.ts';
import type { ScanReport } from './scanReport.ts';
import { count, painter, type Style, widthsOf } from './style.ts';

/** One reference a line, then the sum. */
export function scanText({ references }: ScanReport, style: Style): string {
  const paint = painter(style);
  const [placeWidth = 0, formatWidth = 0] = widthsOf(references.map(each => [placeOf(each), each.format]));
  const lines = references.map(reference => {
    const { format, text, malformed, unresolved } = reference;
    const row = `${placeOf(reference).padEnd(placeWidth)}  ${format.padEnd(formatWidth)}  ${printable(text)}`;
    if (malformed !== null) return `${row}  ${paint('red', `malformed: ${printable(malformed)}`)}`;
    return unresolved === null ? row : `${row}  ${paint('yellow', `unresolved: ${printable(unresolved)}`)}`;
  });
  return [...lines, ...(lines.length > 0 ? [''] : []), sumOf(references), ''].join('\n');
}

/** `deploy/checkout.yaml:21:18`, which terminals turn into a link. */
export function placeOf({ file, line, column }: ReportedReference): string {
  return printable(`${file}:${line}:${column}`);
}

function sumOf(references: readonly ReportedReference[]): string {
  if (references.length === 0) return 'no image';
  const files = new Set(references.map(({ file }) => file)).size;
  const sums = [
    { sum: references.filter(({ azure }) => azure).length, what: 'of Azure registries' },
    { sum: references.filter(({ unresolved }) => unresolved !== null).length, what: 'unresolved' },
    { sum: references.filter(({ malformed }) => malformed !== null).length, what: 'malformed' },
  ];
  return `${count(references.length, 'image')} in ${count(files, 'file')}: ${sums.map(({ sum, what }) => `${sum} ${what}`).join(', ')}`;
}
