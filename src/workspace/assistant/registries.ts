import type { AccessMap, Registry } from '../../access/map.ts';
import type { Fix } from '../../model/fix.ts';
import { folded } from '../../model/fold.ts';
import { wholeImage } from '../../model/reference.ts';
import type { Finding } from '../../model/verdict.ts';
import { hostOf } from '../../read/image.ts';
import { findingRegistry } from '../../verdict/reports/audit.ts';
import { type ReportedRegistry, reportRegistry } from '../../verdict/reports/reportRegistry.ts';
import { type ModeSwitch, switchToAbac } from '../../verdict/reports/whatIf.ts';
import type { Holder } from '../../verdict/reports/whoCanPull.ts';
import { type Answer, commandLines, type Detail, fitted, listed, rest } from './answer.ts';
import { pullsFor } from './checkImage.ts';
import type { AssistantContext, SeenPull } from './known.ts';
import { mapsIn } from './known.ts';
import {
  answerNotes,
  factsNotRead,
  notesOf,
  notReadIn,
  pullSummary,
  summaryLine,
  targetLines,
  targetsByOutcome,
} from './pulls.ts';
import { inputText } from './questions.ts';

/** A registry with the map that has it. */
interface Mapped {
  readonly registry: Registry;
  readonly map: AccessMap;
}

const nothingKnown = 'Nothing is known of Azure: read it, or choose an access snapshot.';

/**
 * Answers who can pull an image, or anything from a registry: targets by their verdicts, and holders of a pull role.
 */
export async function answerWhoCanPull(known: AssistantContext, input: unknown): Promise<Answer> {
  const image = inputText(input, 'image');
  const written = inputText(input, 'registry');
  if ((image === undefined) === (written === undefined))
    throw new Error('Give either `image` or `registry`: one of them, and not both.');
  const pulls = image === undefined ? undefined : await pullsFor({ image, file: undefined, target: undefined }, known);
  const host = image === undefined ? undefined : (hostOf(image) ?? image);
  const at = host === undefined ? registryCalled(written ?? '', known) : registryOfHost(host, known);
  const registry = at && reportRegistry(at.registry, at.map);
  const holders = registry?.pullers ?? [];
  const targets = pulls === undefined ? undefined : targetsOf(pulls.found, known);
  const unseen =
    at === undefined ? `The registry \`${host}\` is in no map, so its role assignments are not known.` : null;
  const note = notesOf(pulls?.note ?? null, unseen, known.note);
  const notRead = notReadIn(known, [...gapsOf(registry, at), ...factsNotRead(pulls?.found ?? [])]);
  return fitted(holders, (shown, omitted, detail) => ({
    lines: [
      ...(targets === undefined ? [] : [`${image}: ${summaryLine(targets)}`, ...targetLines(targets)]),
      ...(registry === undefined ? [] : [registryLine(registry)]),
      ...shown.map(holderLine),
      ...rest(omitted, 'holder of a pull role', 'holders of a pull role'),
      ...answerNotes(note),
      ...notRead.lines,
    ],
    data: {
      ...(targets === undefined ? {} : { image, targets }),
      registry: registry === undefined ? null : { ...registry, pullers: shown.map(each => reportHolder(each, detail)) },
      omitted,
      note,
      ...notRead.data,
    },
  }));
}

function targetsOf(found: readonly SeenPull[], known: AssistantContext) {
  return { ...pullSummary(found, known), ...targetsByOutcome(found) };
}

function registryLine({ loginServer, mode, network, pullers }: ReportedRegistry): string {
  const holders = new Set(pullers.map(({ principalId }) => principalId)).size;
  return `${loginServer}: mode ${mode ?? 'not read'}, network ${network ?? 'not read'}, ${holders} identities hold a pull role.`;
}

function holderLine({ name, principalId, role, where, repositories, state }: Holder): string {
  const only = repositories === null ? '' : `, ${repositories}`;
  return `- ${name ?? principalId}: ${role} ${where}${only}${state === 'active' ? '' : ` (${state})`}`;
}

function reportHolder(holder: Holder, detail: Detail) {
  if (detail === 'full') return holder;
  const { principalId, name, role, where, repositories, state } = holder;
  return detail === 'brief'
    ? { principalId, name, role, where, repositories, state }
    : { principalId, name, role, state };
}

function gapsOf(registry: ReportedRegistry | undefined, at: Mapped | undefined): readonly string[] {
  if (registry === undefined || at === undefined) return [];
  const incomplete = `role assignments: not all that could grant a pull from ${registry.name} were read`;
  const gaps = at.map.gaps.map(({ what, scope, why }) => `${what} of ${scope}: ${why}`);
  return [...(registry.complete ? [] : [incomplete]), ...gaps];
}

/** Answers which pulls break when registries are switched to ABAC mode, and which role assignments prevent it. */
export function whatIfAbac(known: AssistantContext, input: unknown): Answer {
  const written = inputText(input, 'registry');
  if (mapsIn(known).length === 0) throw new Error(nothingKnown);
  return written === undefined ? abacEverywhere(known) : abacOn(registryCalled(written, known), known);
}

function abacOn({ registry, map }: Mapped, known: AssistantContext): Answer {
  const own = findingsBy(map, known).filter(({ finding }) => findingRegistry(finding, map) === registry);
  const change = registry.mode === 'legacy' ? switched(registry, own, map, known) : undefined;
  const changed = [...(change?.breaks ?? []), ...(change?.doubtful ?? [])];
  const note = notesOf(whyNoChange(registry, own, map, known), known.note);
  const notRead = notReadIn(known, gapsOf(reportRegistry(registry, map), { registry, map }));
  const shows = new Map(own.map(({ finding, workspace }) => [finding.reference, workspace]));
  const counts = change && { breaks: change.breaks.length, doubtful: change.doubtful.length, stay: change.stay };
  return fitted(changed, (shown, omitted, detail) => ({
    lines: [
      counts === undefined ? `${registry.name}: no change was computed.` : `${registry.name}: ${abacLine(counts)}`,
      ...shown.map(each => changeLine(each, change?.breaks.includes(each) === true)),
      ...rest(omitted, 'pull'),
      ...preventionLines(change?.prevention ?? [], detail),
      ...answerNotes(note),
      ...notRead.lines,
    ],
    data: {
      registry: registry.name,
      change:
        change === undefined || counts === undefined
          ? null
          : {
              ...counts,
              pulls: shown.map(each => ({
                ...placeOf(each.after, shows),
                effect: change.breaks.includes(each) ? 'breaks' : 'doubtful',
                ...(detail === 'bare' ? {} : { why: each.after.verdict.message }),
              })),
              prevention: change.prevention
                .slice(0, mostPrevention[detail])
                .map(({ title, bash }) => ({ title, bash })),
              omittedPrevention: Math.max(0, change.prevention.length - mostPrevention[detail]),
            },
      omitted,
      note,
      ...notRead.data,
    },
  }));
}

const mostPrevention: Readonly<Record<Detail, number>> = { full: 5, brief: 3, bare: 1 };

type Changed = ModeSwitch['breaks'][number];

function changeLine({ after }: Changed, breaks: boolean): string {
  const to = after.target?.name ?? 'target unknown';
  return `- ${breaks ? 'breaks' : 'doubtful'}: ${wholeImage(after.reference)} → ${to}: ${after.verdict.message}`;
}

function preventionLines(fixes: readonly Fix[], detail: Detail): readonly string[] {
  const shown = fixes.slice(0, mostPrevention[detail]);
  const lines = shown.flatMap(({ title, bash }) => commandLines('Before the switch', bash ?? title, detail));
  return [
    ...lines,
    ...rest(
      fixes.length - shown.length,
      'assignment to make before the switch',
      'assignments to make before the switch',
    ),
  ];
}

function placeOf({ reference, target }: Finding, shows: ReadonlyMap<Finding['reference'], SeenPull['workspace']>) {
  const { file, line } = shows.get(reference)?.show(reference) ?? { file: reference.file, line: 1 };
  return { image: wholeImage(reference), file, line, target: target?.name ?? null };
}

interface AbacCounts {
  readonly breaks: number;
  readonly doubtful: number;
  readonly stay: number;
}

function abacLine({ breaks, doubtful, stay }: AbacCounts): string {
  return `in ABAC mode ${breaks} pulls break, ${doubtful} can't be told, ${stay} stay as they are.`;
}

function whyNoChange(
  { name, mode }: Registry,
  own: readonly SeenPull[],
  map: AccessMap,
  known: AssistantContext,
): string | null {
  if (mode === 'abac') return `\`${name}\` is in ABAC mode already.`;
  if (mode === undefined) return `The access mode of \`${name}\` was not read, so that its change can't be judged.`;
  if (own.length > 0) return null;
  return findingsBy(map, known).length === 0
    ? 'No manifest uses an image from these registries, so there are no pulls to check.'
    : `No manifest pulls from \`${name}\`.`;
}

/** All registries in legacy mode that manifests pull from, those with most to lose first. */
function abacEverywhere(known: AssistantContext): Answer {
  const all = mapsIn(known).flatMap(map => {
    const pulls = findingsBy(map, known);
    const byRegistry = Map.groupBy(pulls, ({ finding }) => findingRegistry(finding, map));
    return [...byRegistry].flatMap(([registry, own]) =>
      registry?.mode === 'legacy' ? rowOf(registry, own, map, known) : [],
    );
  });
  const rows = all.sort((a, b) => b.breaks - a.breaks || b.doubtful - a.doubtful || b.stay - a.stay);
  const sum = rows.reduce(added, { breaks: 0, doubtful: 0, stay: 0 });
  const notRead = notReadIn(known);
  const note = notesOf(rows.length === 0 ? 'No manifest pulls from a registry in legacy mode.' : null, known.note);
  return fitted(rows, (shown, omitted) => ({
    lines: [
      `${rows.length} registries in legacy mode: ${abacLine(sum)}`,
      ...shown.map(row => `- ${row.registry}: ${row.breaks} break, ${row.doubtful} can't be told, ${row.stay} stay`),
      ...rest(omitted, 'registry', 'registries'),
      ...answerNotes(note),
      ...notRead.lines,
    ],
    data: { ...sum, registries: shown, omitted, note, ...notRead.data },
  }));
}

function rowOf(registry: Registry, own: readonly SeenPull[], map: AccessMap, known: AssistantContext) {
  const { breaks, doubtful, stay, prevention } = switched(registry, own, map, known);
  const row = { registry: registry.name, breaks: breaks.length, doubtful: doubtful.length, stay };
  return { ...row, assignmentsBefore: prevention.length };
}

function added(sum: AbacCounts, { breaks, doubtful, stay }: AbacCounts): AbacCounts {
  return { breaks: sum.breaks + breaks, doubtful: sum.doubtful + doubtful, stay: sum.stay + stay };
}

function switched(registry: Registry, own: readonly SeenPull[], map: AccessMap, { now }: AssistantContext): ModeSwitch {
  return switchToAbac(
    registry,
    own.map(({ finding }) => finding),
    map,
    now,
  );
}

/** The pulls that were judged by a map. */
function findingsBy(map: AccessMap, { workspaces }: AssistantContext): readonly SeenPull[] {
  return workspaces.flatMap(workspace =>
    workspace.map === map ? workspace.findings.map(finding => ({ finding, workspace })) : [],
  );
}

function registryOfHost(host: string, known: AssistantContext): Mapped | undefined {
  return mapsIn(known).flatMap(map => {
    const registry = map.registryByHost(host);
    return registry === undefined ? [] : { registry, map };
  })[0];
}

function registryCalled(written: string, known: AssistantContext): Mapped {
  const maps = mapsIn(known);
  if (maps.length === 0) throw new Error(nothingKnown);
  const wanted = folded(written);
  const all = maps.flatMap(map => map.registries.map(registry => ({ registry, map })));
  const called = all.filter(({ registry: { name, loginServer } }) =>
    [folded(name), folded(loginServer)].includes(wanted),
  );
  const found = [...new Map(called.map(each => [folded(each.registry.id), each])).values()];
  const [only, ...others] = found;
  if (only && others.length === 0) return only;
  const names = listed(all.map(({ registry }) => registry.loginServer)) || 'none';
  const why = only ? 'Several registries are' : 'No registry that was read is';
  throw new Error(
    `${why} called \`${written}\`. Registries that were read: ${names}. Others may exist in subscriptions that were not read.`,
  );
}
