// kustomize's build, as a pure function over files.
// https://github.com/kubernetes-sigs/kustomize/blob/master/api/krusty/kustomizer.go
import { t } from '../../model/l10n.ts';
import type { Mapping } from '../../read/source/tree.ts';
import type { BuildInputs, Built, Outside } from '../built.ts';
import { type Accumulation, NOTHING_ACCUMULATED } from './accumulation.ts';
import { type BaseMemo, OwnBases } from './bases.ts';
import type { Inflate } from './charts.ts';
import { kustomizationIn, loadKustomization } from './kustomizationFiles.ts';
import { partedLoose } from './loose.ts';
import { inTheWayOfNames, withNamesFollowed } from './nameReferences.ts';
import { accumulated, labelsIn } from './objects.ts';
import { BuildReport } from './report.ts';
import { KustomizeBuild } from './target.ts';
import { substituteVariables } from './variables.ts';

export interface KustomizeOptions {
  /** Changes the root kustomization before the build, as Flux and Argo CD do. */
  readonly edit?: (kustomization: Mapping) => Mapping;
  /** Renders the charts that a kustomization inflates. Without it, they are outside. */
  readonly inflate?: Inflate;
  /** Builds of bases, shared by the overlays of the same inputs. */
  readonly memo?: BaseMemo;
  /** True to load files from outside of a kustomization's folder, as Flux does. kustomize refuses them by default. */
  readonly isUnrestricted?: boolean;
}

/** Builds the kustomization of a folder. */
export function buildKustomization(folder: string, inputs: BuildInputs, options: KustomizeOptions = {}): Built {
  const build = beginBuild(inputs, options);
  const report = new BuildReport();
  const place = kustomizationIn(folder, inputs) ?? folder;
  const file = loadKustomization(folder, inputs, message => report.problem(undefined, place, message));
  if (file === undefined) return finished(folder, { ...NOTHING_ACCUMULATED, report });
  const edited = options.edit === undefined ? file : { ...file, root: options.edit(file.root) };
  const accumulation = build.root(edited);
  for (const problem of accumulation.report.restricted)
    report.addProblem(options.isUnrestricted === true ? { ...problem, isTaken: true } : problem);
  return finished(file.file, accumulation, report);
}

export interface TransformOptions extends Omit<KustomizeOptions, 'edit'> {
  /** The part that was not built. The kustomization changes its objects, too. */
  readonly missing?: Outside;
}

/** Applies a kustomization to given objects: a HelmRelease's `postRenderers`, or a folder of plain manifests. */
export function transform(
  objects: readonly Mapping[],
  kustomization: Mapping,
  folder: string,
  inputs: BuildInputs,
  options: TransformOptions = {},
): Built {
  const file = kustomization.source?.file ?? folder;
  const { missing } = options;
  const given = { ...NOTHING_ACCUMULATED, objects: objects.map(object => accumulated(object)), missing };
  const build = beginBuild(inputs, options);
  return finished(file, build.root({ file, folder, root: kustomization }, given));
}

function beginBuild(inputs: BuildInputs, { memo, inflate }: KustomizeOptions): KustomizeBuild {
  return new KustomizeBuild(inputs, memo ?? new OwnBases(), inflate);
}

/** Takes the steps that kustomize takes once, at the end: names, vars, and objects for local use. */
function finished(
  file: string,
  accumulation: Omit<Accumulation, 'report'> & { readonly report?: BuildReport },
  first = new BuildReport(),
): Built {
  const { configuration, variables, report } = accumulation;
  if (report !== undefined) first.add(report);
  for (const { value, path } of inTheWayOfNames(accumulation.objects, configuration.nameReference)) {
    first.problem(value, file, t('{0} is neither a mapping nor a list: kustomize refuses it', path));
  }
  let objects = withNamesFollowed(accumulation.objects, configuration.nameReference);
  objects = substituteVariables(objects, variables, configuration.varReference);
  const isLocal = (object: Mapping) =>
    (labelsIn(object, 'annotations').get('config.kubernetes.io/local-config') ?? 'false') !== 'false';
  const { objects: present, loose } = partedLoose(objects);
  return {
    objects: present.flatMap(({ object }) => (isLocal(object) ? [] : object)),
    problems: first.problems,
    outside: first.outside,
    loose: [...first.loose, ...loose],
  };
}
