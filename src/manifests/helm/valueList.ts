import type { Entry, Node, Scalar } from '../source/tree.ts';
import { at, items, textOf, type View, view } from '../source/view.ts';

/** Values by the first key of their names; what has no further keys is a value itself. */
type Tree = Map<string, Tree | Scalar>;

const MAX_KEYS = 20;

/**
 * The values that a list of names and values stands for, as `helm --set` takes them: `image.tag` with `2.4`. Names with
 * an element of a list or an escaped dot in them are left out.
 */
export function valuesOfList(list: View): View | undefined {
  const tree: Tree = new Map();
  for (const item of items(list)) {
    const name = textOf(at(item, 'name'));
    const value = at(item, 'value')?.node;
    if (name === undefined || value?.kind !== 'scalar' || /[[\]\\]/.test(name)) continue;
    put(tree, name.split('.', MAX_KEYS), value);
  }
  return view(mappingOf(tree));
}

function put(tree: Tree, [key = '', ...rest]: readonly string[], value: Scalar): void {
  const below = tree.get(key);
  if (rest.length === 0) {
    tree.set(key, value);
  } else if (below instanceof Map) {
    put(below, rest, value);
  } else {
    const made: Tree = new Map();
    tree.set(key, made);
    put(made, rest, value);
  }
}

/** The keys stand nowhere by themselves; only the values have a place. */
function mappingOf(tree: Tree): Node {
  const span = { start: 0, end: 0 };
  const entries = [...tree].map(([text, below]): Entry => {
    const key: Scalar = { kind: 'scalar', text, span, plain: false };
    return { key, value: below instanceof Map ? mappingOf(below) : below };
  });
  return { kind: 'mapping', entries, span };
}
