import { fromRoot } from '../../../model/place.ts';
import type { ValuesSource } from '../../../model/reading.ts';
import type { SentTo } from '../../../model/target.ts';
import type { Harvest } from '../../source/harvest.ts';
import { renameOf } from '../../source/renames.ts';
import { at, find, items, textOf, type View } from '../../source/view.ts';
import { patchesIn } from '../patches.ts';
import { declaredBy, pathsOf, writtenFields } from './paths.ts';

/** https://fluxcd.io/flux/components/kustomize/kustomizations/ */
export function readFluxKustomization(object: View, harvest: Harvest): void {
  const spec = at(object, 'spec');
  if (spec === undefined || (textOf(at(spec, 'sourceRef', 'kind')) ?? 'GitRepository') !== 'GitRepository') return;
  const postBuild = at(spec, 'postBuild');
  harvest.declaration({
    ...declaredBy('Flux Kustomization', object, harvest),
    sentTo: sentTo(spec),
    folder: fromRoot('', textOf(at(spec, 'path')) ?? ''),
    isDeep: true,
    repository: `GitRepository ${textOf(at(spec, 'sourceRef', 'name')) ?? ''}`,
    patches: patchesIn(spec, 'patches', harvest),
    images: items(at(spec, 'images')).flatMap(entry => renameOf(entry, harvest) ?? []),
    ...(postBuild === undefined ? {} : { substitutes: substitutesOf(postBuild, harvest) }),
  });
}

/** A release goes where its file goes, unless it has a `kubeConfig`; a chart in the repository goes with it. */
export function readHelmRelease(object: View, harvest: Harvest): void {
  const spec = at(object, 'spec');
  const chart = at(spec, 'chart', 'spec');
  if (spec === undefined) return;
  const isOfGit = textOf(at(chart, 'sourceRef', 'kind')) === 'GitRepository';
  const path = isOfGit ? textOf(at(chart, 'chart')) : undefined;
  const to = sentTo(spec);
  const namespace = textOf(at(object, 'metadata', 'namespace'));
  const valuesFrom = items(at(spec, 'valuesFrom')).map(source => sourceOf(source, namespace));
  if (path === undefined && to.kind === 'own' && valuesFrom.length === 0) return;
  const files = chart === undefined ? [] : find(chart, 'valuesFiles[]').flatMap(({ value }) => textOf(value) ?? []);
  harvest.declaration({
    ...declaredBy('Flux HelmRelease', object, harvest),
    sentTo: to,
    folder: path === undefined ? undefined : fromRoot('', path),
    isDeep: true,
    files: files.map(file => fromRoot('', file)),
    overrides: pathsOf(at(spec, 'values')),
    valuesFrom,
    repository: `GitRepository ${textOf(at(chart, 'sourceRef', 'name')) ?? ''}`,
  });
}

/**
 * Cluster API installs the chart in the clusters that its labels select, and not where the object itself goes.
 * https://github.com/kubernetes-sigs/cluster-api-addon-provider-helm/blob/main/api/v1alpha1/helmchartproxy_types.go
 */
export function readHelmChartProxy(object: View, harvest: Harvest): void {
  harvest.declaration({
    ...declaredBy('HelmChartProxy', object, harvest),
    sentTo: { kind: 'open', text: 'clusterSelector' },
  });
}

/** https://fluxcd.io/flux/components/helm/helmreleases/#values-references */
function sourceOf(source: View | undefined, namespace: string | undefined): ValuesSource {
  const [kind = '', name = '', key = 'values.yaml', path] = ['kind', 'name', 'valuesKey', 'targetPath'].map(each =>
    textOf(at(source, each)),
  );
  return { text: `${kind} ${name}`, configMap: kind === 'ConfigMap' ? name : undefined, namespace, key, path };
}

/** The Secret of a kubeconfig is a hint: it is usually called like its cluster. */
function sentTo(spec: View): SentTo {
  if (at(spec, 'kubeConfig') === undefined) return { kind: 'own' };
  const secret = textOf(at(spec, 'kubeConfig', 'secretRef', 'name'));
  if (secret === undefined) return { kind: 'open', text: 'kubeConfig' };
  return { kind: 'name', names: [secret, secret.replace(/-kubeconfig$/, '')] };
}

function substitutesOf(postBuild: View, harvest: Harvest) {
  return {
    values: writtenFields(at(postBuild, 'substitute'), '', harvest),
    configMaps: find(postBuild, 'substituteFrom[]').map(({ value }) =>
      textOf(at(value, 'kind')) === 'ConfigMap' ? (textOf(at(value, 'name')) ?? null) : null,
    ),
  };
}
