import { causes } from '../../causes/index.ts';
import { fenceForMarkdown, quoteForMarkdown } from '../../model/quote.ts';
import type { GroupFix } from '../../verdict/reports/groups.ts';
import {
  type CheckReport,
  type FixedFinding,
  type GateFinding,
  groupReported,
  inBaseline,
  type ReportedGroup,
} from './checkReport.ts';
import { causesIn, isShown, mostImages, mostReasons, sizeOfGroup, subjectOf, sumOf } from './checkText.ts';
import { coverageSentence } from './coverage.ts';
import { fitting, pullTotal } from './fitting.ts';
import { comment, fitPage, gap, type PageSection, type Room } from './room.ts';
import { placeText } from './scanText.ts';
import { count, type Style } from './style.ts';
import { isLarge, type TallyTable, tallyTables } from './tallies.ts';

/**
 * A page for the summary of a run (GitHub's `$GITHUB_STEP_SUMMARY`, `##vso[task.uploadsummary]` of Azure Pipelines),
 * and for a comment on a pull request. Both take GitHub's flavour of Markdown:
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions#adding-a-job-summary
 * https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands
 */
export function markdown(report: CheckReport, style: Style): string {
  return markdownWithin(style.verbose ? boundless : comment, report, style);
}

/** For a person who asks for everything. */
const boundless: Room = { ...comment, most: Number.POSITIVE_INFINITY, images: Number.POSITIVE_INFINITY };

/** The same within a room. Parts that do not fit are counted at the end. */
export function markdownWithin(room: Room, report: CheckReport, style: Style): string {
  const { findings, suppressed, summary, fixed, coverage } = report;
  const groups = groupReported(findings);
  const shown = groups.filter(group => group.cause !== null && isShown(group, style));
  const unchanged = suppressed.filter(({ reason }) => reason === inBaseline).length;
  const hidden = causesIn(groups.filter(group => group.outcome === 'allowed' && !shown.includes(group)));
  const before: readonly PagePart[] = [
    ...[
      `### ${summary.exitCode === 0 ? '✅' : '❌'} ACR Pull Check`,
      ...(summary.reason === null ? [] : [`**${quoteForMarkdown(summary.reason)}**`]),
      quoteForMarkdown(sumOf(summary, style)),
      ...coverageSentence(coverage).map(text => `${quoteForMarkdown(text)}\\.`),
      ...(hidden === '' || style.quiet ? [] : [quoteForMarkdown(`Allowed, and worth a look: ${hidden}.`)]),
      ...(fixed === null ? [] : [changesOf(findings, unchanged, fixed)]),
      ...(isLarge(findings) && !style.quiet ? tallyTables(findings).map(tableOf) : []),
    ].map(text => ({ forms: [text] })),
    ...gapsIn(summary.unread, room),
  ];
  const behind =
    fixed !== null && fixed.length > 0
      ? [{ forms: [folded('Fixed', listOf(fixed.map(fixedLine), room.lines))], fixed: fixed.length }]
      : [];
  const sections = fitting(shown, {
    room: room.most - room.sizeOf([...before, ...behind].map(({ forms }) => forms[0]).join(gap)) - roomForNote,
    formsOf: group => [mostImages, 0].map(images => () => sectionOf(group, images)),
    fullFormOf: group => sectionOf(group, room.images),
    sizeOf: text => room.sizeOf(`${text}${gap}`),
    least: leastSection,
  });
  const rest = sections.rest.length > 0 ? [{ forms: [noteOfRest(sections.rest)] }] : [];
  const parts = [...before, ...sections.shown.map(text => ({ forms: [text] })), ...rest, ...behind];
  return fitPage(parts, room, noteOfCut);
}

interface PagePart extends PageSection {
  readonly fixed?: number;
}

/** Characters for the note about the rest, and for the note about cut parts. */
const roomForNote = 400;
const leastSection = 1500;

/** Each unread file on a line. A very long list is folded. If there is no room for it, it becomes a number. */
function gapsIn(unread: readonly string[], { lines }: Room): readonly PagePart[] {
  const few = unread.map(file => `⚠️ ${code(file)} could not be read completely\\.`).join(gap);
  const many = `⚠️ ${count(unread.length, 'file or folder', 'files or folders')} could not be read completely`;
  const list = () => `${many}\\:${gap}${folded('Not read', listOf(unread.map(code), lines))}`;
  if (unread.length === 0) return [];
  return [{ forms: [unread.length > mostGaps ? list() : few, `${many}\\.`] }];
}

function noteOfRest(rest: readonly ReportedGroup[]): string {
  const what = `${count(rest.length, 'more group')} (${count(pullTotal(rest), 'pull')})`;
  return `… and ${what} that do not fit here\\. \`acr-pull check --verbose\` lists them in a terminal\\.`;
}

function noteOfCut(cut: readonly PagePart[]): string {
  const fixed = cut.reduce((sum, part) => sum + (part.fixed ?? 0), 0);
  const what = fixed > 0 ? count(fixed, 'fixed finding') : count(cut.length, 'more part');
  return `… and ${what} that do not fit here\\.`;
}

const marks = { denied: '❌', unknown: '❔', allowed: '⚠️' } as const;

function changesOf(findings: CheckReport['findings'], unchanged: number, fixed: readonly FixedFinding[]): string {
  const added = findings.filter(({ cause }) => cause !== null).length;
  return `Against the baseline: **${added} new**, ${fixed.length} fixed, ${unchanged} unchanged\\.`;
}

/** A group: its reason, its fix, and its first images. Without images, its head has their number. */
function sectionOf(group: ReportedGroup, images: number): string {
  const { outcome, cause, registries, targets, reasons, fixes, items } = group;
  if (cause === null) return '';
  const { title, link } = causes[cause];
  const [registry] = registries.length > 1 ? [] : registries;
  const [target] = targets.length > 1 ? [] : targets;
  const from = registry === undefined ? subjectOf({ registries, targets: [] }) : code(registry);
  const to = target === undefined ? subjectOf({ registries: [], targets }) : `→ ${code(target)}`;
  const about = [from, to].filter(each => each !== '').join(' ');
  const more = reasons.length - mostReasons;
  return [
    `#### ${marks[outcome]} ${outcome}: [${quoteForMarkdown(title)}](${link})${about === '' ? '' : `, ${about}`} (${sizeOfGroup(group)})`,
    ...reasons.slice(0, mostReasons).map(sentence),
    ...(more > 0 ? [`and ${count(more, 'more reason')}`] : []),
    ...(images > 0 ? imagesOf(items, targets.length > 1, images) : []),
    ...fixes.slice(0, 1).map(fixPart),
  ].join(gap);
}

/** The first images of a group. If a page has room for more, these are folded. */
function imagesOf(items: readonly GateFinding[], hasTargets: boolean, most: number): readonly string[] {
  const lines = items.slice(0, most).map(({ reference, target }) => {
    const where = target !== null && hasTargets ? ` → ${code(target.name)}` : '';
    return `${code(reference.image)}${where} in ${code(placeText(reference))}`;
  });
  const rest = items.length - lines.length;
  const end = rest > 0 ? [`… and ${rest} more`] : [];
  if (most <= mostImages || most === Number.POSITIVE_INFINITY || lines.length <= mostImages)
    return [bulleted([...lines, ...end])];
  const later = [...lines.slice(mostImages), ...end];
  return [bulleted(lines.slice(0, mostImages)), folded(`${items.length - mostImages} more`, bulleted(later))];
}

function fixPart({ title, bash, isMerged }: GroupFix): string {
  if (bash !== null) return fenceForMarkdown(bash, 'sh');
  return `Fix: ${sentence(title)}${isMerged ? `; ${code('acr-pull fix')} writes the command` : ''}`;
}

/** Unread files, each on a line of its own. */
const mostGaps = 10;

function tableOf({ of, rows }: TallyTable): string {
  const lines = rows.map(
    ({ name, denied, unknown, allowed }) =>
      `| ${code(name).replaceAll('|', '&#124;')} | ${denied} | ${unknown} | ${allowed} |`,
  );
  const title = of === 'registry' ? 'By registry' : 'By target';
  return folded(title, [`| ${of} | denied | unknown | allowed |`, '| --- | ---: | ---: | ---: |', ...lines].join('\n'));
}

function listOf(lines: readonly string[], most: number): string {
  const rest = lines.length - most;
  return bulleted([...lines.slice(0, most), ...(rest > 0 ? [`… and ${rest} more`] : [])]);
}

function bulleted(lines: readonly string[]): string {
  return lines.map(line => `- ${line}`).join('\n');
}

function folded(title: string, content: string): string {
  return `<details><summary>${title}</summary>\n\n${content}\n\n</details>`;
}

function fixedLine({ file, image, target, cause }: FixedFinding): string {
  return `${code(image)} → ${code(target ?? 'target unknown')}: ${quoteForMarkdown(cause ?? '')} in ${code(file)}`;
}

/**
 * Turns names in backticks into code. With an odd number of backticks, one belongs to a name. Then nothing becomes
 * code.
 */
function sentence(text: string): string {
  const parts = text.split('`');
  if (parts.length % 2 === 0) return quoteForMarkdown(text);
  return parts.map((part, i) => (i % 2 === 1 ? code(part) : quoteForMarkdown(part))).join('');
}

/** Uses HTML, since no backslash works in a code span, and a backtick ends it. */
function code(text: string): string {
  return `<code>${quoteForMarkdown(text)}</code>`;
}
