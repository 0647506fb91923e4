// Conditions on values: which count as true, which are equal, and a value whose condition is not known.

import { everyOf, type Truth, truthOf } from '../../model/truth.ts';
import type { Rope } from './rope.ts';
import { type ListValue, MAX_VALUE_DEPTH, type MapValue, NULL, type TemplateValue, writersOfAll } from './value.ts';
import { visit } from './walks.ts';

/** Returns whether Go takes a value for true. */
export function truthOfValue(value: TemplateValue): Truth {
  switch (value.kind) {
    case 'text':
      if (value.rope.segments.some(({ isOpen, text }) => isOpen !== true && text !== '')) return 'yes';
      return value.rope.isOpen ? 'unknown' : 'no';
    case 'number':
      return truthOf(value.value !== 0);
    case 'boolean':
      return truthOf(value.value);
    case 'null':
      return 'no';
    case 'map':
      return value.entries.size > 0 ? 'yes' : value.isOpen ? 'unknown' : 'no';
    case 'list':
      return value.items.length > 0 ? 'yes' : value.isOpen ? 'unknown' : 'no';
    case 'unknown':
      return value.truth ?? 'unknown';
    case 'methods':
      return 'yes';
  }
}

/** Returns whether two values are equal. Unknown where a part of one is not known. */
export function areSame(one: TemplateValue, other: TemplateValue, depth = 0): Truth {
  if (depth > 0) visit();
  if (one.kind === 'unknown' || other.kind === 'unknown' || depth > MAX_VALUE_DEPTH) return 'unknown';
  if (one.kind === 'text' && other.kind === 'text') {
    if (!one.rope.isOpen && !other.rope.isOpen) return truthOf(one.rope.text === other.rope.text);
    return startsDiffer(one.rope, other.rope) ? 'no' : 'unknown';
  }
  if (one.kind === 'number' && other.kind === 'number') return truthOf(one.value === other.value);
  if (one.kind === 'boolean' && other.kind === 'boolean') return truthOf(one.value === other.value);
  if (one.kind === 'list' && other.kind === 'list') return areSameLists(one, other, depth);
  if (one.kind === 'map' && other.kind === 'map') return areSameMaps(one, other, depth);
  return truthOf(one.kind === other.kind);
}

function startsDiffer(one: Rope, other: Rope): boolean {
  const start = Math.min(one.knownStart, other.knownStart);
  const end = Math.min(one.knownEnd, other.knownEnd);
  return (
    one.text.slice(0, start) !== other.text.slice(0, start) ||
    one.text.slice(one.length - end) !== other.text.slice(other.length - end)
  );
}

function areSameLists(one: ListValue, other: ListValue, depth: number): Truth {
  if (one.isOpen || other.isOpen) return 'unknown';
  if (one.items.length !== other.items.length) return 'no';
  return everyOf(one.items.entries(), ([index, item]) => areSame(item, other.items[index] ?? NULL, depth + 1));
}

function areSameMaps(one: MapValue, other: MapValue, depth: number): Truth {
  if (one.isOpen || other.isOpen) return 'unknown';
  if (one.entries.size !== other.entries.size) return 'no';
  return everyOf(one.entries, ([key, value]) => {
    const theirs = other.entries.get(key);
    return theirs === undefined ? 'no' : areSame(value, theirs, depth + 1);
  });
}

/** Far more than the branches of any image. */
const MAX_ALTERNATIVES = 6;

/** Returns a value that is one of some. If all are equal, returns the first. */
export function eitherValue(name: string | undefined, values: readonly TemplateValue[]): TemplateValue {
  const all = values.flatMap(value =>
    value.kind === 'unknown' && value.alternatives.length > 0 ? value.alternatives : [value],
  );
  const [first, ...others] = all;
  if (first !== undefined && others.every(other => other === first || areSame(first, other) === 'yes')) return first;
  const truths = new Set(all.map(truthOfValue));
  const [truth] = truths;
  return {
    kind: 'unknown',
    name,
    writers: writersOfAll(all),
    alternatives: all.length <= MAX_ALTERNATIVES ? all : [],
    ...(truths.size === 1 && truth !== 'unknown' && truth !== undefined ? { truth } : {}),
  };
}
