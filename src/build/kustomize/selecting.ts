// The objects that the `target` of a patch selects.
// https://github.com/kubernetes-sigs/kustomize/blob/master/api/resmap/reswrangler.go (Select) and api/types/selector.go
import { everyOf, someOf, type Truth, truthOf } from '../../model/truth.ts';
import { textAt } from '../../read/source/lift.ts';
import type { Content } from '../../read/source/tree.ts';
import { labelSelector } from './labelSelector.ts';
import { type Accumulated, currentId, labelsIn, originalId } from './objects.ts';
import { Pattern } from './pattern.ts';

/** Returns whether an object is selected. Unknown where an expression can't be evaluated. */
export type ObjectTest = (object: Accumulated) => Truth;

/** kustomize compares the first and the last name and namespace, and the present kind. */
export function targetTest(target: Content): ObjectTest {
  const test = (key: string) => anchored(textAt(target, key));
  const [group, version, kind, name, namespace] = [
    test('group'),
    test('version'),
    test('kind'),
    test('name'),
    test('namespace'),
  ];
  const labels = metadataTest(target);
  return each => {
    const [now, first] = [currentId(each.object), originalId(each)];
    return everyOf([
      someOf([namespace(first.namespace), namespace(now.namespace)]),
      someOf([name(first.name), name(now.name)]),
      group(now.group),
      version(now.version),
      kind(now.kind),
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
  const selector = (key: 'labelSelector' | 'annotationSelector') => {
    const text = textAt(target, key);
    return text === undefined ? () => true : labelSelector(text);
  };
  const [byLabels, byAnnotations] = [selector('labelSelector'), selector('annotationSelector')];
  return ({ object }) =>
    everyOf([
      truthOf(byLabels?.(labelsIn(object, 'labels'))),
      truthOf(byAnnotations?.(labelsIn(object, 'annotations'))),
    ]);
}

/** Tests that an expression matches the whole of a text. Without an expression, any text passes. */
export function anchored(expression: string | undefined): (text: string) => Truth {
  if (expression === undefined) return () => 'yes';
  const pattern = Pattern.of(expression);
  return text => {
    if (text === expression && /^[\w.-]*$/.test(text)) return 'yes';
    return pattern === undefined ? 'unknown' : pattern.matchesWhole(text);
  };
}
