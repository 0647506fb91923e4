import type { Alias, Content, Entry, Mapping, Node, Scalar } from './tree.ts';

/**
 * A node as reached from the document's root: aliases and merge keys are followed, and remembered, so that a finding
 * can name both places. Following is lazy, which is what keeps a bomb of nested aliases from going off.
 */
export interface View {
  readonly node: Content;
  /** The alias that stands in this very place, if one does. */
  readonly alias: Alias | undefined;
  /** Aliases and merges of the collections above, outermost first. */
  readonly through: readonly Alias[];
}

export function view(node: Node | undefined): View | undefined {
  return node === undefined ? undefined : follow(node, []);
}

/** The value at a path of keys; the last of equal keys counts, own keys come before merged ones. */
export function at(from: View | undefined, ...path: readonly string[]): View | undefined {
  let here = from;
  for (const key of path) {
    if (here === undefined) return undefined;
    here = valueUnder(here, key, 0);
  }
  return here;
}

/** The items of a list, undefined where one is empty; nothing for any other node. */
export function items(list: View | undefined): readonly (View | undefined)[] {
  if (list?.node.kind !== 'list') return [];
  const through = below(list);
  return list.node.items.map(item => (item === undefined ? undefined : follow(item, through)));
}

/** Keys and values of a mapping, those of its merge keys after its own; each key once. */
export function fields(mapping: View | undefined): readonly Field[] {
  if (mapping?.node.kind !== 'mapping') return [];
  const found = new Map<string, Field>();
  collect(mapping, found, 0);
  return [...found.values()];
}

export interface Field {
  readonly key: Scalar;
  readonly value: View | undefined;
}

/** A scalar's text where it holds one: not null, not a collection, not empty. */
export function textOf(from: View | undefined): string | undefined {
  const scalar = from?.node;
  if (scalar?.kind !== 'scalar' || scalar.text === '' || isNull(scalar)) return undefined;
  return scalar.text;
}

export function isNull(scalar: Scalar): boolean {
  return scalar.plain && (scalar.text === '' || scalar.text === '~' || /^null$/i.test(scalar.text));
}

/** Merges within merges beyond this are a bomb or a mistake. */
const MAX_MERGES = 20;

function follow(node: Node, through: readonly Alias[]): View | undefined {
  if (node.kind !== 'alias') return { node, alias: undefined, through };
  return node.target === undefined ? undefined : { node: node.target, alias: node, through };
}

function below(from: View): readonly Alias[] {
  return from.alias === undefined ? from.through : [...from.through, from.alias];
}

function valueUnder(from: View, key: string, merges: number): View | undefined {
  if (from.node.kind !== 'mapping') return undefined;
  const { entries } = from.node;
  for (let index = entries.length - 1; index >= 0; index--) {
    const entry = entries[index];
    if (entry?.key.text === key) return entry.value === undefined ? undefined : follow(entry.value, below(from));
  }
  if (merges >= MAX_MERGES) return undefined;
  for (const merged of mergesOf(from.node, below(from))) {
    const found = valueUnder(merged, key, merges + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

function collect(from: View, found: Map<string, Field>, merges: number): void {
  if (from.node.kind !== 'mapping') return;
  const through = below(from);
  const own = new Map<string, Field>();
  for (const { key, value } of from.node.entries) {
    if (!isMerge(key)) own.set(key.text, { key, value: value === undefined ? undefined : follow(value, through) });
  }
  for (const [key, field] of own) if (!found.has(key)) found.set(key, field);
  if (merges >= MAX_MERGES) return;
  for (const merged of mergesOf(from.node, through)) collect(merged, found, merges + 1);
}

/** YAML 1.1's merge key, which Kubernetes' own reader, compose and most tools still follow. */
function mergesOf(mapping: Mapping, through: readonly Alias[]): readonly View[] {
  const merged: View[] = [];
  for (const { key, value } of mapping.entries) {
    if (!isMerge(key) || value === undefined) continue;
    const source = follow(value, through);
    if (source === undefined) continue;
    if (source.node.kind === 'list') merged.push(...items(source).filter(item => item !== undefined));
    else merged.push(source);
  }
  return merged;
}

export function isMerge(key: Entry['key']): boolean {
  return key.plain && key.text === '<<';
}
