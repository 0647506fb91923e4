// Operations by RFC 6902, as kustomize applies them. https://datatracker.ietf.org/doc/html/rfc6902
import { t } from '../../model/l10n.ts';
import { field, textAt, withField, withItems } from '../../read/source/lift.ts';
import { type Content, contents, type List, type Mapping, type Node } from '../../read/source/tree.ts';
import { isNullNode, overwritten } from './strategicMerge.ts';

export type JsonPatched =
  | { readonly kind: 'done'; readonly object: Mapping }
  | { readonly kind: 'failed'; readonly at: Content; readonly message: string };

/** Applies a list of operations up to the first that does not apply: kustomize stops the build there. */
export function applyJsonPatch(object: Mapping, operations: Content): JsonPatched {
  let patched: Content = object;
  for (const operation of operations.kind === 'list' ? contents(operations.items) : []) {
    const next: Content | string = applied(patched, operation);
    if (typeof next === 'string') return { kind: 'failed', at: operation, message: next };
    patched = next;
  }
  return patched.kind === 'mapping'
    ? { kind: 'done', object: patched }
    : { kind: 'failed', at: operations, message: t('this patch leaves no object') };
}

/** The tree after an operation, or why it does not apply. */
function applied(root: Content, operation: Content): Content | string {
  const path = textAt(operation, 'path') ?? '';
  const pointer = pointerKeys(path);
  const missing = t('{0} does not exist in the object', path);
  const op = textAt(operation, 'op');
  switch (op) {
    case 'add':
    case 'replace': {
      const value = heldAt(operation, 'value');
      if (value === undefined) return t('this operation has no value');
      return changed(root, pointer, op === 'add' ? insertion(value) : replacement(value)) ?? missing;
    }
    case 'remove':
      return changed(root, pointer, REMOVAL) ?? missing;
    case 'move':
    case 'copy':
      return transferred(root, operation, pointer, op === 'move') ?? missing;
    case 'test':
      return tested(root, operation, pointer) ? root : t('the test of {0} fails', path);
    default:
      return t("{0} isn't a JSON patch operation", op ?? '');
  }
}

/** The value of a key. A key without a value holds null. */
function heldAt(node: Content, key: string): Content | undefined {
  const entry = node.kind === 'mapping' ? node.entries.find(each => each.key.text === key) : undefined;
  if (entry === undefined) return undefined;
  const value = entry.value?.kind === 'alias' ? entry.value.target : entry.value;
  return value ?? { ...entry.key, text: 'null', plain: true };
}

/** https://datatracker.ietf.org/doc/html/rfc6901#section-4 */
export function pointerKeys(path: string): readonly string[] {
  return path === ''
    ? []
    : path
        .split('/')
        .slice(1)
        .map(key => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function tested(root: Content, operation: Content, pointer: readonly string[]): boolean {
  const found = valueAtPointer(root, pointer);
  const wanted = heldAt(operation, 'value');
  const isNothing = (node: Content | undefined) => node === undefined || isNullNode(node);
  if (isNothing(found) || isNothing(wanted)) return isNothing(found) && isNothing(wanted);
  return equalContents(found, wanted);
}

function transferred(root: Content, operation: Content, to: readonly string[], isMove: boolean): Content | undefined {
  const from = pointerKeys(textAt(operation, 'from') ?? '');
  const value = valueAtPointer(root, from);
  if (value === undefined) return undefined;
  const without = isMove ? changed(root, from, REMOVAL) : root;
  return without && changed(without, to, insertion(value));
}

function valueAtPointer(root: Content, pointer: readonly string[]): Content | undefined {
  let here: Content | undefined = root;
  for (const key of pointer) here = here && childAt(here, key);
  return here;
}

function childAt(node: Content, key: string): Content | undefined {
  if (node.kind === 'mapping') return heldAt(node, key);
  if (node.kind !== 'list') return undefined;
  const index = indexIn(node, key, 0);
  const item = index === undefined ? undefined : node.items[index];
  return item?.kind === 'alias' ? item.target : item;
}

/** An index of a list. Negative ones count from its end. `beyond`: how far behind the last item it may lie. */
function indexIn(list: List, key: string, beyond: number): number | undefined {
  if (!/^-?\d+$/.test(key)) return undefined;
  const written = Number(key);
  const index = written < 0 ? written + list.items.length + beyond : written;
  return index >= 0 && index < list.items.length + beyond ? index : undefined;
}

/** Changes the last step of a pointer. Undefined: that place does not exist. */
interface Change {
  inMapping(mapping: Mapping, key: string): Content | undefined;
  inList(list: List, key: string): Content | undefined;
}

function changed(node: Content, pointer: readonly string[], change: Change): Content | undefined {
  const [key, ...rest] = pointer;
  if (key === undefined) return undefined;
  if (rest.length === 0) {
    if (node.kind === 'mapping') return change.inMapping(node, key);
    return node.kind === 'list' ? change.inList(node, key) : undefined;
  }
  const child = childAt(node, key);
  const below = child && changed(child, rest, change);
  if (below === undefined) return undefined;
  if (node.kind === 'mapping') return withField(node, key, below);
  return node.kind === 'list' ? withItem(node, indexIn(node, key, 0), below) : undefined;
}

function withItem(list: List, index: number | undefined, item: Node): List | undefined {
  return index === undefined
    ? undefined
    : withItems(
        list,
        list.items.map((each, i) => (i === index ? item : each)),
      );
}

function insertion(value: Content): Change {
  return {
    inMapping: (mapping, key) => withField(mapping, key, inPlaceOf(field(mapping, key), value)),
    inList: (list, key) => {
      if (key === '-') return withItems(list, [...list.items, value]);
      const index = indexIn(list, key, 1);
      return index === undefined ? undefined : withItems(list, list.items.toSpliced(index, 0, value));
    },
  };
}

function replacement(value: Content): Change {
  return {
    inMapping: (mapping, key) => {
      const former = heldAt(mapping, key);
      return former === undefined ? undefined : withField(mapping, key, inPlaceOf(former, value));
    },
    inList: (list, key) => {
      const former = childAt(list, key);
      return former === undefined ? undefined : withItem(list, indexIn(list, key, 0), inPlaceOf(former, value));
    },
  };
}

const REMOVAL: Change = {
  inMapping: (mapping, key) => (heldAt(mapping, key) === undefined ? undefined : withField(mapping, key, undefined)),
  inList: (list, key) => {
    const index = indexIn(list, key, 0);
    return index === undefined ? undefined : withItems(list, list.items.toSpliced(index, 1));
  },
};

function inPlaceOf(former: Content | undefined, value: Content): Content {
  return former?.kind === 'scalar' && value.kind === 'scalar' ? overwritten(former, value) : value;
}

function equalContents(one: Node | undefined, other: Node | undefined): boolean {
  if (one?.kind === 'scalar' && other?.kind === 'scalar') return one.text === other.text;
  if (one?.kind === 'list' && other?.kind === 'list') {
    return one.items.length === other.items.length && one.items.every((item, i) => equalContents(item, other.items[i]));
  }
  if (one?.kind !== 'mapping' || other?.kind !== 'mapping') return one === other;
  return (
    one.entries.length === other.entries.length &&
    one.entries.every(({ key, value }) => equalContents(value, field(other, key.text)))
  );
}
