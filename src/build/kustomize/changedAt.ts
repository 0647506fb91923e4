import { field, withField, withItems } from '../../read/source/lift.ts';
import { type Content, MAX_DEPTH, type Mapping, type Node } from '../../read/source/tree.ts';

/** A field that a transformer writes to, for objects of a group, version and kind. An empty one matches any. */
export interface FieldSpec {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** Keys divided by `/`. `[]` marks lists. Lists without it are entered, too. */
  readonly path: string;
  readonly create: boolean;
}

/** Divides a path. `\/` is a slash within a key. */
export function keysOfPath(path: string, delimiter = '/'): readonly string[] {
  const keys: string[] = [];
  const pieces = path.split(delimiter);
  if (pieces.length > 1 && pieces[0] === '') pieces.shift();
  for (const piece of pieces) {
    const last = keys.at(-1);
    if (last?.endsWith('\\')) keys[keys.length - 1] = last.slice(0, -1) + delimiter + piece;
    else keys.push(piece);
  }
  return keys;
}

/**
 * Returns a copy of an object with a change at each place of a path. Undefined from `change` removes the value. `made`
 * is the value for a path that does not exist yet. Without it, such a path stays as it is.
 * https://github.com/kubernetes-sigs/kustomize/blob/master/api/filters/fieldspec/fieldspec.go
 */
export function changedAt(
  object: Mapping,
  path: string,
  change: (value: Content) => Content | undefined,
  made?: Content,
): Mapping {
  const keys = keysOfPath(path);
  if (keys.length > MAX_DEPTH) return object;
  const changed = changedBelow(object, keys, change, made);
  return changed?.kind === 'mapping' ? changed : object;
}

function changedBelow(
  node: Content,
  keys: readonly string[],
  change: (value: Content) => Content | undefined,
  made: Content | undefined,
): Content | undefined {
  const [key, ...rest] = keys;
  if (key === undefined) return change(node);
  if (node.kind === 'list') return changedItems(node, item => changedBelow(item, keys, change, made));
  if (node.kind !== 'mapping') return node;
  const name = key.endsWith('[]') ? key.slice(0, -2) : key;
  const isList = name !== key;
  const held = field(node, name);
  if (held === undefined)
    return made === undefined || isList ? node : withField(node, name, wrapped(rest, change, made));
  const changed = changedBelow(held, rest, change, made);
  return changed === held ? node : withField(node, name, changed);
}

/** Makes the mappings down to the last key where nothing exists yet. */
function wrapped(
  keys: readonly string[],
  change: (value: Content) => Content | undefined,
  made: Content,
): Content | undefined {
  const [key, ...rest] = keys;
  if (key === undefined) return change(made);
  if (key.endsWith('[]')) return undefined;
  const value = wrapped(rest, change, made);
  return value && withField({ ...placeOf(made), kind: 'mapping', entries: [] }, key, value);
}

function placeOf({ span, source }: Content): Pick<Mapping, 'span' | 'source'> {
  return source === undefined ? { span } : { span, source };
}

function changedItems(
  list: Extract<Content, { kind: 'list' }>,
  change: (item: Content) => Content | undefined,
): Content {
  let isChanged = false;
  const items = list.items.map((item: Node | undefined) => {
    if (item === undefined || item.kind === 'alias') return item;
    const changed = change(item);
    if (changed !== item) isChanged = true;
    return changed;
  });
  return isChanged ? withItems(list, items) : list;
}
