// Values of a template with their sources: which count as true, which are equal, and the text that each is printed as.

import { everyOf, type KnownTruth, type Truth, truthOf } from '../../model/truth.ts';
import { distinctWriters, Rope, type Segment, type Writer } from './rope.ts';
import { visit } from './walks.ts';

/** Deeper than people nest values. */
const MAX_DEPTH = 100;

export type TemplateValue =
  | TextValue
  | NumberValue
  | BooleanValue
  | NullValue
  | MapValue
  | ListValue
  | UnknownValue
  | MethodsValue;

export interface TextValue {
  readonly kind: 'text';
  readonly rope: Rope;
}

export interface NumberValue {
  readonly kind: 'number';
  readonly value: number;
  readonly isFloat: boolean;
  readonly writers: readonly Writer[];
}

export interface BooleanValue {
  readonly kind: 'boolean';
  readonly value: boolean;
  readonly writers: readonly Writer[];
}

export interface NullValue {
  readonly kind: 'null';
}

/** Templates change maps in place, with `set` and `merge`, and see the change wherever the map is. */
export interface MapValue {
  readonly kind: 'map';
  readonly entries: Map<string, TemplateValue>;
  /** True if it may have keys that are not known. */
  readonly isOpen: boolean;
}

export interface ListValue {
  readonly kind: 'list';
  readonly items: readonly TemplateValue[];
  readonly isOpen: boolean;
}

export interface UnknownValue {
  readonly kind: 'unknown';
  /** For the placeholder: `.Values.image.tag`. */
  readonly name: string | undefined;
  readonly writers: readonly Writer[];
  /** Present if each value that it may have is alike in a condition. */
  readonly truth?: KnownTruth;
  /** Values that it may be. None: it may be any value. */
  readonly alternatives: readonly TemplateValue[];
}

/** An object of Helm's that has nothing but methods. */
export interface MethodsValue {
  readonly kind: 'methods';
  readonly of: 'files' | 'apiVersions';
}

export const NULL: NullValue = { kind: 'null' };

export function templateText(text: string, ...madeOf: readonly TemplateValue[]): TextValue {
  return { kind: 'text', rope: Rope.of(text, writersOfAll(madeOf)) };
}

export function ropeValue(rope: Rope): TextValue {
  return { kind: 'text', rope };
}

export function numberValue(value: number, isFloat: boolean, ...madeOf: readonly TemplateValue[]): NumberValue {
  return { kind: 'number', value, isFloat, writers: writersOfAll(madeOf) };
}

export function booleanValue(value: boolean, ...madeOf: readonly TemplateValue[]): BooleanValue {
  return { kind: 'boolean', value, writers: writersOfAll(madeOf) };
}

export function mapValue(entries: Iterable<readonly [string, TemplateValue]> = [], isOpen = false): MapValue {
  return { kind: 'map', entries: new Map(entries), isOpen };
}

export function listValue(items: readonly TemplateValue[], isOpen = false): ListValue {
  return { kind: 'list', items, isOpen };
}

export function unknownValue(name: string | undefined, ...madeOf: readonly TemplateValue[]): UnknownValue {
  return { kind: 'unknown', name, writers: writersOfAll(madeOf), alternatives: [] };
}

/** Far more than the branches of any image. */
const MAX_ALTERNATIVES = 6;

/** One of some values. Returns the value itself if all are equal. */
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

function writersOf(value: TemplateValue): readonly Writer[] {
  switch (value.kind) {
    case 'text':
      return value.rope.writers;
    case 'number':
    case 'boolean':
    case 'unknown':
      return value.writers;
    default:
      return [];
  }
}

export function writersOfAll(values: readonly TemplateValue[]): readonly Writer[] {
  const [only, ...more] = values;
  if (only === undefined) return [];
  return more.length === 0 ? writersOf(only) : distinctWriters(values.flatMap(writersOf));
}

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

/** Returns whether two values are equal. */
export function areSame(one: TemplateValue, other: TemplateValue, depth = 0): Truth {
  if (depth > 0) visit();
  if (one.kind === 'unknown' || other.kind === 'unknown' || depth > MAX_DEPTH) return 'unknown';
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

/** A value as a template puts it out. https://pkg.go.dev/fmt: `%v` */
export function ropeOf(value: TemplateValue, depth = 0): Rope {
  if (depth > MAX_DEPTH) return openRope(undefined, []);
  switch (value.kind) {
    case 'text':
      return value.rope;
    case 'number':
      return Rope.of(textOfNumber(value), value.writers);
    case 'boolean':
      return Rope.of(String(value.value), value.writers);
    case 'null':
      return Rope.empty;
    case 'unknown':
      return openRope(
        value.name,
        value.writers,
        value.alternatives.map(each => ropeOf(each, depth + 1)),
      );
    case 'list':
      return joined(
        '[',
        value.items.map(item => nested(item, depth)),
        ']',
      );
    case 'map':
      return joined(
        'map[',
        sortedKeys(value).map(key => Rope.join([Rope.of(`${key}:`), nested(value.entries.get(key) ?? NULL, depth)])),
        ']',
      );
    case 'methods':
      return openRope(undefined, []);
  }
}

function nested(value: TemplateValue, depth: number): Rope {
  visit();
  return value.kind === 'null' ? Rope.of('<nil>') : ropeOf(value, depth + 1);
}

function joined(start: string, parts: readonly Rope[], end: string): Rope {
  const all = parts.flatMap((part, index) => (index === 0 ? [part] : [Rope.of(' '), part]));
  return Rope.join([Rope.of(start), ...all, Rope.of(end)]);
}

/** A placeholder, for text that is not known. */
export function openRope(
  name: string | undefined,
  writers: readonly Writer[],
  alternatives: readonly Rope[] = [],
): Rope {
  const segment: Segment = { text: `{{ ${placeholderName(name)} }}`, writers, isOpen: true, alternatives };
  return new Rope([segment]);
}

const LONGEST_NAME = 120;

function placeholderName(name: string | undefined): string {
  const line = (name ?? '…')
    .slice(0, 4 * LONGEST_NAME)
    .replace(/\s+/g, ' ')
    .replace(/[{}]/g, '')
    .trim();
  const short = line.length > LONGEST_NAME ? `${line.slice(0, LONGEST_NAME - 1)}…` : line === '' ? '…' : line;
  // readers of YAML take these for actions that leave no value
  return KEYWORD.test(short) ? `(${short})` : short;
}

const KEYWORD = /^(?:(?:if|else|end|range|with|define|block|break|continue)\b|\$[\s,$\w]*:?=|\/\*)/;

/** The text of a value that certainly is text. */
export function knownText(value: TemplateValue | undefined): string | undefined {
  return value?.kind === 'text' && !value.rope.isOpen ? value.rope.text : undefined;
}

/** The text that a value is printed as. Undefined: not known. */
export function printedText(value: TemplateValue): string | undefined {
  const rope = ropeOf(value);
  return rope.isOpen ? undefined : rope.text;
}

/**
 * Go prints a float of seven digits with an exponent, and numbers in files of values are floats to Helm.
 * https://github.com/helm/helm/issues/1707
 */
function textOfNumber({ value, isFloat }: Pick<NumberValue, 'value' | 'isFloat'>): string {
  if (!isFloat || value === 0) return String(value);
  const [digits = '', exponent = '0'] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power >= -4 && power < LARGEST_PLAIN) return String(value);
  return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

/** https://github.com/golang/go/blob/master/src/strconv/ftoa.go: the shortest form has an exponent from here on. */
const LARGEST_PLAIN = 6;

/** Go visits the keys of a map in order. */
export function sortedKeys(map: MapValue): readonly string[] {
  return [...map.entries.keys()].sort(byBytes);
}

export function byBytes(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
