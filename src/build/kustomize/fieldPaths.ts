// Paths of replacements and vars: `spec.template.spec.containers.[name=app].image`.
// https://github.com/kubernetes-sigs/kustomize/blob/master/kyaml/utils/pathsplitter.go and kyaml/yaml/match.go
import { field, isOpen, withField, withItems } from '../../read/source/lift.ts';
import { type Content, type List, MAX_DEPTH, type Mapping } from '../../read/source/tree.ts';
import { keysOfPath } from './changedAt.ts';
import { Pattern } from './pattern.ts';

export type PathStep =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'index'; readonly index: number }
  /** Items with a field of this value. With the empty field, plain items of this value. */
  | { readonly kind: 'item'; readonly field: string; readonly value: string }
  | { readonly kind: 'every' };

function pathSteps(path: string): readonly PathStep[] {
  return joinedBrackets(keysOfPath(path, '.')).map(stepOf);
}

/** Dots in brackets do not divide: `[name=com.example.app]`. */
function joinedBrackets(pieces: readonly string[]): readonly string[] {
  const joined: string[] = [];
  let open: string | undefined;
  for (const piece of pieces) {
    if (open === undefined && piece.startsWith('[') && !piece.endsWith(']')) open = piece;
    else if (open === undefined) joined.push(piece);
    else {
      open += `.${piece}`;
      if (!piece.endsWith(']')) continue;
      joined.push(open);
      open = undefined;
    }
  }
  if (open !== undefined) joined.push(open);
  return joined;
}

function stepOf(text: string): PathStep {
  if (text === '*') return { kind: 'every' };
  if (/^\d+$/.test(text)) return { kind: 'index', index: Number(text) };
  const inside = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : undefined;
  if (inside === undefined) return { kind: 'key', key: text };
  const sign = inside.indexOf('=');
  if (sign < 0) return { kind: 'key', key: inside };
  return { kind: 'item', field: inside.slice(0, sign), value: inside.slice(sign + 1) };
}

/**
 * The value at a path, as kustomize looks up a source: items by their exact value. Any part of an open value is open.
 */
export function contentAtPath(root: Content, path: string): Content | undefined {
  let here: Content | undefined = root;
  for (const step of pathSteps(path)) {
    const from: Content = here;
    if (isOpen(from)) return from;
    here = childAtStep(from, step);
    if (here === undefined) return undefined;
  }
  return here;
}

function childAtStep(node: Content, step: PathStep): Content | undefined {
  switch (step.kind) {
    case 'key':
      return field(node, step.key);
    case 'index':
      return node.kind === 'list' ? contentAt(node, step.index) : field(node, String(step.index));
    case 'every':
      return undefined;
    case 'item':
      return node.kind === 'list' ? itemsOf(node).find(item => itemText(item, step.field) === step.value) : undefined;
  }
}

export type PathChange =
  | { readonly kind: 'changed'; readonly object: Mapping }
  | { readonly kind: 'missing' }
  /** An expression in the path can't be evaluated here. */
  | { readonly kind: 'unclear' };

/** Changes the values at a path. `made` creates missing ones. */
export function changedAtPath(
  object: Mapping,
  path: string,
  change: (value: Content) => Content,
  made: Content | undefined,
): PathChange {
  const steps = pathSteps(path);
  // deeper than any object goes, and deeper than the readers go
  if (steps.length > MAX_DEPTH) return { kind: 'unclear' };
  const walk: Walk = { change, made, found: 0, isUnclear: false };
  const changed = changedAlong(object, steps, walk);
  if (walk.isUnclear) return { kind: 'unclear' };
  return walk.found === 0 || changed.kind !== 'mapping' ? { kind: 'missing' } : { kind: 'changed', object: changed };
}

interface Walk {
  readonly change: (value: Content) => Content;
  readonly made: Content | undefined;
  found: number;
  isUnclear: boolean;
}

function changedAlong(node: Content, steps: readonly PathStep[], walk: Walk): Content {
  const [step, ...rest] = steps;
  if (step === undefined) {
    walk.found++;
    return walk.change(node);
  }
  switch (step.kind) {
    case 'every':
      return changedEvery(node, rest, walk);
    case 'index':
      if (node.kind === 'list') return changedIndex(node, step.index, rest, walk);
      return changedKey(node, String(step.index), rest, walk);
    case 'item':
      return node.kind === 'list' ? changedItems(node, step, rest, walk) : node;
    case 'key':
      return changedKey(node, step.key, rest, walk);
  }
}

/** An index just behind the last item adds an item. */
function changedIndex(list: List, index: number, rest: readonly PathStep[], walk: Walk): Content {
  if (walk.made !== undefined && index === list.items.length) {
    return withItems(list, [...list.items, changedAlong(emptyFor(rest[0], walk.made), rest, walk)]);
  }
  return changedItem(list, (_, at) => at === index, rest, walk);
}

function changedEvery(node: Content, rest: readonly PathStep[], walk: Walk): Content {
  if (node.kind === 'list') return changedItem(node, () => true, rest, walk);
  return node;
}

function changedKey(node: Content, key: string, rest: readonly PathStep[], walk: Walk): Content {
  // kustomize reads the YAML or JSON within a text here, from v5.8 on
  if (node.kind === 'scalar') {
    walk.isUnclear = true;
    return node;
  }
  if (node.kind !== 'mapping') return node;
  const held = field(node, key);
  if (held !== undefined) return withField(node, key, changedAlong(held, rest, walk));
  if (walk.made === undefined) return node;
  return withField(node, key, changedAlong(emptyFor(rest[0], walk.made), rest, walk));
}

function emptyFor(next: PathStep | undefined, made: Content): Content {
  if (next === undefined) return made;
  const place = made.source === undefined ? { span: made.span } : { span: made.span, source: made.source };
  return next.kind === 'key' ? { ...place, kind: 'mapping', entries: [] } : { ...place, kind: 'list', items: [] };
}

function changedItems(
  list: List,
  step: Extract<PathStep, { kind: 'item' }>,
  rest: readonly PathStep[],
  walk: Walk,
): Content {
  // kustomize takes the value of a target's item for an expression, and looks for it anywhere in the item's value
  const pattern = Pattern.of(step.value);
  const fits = (item: Content) => {
    const text = itemText(item, step.field);
    if (text === undefined) return false;
    const isFit = pattern === undefined ? 'unknown' : pattern.matchesPart(text);
    if (isFit === 'unknown') walk.isUnclear = true;
    return isFit === 'yes';
  };
  if (walk.made !== undefined && !itemsOf(list).some(fits))
    return withItems(list, [...list.items, madeItem(step, rest, walk)]);
  return changedItem(list, fits, rest, walk);
}

function madeItem(
  step: Extract<PathStep, { kind: 'item' }>,
  rest: readonly PathStep[],
  walk: Walk,
): Content | undefined {
  if (walk.made === undefined) return undefined;
  const { span, source } = walk.made;
  const place = source === undefined ? { span } : { span, source };
  const value: Content = { ...place, kind: 'scalar', text: step.value, plain: false };
  if (step.field === '') return value;
  return changedAlong(withField({ ...place, kind: 'mapping', entries: [] }, step.field, value), rest, walk);
}

function changedItem(
  list: List,
  fits: (item: Content, index: number) => boolean,
  rest: readonly PathStep[],
  walk: Walk,
): Content {
  const items = list.items.map((item, index) =>
    item === undefined || item.kind === 'alias' || !fits(item, index) ? item : changedAlong(item, rest, walk),
  );
  return withItems(list, items);
}

function itemText(item: Content, key: string): string | undefined {
  const value = key === '' ? item : field(item, key);
  return value?.kind === 'scalar' ? value.text : undefined;
}

function itemsOf(list: List): readonly Content[] {
  return list.items.flatMap(item => (item === undefined || item.kind === 'alias' ? [] : item));
}

function contentAt(list: List, index: number): Content | undefined {
  const item = list.items[index];
  return item?.kind === 'alias' ? item.target : item;
}
