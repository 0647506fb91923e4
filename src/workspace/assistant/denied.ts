import { filesWithPart } from '../../model/reference.ts';
import type { FindingGroup } from '../../verdict/reports/groups.ts';
import { groupFindings } from '../../verdict/reports/groups.ts';
import type { FailLevel } from '../config/config.ts';
import { failures } from '../config/schema.ts';
import { conclusionOf, isFailing } from '../policy.ts';
import { type Answer, fitted } from './answer.ts';
import { isInPath, locate } from './checkImage.ts';
import { type AssistantContext, isOneOf, pullsOf, type SeenPull, targetsMeant } from './known.ts';
import {
  answerNotes,
  countingPulls,
  groupLines,
  notesOf,
  notReadIn,
  pullSummary,
  reportGroup,
  shortList,
  summaryLine,
} from './pulls.ts';
import { inputText } from './questions.ts';

/**
 * Answers what is denied, everywhere or in a target, an environment, a file or a folder: one item for each change that
 * settles it.
 */
export async function whatIsDenied(known: AssistantContext, input: unknown): Promise<Answer> {
  const target = inputText(input, 'target');
  const file = inputText(input, 'file');
  const meant = target === undefined ? undefined : targetsMeant(target, known);
  const located = file === undefined ? undefined : await locate(file, known);
  const inFile = located === undefined ? pullsOf(known) : pullsOf(known).filter(isInLocated(located));
  const asked = meant === undefined ? inFile : inFile.filter(({ finding }) => isOneOf(finding.target, meant.targets));
  const summary = pullSummary(asked, known);
  const { counting } = countingPulls(asked);
  const groups = groupFindings(
    counting.filter(({ finding }) => finding.verdict.outcome === 'denied'),
    ({ finding }) => finding,
  );
  const targets = shortList(
    (meant?.targets ?? []).map(({ name }) => name),
    10,
  );
  const note = notesOf(meant?.note ?? null, homeless(inFile, meant !== undefined), doubt(summary.unknown), known.note);
  const notRead = notReadIn(known);
  return fitted(groups, (shown, omitted, detail) => ({
    lines: [
      `${target ?? file ?? 'All targets'}: ${summaryLine(summary)}`,
      ...shown.flatMap(each => groupLines(each, detail)),
      ...restOfGroups(groups.slice(shown.length)),
      ...answerNotes(note),
      ...notRead.lines,
    ],
    data: {
      ...(meant === undefined ? {} : { targets }),
      summary,
      groups: shown.map(each => reportGroup(each, detail)),
      omitted,
      omittedPulls: pullsIn(groups.slice(shown.length)),
      note,
      ...notRead.data,
    },
  }));
}

function isInLocated(located: Awaited<ReturnType<typeof locate>>): (pull: SeenPull) => boolean {
  return ({ finding, workspace }) =>
    located.some(
      each => each.workspace === workspace && filesWithPart(finding.reference).some(isInPath(each.kind, each.name)),
    );
}

/** A filter by targets leaves out pulls without a known target, which may go there, too. Counts them. */
function homeless(pulls: readonly SeenPull[], isFiltered: boolean): string | null {
  const number = isFiltered ? pulls.filter(({ finding }) => finding.target === null).length : 0;
  if (number === 0) return null;
  return `Not among these: ${number} ${number === 1 ? 'pull' : 'pulls'} whose target is not known.`;
}

function doubt(unknown: number): string | null {
  return unknown === 0 ? null : 'Unknown pulls are neither denied nor allowed.';
}

function pullsIn(groups: readonly FindingGroup<SeenPull>[]): number {
  return groups.reduce((sum, { items }) => sum + items.length, 0);
}

function restOfGroups(groups: readonly FindingGroup<SeenPull>[]): readonly string[] {
  if (groups.length === 0) return [];
  const pulls = pullsIn(groups);
  return [
    `And ${groups.length} more ${groups.length === 1 ? 'group' : 'groups'} with ${pulls} ${pulls === 1 ? 'pull' : 'pulls'}.`,
  ];
}

/** Answers how `acr-pull check` ends here, and on what it fails: denied first, then unknown, then warnings. */
export function whyRed(known: AssistantContext, input: unknown): Answer {
  const failOn = failOnFrom(inputText(input, 'failOn'));
  const pulls = pullsOf(known);
  const { counting } = countingPulls(pulls);
  const judged = counting.map(pull => ({
    pull,
    outcome: pull.finding.verdict.outcome,
    isFailure: isFailing(pull.finding, pull.workspace.config, failOn),
  }));
  const { exitCode, reason } = conclusionOf(pulls.length, known.unread.length, judged, {
    failOn,
    requireImages: false,
  });
  const failing = judged.flatMap(({ pull, isFailure }) => (isFailure && exitCode !== 0 ? pull : []));
  const groups = groupFindings(failing, ({ finding }) => finding);
  const summary = pullSummary(pulls, known);
  const note = notesOf(asCheck, known.note);
  const notRead = notReadIn(known);
  return fitted(groups, (shown, omitted, detail) => ({
    lines: [
      reason ?? 'The gate passes with exit code 0.',
      summaryLine(summary),
      ...shown.flatMap(each => groupLines(each, detail)),
      ...restOfGroups(groups.slice(shown.length)),
      ...answerNotes(note),
      ...notRead.lines,
    ],
    data: {
      exitCode,
      reason,
      summary,
      failing: failing.length,
      groups: shown.map(each => reportGroup(each, detail)),
      omitted,
      omittedPulls: pullsIn(groups.slice(shown.length)),
      note,
      ...notRead.data,
    },
  }));
}

const asCheck =
  'As `acr-pull check` would end here on the files as they are, without options: a build with --since, --baseline or --target reports less.';

function failOnFrom(text: string | undefined): FailLevel | undefined {
  const found = failures.find(each => each === text);
  if (text !== undefined && found === undefined) throw new Error(`\`failOn\` is one of ${failures.join(', ')}.`);
  return found;
}
