// The deployments that a sender makes of files of this tree.
import { globMatcher } from '../../model/globs.ts';
import type { BuildInputs } from '../built.ts';
import type { Release, SentFolder, SentFromHere } from '../delivery/sender.ts';
import type { Builds, Changes, Deployment } from '../deployment.ts';
import { isChartFolder } from '../helm/chart.ts';
import type { FoundSender } from './discover.ts';
import type { Plan } from './plan.ts';

/** The deployments of a sender from this tree. None if they are outside of it, or if only the run decides them. */
export function deploymentsFor(
  { sender, ordinal }: FoundSender,
  above: Deployment | undefined,
  plan: Plan,
  inputs: BuildInputs,
): readonly Deployment[] {
  const { sends, by, place, sentTo, namespace } = sender;
  const to = JSON.stringify([sentTo, namespace]);
  const group = `${above?.id ?? ''} > ${by} ${place.file}:${place.span.start} ${to}`;
  const sent = (builds: Builds, entry: string, part = entry): Deployment => {
    return { id: `${group} > ${ordinal} ${builds.kind} ${part}`, group, entry, builds, sender, above };
  };
  switch (sends.kind) {
    case 'chart':
      return [sent({ ...sends, kind: 'chart' }, chartEntry(sends.folder, sends.release), sends.folder)];
    case 'files': {
      const files = filesMatching(sends.files, inputs);
      return files.length === 0
        ? []
        : [sent({ ...sends, kind: 'files', files, folder: '' }, '', sends.files.join(' '))];
    }
    case 'folder':
      return folderParts(sends, plan, inputs).map(({ builds, entry, part }) => sent(builds, entry, part));
    case 'outside':
      return broughtTo(sends.what, sends).map(builds => sent(builds, '', sends.what));
    case 'open':
      return broughtTo(by, sends).map(builds => sent(builds, '', sends.why));
  }
}

/** Values and kustomizations that a sender brings to something outside of this tree. */
function broughtTo(what: string, { values = [], postRenderers = [] }: SentFromHere): readonly Builds[] {
  return values.length + postRenderers.length === 0 ? [] : [{ kind: 'values', what, values, postRenderers }];
}

interface FolderPart {
  readonly builds: Builds;
  readonly entry: string;
  readonly part: string;
}

/** The parts of a folder, as its tool takes it. */
function folderParts(sent: SentFolder, plan: Plan, inputs: BuildInputs): readonly FolderPart[] {
  const { folder, as } = sent;
  const entry = plan.kustomizations.get(folder);
  if (as === 'detected' && isChartFolder(folder, inputs)) return [releasePart(sent)];
  if (entry !== undefined && as !== 'plain') return [kustomizationPart(folder, entry, sent)];
  if (as === 'kustomization') return [];
  // Flux takes kustomizations below as they are: fluxcd/pkg/kustomize/kustomize_generator.go, scanManifests
  const below = as === 'generated' ? kustomizationsBelow(folder, plan) : [];
  const isBelow = (file: string) => below.some(each => file.startsWith(`${each}/`));
  const isSelected = (file: string) => sent.selects?.(folder === '' ? file : file.slice(folder.length + 1)) ?? true;
  const isOwn = (file: string) => !isBelow(file) && (as === 'plain' || !plan.isPart(file));
  const files = inputs.list(folder, sent.isDeep).filter(file => isOwn(file) && isSelected(file));
  const plain: FolderPart = { builds: { kind: 'files', files, folder, ...changesOf(sent) }, entry: '', part: folder };
  return [
    ...(files.length > 0 ? [plain] : []),
    ...below.map(each => kustomizationPart(each, plan.kustomizations.get(each) ?? '', sent)),
  ];
}

function kustomizationPart(folder: string, entry: string, sent: SentFolder): FolderPart {
  return { builds: { kind: 'kustomization', folder, ...changesOf(sent) }, entry, part: entry };
}

function changesOf({ edit, after }: SentFolder): Changes {
  return { ...(edit === undefined ? {} : { edit }), ...(after === undefined ? {} : { after }) };
}

function releasePart({ folder, release = UNNAMED_RELEASE, after }: SentFolder): FolderPart {
  const changes = after === undefined ? {} : { after };
  const builds: Builds = { kind: 'chart', folder, release, postRenderers: [], ...changes };
  return { builds, entry: chartEntry(folder, release), part: folder };
}

export const UNNAMED_RELEASE: Release = { name: undefined, namespace: undefined, values: [] };

/** The outermost kustomizations in a folder. Kustomizations within these are parts of them. */
function kustomizationsBelow(folder: string, { kustomizations }: Plan): readonly string[] {
  const prefix = folder === '' ? '' : `${folder}/`;
  const inside = [...kustomizations.keys()].filter(each => each.startsWith(prefix) && each !== folder).sort();
  return inside.filter(each => !inside.some(other => each.startsWith(`${other}/`)));
}

/** The last file of values decides most, and people change that one. */
function chartEntry(folder: string, { values }: Release): string {
  const own = folder === '' ? 'Chart.yaml' : `${folder}/Chart.yaml`;
  return values.flatMap(each => (each.kind === 'file' ? each.file : [])).at(-1) ?? own;
}

function filesMatching(written: readonly string[], inputs: BuildInputs): readonly string[] {
  const found = written.flatMap(path => {
    if (!/[*?[]/.test(path)) return inputs.reading(path) === undefined ? [] : [path];
    return inputs.list('', true).filter(globMatcher(path));
  });
  return [...new Set(found)].sort();
}
