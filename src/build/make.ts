import { t } from '../model/l10n.ts';
import type { Declaration } from '../model/reading.ts';
import type { ImageReference } from '../model/reference.ts';
import type { ImageRule } from '../read/format.ts';
import { objectsIn } from '../read/source/lift.ts';
import type { Mapping } from '../read/source/tree.ts';
import { type BroughtAccount, isAccount } from './accounts.ts';
import { type Built, type Inputs, NOTHING_BUILT } from './built.ts';
import type { SentFolder } from './delivery/sender.ts';
import { isDeclaring, mayDeclare } from './delivery/senders.ts';
import { type BuiltDeployment, type Deployment, placementOf } from './deployment.ts';
import { renderChart } from './helm/chart.ts';
import { buildKustomization, type KustomizeMemo, transform } from './kustomize/build.ts';
import { LookedAt } from './lookedAt.ts';
import { readBuilt } from './pulls.ts';

/** What the builds of a workspace share. */
export interface Workshop {
  /** The config's paths of images in custom resources. */
  readonly rules: readonly ImageRule[];
  /** Builds of bases, which overlays have in common. */
  readonly memo: KustomizeMemo;
}

/** Builds a deployment as its tool does, and reads the pulls that it makes. */
export function makeDeployment(deployment: Deployment, inputs: Inputs, workshop: Workshop): BuiltDeployment {
  const lookedAt = new LookedAt(inputs);
  const { builds } = deployment;
  if (builds.kind === 'files' && !isEdited(builds.sent)) return plainDeployment(deployment, builds.files, lookedAt);
  const built = objectsOf(deployment, lookedAt, workshop);
  const { references, declarations, problems } = readBuilt(built.objects, workshop.rules);
  return {
    ...saidOf(deployment, references, declarations),
    problems: [...built.problems, ...problems.map(problem => ({ ...problem, file: deployment.entry }))],
    outside: built.outside,
    declaring: built.objects.filter(isDeclaring),
    lookedAt,
  };
}

function isEdited(sent: SentFolder | undefined): boolean {
  return sent?.edit !== undefined || sent?.after !== undefined;
}

/** Plain manifests are read as they are; only those that send something, or may be asked for a value, become objects. */
function plainDeployment(deployment: Deployment, files: readonly string[], lookedAt: LookedAt): BuiltDeployment {
  const readings = files.flatMap(file => lookedAt.reading(file) ?? []);
  const declaring = files.filter(file => mayDeclare(lookedAt.text(file) ?? ''));
  return {
    ...saidOf(
      deployment,
      readings.flatMap(({ references }) => references),
      readings.flatMap(({ declarations }) => declarations),
    ),
    problems: [],
    outside: [],
    declaring: declaring.flatMap(file => objectsOfFile(file, lookedAt)).filter(isDeclaring),
    lookedAt,
  };
}

function objectsOfFile(file: string, inputs: Inputs): readonly Mapping[] {
  return (inputs.documents(file) ?? []).flatMap(objectsIn);
}

function objectsOf({ builds }: Deployment, inputs: Inputs, { memo }: Workshop): Built {
  switch (builds.kind) {
    case 'kustomization': {
      const built = buildKustomization(builds.folder, inputs, { edit: builds.sent?.edit, memo, inflate: renderChart });
      return { ...built, objects: builds.sent?.after?.(built.objects) ?? built.objects };
    }
    case 'chart': {
      const rendered = renderChart(builds.folder, builds.release, inputs);
      return builds.postRenderers.reduce(
        (built, kustomization) => together(built, transform(built.objects, kustomization, builds.folder, inputs)),
        rendered,
      );
    }
    case 'files': {
      const { sent } = builds;
      const objects = builds.files.flatMap(file => objectsOfFile(file, inputs));
      const made = sent?.edit?.(EMPTY_KUSTOMIZATION);
      const built =
        made === undefined ? { ...NOTHING_BUILT, objects } : transform(objects, made, sent?.folder ?? '', inputs);
      return { ...built, objects: sent?.after?.(built.objects) ?? built.objects };
    }
  }
}

/** The kustomization that Flux and Argo CD make for a folder without one. */
const EMPTY_KUSTOMIZATION: Mapping = { kind: 'mapping', entries: [], span: { start: 0, end: 0 } };

function together(before: Built, after: Built): Built {
  return {
    objects: after.objects,
    problems: [...before.problems, ...after.problems],
    outside: [...before.outside, ...after.outside],
  };
}

/** Images and accounts as the deployment brings them: with where they go, and the sender's namespace where none is stated. */
function saidOf(
  deployment: Deployment,
  references: readonly ImageReference[],
  declarations: readonly Declaration[],
): Pick<BuiltDeployment, 'deployment' | 'references' | 'accounts'> {
  const { sender, group, builds } = deployment;
  const namespace = builds.kind === 'chart' ? builds.release.namespace : sender?.namespace;
  const isSuspended = sender?.isSuspended === true;
  return {
    deployment,
    references: references.map(reference => ({
      ...withNamespace(reference, namespace),
      ...placementOf(deployment, reference.file),
      deployment: group,
      ...(isSuspended ? { unjudged: t('{0} is suspended', sender.by) } : {}),
    })),
    accounts: declarations.filter(isAccount).map((declaration): BroughtAccount => {
      const { file } = declaration.kind === 'pullBinding' ? declaration.binding.definedAt : declaration.place;
      const placement = placementOf(deployment, file);
      return { declaration, deployment: group, placement, namespace: declaration.namespace ?? namespace };
    }),
  };
}

function withNamespace(reference: ImageReference, namespace: string | undefined): ImageReference {
  const { workload } = reference;
  if (namespace === undefined || workload.platform !== 'kubernetes' || workload.namespace !== undefined)
    return reference;
  return { ...reference, workload: { ...workload, namespace } };
}
