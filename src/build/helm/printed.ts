// The text that templates print for a value, as Go's fmt does.

import { openRope } from './placeholder.ts';
import { Rope } from './rope.ts';
import { MAX_VALUE_DEPTH, NULL, type NumberValue, sortedKeys, type TemplateValue } from './value.ts';
import { visit } from './walks.ts';

/** Returns the text that a template prints for a value: `%v` of https://pkg.go.dev/fmt. */
export function ropeOf(value: TemplateValue, depth = 0): Rope {
  if (depth > MAX_VALUE_DEPTH) return openRope(undefined, []);
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

/** Returns the text that a template prints for a value. Undefined: it is not known. */
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
