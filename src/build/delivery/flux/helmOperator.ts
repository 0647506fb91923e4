// HelmReleases of the Helm Operator, which came before Flux 2.
// https://github.com/fluxcd/helm-operator/blob/master/docs/references/helmrelease-custom-resource.md
import { field, itemsAt, textAt } from '../../../read/source/lift.ts';
import type { Content, Mapping } from '../../../read/source/tree.ts';
import type { DeliveryContext } from '../context.ts';
import { pathInRepository, pathWithin, type SentPath } from '../repositories.ts';
import type { ReleaseValues, Sender, Sent } from '../sender.ts';
import { namespaceOf, openField, placeOfNode, placeOfObject, titled } from '../stated.ts';

export function helmOperatorRelease(object: Mapping, context: DeliveryContext): Sender {
  const spec = field(object, 'spec');
  const namespace = textAt(spec, 'targetNamespace') ?? namespaceOf(object, context);
  return {
    by: titled('HelmRelease', object),
    place: placeOfObject(object),
    targetKind: 'aks',
    sentTo: { kind: 'own' },
    namespace,
    isSuspended: false,
    sends: readSent(spec, namespace, context),
  };
}

function readSent(spec: Content | undefined, namespace: string | undefined, context: DeliveryContext): Sent {
  const values = releaseValues(spec);
  const found = chartPath(field(spec, 'chart'), context);
  if (found.kind !== 'here') return { ...found, values };
  const release = { name: textAt(spec, 'releaseName'), namespace, values };
  return { kind: 'chart', folder: found.path, release, postRenderers: [] };
}

function chartPath(chart: Content | undefined, context: DeliveryContext): SentPath {
  const open = openField(chart, ['git', 'path', 'name', 'repository']);
  if (open !== undefined) return { kind: 'open', why: `spec.chart.${open}` };
  const url = textAt(chart, 'git');
  if (url === undefined) {
    const what = `chart ${textAt(chart, 'name') ?? ''} of ${textAt(chart, 'repository') ?? 'a repository'}`;
    return { kind: 'outside', what };
  }
  return pathInRepository(url, url, pathWithin('', textAt(chart, 'path') ?? ''), context);
}

/** Sources in their order, and the values of the release over them. */
function releaseValues(spec: Content | undefined): readonly ReleaseValues[] {
  const sources = itemsAt(spec, 'valuesFrom').map((each): ReleaseValues => {
    return { kind: 'open', why: 'valuesFrom', place: placeOfNode(each) };
  });
  const values = field(spec, 'values');
  return values === undefined ? sources : [...sources, { kind: 'inline', values }];
}
