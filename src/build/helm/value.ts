// Values of a template. Each knows the places where a person wrote it.

import { compareTexts } from '../../model/order.ts';
import type { KnownTruth } from '../../model/truth.ts';
import { distinctWriters, Rope, type Writer } from './rope.ts';

/** Deeper than people nest values. */
export const MAX_VALUE_DEPTH = 100;

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

/** The text of a value that certainly is text. */
export function knownText(value: TemplateValue | undefined): string | undefined {
  return value?.kind === 'text' && !value.rope.isOpen ? value.rope.text : undefined;
}

/** Go visits the keys of a map in order. */
export function sortedKeys(map: MapValue): readonly string[] {
  return [...map.entries.keys()].sort(compareTexts);
}
