import { causes } from '../../causes/index.ts';
import { fenceForMarkdown, quoteForMarkdown } from '../../model/quote.ts';
import type { GroupFix } from '../../verdict/reports/groups.ts';
import { type CheckReport, type FixedFinding, groupsOf, inBaseline, type ReportedGroup } from './checkReport.ts';
import { causesIn, isShown, mostImages, mostReasons, sizeOfGroup, subjectOf, sumOf } from './checkText.ts';
import { coverageSentence } from './coverage.ts';
import { pullsIn, withinRoom } from './room.ts';
import { placeOf } from './scanText.ts';
import { count, type Style } from './style.ts';
import { isLarge, type TallyTable, tallyTables } from './tallies.ts';

/**
 * A page for the summary of a run (GitHub's `$GITHUB_STEP_SUMMARY`, `##vso[task.uploadsummary]` of Azure Pipelines), and for
 * a comment on a pull request. Both take GitHub's flavour of Markdown; a comment takes 65,536 characters:
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions#adding-a-job-summary
 * https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands
 */
export function markdown(report: CheckReport, style: Style, limit = mostCharacters): string {
  const { findings, suppressed, summary, fixed, coverage } = report;
  const groups = groupsOf(findings);
  const shown = groups.filter(group => group.cause !== null && isShown(group, style));
  const unchanged = suppressed.filter(({ reason }) => reason === inBaseline).length;
  const hidden = causesIn(groups.filter(group => group.outcome === 'allowed' && !shown.includes(group)));
  const { unread } = summary;
  const before = [
    `### ${summary.exitCode === 0 ? '✅' : '❌'} ACR Pull Check`,
    ...(summary.reason === null ? [] : [`**${quoteForMarkdown(summary.reason)}**`]),
    quoteForMarkdown(sumOf(summary, style)),
    ...coverageSentence(coverage).map(text => `${quoteForMarkdown(text)}\\.`),
    ...(hidden === '' || style.quiet ? [] : [quoteForMarkdown(`Allowed, and worth a look: ${hidden}.`)]),
    ...(fixed === null ? [] : [changesOf(findings, unchanged, fixed)]),
    ...unread.slice(0, mostUnread).map(file => `⚠️ ${code(file)} could not be read completely\\.`),
    ...(unread.length > mostUnread ? [`… and ${unread.length - mostUnread} more`] : []),
    ...(isLarge(findings) && !style.quiet ? tallyTables(findings).map(tableOf) : []),
  ];
  const behind = fixed !== null && fixed.length > 0 ? [folded('Fixed', listOf(fixed.map(fixedLine), mostFixed))] : [];
  const used = [...before, ...behind].join('\n\n').length;
  const { shown: sections, rest } = withinRoom(shown, {
    room: style.verbose ? Number.POSITIVE_INFINITY : limit - used,
    render: group => sectionOf(group, style),
    sizeOf: ({ length }) => length + '\n\n'.length,
    least: leastSection,
  });
  const counted = `… and ${count(rest.length, 'more group')} with ${count(pullsIn(rest), 'pull')}\\. The log has more of them\\.`;
  return `${[...before, ...sections, ...(rest.length > 0 ? [counted] : []), ...behind].join('\n\n')}\n`;
}

const marks = { denied: '❌', unknown: '❔', allowed: '⚠️' } as const;

function changesOf(findings: CheckReport['findings'], unchanged: number, fixed: readonly FixedFinding[]): string {
  const added = findings.filter(({ cause }) => cause !== null).length;
  return `Against the baseline: **${added} new**, ${fixed.length} fixed, ${unchanged} unchanged\\.`;
}

/** A group: its reason, its first images and its fix. */
function sectionOf(group: ReportedGroup, { verbose }: Style): string {
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
    listOf(
      items.map(({ reference, target: own }) => {
        const where = own !== null && targets.length > 1 ? ` → ${code(own.name)}` : '';
        return `${code(reference.image)}${where} in ${code(placeOf(reference))}`;
      }),
      verbose ? Number.POSITIVE_INFINITY : mostImages,
    ),
    ...fixes.slice(0, 1).map(fixPart),
  ].join('\n\n');
}

function fixPart({ title, bash, isMerged }: GroupFix): string {
  if (bash !== null) return fenceForMarkdown(bash, 'sh');
  return `Fix: ${sentence(title)}${isMerged ? `; ${code('acr-pull fix')} writes the command` : ''}`;
}

const mostFixed = 100;
const mostUnread = 20;
/** Below the limit of a comment, with room for the count of the rest. */
const mostCharacters = 65_000;
const leastSection = 400;

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
  const list = [...lines.slice(0, most), ...(rest > 0 ? [`… and ${rest} more`] : [])];
  return list.map(line => `- ${line}`).join('\n');
}

function folded(title: string, content: string): string {
  return `<details><summary>${title}</summary>\n\n${content}\n\n</details>`;
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
