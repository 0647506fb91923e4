import { globMatcher } from '../model/globs.ts';
import { append } from '../model/lists.ts';
import { folderOf } from '../model/place.ts';
import type { BuildInputs } from './built.ts';
import { mayHoldValues } from './delivery/declaring.ts';
import type { Release, Sender, SentFolder, SentFromHere } from './delivery/sender.ts';
import { stepSenders } from './delivery/steps.ts';
import type { Builds, Changes, Deployment } from './deployment.ts';
import type { DeploymentsById, FoundSender } from './discovery.ts';
import { isChartFile, isChartFolder, valuesFilesBeside } from './helm/chart.ts';
import { isKustomizationFile } from './kustomize/kustomizationFiles.ts';
import type { Plan } from './plan.ts';

/** The deployments that begin in one file. */
export interface FileBeginning {
  /** Objects in it may send others. */
  readonly holdsSenders: boolean;
  /** Senders may take values from objects in it. */
  readonly holdsValues: boolean;
  /** The steps of a pipeline, or the services of azd, that send something. */
  readonly steps: readonly Sender[];
}

export function beginFile(file: string, inputs: BuildInputs): FileBeginning {
  const { declarations = [] } = inputs.reading(file) ?? {};
  const text = inputs.text(file) ?? '';
  const steps = declarations.flatMap(each =>
    each.kind === 'destination' ? stepSenders(each, other => inputs.text(other)) : [],
  );
  const holdsSenders = declarations.some(({ kind }) => kind === 'delivery');
  const holdsValues = mayHoldValues(text);
  return holdsSenders || holdsValues || steps.length > 0 ? { holdsSenders, holdsValues, steps } : beginsNothing;
}

/** One for all of the many files that begin nothing. */
const beginsNothing: FileBeginning = { holdsSenders: false, holdsValues: false, steps: [] };

/**
 * Returns the deployments that nothing sends, from their own files: root kustomizations, charts, and the deployments of
 * pipelines. Also plain files that send others, or that these may take values from. Yields between files.
 */
export function* startsOf(
  plan: Plan,
  files: Iterable<string>,
  inputs: BuildInputs,
  beginning: (file: string) => FileBeginning,
): Generator<undefined, readonly Deployment[]> {
  const starts = plan.rootKustomizations.map(folder => kustomizationAt(folder, plan));
  for (const folder of plan.charts) {
    append(starts, unsentReleases(folder, inputs));
    yield;
  }
  const sent: Deployment[] = [];
  const all = yield* beginnings(files, beginning);
  const hasSenders = all.some(([, { holdsSenders }]) => holdsSenders);
  for (const [number, [file, { holdsSenders, holdsValues, steps }]] of all.entries()) {
    if (number % 100 === 0) yield;
    if (plan.isPart(file)) continue;
    // without a sender, no value is looked up
    if (holdsSenders || (hasSenders && holdsValues)) starts.push(plainFile(file));
    for (const [ordinal, sender] of steps.entries())
      append(sent, deploymentsFor({ sender, ordinal }, undefined, plan, inputs));
  }
  return [...starts, ...sent];
}

function* beginnings(files: Iterable<string>, beginning: (file: string) => FileBeginning) {
  const all: [file: string, begins: FileBeginning][] = [];
  for (const file of files) {
    all.push([file, beginning(file)]);
    if (all.length % 100 === 0) yield;
  }
  return all;
}

function kustomizationAt(folder: string, { kustomizations }: Plan): Deployment {
  const entry = kustomizations.get(folder) ?? '';
  return unsent({ kind: 'kustomization', folder }, entry);
}

/** Returns a chart with its own values, and one for each file of values beside it that no sender names. */
function unsentReleases(folder: string, inputs: BuildInputs): readonly Deployment[] {
  const own = folder === '' ? 'Chart.yaml' : `${folder}/Chart.yaml`;
  const beside = valuesFilesBeside(folder, inputs).map(file => {
    const values: Release['values'] = [{ kind: 'file', file, isOptional: false }];
    return { entry: file, release: { ...UNNAMED, values } };
  });
  return [{ entry: own, release: UNNAMED }, ...beside].map(({ entry, release }) =>
    unsent({ kind: 'chart', folder, release, postRenderers: [] }, entry),
  );
}

function unsent(builds: Builds, entry: string): Deployment {
  const id = `${builds.kind} ${entry}`;
  return { id, group: id, entry, builds, sender: undefined, above: undefined };
}

/** A plain manifest that nothing sends. Manifests of one folder are assumed to be applied together. */
export function plainFile(file: string): Deployment {
  const builds: Builds = { kind: 'files', files: [file], folder: '' };
  return {
    id: `file ${file}`,
    group: `folder ${folderOf(file)}`,
    entry: '',
    builds,
    sender: undefined,
    above: undefined,
  };
}

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

function releasePart({ folder, release = UNNAMED, after }: SentFolder): FolderPart {
  const changes = after === undefined ? {} : { after };
  const builds: Builds = { kind: 'chart', folder, release, postRenderers: [], ...changes };
  return { builds, entry: chartEntry(folder, release), part: folder };
}

const UNNAMED: Release = { name: undefined, namespace: undefined, values: [] };

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

/** Kustomizations and charts name charts of registries. The machine that builds them pulls those. */
function pullsItself(file: string, inputs: BuildInputs): boolean {
  const isBuiltFrom = isKustomizationFile(file) || isChartFile(file);
  return isBuiltFrom && namesImages(file, inputs);
}

/**
 * A ConfigMap may hold manifests, which something in the cluster applies. A Secret may hold values. `TakenValues`
 * leaves out images that a release takes.
 */
function namesImages(file: string, inputs: BuildInputs): boolean {
  return (inputs.reading(file)?.references.length ?? 0) > 0;
}

/** Plain manifests that no deployment holds, and parts of deployments that name images of their own. */
export function unsentFiles(
  files: Iterable<string>,
  plan: Plan,
  deployed: DeploymentsById,
  inputs: BuildInputs,
): readonly string[] {
  const held = new Set<string>();
  for (const { lookedAt, deployment } of deployed.values()) {
    if (!isUnsentFile(deployment)) for (const file of lookedAt.manifests) held.add(file);
  }
  const isUnsent = (file: string) => {
    if (plan.isPart(file)) return pullsItself(file, inputs) || (plan.isData(file) && namesImages(file, inputs));
    return !held.has(file);
  };
  return [...files].filter(isUnsent);
}

export function isUnsentFile({ builds, sender }: Deployment): boolean {
  return builds.kind === 'files' && sender === undefined;
}
