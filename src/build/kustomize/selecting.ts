// The objects that the `target` of a patch selects.
// https://github.com/kubernetes-sigs/kustomize/blob/master/api/resmap/reswrangler.go (Select) and api/types/selector.go
import { textAt } from '../../read/source/lift.ts';
import type { Content } from '../../read/source/tree.ts';
import { labelSelector } from './labelSelector.ts';
import { type Accumulated, currentId, labelsIn, originalId } from './objects.ts';
import { Pattern } from './pattern.ts';

/** Returns whether an object is selected. Undefined: an expression can't be evaluated. */
export type ObjectTest = (object: Accumulated) => boolean | undefined;

/** kustomize compares the first and the last name and namespace, and the present kind. */
export function targetTest(target: Content): ObjectTest {
  const [group, version, kind, name, namespace] = ['group', 'version', 'kind', 'name', 'namespace'].map(key =>
    anchored(textAt(target, key)),
  );
  const labels = metadataTest(target);
  return each => {
    const [now, first] = [currentId(each.object), originalId(each)];
    return allHold([
      either(namespace?.(first.namespace), namespace?.(now.namespace)),
      either(name?.(first.name), name?.(now.name)),
      group?.(now.group),
      version?.(now.version),
      kind?.(now.kind),
      labels(each),
    ]);
  };
}

/** The one name that a target selects. Undefined: its expression fits other names, too. */
export function nameOfTarget(target: Content): string | undefined {
  const name = textAt(target, 'name');
  return name !== undefined && /^[\w-]+$/.test(name) ? name : undefined;
}

/** Tests `labelSelector` and `annotationSelector`. */
export function metadataTest(target: Content): ObjectTest {
  const [byLabels, byAnnotations] = (['labelSelector', 'annotationSelector'] as const).map(key => {
    const text = textAt(target, key);
    return text === undefined ? () => true : labelSelector(text);
  });
  return ({ object }) =>
    allHold([byLabels?.(labelsIn(object, 'labels')), byAnnotations?.(labelsIn(object, 'annotations'))]);
}

/** Tests whether an expression matches the whole of a text. Without an expression, any text matches. */
export function anchored(expression: string | undefined): (text: string) => boolean | undefined {
  if (expression === undefined) return () => true;
  const pattern = Pattern.of(expression);
  return text => (text === expression && /^[\w.-]*$/.test(text) ? true : pattern?.matchesWhole(text));
}

export function allHold(tests: readonly (boolean | undefined)[]): boolean | undefined {
  if (tests.includes(false)) return false;
  return tests.includes(undefined) ? undefined : true;
}

function either(one: boolean | undefined, other: boolean | undefined): boolean | undefined {
  if (one === true || other === true) return true;
  return one === undefined || other === undefined ? undefined : false;
}
