// The deployments with which a discovery starts.
import { append } from '../../model/lists.ts';
import type { BuildInputs } from '../built.ts';
import { mayHoldValues } from '../delivery/declaring.ts';
import type { Release, Sender } from '../delivery/sender.ts';
import { stepSenders } from '../delivery/steps.ts';
import { type Builds, type Deployment, plainFile } from '../deployment.ts';
import { valuesFilesBeside } from '../helm/chart.ts';
import type { Plan } from './plan.ts';
import { deploymentsFor, UNNAMED_RELEASE } from './sent.ts';

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
    return { entry: file, release: { ...UNNAMED_RELEASE, values } };
  });
  return [{ entry: own, release: UNNAMED_RELEASE }, ...beside].map(({ entry, release }) =>
    unsent({ kind: 'chart', folder, release, postRenderers: [] }, entry),
  );
}

function unsent(builds: Builds, entry: string): Deployment {
  const id = `${builds.kind} ${entry}`;
  return { id, group: id, entry, builds, sender: undefined, above: undefined };
}
