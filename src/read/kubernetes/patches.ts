import type { Written } from '../../model/place.ts';
import type { DeclaredPatch, ObjectSelector } from '../../model/reading.ts';
import type { PodWorkload } from '../../model/workload.ts';
import type { Harvest } from '../source/harvest.ts';
import { at, find, items, textOf, type View } from '../source/view.ts';
import { extentOf } from './destinations/paths.ts';

/** kubernetes-sigs/cloud-provider-azure, pkg/credentialprovider: the identity that AKS pulls with for this account. */
export const ACR_CLIENT_ID = 'kubernetes.azure.com/acr-client-id';

export function pathOf(value: View, harvest: Harvest): readonly Written[] {
  const written = harvest.written(value);
  return written === undefined || written.text.includes('\n') ? [] : [written];
}

export function patchOf(value: View, harvest: Harvest): DeclaredPatch {
  const target = at(value, 'target');
  const [path] = pathOf(at(value, 'path') ?? value, harvest);
  const span = harvest.span(extentOf((at(value, 'patch') ?? value).node));
  return { path, span, target: target && selectorOf(target) };
}

/** The patches in an object itself, as Flux and Argo CD hand them to kustomize. */
export function patchesIn(object: View, path: string, harvest: Harvest): readonly DeclaredPatch[] {
  return find(object, `${path}[]`)
    .map(({ value }) => patchOf(value, harvest))
    .filter(patch => patch.path === undefined);
}

export function selectorOf(selector: View | undefined): ObjectSelector {
  return {
    kind: textOf(at(selector, 'kind')),
    name: textOf(at(selector, 'name')),
    namespace: textOf(at(selector, 'namespace')),
    isOpen: ['labelSelector', 'annotationSelector'].some(key => textOf(at(selector, key)) !== undefined),
  };
}

/** Operations that put an image, a container or containers into an object. */
export function readOperations(list: View, where: string, workload: PodWorkload, harvest: Harvest): void {
  for (const [index, operation] of items(list).entries()) {
    const value = at(operation, 'value');
    const written = (textOf(at(operation, 'path')) ?? '').split('/').slice(1);
    const steps = written.map(step => step.replaceAll('~1', '/').replaceAll('~0', '~'));
    const field = steps.map((step, i) => (isElement(step) ? `[${step}]` : i === 0 ? step : `.${step}`)).join('');
    const path = `${where}[${index}] · ${field}`;
    const last = steps.at(-1) ?? '';
    readPulls(steps, operation, harvest);
    if (last === 'image') harvest.image(value, path, workload);
    else if (isElement(last) && CONTAINERS.test(steps.at(-2) ?? '')) {
      harvest.image(at(value, 'image'), `${path}.image`, workload);
    } else if (CONTAINERS.test(last)) {
      for (const [i, item] of items(value).entries()) harvest.image(at(item, 'image'), `${path}[${i}].image`, workload);
    }
  }
}

const CONTAINERS = /^(?:initC|c)ontainers$/;

function isElement(step: string): boolean {
  return /^(?:\d+|-)$/.test(step);
}

/** An operation on pull secrets or on a service account: of which object, the patch's target tells. */
function readPulls(steps: readonly string[], operation: View | undefined, harvest: Harvest): void {
  const value = at(operation, 'value');
  const last = steps.at(-1) ?? '';
  const secretsAt = steps.indexOf('imagePullSecrets');
  const texts = [value, ...items(value)].flatMap(each => textOf(at(each, 'name')) ?? textOf(each) ?? []);
  const account = /^serviceAccount(?:Name)?$/.test(last) ? (textOf(value) ?? 'default') : undefined;
  const clientId = last === ACR_CLIENT_ID ? (textOf(value) ?? '') : undefined;
  if (operation === undefined || (secretsAt < 0 && account === undefined && clientId === undefined)) return;
  const kind = steps.includes('spec') ? undefined : 'ServiceAccount';
  harvest.declaration({
    kind: 'pulls',
    object: { kind, name: undefined, namespace: undefined, isOpen: true },
    secrets: secretsAt < 0 ? [] : texts.length > 0 ? texts : ['imagePullSecrets'],
    isAll: secretsAt >= 0 && last !== '-',
    account,
    clientId,
    span: harvest.spanOf(operation),
  });
}
