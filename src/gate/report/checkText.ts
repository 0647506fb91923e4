import { oneLine } from '../../model/quote.ts';
import type { Evidence, Outcome } from '../../model/verdict.ts';
import { byRootCause, type CheckReport, type CheckSummary, type ReportedFinding } from './checkReport.ts';
import { placeOf } from './scanText.ts';
import { count, type Paint, painter, readAgo, type Style, widthsOf, wrapped } from './style.ts';

/**
 * One line for each finding. Findings of one cause with one fix are together, with why and the fix said once below them.
 * The sum and, where it fails, the reason come last.
 */
export function checkText({ findings, summary }: CheckReport, style: Style): string {
  const paint = painter(style);
  const cellsOf = ({ reference, cause }: ReportedFinding) => [placeOf(reference), cause ?? ''] as const;
  const widths = widthsOf(findings.map(cellsOf));
  const [placeWidth = 0, causeWidth = 0] = isNarrow(widths, style) ? [] : widths;
  const headOf = (finding: ReportedFinding) => {
    const { reference, target, outcome, deployments = 1 } = finding;
    const [place, cause] = cellsOf(finding);
    return [
      place.padEnd(placeWidth),
      paint(colorOf(finding), outcome.padEnd('unknown'.length)),
      cause.padEnd(causeWidth),
      target ? `${oneLine(reference.image)} → ${oneLine(target.name)}` : oneLine(reference.image),
      deployments > 1 ? `(${deployments} deployments)` : '',
    ]
      .filter(cell => cell !== '')
      .join('  ');
  };
  const lines = byRootCause(findings).flatMap(group => [
    ...group.map(headOf),
    ...detailsOf(group, paint, style),
    ...(style.explain ? proofOf(group, style) : []),
  ]);
  const why = summary.reason === null ? [] : [paint('red', summary.reason)];
  return [...lines, ...(lines.length > 0 ? [''] : []), sumOf(summary, style), ...why, ''].join('\n');
}

/** Tells whether columns would push the images over the terminal's edge: they come last and take some 40 characters. */
function isNarrow(widths: readonly number[], { columns = Number.POSITIVE_INFINITY }: Style): boolean {
  return widths.reduce((sum, width) => sum + width + 2, 'unknown'.length + 2) + 40 > columns;
}

const colors = { allowed: 'green', denied: 'red', unknown: 'yellow' } as const satisfies Record<Outcome, string>;

function colorOf({ outcome, cause }: ReportedFinding) {
  return outcome === 'allowed' && cause !== null ? 'yellow' : colors[outcome];
}

function detailsOf(group: readonly ReportedFinding[], paint: Paint, style: Style): readonly string[] {
  const [first] = group;
  if (first === undefined || first.cause === null) return [];
  const messages = new Set(group.map(({ message }) => message));
  const many = group.length > 1 ? `${group.length} images: ` : '';
  return [
    ...[...messages].flatMap((message, i) => wrapped(`${i === 0 ? many : ''}${oneLine(message)}`, '    ', style)),
    ...grantsIn(group).map(({ address, file, line }) => `    at:  ${oneLine(`${file}:${line}`)}  ${oneLine(address)}`),
    ...first.fixes.flatMap(({ title, bash }, i) => {
      const [line = title, ...more] = bash?.split('\n') ?? [];
      const label = paint('cyan', `${i === 0 ? 'fix' : 'or'}:`);
      return [`    ${label} ${oneLine(line)}`, ...more.map(each => `      ${oneLine(each)}`)];
    }),
  ];
}

/** The grants of code that hold a mistake, each once. */
function grantsIn(group: readonly ReportedFinding[]) {
  const grants = group.flatMap(({ planned }) => planned?.mistake?.grant ?? []);
  return [...new Map(grants.map(each => [`${each.file}:${each.line}`, each])).values()];
}

/** How a fact counts, where that is not plain from its words. */
const effects: Readonly<Record<Evidence['effect'], string>> = {
  grants: '+ ',
  denies: '- ',
  missing: '- ',
  ignored: 'does not count: ',
  'not-read': 'not read: ',
  assumed: 'assumed: ',
  states: '',
};

/** All that the verdicts go by, step by step; each fact once for the group. */
function proofOf(group: readonly ReportedFinding[], style: Style): readonly string[] {
  const rows = group.flatMap(({ target, evidence }) => [
    ...(target ? [['target', `${target.name}, from: ${target.why}`] as const] : []),
    ...evidence.map(
      ({ step, effect, fact }) => [step === 'puller' ? 'who pulls' : step, `${effects[effect]}${fact}`] as const,
    ),
  ]);
  const code = group.flatMap(({ planned }) => {
    if (planned === undefined) return [];
    const { program, values, grant, now } = planned;
    const world = values.length > 0 ? `${program} with ${values.join(', ')}` : program;
    const place = grant === null ? [] : [['grant', `${grant.address}, ${grant.file}:${grant.line}`] as const];
    return [['code', world] as const, ...place, ...(now === null ? [] : [['today', now] as const])];
  });
  const sure = group.flatMap(({ assumptions }) =>
    assumptions.map(({ howToMakeSure }) => ['make sure', howToMakeSure] as const),
  );
  const once = new Map([...rows, ...code, ...sure].map(row => [row.join('\0'), row]));
  return [...once.values()].flatMap(([name, fact]) =>
    wrapped(oneLine(fact), `      ${name.padEnd(10)}  `, style, ' '.repeat(18)),
  );
}

/** The result in a line. */
export function sumOf(summary: CheckSummary, { now }: Style): string {
  const { images, targets, maps, unread, otherTargets, excluded, unjudged } = summary;
  // Images that may be of an Azure registry and were not judged, and why.
  const rest = [
    ...some(summary.unresolvedRegistries, 'with an unresolved registry'),
    ...some(otherTargets, 'not for these targets'),
    ...some(excluded, 'excluded by the config'),
    ...some(unjudged, 'not judged'),
  ];
  const others = summary.otherImages + otherTargets + excluded + unjudged;
  const whose = rest.length > 0 ? rest.join(', ') : 'none from an Azure registry';
  const once = summary.onceDeployed > 0 ? ` (${summary.onceDeployed} once deployed)` : '';
  const judged =
    images > 0
      ? [
          `${count(images, 'image')}, ${count(targets, 'target')}: ${summary.allowed} can pull${once}`,
          `${summary.denied} denied`,
          `${summary.unknown} unknown`,
          ...rest,
        ]
      : [`nothing to check: ${others === 0 ? 'no image' : `${count(others, 'image')}, ${whose}`}`];
  const assumed = some(summary.assuming, 'by assumption');
  const hidden = [...some(summary.suppressed, 'suppressed'), ...some(summary.tolerated, 'tolerated')];
  const failures = unread.length > 0 ? `; ${count(unread.length, 'file')} could not be read` : '';
  const knowledge =
    maps.map(map => ageOf(map, maps.length > 1, now)).join(', ') ||
    'no access snapshot: use --snapshot FILE or --azure';
  return `${[...judged, ...assumed, ...hidden].join(', ')}${failures}    (${knowledge})`;
}

function some(number: number, what: string): readonly string[] {
  return number > 0 ? [`${number} ${what}`] : [];
}

function ageOf({ origin, readAt }: CheckSummary['maps'][number], byName: boolean, now: Date): string {
  return `${byName ? `map ${oneLine(origin)}` : 'map'} ${readAgo(readAt, now)}`;
}
