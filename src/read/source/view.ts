import { append } from '../../model/lists.ts';
import type { Settled } from './placeholders.ts';
import type { Alias, Content, Entry, Mapping, Node, Scalar } from './tree.ts';

/**
 * A node as reached from the document's root: aliases and merge keys are followed, and remembered, so that a finding
 * can name both places. Following is lazy, which is what keeps a bomb of nested aliases from going off.
 */
export interface View {
  readonly node: Content;
  /** The alias in this very place, if there is one. */
  readonly alias: Alias | undefined;
  /** Aliases and merges of the collections above, outermost first. */
  readonly through: readonly Alias[];
  /** Shared by all views of a document. */
  readonly budget: Budget;
}

/**
 * The number of nodes that may still be reached through aliases. The text itself is read in full, however large, but
 * aliases multiply. Below zero, a part was not read.
 */
interface Budget {
  left: number;
}

export const MAX_THROUGH_ALIASES = 100_000;

export function view(node: Node | undefined, budget: Budget = { left: MAX_THROUGH_ALIASES }): View | undefined {
  return node === undefined ? undefined : follow(node, [], budget);
}

/** The value at a path of keys. The last of equal keys counts, own keys come before merged ones. */
export function at(from: View | undefined, ...path: readonly string[]): View | undefined {
  return path.reduce<View | undefined>((here, key) => here && valueUnder(here, key), from);
}

/**
 * Returns a mapping's values under a key. In a template, both branches of a condition have theirs. Without an action
 * between two equal keys, the last counts, as for every reader of YAML and JSON.
 */
export function every(from: View | undefined, key: string, text: string): readonly View[] {
  if (from?.node.kind !== 'mapping') return [];
  const same = from.node.entries.filter(entry => entry.key.text === key);
  const counting = same.filter(({ key: one }, i) => {
    const next = same[i + 1]?.key;
    // a build has one key twice only where both branches of a condition were rendered
    return next === undefined || one.source !== undefined || areBranches(one, next, text);
  });
  const own = counting.flatMap(({ value }) =>
    value === undefined ? [] : (follow(value, below(from), from.budget) ?? []),
  );
  const merged = own.length > 0 ? undefined : at(from, key);
  return merged === undefined ? own : [merged];
}

function areBranches(one: Scalar, next: Scalar, text: string): boolean {
  return /\{[{%]/.test(text.slice(Math.min(one.span.end, next.span.end), Math.max(one.span.start, next.span.start)));
}

/** The items of a list, undefined where one is empty. Nothing for any other node. */
export function items(list: View | undefined): readonly (View | undefined)[] {
  if (list?.node.kind !== 'list') return [];
  const through = below(list);
  if (through.length > 0 && !spend(list.budget, list.node.items.length)) return [];
  return list.node.items.map(item => (item === undefined ? undefined : follow(item, through, list.budget)));
}

/** Keys and values of a mapping, those of its merge keys after its own. Each key once, but for what inserts others. */
export function fields(mapping: View | undefined): readonly Field[] {
  if (mapping?.node.kind !== 'mapping') return [];
  const found = new Map<string, Field>();
  collect(mapping, found);
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

/** A value as what settles a placeholder. */
export function settledAs(value: View | undefined, role: string): Settled | undefined {
  const text = textOf(value);
  if (value === undefined || text === undefined) return undefined;
  return { text, span: value.node.span, file: value.node.source?.file, role };
}

export function isNull(scalar: Scalar): boolean {
  return scalar.plain && (scalar.text === '' || scalar.text === '~' || /^null$/i.test(scalar.text));
}

function spend(budget: Budget, nodes: number): boolean {
  budget.left -= nodes;
  return budget.left >= 0;
}

function follow(node: Node, through: readonly Alias[], budget: Budget): View | undefined {
  if (node.kind !== 'alias') return { node, alias: undefined, through, budget };
  return node.target === undefined ? undefined : { node: node.target, alias: node, through, budget };
}

function below(from: View): readonly Alias[] {
  return from.alias === undefined ? from.through : [...from.through, from.alias];
}

function valueUnder(from: View, key: string): View | undefined {
  if (from.node.kind !== 'mapping') return undefined;
  const own = from.node.entries.findLast(entry => entry.key.text === key);
  if (own !== undefined) return own.value && follow(own.value, below(from), from.budget);
  for (const merged of mergesOf(from.node, below(from), from.budget)) {
    const found = valueUnder(merged, key);
    if (found !== undefined) return found;
  }
  return undefined;
}

function collect(from: View, found: Map<string, Field>): void {
  if (from.node.kind !== 'mapping') return;
  const through = below(from);
  if (through.length > 0 && !spend(from.budget, from.node.entries.length)) return;
  const own = new Map<string, Field>();
  for (const { key, value } of from.node.entries) {
    if (isMergeKey(key)) continue;
    const name = insertion(key) === '' ? key.text : `${key.text} ${key.span.start}`;
    own.set(name, { key, value: value === undefined ? undefined : follow(value, through, from.budget) });
  }
  for (const [name, field] of own) if (!found.has(name)) found.set(name, field);
  for (const merged of mergesOf(from.node, through, from.budget)) collect(merged, found);
}

/** YAML 1.1's merge key, which Kubernetes' own reader, compose and most tools still follow. */
function mergesOf(mapping: Mapping, through: readonly Alias[], budget: Budget): readonly View[] {
  const merged: View[] = [];
  for (const { key, value } of mapping.entries) {
    if (!isMergeKey(key) || value === undefined || !spend(budget, 1)) continue;
    const source = follow(value, through, budget);
    if (source === undefined) continue;
    if (source.node.kind === 'list')
      append(
        merged,
        items(source).filter(item => item !== undefined),
      );
    else merged.push(source);
  }
  return merged;
}

export function isMergeKey(key: Entry['key']): boolean {
  return key.plain && key.text === '<<';
}

/**
 * Returns the expression of a key that Azure Pipelines replaces by what is below it: `${{ if … }}`, `${{ each … }}`. It
 * is empty for any other key. Two that are equal, such as `${{ else }}`, are two.
 * https://learn.microsoft.com/azure/devops/pipelines/process/template-expressions#conditional-insertion
 */
export function insertion({ text }: Scalar): string {
  return /^\$\{\{-?\s*(?:if|elseif|else|each|insert)\b/.test(text) ? text : '';
}

/** A value that may be below keys that insert it. */
interface Inserted extends FoundValue {
  /** The expressions of these keys, one a line. Empty where there are none. */
  readonly when: string;
}

/** The items of a list, those that are inserted among them. */
export function insertedItems(list: View | undefined, where = '', when = ''): readonly Inserted[] {
  return items(list).flatMap((item, index) => {
    const path = `${where}[${index}]`;
    const all = fields(item);
    const lists = all.filter(({ key, value }) => insertion(key) !== '' && value?.node.kind === 'list');
    const more = lists.flatMap(({ key, value }) =>
      insertedItems(value, joinPath(path, key.text), `${when}${key.text}\n`),
    );
    return item === undefined || lists.length === all.length ? more : [{ value: item, where: path, when }, ...more];
  });
}

/** The values of a mapping, those that are inserted into it, with their keys. */
export function insertedFields(
  mapping: View | undefined,
  where = '',
  when = '',
): readonly (Inserted & Pick<Field, 'key'>)[] {
  return fields(mapping).flatMap(({ key, value }) => {
    const path = joinPath(where, key.text);
    if (value === undefined) return [];
    if (insertion(key) === '') return [{ key, value, where: path, when }];
    return insertedFields(value, path, `${when}${key.text}\n`);
  });
}

/** The values that a mapping has under a key, those that are inserted into it. */
export function insertedAt(mapping: View | undefined, name: string, where = '', when = ''): readonly Inserted[] {
  return insertedFields(mapping, where, when).filter(({ key }) => key.text === name);
}

/** A value with the path that leads to it: `spec.workers[0].image`. */
export interface FoundValue {
  readonly value: View;
  readonly where: string;
}

/**
 * Finds all values at a path. Dots divide its keys.
 * - `[]` is every element of a list, `*` every value of a mapping.
 * - `[name=x]` is the elements of that name, `(kind=x)` a mapping with that field.
 *
 * Examples: `spec.templates[].container.image`, `spec.replicaSpecs.*.template`,
 * `spec.tags[].from(kind=DockerImage).name`.
 */
export function findValues(from: View, path: string): readonly FoundValue[] {
  let found: readonly FoundValue[] = [{ value: from, where: '' }];
  for (const step of path.split(/\.|(?=[[(])/)) found = found.flatMap(each => stepInto(each, step));
  return found;
}

function stepInto({ value, where }: FoundValue, step: string): readonly FoundValue[] {
  if (step === '') return [{ value, where }];
  if (step.startsWith('[')) {
    const wanted = /^\[name=(.*)\]$/.exec(step)?.[1];
    return items(value).flatMap((item, index) =>
      item === undefined || (wanted !== undefined && textOf(at(item, 'name')) !== wanted)
        ? []
        : [{ value: item, where: `${where}[${index}]` }],
    );
  }
  const field = step.startsWith('(') ? /^\((\w+)=(.*)\)$/.exec(step) : undefined;
  if (field?.[1] !== undefined) return textOf(at(value, field[1])) === field[2] ? [{ value, where }] : [];
  const prefix = where === '' ? '' : `${where}.`;
  if (step === '*') {
    return fields(value).flatMap(({ key, value: below }) =>
      below === undefined ? [] : [{ value: below, where: prefix + key.text }],
    );
  }
  const below = at(value, step);
  return below === undefined ? [] : [{ value: below, where: prefix + step }];
}

/** A path one key longer. No dot after a title or a list's prefix. */
export function joinPath(path: string, key: string): string {
  return path === '' || path.endsWith(' ') || path.endsWith('.') || key === '' ? path + key : `${path}.${key}`;
}
