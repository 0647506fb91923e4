import { oneLine } from '../../model/quote.ts';
import type { Outcome } from '../../model/verdict.ts';
import type { GroupFix } from '../../verdict/reports/groups.ts';
import {
  type CheckReport,
  type CheckSummary,
  type GateFinding,
  groupReported,
  type ReportedGroup,
} from './checkReport.ts';
import { coverageSentence } from './coverage.ts';
import { fitting, pullTotal } from './fitting.ts';
import { proofOf } from './proofText.ts';
import { placeText } from './scanText.ts';
import { count, type Paint, painter, readAgo, type Style, widthsOf, wrapped } from './style.ts';
import { isLarge, type TallyTable, tallyTables } from './tallies.ts';

/** Further images of a group, and further reasons, are counted. */
export const mostImages = 5;
export const mostReasons = 3;

/** The most lines of a large run: few enough for a person to look through all of it. */
const mostLines = 380;

/**
 * Groups of findings, each with its first images, and the reason and the fix once. Denied groups are first, and among
 * them the largest. Plainly allowed pulls are a number. A large run ends in tables. The sum and, if it fails, the
 * reason are at the end.
 */
export function checkText(report: CheckReport, style: Style): string {
  const { findings, summary } = report;
  const paint = painter(style);
  const large = isLarge(findings);
  const groups = groupReported(findings);
  const shown = groups.filter(group => isShown(group, style));
  const tail = [
    ...(large && !style.quiet ? tablesText(findings, groups, paint) : []),
    ...(style.quiet ? [] : [...flawedLine(groups, shown), ...coverageSentence(report.coverage)]),
    sumOf(summary, style),
    ...(summary.reason === null ? [] : [paint('red', summary.reason)]),
    '',
  ];
  const { shown: blocks, rest } = fitting(shown, {
    room: style.verbose || !large ? Number.POSITIVE_INFINITY : mostLines - tail.length,
    formsOf: group => [() => [...groupLines(group, large, paint, style), '']],
    sizeOf: lines => lines.length,
    least: leastLines,
  });
  return [...blocks.flat(), ...restLine(rest), ...tail].join('\n');
}

/** Allowed pulls are listed if the gate fails on them, or if a person asks for everything. */
export function isShown({ outcome, items }: ReportedGroup, { quiet, verbose, explain }: Style): boolean {
  if (quiet) return outcome === 'denied';
  return outcome !== 'allowed' || verbose === true || explain === true || items.some(({ isFailure }) => isFailure);
}

/** A group has a head, an image, a reason and the gap behind it. */
const leastLines = 4;

function restLine(rest: readonly ReportedGroup[]): readonly string[] {
  if (rest.length === 0) return [];
  return [`and ${count(rest.length, 'more group')} with ${count(pullTotal(rest), 'pull')} (--verbose lists them)`, ''];
}

const colors = { allowed: 'green', denied: 'red', unknown: 'yellow' } as const satisfies Record<Outcome, string>;

function groupLines(group: ReportedGroup, isBrief: boolean, paint: Paint, style: Style): readonly string[] {
  const { outcome, cause, items } = group;
  const head = [
    paint(outcome === 'allowed' && cause !== null ? 'yellow' : colors[outcome], outcome.padEnd('unknown'.length)),
    ...(cause === null ? [] : [cause]),
    oneLine(subjectOf(group)),
    sizeOfGroup(group),
  ];
  const listed = style.verbose ? items : items.slice(0, mostImages);
  const more = items.length - listed.length;
  return [
    head.filter(cell => cell !== '').join('  '),
    ...imageLines(listed, group, style),
    ...(more > 0 ? [`  and ${more} more`] : []),
    ...reasonLines(group, style),
    ...grantsIn(items).map(({ address, file, line }) => `    at:  ${oneLine(`${file}:${line}`)}  ${oneLine(address)}`),
    ...(isBrief && !style.verbose ? group.fixes.slice(0, 1) : group.fixes).flatMap((fix, i) => fixLines(fix, i, paint)),
    ...(style.explain ? proofOf(items, style) : []),
  ];
}

/** `shopprod.azurecr.io → aks-eu`. Several are a number. */
export function subjectOf({ registries, targets }: Pick<ReportedGroup, 'registries' | 'targets'>): string {
  const from = registries.length > 1 ? `${registries.length} registries` : (registries[0] ?? '');
  if (targets.length === 0) return from;
  const to = targets.length > 1 ? `${targets.length} targets` : targets[0];
  return from === '' ? `→ ${to}` : `${from} → ${to}`;
}

/** On one target, each pull is an image. */
export function sizeOfGroup({ targets, items }: ReportedGroup): string {
  return count(items.length, targets.length > 1 ? 'pull' : 'image');
}

function imageLines(
  items: readonly GateFinding[],
  { targets }: ReportedGroup,
  { columns = Number.POSITIVE_INFINITY }: Style,
): readonly string[] {
  const [placeWidth = 0] = widthsOf(items.map(({ reference }) => [placeText(reference)]));
  return items.map(({ reference, target, deployments = 1 }) => {
    const place = placeText(reference);
    const to = target !== null && targets.length > 1 ? ` → ${target.name}` : '';
    const often = deployments > 1 ? `  (${deployments} deployments)` : '';
    const image = `${oneLine(`${reference.image}${to}`)}${often}`;
    // an image takes some 40 characters, and columns must not push it over the terminal's edge
    return `  ${placeWidth + 44 > columns ? place : place.padEnd(placeWidth)}  ${image}`;
  });
}

function reasonLines({ reasons }: ReportedGroup, style: Style): readonly string[] {
  const listed = style.verbose ? reasons : reasons.slice(0, mostReasons);
  const more = reasons.length - listed.length;
  return [
    ...listed.flatMap(reason => wrapped(oneLine(reason), '    ', style)),
    ...(more > 0 ? [`    and ${count(more, 'more reason')}`] : []),
  ];
}

function fixLines({ title, bash, isMerged }: GroupFix, index: number, paint: Paint): readonly string[] {
  const [line = title, ...more] = bash?.split('\n') ?? [];
  const how = isMerged ? '; acr-pull fix writes the command' : '';
  const label = paint('cyan', index === 0 ? 'fix:' : 'or:');
  return [`    ${label} ${oneLine(line)}${how}`, ...more.map(each => `      ${oneLine(each)}`)];
}

/** The grants of code with a mistake, each once. */
function grantsIn(group: readonly GateFinding[]) {
  const grants = group.flatMap(({ planned }) => planned?.mistake?.grant ?? []);
  return [...new Map(grants.map(each => [`${each.file}:${each.line}`, each])).values()];
}

/** Registries and targets by outcome, then causes by number. */
function tablesText(
  findings: readonly GateFinding[],
  groups: readonly ReportedGroup[],
  paint: Paint,
): readonly string[] {
  const tables = tallyTables(findings).flatMap(table => [...tableText(table), '']);
  const lines = (['denied', 'unknown'] as const).flatMap(outcome => {
    const byCause = causesIn(groups.filter(group => group.outcome === outcome));
    return byCause === '' ? [] : [`${paint(colors[outcome], outcome)} by cause: ${byCause}`];
  });
  return [...tables, ...lines];
}

function tableText({ of, rows }: TallyTable): readonly string[] {
  const cells = [
    [of, 'denied', 'unknown', 'allowed'],
    ...rows.map(({ name, denied, unknown, allowed }) => [oneLine(name), `${denied}`, `${unknown}`, `${allowed}`]),
  ];
  const widths = widthsOf(cells);
  return cells.map(row =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  '),
  );
}

/** `1200 not-attached, 800 no-pull-role`, the largest number first. */
export function causesIn(groups: readonly ReportedGroup[]): string {
  const numbers = new Map<string, number>();
  for (const { cause, items } of groups)
    if (cause !== null) numbers.set(cause, (numbers.get(cause) ?? 0) + items.length);
  const sorted = [...numbers].sort(([, a], [, b]) => b - a);
  return sorted.map(([cause, number]) => `${number} ${cause}`).join(', ');
}

/** Pulls that work, but badly, if no group shows them. */
function flawedLine(groups: readonly ReportedGroup[], shown: readonly ReportedGroup[]): readonly string[] {
  const hidden = causesIn(groups.filter(group => group.outcome === 'allowed' && !shown.includes(group)));
  return hidden === '' ? [] : [`allowed, and worth a look: ${hidden} (--verbose lists them)`];
}

/** The result in a line. */
export function sumOf(summary: CheckSummary, { now }: Style): string {
  const { images, targets, maps, unread, otherTargets, excluded, unjudged } = summary;
  // Images that may belong to an Azure registry and were not judged, with the reason.
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
