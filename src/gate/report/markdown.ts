import { causes } from '../../causes/index.ts';
import { fenceForMarkdown, quoteForMarkdown } from '../../model/quote.ts';
import { byRootCause, type CheckReport, type FixedFinding, inBaseline, type ReportedFinding } from './checkReport.ts';
import { sumOf } from './checkText.ts';
import { comment, type Part, pageOf, type Room } from './room.ts';
import { placeOf } from './scanText.ts';
import { count, type Style } from './style.ts';

/**
 * A page for the summary of a run (GitHub's `$GITHUB_STEP_SUMMARY`, `##vso[task.uploadsummary]` of Azure Pipelines), and for
 * a comment on a pull request. Both take GitHub's flavour of Markdown:
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions#adding-a-job-summary
 * https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands
 */
export function markdown(report: CheckReport, style: Style): string {
  return markdownWithin(comment, report, style);
}

/** The same, as large as a room is. What does not fit is counted at the end. */
export function markdownWithin(room: Room, report: CheckReport, style: Style): string {
  const { findings, suppressed, summary, fixed } = report;
  const groups = byRootCause(findings.filter(({ cause }) => cause !== null)).toSorted(byNeed);
  const unchanged = suppressed.filter(({ reason }) => reason === inBaseline).length;
  const parts: readonly PagePart[] = [
    ...[
      `### ${summary.exitCode === 0 ? '✅' : '❌'} ACR Pull Check`,
      ...(summary.reason === null ? [] : [`**${quoteForMarkdown(summary.reason)}**`]),
      quoteForMarkdown(sumOf(summary, style)),
      ...(fixed === null ? [] : [changesOf(findings, unchanged, fixed)]),
    ].map(text => ({ forms: [text] })),
    ...gapsIn(summary.unread, room),
    ...groups.map(group => ({ forms: [sectionOf(group, room.lines), sectionOf(group, 0)], pulls: group.length })),
    ...(fixed !== null && fixed.length > 0
      ? [{ forms: [folded('Fixed', fixed.map(fixedLine), room.lines)], fixed: fixed.length }]
      : []),
  ];
  return pageOf(parts, room, noteOfCut);
}

interface PagePart extends Part {
  /** Pulls of a cause. */
  readonly pulls?: number;
  readonly fixed?: number;
}

/** Each file that was not read on a line; a very long list is folded, and without its place is a number. */
function gapsIn(unread: readonly string[], { lines }: Room): readonly PagePart[] {
  const few = unread.map(file => `⚠️ ${code(file)} could not be read completely\\.`).join('\n\n');
  const many = `⚠️ ${count(unread.length, 'file or folder', 'files or folders')} could not be read completely`;
  const list = () => `${many}\\:\n\n${folded('Not read', unread.map(code), lines)}`;
  if (unread.length === 0) return [];
  return [{ forms: [unread.length > mostGaps ? list() : few, `${many}\\.`] }];
}

function noteOfCut(cut: readonly PagePart[]): string {
  const causesCut = cut.filter(({ pulls }) => pulls !== undefined);
  const pulls = causesCut.reduce((sum, part) => sum + (part.pulls ?? 0), 0);
  const fixed = cut.reduce((sum, part) => sum + (part.fixed ?? 0), 0);
  const what = [
    ...(pulls > 0 ? [`${count(causesCut.length, 'more cause')} (${count(pulls, 'pull')})`] : []),
    ...(fixed > 0 ? [`${count(fixed, 'fixed finding')}`] : []),
  ];
  return `… and ${what.join(', and ')} that do not fit here\\. \`acr-pull check\` lists them in a terminal\\.`;
}

const rank = { denied: 0, unknown: 1, allowed: 2 } as const;
const marks = { denied: '❌', unknown: '❔', allowed: '⚠️' } as const;

function byNeed([one]: readonly ReportedFinding[], [other]: readonly ReportedFinding[]): number {
  return one && other ? rank[one.outcome] - rank[other.outcome] : 0;
}

function changesOf(findings: CheckReport['findings'], unchanged: number, fixed: readonly FixedFinding[]): string {
  const added = findings.filter(({ cause }) => cause !== null).length;
  return `Against the baseline: **${added} new**, ${fixed.length} fixed, ${unchanged} unchanged\\.`;
}

/** One cause for one identity at one registry: its fix, and its images. */
function sectionOf(group: readonly ReportedFinding[], lines: number): string {
  const [first] = group;
  if (!first || first.cause === null) return '';
  const { cause, outcome, target, fixes } = first;
  const { title, link } = causes[cause];
  const where = target === null ? '' : ` on ${code(target.name)}`;
  const messages = new Set(group.map(({ message }) => message));
  const [fix] = fixes;
  return [
    `#### ${marks[outcome]} ${outcome}${where}: [${quoteForMarkdown(title)}](${link}) (${count(group.length, 'image')})`,
    ...[...messages].slice(0, mostMessages).map(sentence),
    ...(fix === undefined
      ? []
      : [fix.bash === null ? `Fix: ${sentence(fix.title)}` : fenceForMarkdown(fix.bash, 'sh')]),
    ...(lines > 0 ? [folded(count(group.length, 'image'), group.map(imageLine), lines)] : []),
  ].join('\n\n');
}

const mostMessages = 3;
/** Files that were not read, each said in a line of its own. */
const mostGaps = 10;

function folded(title: string, lines: readonly string[], most: number): string {
  const rest = lines.length - most;
  const list = [...lines.slice(0, most), ...(rest > 0 ? [`… and ${rest} more`] : [])].map(line => `- ${line}`);
  return `<details><summary>${title}</summary>\n\n${list.join('\n')}\n\n</details>`;
}

function imageLine({ reference }: ReportedFinding): string {
  return `${code(reference.image)} in ${code(placeOf(reference))}`;
}

function fixedLine({ file, image, target, cause }: FixedFinding): string {
  return `${code(image)} → ${code(target ?? 'target unknown')}: ${quoteForMarkdown(cause ?? '')} in ${code(file)}`;
}

/** With the names that are in backticks as code. An odd backtick is one of a name; then nothing is taken for code. */
function sentence(text: string): string {
  const parts = text.split('`');
  if (parts.length % 2 === 0) return quoteForMarkdown(text);
  return parts.map((part, i) => (i % 2 === 1 ? code(part) : quoteForMarkdown(part))).join('');
}

/** As HTML, since no backslash works in a code span, and a backtick ends it. */
function code(text: string): string {
  return `<code>${quoteForMarkdown(text)}</code>`;
}
