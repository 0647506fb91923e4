import { causes } from '../../causes/index.ts';
import { oneLine } from '../../model/quote.ts';
import { wholeImage } from '../../model/reference.ts';
import type { Outcome } from '../../model/verdict.ts';
import type { FindingGroup } from '../../verdict/reports/groups.ts';
import { reportFinding, type Show } from '../findingReport.ts';
import { reasonToHide } from '../policy.ts';
import { commandLines, type Detail, first, listed } from './answer.ts';
import { type AssistantContext, mapsIn, type SeenPull } from './known.ts';

// Pulls and groups of them in an answer, in the words of the gate's JSON (docs/gate.md). Later ones are cut to fit.

/** An image that no manifest names has no place. */
const nowhere: Show = ({ file }) => ({ file, line: 0, column: 0, endLine: 0, endColumn: 0 });

/** More rows of a proof than these are counted. */
const mostEvidence = 12;

/** A finding as the gate's JSON has it. */
export function wholePull({ finding, workspace }: SeenPull) {
  const show: Show = finding.reference.file === '' ? nowhere : place => workspace.show(place);
  return { ...reportFinding(finding, show), ignored: finding.ignored };
}

/** A finding as data: whole, without its proof, or its outcome alone. */
export function reportPull(pull: SeenPull, detail: Detail) {
  const whole = wholePull(pull);
  const { reference, target, outcome, cause, message, ignored, fixes, evidence, assumptions, puller } = whole;
  const { planned, deployments } = whole;
  const { file, line, column, image, where } = reference;
  const to = target && { name: target.name, kind: target.kind };
  const bare = { reference: { image, file, line, column }, target: to, outcome, cause, ignored };
  if (detail === 'bare') return bare;
  const [fix] = fixes;
  if (detail === 'brief') {
    const firstFix = fix === undefined ? [] : [{ title: fix.title, bash: fix.bash }];
    return { ...bare, message, fixes: firstFix, omittedFixes: fixes.length - firstFix.length };
  }
  return {
    ...bare,
    reference: { ...bare.reference, where },
    target,
    puller,
    message,
    evidence: evidence.slice(0, mostEvidence),
    omittedEvidence: Math.max(0, evidence.length - mostEvidence),
    assumptions,
    fixes: fixes.map(({ title, kind, bash, powershell }) => ({ title, kind, bash, powershell })),
    ...(planned === undefined ? {} : { planned }),
    ...(deployments === undefined ? {} : { deployments }),
  };
}

const words = { allowed: 'can pull', denied: 'denied', unknown: 'unknown' } as const satisfies Record<Outcome, string>;

/** A finding as lines: what, where, why, and the first fix. */
export function pullLines({ finding, workspace }: SeenPull, detail: Detail): readonly string[] {
  const { reference, target, verdict, ignored } = finding;
  const { outcome, cause, message, fixes } = verdict;
  const at = reference.file === '' ? 'in no manifest' : placeOf({ finding, workspace });
  const to = target === null ? 'target unknown' : target.name;
  const flaw = cause === null ? '' : ` (${cause})`;
  const hidden = ignored === null ? '' : `, ignored: ${ignored}`;
  const head = `- ${words[outcome]}${flaw}: ${wholeImage(reference)} → ${to}, ${at}${hidden}`;
  const [fix] = fixes;
  if (detail === 'bare' || (outcome === 'allowed' && cause === null)) return [head];
  return [head, `  ${message}`, ...(fix === undefined ? [] : fixLines(fix, detail))];
}

/** The command, if there is room for the proofs as well. Otherwise its effect: then the data has the command. */
function fixLines({ title, bash }: { readonly title: string; readonly bash: string | null }, detail: Detail) {
  const lines = detail === 'full' ? commandLines('  fix', bash, detail) : [];
  return lines.length > 0 ? lines : [`  fix: ${title}`];
}

/** The most images of a group that are named. */
const mostImages: Readonly<Record<Detail, number>> = { full: 5, brief: 3, bare: 1 };

/** A group as data: the pulls that one change settles. */
export function reportGroup(group: FindingGroup<SeenPull>, detail: Detail) {
  const { outcome, cause, registries, targets, reasons, items } = group;
  const images = items.slice(0, mostImages[detail]).map(({ finding: { reference, target }, workspace }) => ({
    image: wholeImage(reference),
    file: workspace.show(reference).file,
    line: workspace.show(reference).line,
    target: target?.name ?? null,
  }));
  const bare = {
    outcome,
    cause,
    registries: shortList(registries),
    targets: shortList(targets),
    pulls: items.length,
    images,
    omittedImages: items.length - images.length,
  };
  const [fix] = group.fixes;
  if (detail === 'bare') return bare;
  return {
    ...bare,
    title: cause === null ? null : causes[cause].title,
    reasons: reasons.slice(0, detail === 'full' ? 3 : 1),
    fix: fix === undefined ? null : { title: fix.title, bash: fix.bash },
  };
}

/** Names with the number of the rest. */
export function shortList(names: readonly string[], most = 5) {
  const { shown, omitted } = first(names, most);
  return omitted === 0 ? shown : [...shown, `and ${omitted} more`];
}

export function groupLines(group: FindingGroup<SeenPull>, detail: Detail): readonly string[] {
  const { outcome, cause, registries, targets, reasons, items } = group;
  const from = registries.length > 0 ? listed(registries, 2) : 'registry not known';
  const to = targets.length > 0 ? listed(targets, 3) : 'target unknown';
  const pulls = items.length === 1 ? '1 pull' : `${items.length} pulls`;
  const head = `- ${words[outcome]}${cause === null ? '' : ` (${cause})`}: ${from} → ${to}, ${pulls}`;
  if (detail === 'bare') return [head];
  const [fix] = group.fixes;
  const [reason] = reasons;
  const [item] = items;
  const example = item && `  such as ${wholeImage(item.finding.reference)}, ${placeOf(item)}`;
  return [
    head,
    ...(reason === undefined ? [] : [`  ${reason}`]),
    ...(example === undefined ? [] : [example]),
    ...(fix === undefined ? [] : fixLines(fix, detail)),
  ];
}

function placeOf({ finding: { reference }, workspace }: SeenPull): string {
  const { file, line } = workspace.show(reference);
  return oneLine(`${file}:${line}`);
}

/** The pulls that count, and how many the config hides. */
export function countingPulls(pulls: readonly SeenPull[]) {
  const isHidden = ({ finding, workspace }: SeenPull) => reasonToHide(finding, workspace.config) !== null;
  const counting = pulls.filter(each => !isHidden(each));
  return { counting, ignored: pulls.length - counting.length };
}

/** Pulls by outcome, and the maps that they were judged by. */
export function pullSummary(pulls: readonly SeenPull[], known: AssistantContext) {
  const { counting, ignored } = countingPulls(pulls);
  const of = (outcome: Outcome) => counting.filter(({ finding }) => finding.verdict.outcome === outcome).length;
  return { allowed: of('allowed'), denied: of('denied'), unknown: of('unknown'), ignored, maps: mapsOf(known) };
}

/** More maps than these add nothing. */
const mostMaps = 5;

function mapsOf(known: AssistantContext) {
  return mapsIn(known)
    .slice(0, mostMaps)
    .map(({ origin, readAt }) => ({ origin, readAt: readAt ?? null }));
}

/** The names of targets by the outcomes of their pulls. */
export function targetsByOutcome(pulls: readonly SeenPull[]) {
  const namesOf = (outcome: Outcome) => {
    const own = pulls.filter(({ finding }) => finding.verdict.outcome === outcome);
    return shortList([...new Set(own.map(({ finding }) => finding.target?.name ?? 'target not known'))], 10);
  };
  return { canPull: namesOf('allowed'), cannotPull: namesOf('denied'), notKnown: namesOf('unknown') };
}

export function targetLines({ canPull, cannotPull, notKnown }: ReturnType<typeof targetsByOutcome>): readonly string[] {
  return [
    ...(canPull.length > 0 ? [`Can pull: ${canPull.join(', ')}.`] : []),
    ...(cannotPull.length > 0 ? [`Denied: ${cannotPull.join(', ')}.`] : []),
    ...(notKnown.length > 0 ? [`Unknown: ${notKnown.join(', ')}.`] : []),
  ];
}

export function summaryLine({ allowed, denied, unknown, ignored }: ReturnType<typeof pullSummary>): string {
  const hidden = ignored > 0 ? `, ${ignored} ignored` : '';
  return `${denied} denied, ${unknown} unknown, ${allowed} can pull${hidden}.`;
}

/** More unread parts than these are counted. */
const mostNotRead = 5;

/** The parts that were not read, as data and as a line. Answers claim nothing about them. */
export function notReadIn(known: Pick<AssistantContext, 'unread'>, facts: readonly string[] = []) {
  const unread = known.unread.map(file => `${file} could not be read completely`);
  const all = [...unread, ...new Set(facts)];
  const { shown, omitted } = first(all, mostNotRead);
  const more = omitted > 0 ? ` and ${omitted} more` : '';
  const lines = all.length === 0 ? [] : [`Not read: ${shown.join('; ')}${more}.`];
  return { data: { notRead: shown, omittedNotRead: omitted }, lines };
}

/** Facts that verdicts would have needed. */
export function factsNotRead(pulls: readonly SeenPull[]): readonly string[] {
  return pulls.flatMap(({ finding }) =>
    finding.verdict.evidence.flatMap(({ effect, step, fact }) => (effect === 'not-read' ? [`${step}: ${fact}`] : [])),
  );
}

/** The notes of an answer as one text. Null: there are none. */
export function notesOf(...notes: readonly (string | null)[]): string | null {
  return notes.filter(each => each !== null).join(' ') || null;
}

export function answerNotes(note: string | null): readonly string[] {
  return note === null ? [] : [`Note: ${note}`];
}
