import { t } from '../model/l10n.ts';
import { remembered } from '../model/memo.ts';
import { emptyAt, type Place } from '../model/place.ts';
import type { Declaration, ManifestReading } from '../model/reading.ts';
import type { ImageReference, Suppression } from '../model/reference.ts';
import type { Destination } from '../model/target.ts';
import type { ImageRule } from '../read/format.ts';
import { objectsIn } from '../read/source/lift.ts';
import { withSuppressions } from '../read/source/suppressions.ts';
import type { Mapping } from '../read/source/tree.ts';
import { type BroughtAccount, isAccountDeclaration } from './accounts.ts';
import { type BuildInputs, type BuildProblem, type Built, NOTHING_BUILT } from './built.ts';
import { isDeclaring, placesOfValues } from './delivery/declaring.ts';
import { isFlux, type SentChart } from './delivery/sender.ts';
import {
  type Builds,
  type BuiltDeployment,
  type Changes,
  type Deployment,
  placementOf,
  plainFile,
} from './deployment.ts';
import { renderChart } from './helm/renderChart.ts';
import type { BaseMemo } from './kustomize/bases.ts';
import { buildKustomization, transform } from './kustomize/kustomize.ts';
import { LookedAt } from './lookedAt.ts';
import { readBuilt, readLoose } from './pulls.ts';
import { documentsAt } from './workspaceInputs.ts';

/** State that the builds of a workspace share. */
export interface Workshop {
  /** The config's paths of images in custom resources. */
  readonly rules: readonly ImageRule[];
  /** Builds of bases, which overlays have in common. */
  readonly memo: BaseMemo;
}

/** Builds a deployment as its tool does, and reads the pulls that it makes. */
export function makeDeployment(deployment: Deployment, inputs: BuildInputs, workshop: Workshop): BuiltDeployment {
  const lookedAt = new LookedAt(inputs);
  const { builds } = deployment;
  if (builds.kind === 'files' && builds.edit === undefined && builds.after === undefined)
    return plainDeployment(deployment, builds.files, lookedAt);
  const built = objectsOf(deployment, lookedAt, workshop);
  const { references, declarations, problems } = readBuilt(built.objects, workshop.rules);
  const all = [...references, ...readLoose(built.loose, references, workshop.rules, lookedAt)];
  return {
    ...saidOf(deployment, all, declarations, lookedAt),
    problems: [
      ...built.problems,
      ...brokenValues(builds),
      ...problems.map(problem => ({ ...problem, ...placeOfBuild(deployment) })),
    ],
    outside: built.outside,
    declaring: built.objects.filter(isDeclaring),
    size: built.objects.length,
    lookedAt,
  };
}

/** A deployment that is not built, with the reason at its sender: no gate is green over it. */
export function unbuiltDeployment(deployment: Deployment, message: string, inputs: BuildInputs): BuiltDeployment {
  const { file, span } = deployment.sender?.place ?? placeOfBuild(deployment);
  return {
    deployment,
    references: [],
    accounts: [],
    problems: [{ file, span, message }],
    outside: [],
    declaring: [],
    size: 0,
    lookedAt: new LookedAt(inputs),
  };
}

/** The pulls of a manifest that nothing sends: it needs no build. */
export function plainPulls(file: string, inputs: BuildInputs): readonly ImageReference[] {
  const reading = inputs.reading(file);
  return reading === undefined ? [] : pullsOf(plainFile(file), withSteps(reading), inputs);
}

/** The accounts of a manifest that nothing sends. */
export function plainAccounts(file: string, inputs: BuildInputs): readonly BroughtAccount[] {
  return accountsOf(plainFile(file), inputs.reading(file)?.declarations ?? []);
}

/**
 * Reads plain manifests as they are. Only those that send something, or may hold a value for a sender, become objects.
 */
function plainDeployment(deployment: Deployment, files: readonly string[], lookedAt: LookedAt): BuiltDeployment {
  const readings = files.flatMap(file => lookedAt.reading(file) ?? []);
  return {
    ...saidOf(
      deployment,
      readings.flatMap(withSteps),
      readings.flatMap(({ declarations }) => declarations),
      lookedAt,
    ),
    problems: [],
    outside: [],
    declaring: readings.flatMap(reading => declaringObjects(reading, lookedAt.text(reading.file) ?? '')),
    size: 0,
    lookedAt,
  };
}

/** Nothing else of a build asks for these trees, so they are not kept. */
function declaringObjects({ file, declarations }: ManifestReading, text: string): readonly Mapping[] {
  const senders = declarations.flatMap(each => (each.kind === 'delivery' ? each.place.span.start : []));
  const places = [...senders, ...placesOfValues(text)].sort((one, other) => one - other);
  return documentsAt(places, file, text).flatMap(objectsIn).filter(isDeclaring);
}

/** The references of a file. An image in a step that deploys goes where the step sends it. */
function withSteps({ references, declarations }: ManifestReading): readonly ImageReference[] {
  const steps = declarations.filter(each => each.kind === 'destination');
  if (steps.length === 0) return references;
  return references.map(reference => {
    const { start, end } = reference.span;
    const around = steps.filter(({ span }) => span.start <= start && end <= span.end);
    const destinations = around.flatMap(({ by, targetKind, sentTo, place }): Destination[] =>
      sentTo.kind === 'own' ? [] : [{ by, targetKind, sentTo, place }],
    );
    return destinations.length === 0 ? reference : { ...reference, destinations };
  });
}

function objectsOfFile(file: string, inputs: BuildInputs): readonly Mapping[] {
  return (inputs.documents(file) ?? []).flatMap(objectsIn);
}

function objectsOf({ builds, sender, entry }: Deployment, inputs: BuildInputs, { memo }: Workshop): Built {
  switch (builds.kind) {
    case 'kustomization': {
      const { edit } = builds;
      const inflate = ({ folder, release }: SentChart) => renderChart(folder, release, inputs);
      const isUnrestricted = sender !== undefined && isFlux(sender);
      const options = { memo, inflate, isUnrestricted, ...(edit === undefined ? {} : { edit }) };
      const built = buildKustomization(builds.folder, inputs, options);
      return changedAfter(built, builds);
    }
    case 'chart': {
      const rendered = renderChart(builds.folder, builds.release, inputs);
      const changed = builds.postRenderers.reduce(
        (built, kustomization) => together(built, transform(built.objects, kustomization, builds.folder, inputs)),
        rendered,
      );
      return changedAfter(changed, builds);
    }
    case 'values': {
      const place = sender?.place ?? { file: entry, span: emptyAt(0) };
      const of = { ...place, what: builds.what };
      const given: Built = { ...NOTHING_BUILT, loose: [{ kind: 'values', values: builds.values, of }] };
      return builds.postRenderers.reduce(
        (built, kustomization) => together(built, transform(built.objects, kustomization, '', inputs, { missing: of })),
        given,
      );
    }
    case 'files': {
      const objects = builds.files.flatMap(file => objectsOfFile(file, inputs));
      const made = builds.edit?.(EMPTY_KUSTOMIZATION);
      const built =
        made === undefined ? { ...NOTHING_BUILT, objects } : transform(objects, made, builds.folder, inputs);
      return changedAfter(built, builds);
    }
  }
}

/** Values that the sender holds as a text that is no YAML. Its tool deploys nothing with them. */
function brokenValues(builds: Builds): readonly BuildProblem[] {
  if (builds.kind !== 'values' && builds.kind !== 'chart') return [];
  const values = builds.kind === 'values' ? builds.values : builds.release.values;
  return values.flatMap(each =>
    each.kind === 'open' && each.isBroken === true
      ? { ...each.place, message: t("these values were not read: they aren't YAML") }
      : [],
  );
}

function changedAfter(built: Built, { after }: Pick<Changes, 'after'>): Built {
  return after === undefined ? built : { ...built, objects: after(built.objects) };
}

/** The kustomization that Flux and Argo CD make for a folder without one. */
const EMPTY_KUSTOMIZATION: Mapping = { kind: 'mapping', entries: [], span: { start: 0, end: 0 } };

function together(before: Built, after: Built): Built {
  return {
    objects: after.objects,
    problems: [...before.problems, ...after.problems],
    outside: [...before.outside, ...after.outside],
    loose: [...before.loose, ...after.loose],
  };
}

const NO_SUPPRESSIONS: readonly Suppression[] = [];

/** The images and accounts of a deployment, as it brings them. */
function saidOf(
  deployment: Deployment,
  references: readonly ImageReference[],
  declarations: readonly Declaration[],
  inputs: BuildInputs,
): Pick<BuiltDeployment, 'deployment' | 'references' | 'accounts'> {
  return {
    deployment,
    references: pullsOf(deployment, references, inputs),
    accounts: accountsOf(deployment, declarations),
  };
}

/** Images with their destinations, and with the sender's namespace if they state none. */
function pullsOf(
  deployment: Deployment,
  references: readonly ImageReference[],
  inputs: BuildInputs,
): readonly ImageReference[] {
  const { sender, group } = deployment;
  const namespace = namespaceOf(deployment);
  const isSuspended = sender?.isSuspended === true;
  const suppressions = new Map<string, readonly Suppression[]>();
  const suppressionsOf = (file: string) =>
    remembered(suppressions, file, () => inputs.reading(file)?.suppressions ?? NO_SUPPRESSIONS);
  return references.map(reference => ({
    ...withSuppressions(withNamespace(reference, namespace), suppressionsOf),
    ...placementOf(deployment, reference.file),
    deployment: group,
    ...(isSuspended ? { unjudged: t('{0} is suspended', sender.by) } : {}),
  }));
}

/** Accounts with their destinations, and with the sender's namespace if they state none. */
function accountsOf(deployment: Deployment, declarations: readonly Declaration[]): readonly BroughtAccount[] {
  const namespace = namespaceOf(deployment);
  return declarations.filter(isAccountDeclaration).map((declaration): BroughtAccount => {
    const { file } = declaration.kind === 'pullBinding' ? declaration.binding.definedAt : declaration.place;
    const placement = placementOf(deployment, file);
    return { declaration, deployment: deployment.group, placement, namespace: declaration.namespace ?? namespace };
  });
}

/** The namespace of objects that state none. */
function namespaceOf({ sender, builds }: Deployment): string | undefined {
  return builds.kind === 'chart' ? builds.release.namespace : sender?.namespace;
}

/** The place where a person finds a deployment. */
function placeOfBuild({ entry, builds, sender }: Deployment): Place {
  const [first = ''] = builds.kind === 'files' ? builds.files : [];
  return { file: entry === '' ? (sender?.place.file ?? first) : entry, span: emptyAt(0) };
}

function withNamespace(reference: ImageReference, namespace: string | undefined): ImageReference {
  const { workload } = reference;
  if (namespace === undefined || workload.platform !== 'kubernetes' || workload.namespace !== undefined)
    return reference;
  return { ...reference, workload: { ...workload, namespace } };
}
