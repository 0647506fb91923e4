// Flux HelmReleases: https://fluxcd.io/flux/components/helm/helmreleases/
import { fromRoot } from '../../../model/place.ts';
import { field, itemsAt, textAt } from '../../../read/source/lift.ts';
import type { Content, Mapping } from '../../../read/source/tree.ts';
import type { DeliveryContext } from '../context.ts';
import { embeddedYaml } from '../embedded.ts';
import type { Release, Sender, Sent } from '../sender.ts';
import { isTrue, namespaceOf, openField, placeOfObject, titled } from '../stated.ts';
import { namedObject, whyNotOne } from './candidates.ts';
import { helmReleaseValues } from './helmReleaseValues.ts';
import { fluxTarget } from './kubeConfig.ts';
import { pathInSource } from './sources.ts';

export function helmRelease(object: Mapping, context: DeliveryContext): Sender {
  const spec = field(object, 'spec');
  const namespace = textAt(spec, 'targetNamespace') ?? namespaceOf(object, context);
  return {
    by: titled('Flux HelmRelease', object),
    place: placeOfObject(object),
    targetKind: 'aks',
    sentTo: fluxTarget(object, context),
    namespace: openField(spec, ['targetNamespace']) === undefined ? namespace : undefined,
    isSuspended: isTrue(spec, 'suspend'),
    sends: readSent(object, spec, namespace, context),
  };
}

/** Cluster API installs the chart in the clusters that its labels select, and not where the object itself goes. */
export function helmChartProxy(object: Mapping): Sender {
  const spec = field(object, 'spec');
  const template = field(spec, 'valuesTemplate');
  const values = template?.kind === 'scalar' ? embeddedYaml(template) : undefined;
  return {
    by: titled('HelmChartProxy', object),
    place: placeOfObject(object),
    targetKind: 'aks',
    sentTo: { kind: 'open', text: 'clusterSelector' },
    namespace: textAt(spec, 'namespace'),
    isSuspended: false,
    sends: {
      kind: 'outside',
      what: `chart ${textAt(spec, 'chartName') ?? ''} of ${textAt(spec, 'repoURL') ?? 'a registry'}`,
      ...(values === undefined ? {} : { values: [{ kind: 'inline', values }] }),
    },
  };
}

/**
 * The source of a release's chart: the fields of a HelmChart, in the release itself or in an object that it refers to.
 */
type ChartSource =
  | { readonly kind: 'chart'; readonly chart: Content; readonly owner: Mapping }
  | { readonly kind: 'outside'; readonly what: string }
  | { readonly kind: 'open'; readonly why: string };

const UNNAMED = 'a chart that the release does not name';

function chartSource(object: Mapping, spec: Content | undefined, context: DeliveryContext): ChartSource {
  const own = field(spec, 'chart', 'spec');
  if (own !== undefined) return { kind: 'chart', chart: own, owner: object };
  const reference = field(spec, 'chartRef');
  const open = openField(reference, ['kind', 'name', 'namespace']);
  if (open !== undefined) return { kind: 'open', why: `spec.chartRef.${open}` };
  const [kind, name] = ['kind', 'name'].map(key => textAt(reference, key));
  if (kind === undefined || name === undefined) return { kind: 'open', why: UNNAMED };
  const what = `${kind} ${name}`;
  if (kind === 'ExternalArtifact') return { kind: 'open', why: `${what}, which the cluster makes` };
  if (kind !== 'HelmChart') return { kind: 'outside', what: `chart of ${what}` };
  const namespace = textAt(reference, 'namespace') ?? namespaceOf(object, context);
  const found = namedObject(context, kind, namespace, name, ['spec']);
  if (found.kind === 'unknown') return { kind: 'outside', what: `chart of ${what}` };
  if (found.kind === 'several') return { kind: 'open', why: whyNotOne(what, found) };
  return { kind: 'chart', chart: field(found.object, 'spec') ?? found.object, owner: found.object };
}

function readSent(
  object: Mapping,
  spec: Content | undefined,
  namespace: string | undefined,
  context: DeliveryContext,
): Sent {
  const own = { values: helmReleaseValues(object, context), postRenderers: postRenderersOf(spec) };
  const source = chartSource(object, spec, context);
  if (source.kind !== 'chart') return { ...source, ...own };
  const { chart, owner } = source;
  const open = openField(chart, ['chart', 'sourceRef.kind']) ?? openField(spec, ['releaseName', 'suspend']);
  if (open !== undefined) return { kind: 'open', why: open, ...own };
  const path = textAt(chart, 'chart');
  if (path === undefined) return { kind: 'open', why: UNNAMED, ...own };
  const kind = textAt(chart, 'sourceRef', 'kind');
  if (kind !== 'GitRepository') {
    const from = `${kind ?? 'a source'} ${textAt(chart, 'sourceRef', 'name') ?? ''}`.trim();
    return { kind: 'outside', what: `chart ${path} of ${from}`, ...own };
  }
  const found = pathInSource(field(chart, 'sourceRef'), path, owner, context);
  if (found.kind === 'open') return { ...found, ...own };
  if (found.kind === 'outside') return { ...found, what: `chart ${found.what}`, ...own };
  const defaults = defaultFiles(chart);
  const release: Release = {
    name: textAt(spec, 'releaseName') ?? defaultName(object, spec),
    namespace,
    ...(defaults.length === 0 ? {} : { defaults }),
    values: own.values,
  };
  return { kind: 'chart', folder: found.path, release, postRenderers: own.postRenderers };
}

/** https://github.com/fluxcd/helm-controller/blob/main/api/v2/helmrelease_types.go (GetReleaseName) */
function defaultName(object: Mapping, spec: Content | undefined): string | undefined {
  const name = textAt(object, 'metadata', 'name');
  const namespace = textAt(spec, 'targetNamespace');
  return name === undefined || namespace === undefined ? name : `${namespace}-${name}`;
}

/** Files of the source that Flux merges and packs as the chart's values.yaml. */
function defaultFiles(chart: Content): readonly string[] {
  const listed = itemsAt(chart, 'valuesFiles').flatMap(each => textAt(each) ?? []);
  const single = textAt(chart, 'valuesFile');
  return [...(single === undefined ? [] : [single]), ...listed].map(file => fromRoot('', file));
}

/** Each is a kustomization over the result of the one before it. */
function postRenderersOf(spec: Content | undefined): readonly Mapping[] {
  return itemsAt(spec, 'postRenderers')
    .map(each => field(each, 'kustomize'))
    .filter(each => each?.kind === 'mapping');
}
