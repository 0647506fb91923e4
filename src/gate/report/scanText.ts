import { oneLine } from '../../model/quote.ts';
import { distinctImages, type ReadImage } from '../../model/reference.ts';
import { type ReportedReference, reportReference } from '../../workspace/findingReport.ts';
import type { GateWorkspace } from '../reading/gateWorkspace.ts';
import { count, painter, type Style, widthsOf } from './style.ts';

export type ScanReport = ReturnType<typeof reportScan>;

export function reportScan(workspaces: readonly GateWorkspace[]) {
  const scanned = workspaces.flatMap(({ references, show }) => {
    // a value that no file settles is one question, at the place where a person can answer it
    const spoken = references.filter(({ image, settledAt }) => settledAt === undefined || !isOpen(image));
    return distinctImages(spoken).map(reference => reportReference(reference, show));
  });
  return { references: scanned, notBuilt: workspaces.flatMap(each => each.notBuilt) };
}

function isOpen(image: ReadImage): boolean {
  return image.kind === 'image' && image.unresolved !== undefined;
}

/** One reference a line, then the sum. */
export function scanText({ references }: ScanReport, style: Style): string {
  const paint = painter(style);
  const [placeWidth = 0, formatWidth = 0] = widthsOf(references.map(each => [placeText(each), each.format]));
  const lines = references.map(reference => {
    const { format, image, malformed, unresolved, unjudged } = reference;
    const row = `${placeText(reference).padEnd(placeWidth)}  ${format.padEnd(formatWidth)}  ${oneLine(image)}`;
    if (malformed !== null) return `${row}  ${paint('red', `malformed: ${oneLine(malformed)}`)}`;
    const open = unresolved === null ? row : `${row}  ${paint('yellow', `unresolved: ${oneLine(unresolved)}`)}`;
    return unjudged === undefined ? open : `${open}  ${paint('yellow', `not judged: ${oneLine(unjudged)}`)}`;
  });
  return [...lines, ...(lines.length > 0 ? [''] : []), sumOf(references), ''].join('\n');
}

function sumOf(references: readonly ReportedReference[]): string {
  if (references.length === 0) return 'no image';
  const having = (has: (reference: ReportedReference) => boolean) => references.filter(has).length;
  const files = count(new Set(references.map(({ file }) => file)).size, 'file');
  const azure = having(each => each.azure);
  const unresolved = having(each => each.unresolved !== null);
  const malformed = having(each => each.malformed !== null);
  const sums = `${azure} from Azure registries, ${unresolved} unresolved, ${malformed} malformed`;
  return `${count(references.length, 'image')} in ${files}: ${sums}`;
}

/** `deploy/checkout.yaml:21:18`, which terminals turn into a link. */
export function placeText({ file, line, column }: ReportedReference): string {
  return oneLine(`${file}:${line}:${column}`);
}
