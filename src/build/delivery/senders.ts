// The declarations that send something: found in built objects, since overlays change them and Applications render
// them.
import { itemsAt, textAt } from '../../read/source/lift.ts';
import type { Mapping } from '../../read/source/tree.ts';
import { argoApplication } from './argo/application.ts';
import { applicationSet } from './argo/applicationSet.ts';
import type { DeliveryContext } from './context.ts';
import { helmOperatorRelease } from './flux/helmOperator.ts';
import { helmChartProxy, helmRelease } from './flux/helmRelease.ts';
import { fluxKustomization } from './flux/kustomization.ts';
import type { Sender } from './sender.ts';
import { groupOf } from './stated.ts';

/** The senders among built objects, in their order. */
export function sendersIn(objects: readonly Mapping[], context: DeliveryContext): readonly Sender[] {
  return objects.flatMap(object => [object, ...listed(object)]).flatMap(object => sendersOf(object, context));
}

/** Returns whether some of these objects may be senders. */
export function maySend(objects: readonly Mapping[]): boolean {
  return objects.some(object => textAt(object, 'kind') !== 'ConfigMap');
}

function listed(object: Mapping): readonly Mapping[] {
  const kind = `${groupOf(object)}/${textAt(object, 'kind')}`;
  const path = LISTS.get(kind);
  return path === undefined ? [] : itemsAt(object, ...path).filter(each => each.kind === 'mapping');
}

/** Kinds that hold other objects. https://fluxoperator.dev/docs/crd/resourceset/ */
const LISTS: ReadonlyMap<string, readonly string[]> = new Map([
  ['/List', ['items']],
  ['fluxcd.controlplane.io/ResourceSet', ['spec', 'resources']],
]);

function sendersOf(object: Mapping, context: DeliveryContext): readonly Sender[] {
  switch (`${groupOf(object)}/${textAt(object, 'kind')}`) {
    case 'argoproj.io/Application':
      return argoApplication(object, context);
    case 'argoproj.io/ApplicationSet':
      return applicationSet(object, context);
    case 'kustomize.toolkit.fluxcd.io/Kustomization':
      return [fluxKustomization(object, context)];
    case 'helm.toolkit.fluxcd.io/HelmRelease':
      return [helmRelease(object, context)];
    case 'helm.fluxcd.io/HelmRelease':
      return [helmOperatorRelease(object, context)];
    case 'addons.cluster.x-k8s.io/HelmChartProxy':
      return [helmChartProxy(object)];
    default:
      return [];
  }
}
