import { filesWithPart, imageKey, isUnjudged, wholeImage } from '../../model/reference.ts';
import { isExcluded } from '../engine.ts';
import { isOfAzure } from '../findingReport.ts';
import { byNeed } from '../severity.ts';
import { type Answer, fitted, listed, rest } from './answer.ts';
import {
  type AssistantContext,
  type FoundPath,
  isOneOf,
  type KnownWorkspace,
  pullsOf,
  type SeenPull,
  targetsMeant,
} from './known.ts';
import {
  answerNotes,
  factsNotRead,
  notesOf,
  notReadIn,
  pullLines,
  pullSummary,
  reportPull,
  summaryLine,
  targetLines,
  targetsByOutcome,
} from './pulls.ts';
import { type CheckQuestion, decideAsPlainPod, matchesImage, questionFrom } from './questions.ts';

/** Answers which targets can pull an image, or the images of a file or folder. */
export async function checkImage(known: AssistantContext, input: unknown): Promise<Answer> {
  const question = questionFrom(input);
  const { found, note } = await pullsFor(question, known);
  const sorted = [...found].sort((one, other) => byNeed(one.finding, other.finding));
  const summary = pullSummary(found, known);
  const notRead = notReadIn(known, factsNotRead(found));
  const all = notesOf(note, known.note);
  const targets = targetsByOutcome(found);
  return fitted(sorted, (shown, omitted, detail) => ({
    lines: [
      `${question.image ?? question.file}: ${summaryLine(summary)}`,
      ...targetLines(targets),
      ...shown.flatMap(each => pullLines(each, detail)),
      ...rest(omitted, 'pull'),
      ...answerNotes(all),
      ...notRead.lines,
    ],
    data: {
      findings: shown.map(each => reportPull(each, detail)),
      omitted,
      summary,
      targets,
      note: all,
      ...notRead.data,
    },
  }));
}

/** The pulls that a question is about, with the limits of the answer. */
export async function pullsFor(
  { image, file, target }: CheckQuestion,
  known: AssistantContext,
): Promise<{ readonly found: readonly SeenPull[]; readonly note: string | null }> {
  const meant = target === undefined ? undefined : targetsMeant(target, known);
  const { all, note } = file === undefined ? ofImage(image ?? '', known) : await inPath(file, known);
  if (meant === undefined || all.length === 0) return { found: all, note };
  const found = all.filter(({ finding }) => isOneOf(finding.target, meant.targets));
  return { found, note: notesOf(note, meant.note, found.length > 0 ? null : elsewhere(target ?? '', all)) };
}

export function elsewhere(target: string, pulls: readonly SeenPull[]): string {
  const names = [...new Set(pulls.map(({ finding }) => finding.target?.name ?? 'none'))];
  return `None of it is deployed to \`${target}\`. Its targets: ${listed(names)}.`;
}

const asPod =
  'No manifest in the workspace uses this image. It was checked on each known cluster, for a pod with neither a pull secret nor its own service account.';

/** An image that no manifest names is judged as a plain pod would pull it. */
function ofImage(image: string, known: AssistantContext) {
  const named = pullsOf(known).filter(({ finding }) => matchesImage(finding.reference, image));
  if (named.length > 0) return { all: named, note: null };
  const listedOnly = known.workspaces.flatMap(each => each.references().filter(one => matchesImage(one, image)));
  const why = listedOnly.flatMap(each => each.unjudged ?? [])[0];
  if (why !== undefined) return { all: [], note: `\`${image}\` is not judged: ${why}.` };
  const pods = plainPods(image, known);
  return { all: pods, note: pods.length > 0 ? asPod : foreign(image) };
}

function foreign(image: string): string {
  return `\`${image}\` is not an image from Azure Container Registry, so it can't be checked.`;
}

/** On the clusters of each map once: folders that share one have the same clusters. */
function plainPods(image: string, { workspaces, now }: AssistantContext): readonly SeenPull[] {
  const withMap = workspaces.filter(({ map }) => map !== undefined);
  const of = withMap.length > 0 ? withMap : workspaces.slice(0, 1);
  const first = [...new Map(of.map(each => [each.map, each])).values()];
  return first.flatMap(workspace =>
    decideAsPlainPod(image, workspace, now).map(finding => ({
      workspace,
      finding: { ...finding, reference: { ...finding.reference, file: '', where: 'in no manifest' } },
    })),
  );
}

/** A path of one of the workspaces. */
interface Located extends FoundPath {
  readonly workspace: KnownWorkspace;
}

async function inPath(path: string, known: AssistantContext) {
  const located = await locate(path, known);
  const all = located.flatMap(({ workspace, kind, name }) => {
    const isIn = isInPath(kind, name);
    return workspace.findings.flatMap(finding =>
      filesWithPart(finding.reference).some(isIn) ? { finding, workspace } : [],
    );
  });
  const notJudged = all.length > 0 ? null : whyNone(path, located);
  return { all, note: notJudged };
}

/** Throws if nothing is at this path: an answer about nothing would look like success. */
export async function locate(path: string, { workspaces }: AssistantContext): Promise<readonly Located[]> {
  const found: Located[] = [];
  for (const workspace of workspaces) {
    const at = await workspace.find(path);
    if (at !== undefined) found.push({ ...at, workspace });
  }
  if (found.length > 0) return found;
  throw new Error(
    `There is no file or folder \`${path}\` in this workspace. Paths are relative to the folder of the config, or absolute.`,
  );
}

export function isInPath(kind: FoundPath['kind'], name: string): (file: string) => boolean {
  if (kind === 'file') return file => file === name;
  return name === '' ? () => true : file => file.startsWith(`${name}/`);
}

/** Returns the reason why a path has no finding. An image that was left out is not reported as absent. */
function whyNone(path: string, located: readonly Located[]): string {
  const references = located.flatMap(({ workspace, kind, name }) => {
    const isIn = isInPath(kind, name);
    return workspace
      .references()
      .filter(each => filesWithPart(each).some(isIn))
      .map(reference => ({ reference, config: workspace.config }));
  });
  const distinct = [...new Map(references.map(each => [imageKey(each.reference), each])).values()];
  const ofAzure = distinct.filter(({ reference }) => isOfAzure(reference) || isUnjudged(reference));
  if (ofAzure.length > 0) {
    const reasons = ofAzure.map(({ reference, config }) => {
      const elsewhere = reference.settledAt && `it is judged in ${reference.settledAt.file}`;
      const why = isExcluded(reference, config)
        ? 'its file is excluded by the config'
        : (reference.unjudged ?? elsewhere);
      return `\`${wholeImage(reference)}\`${why === undefined ? '' : ` (${why})`}`;
    });
    return `Images that are not judged in \`${path}\`: ${listed(reasons, 5)}.`;
  }
  const read = located.reduce((sum, { workspace, kind, name }) => {
    return sum + workspace.manifests().filter(isInPath(kind, name)).length;
  }, 0);
  const others = distinct.length === 0 ? '' : ` It names ${distinct.length} other images.`;
  if (read > 0) return `No image from an Azure registry was found in \`${path}\`.${others}`;
  return `Nothing in \`${path}\` was read as a manifest, so it was not checked: it names no image, or it is left out.`;
}
