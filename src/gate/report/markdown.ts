import { causes } from '../../causes/index.ts';
import { fenceForMarkdown, quoteForMarkdown } from '../../model/quote.ts';
import { byRootCause, type CheckReport, type FixedFinding, inBaseline, type ReportedFinding } from './checkReport.ts';
import { sumOf } from './checkText.ts';
import { placeOf } from './scanText.ts';
import { count, type Style } from './style.ts';

/**
 * A page for the summary of a run (GitHub's `$GITHUB_STEP_SUMMARY`, `##vso[task.uploadsummary]` of Azure Pipelines), and for
 * a comment on a pull request. Both take GitHub's flavour of Markdown; a comment takes 65,536 characters:
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions#adding-a-job-summary
 * https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands
 */
export function markdown(report: CheckReport, style: Style): string {
  const { findings, suppressed, summary, fixed } = report;
  const groups = byRootCause(findings.filter(({ cause }) => cause !== null)).toSorted(byNeed);
  const unchanged = suppressed.filter(({ reason }) => reason === inBaseline).length;
  const parts = [
    `### ${summary.exitCode === 0 ? '✅' : '❌'} ACR Pull Check`,
    ...(summary.reason === null ? [] : [`**${quoteForMarkdown(summary.reason)}**`]),
    quoteForMarkdown(sumOf(summary, style)),
    ...(fixed === null ? [] : [changesOf(findings, unchanged, fixed)]),
    ...summary.unread.map(file => `⚠️ ${code(file)} could not be read completely\\.`),
    ...withinLimit(groups.map(sectionOf)),
    ...(fixed !== null && fixed.length > 0 ? [folded('Fixed', fixed.map(fixedLine))] : []),
  ];
  return `${parts.join('\n\n')}\n`;
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
function sectionOf(group: readonly ReportedFinding[]): string {
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
    folded(
      count(group.length, 'image'),
      group.map(({ reference }) => `${code(reference.image)} in ${code(placeOf(reference))}`),
    ),
  ].join('\n\n');
}

const mostMessages = 3;
const mostLines = 100;
/** Below the limit of a comment, with room for head and end. */
const mostCharacters = 60_000;

function withinLimit(sections: readonly string[]): readonly string[] {
  let size = 0;
  const fitting = sections.filter(({ length }) => {
    size += length;
    return size <= mostCharacters;
  });
  const rest = sections.length - fitting.length;
  return rest === 0 ? fitting : [...fitting, `… and ${count(rest, 'more cause')}\\. The log has all of them\\.`];
}

function folded(title: string, lines: readonly string[]): string {
  const rest = lines.length - mostLines;
  const list = [...lines.slice(0, mostLines), ...(rest > 0 ? [`… and ${rest} more`] : [])].map(line => `- ${line}`);
  return `<details><summary>${title}</summary>\n\n${list.join('\n')}\n\n</details>`;
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
