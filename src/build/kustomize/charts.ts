// Charts that a kustomization inflates. Helm renders them: this room finds the chart and its values.
// https://github.com/kubernetes-sigs/kustomize/blob/master/api/types/helmchartargs.go
import { t } from '../../model/l10n.ts';
import { field, textAt } from '../../read/source/lift.ts';
import type { Content, Scalar } from '../../read/source/tree.ts';
import { type Built, NOTHING_BUILT } from '../built.ts';
import type { ReleaseValues, SentChart } from '../delivery/sender.ts';
import { chartRepository, isThere, keptChart } from './kustomizationFiles.ts';
import { type Accumulated, accumulated } from './objects.ts';
import { scalarsAt } from './patching.ts';
import { followPath } from './paths.ts';
import type { TransformerStage } from './stage.ts';

/** Renders a chart, with the values that a kustomization gives. */
export type Inflate = (chart: SentChart) => Built;

/** The objects of a chart. A namespace that the entry leaves out is that of the kustomization, or of one above. */
export function inflated(
  entry: Content,
  home: string,
  namespace: string | undefined,
  stage: TransformerStage,
  inflate: Inflate,
): readonly Accumulated[] {
  const chart = chartOf(entry, home, namespace, stage);
  const built = chart === undefined ? NOTHING_BUILT : inflate(chart);
  stage.report.add(built);
  // the rest of a partly rendered chart may hold anything
  if (built.problems.length > 0) stage.report.leftOut(entry, stage.file, t('chart {0}', textAt(entry, 'name') ?? ''));
  return built.objects.map(object => accumulated(object, true));
}

function chartOf(
  entry: Content,
  home: string,
  namespace: string | undefined,
  stage: TransformerStage,
): SentChart | undefined {
  const name = textAt(entry, 'name') ?? textAt(entry, 'chartName');
  if (name === undefined) {
    stage.report.problem(entry, stage.file, t('a chart needs a name'));
    return undefined;
  }
  const repository = chartRepository(entry);
  const kept = keptChart(entry, name, home);
  const folder = followPath(stage.folder, kept);
  if (folder.kind === 'outside' || !isThere(`${folder.path}/Chart.yaml`, stage.inputs)) {
    if (folder.kind === 'inside' && repository === undefined)
      stage.report.problem(entry, stage.file, t('there is no chart in {0}', folder.path));
    else stage.report.beyond(entry, stage.file, t('chart {0} of {1}', name, repository ?? kept));
    const of = stage.report.leftOut(entry, stage.file, t('chart {0}', name));
    stage.report.loose.push({
      kind: 'values',
      values: valuesOfChart(entry, folder.kind === 'inside' ? folder.path : kept, stage),
      of,
    });
    return undefined;
  }
  if (loadsOwnValues(entry)) stage.report.loads(entry, kept, `${folder.path}/values.yaml`, stage);
  return {
    kind: 'chart',
    folder: folder.path,
    release: {
      name: textAt(entry, 'releaseName'),
      namespace: textAt(entry, 'namespace') ?? textAt(entry, 'releaseNamespace') ?? namespace,
      values: valuesOfChart(entry, folder.path, stage),
    },
    postRenderers: [],
  };
}

/** Returns whether kustomize itself reads the chart's values.yaml: Helm may read a chart anywhere. */
function loadsOwnValues(entry: Content): boolean {
  const given = field(entry, 'valuesFile') ?? field(entry, 'values');
  return given === undefined && textAt(entry, 'valuesMerge') !== 'replace';
}

/** Orders values as Helm does. `valuesMerge` decides whether the file or the inline values win. */
function valuesOfChart(entry: Content, chart: string, stage: TransformerStage): readonly ReleaseValues[] {
  const [given] = [field(entry, 'valuesFile') ?? field(entry, 'values')];
  const file = given?.kind === 'scalar' ? fileOfValues(given, stage) : undefined;
  const inline = field(entry, 'valuesInline') ?? field(entry, 'valuesLocal');
  const own: readonly ReleaseValues[] = inline === undefined ? [] : [{ kind: 'inline', values: inline }];
  const more = scalarsAt(entry, 'additionalValuesFiles').flatMap(each => fileOfValues(each, stage) ?? []);
  const merge = own.length === 0 ? 'override' : (textAt(entry, 'valuesMerge') ?? 'override');
  const chartsOwn: ReleaseValues = { kind: 'file', file: `${chart}/values.yaml`, isOptional: true };
  if (merge === 'replace') return [...own, ...more];
  if (merge === 'merge') return [...own, file ?? chartsOwn, ...more];
  return [...(file === undefined ? [] : [file]), ...own, ...more];
}

function fileOfValues(path: Scalar, stage: TransformerStage): ReleaseValues | undefined {
  const { folder, file, inputs, report } = stage;
  const followed = followPath(folder, path.text);
  if (followed.kind === 'inside' && isThere(followed.path, inputs)) {
    report.loads(path, path.text, followed.path, stage);
    return { kind: 'file', file: followed.path, isOptional: false };
  }
  const why = t('values of {0}', path.text);
  if (followed.kind === 'outside') report.leavesRoot(path, file, path.text);
  else if (!/^[a-z]+:\/\//.test(path.text)) report.problem(path, file, t('{0} does not exist', path.text));
  return { kind: 'open', why, place: { file: path.source?.file ?? file, span: path.span } };
}
