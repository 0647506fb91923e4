/**
 * One comparison over the values of its two sides.
 *
 * Cross products follow the wording of conditions-format literally, negated operators included:
 * `ForAnyOfAnyValues:StringNotEquals` holds where some value on the left differs from some value on the right. The
 * page lists them for some of the operators and gives the form as `ForAnyOfAnyValues:<BooleanFunction>`, so every
 * operator may take one.
 */

import { everyOf, not, someOf, type Truth, truthOf } from '../../model/truth.ts';
import type { Comparison, Literal, Quantifier } from './expression.ts';
import type { Operator } from './operators.ts';
import { type AttributeValue, type Comparable, typed } from './values.ts';
import { likePattern, matches } from './wildcards.ts';

export type Side = readonly (AttributeValue | Literal)[];
export type Compared = { readonly value: Truth; readonly why: string | undefined };

export function compare(comparison: Comparison, left: Side, right: Side): Compared {
  const { operator, quantifier } = comparison;
  if (quantifier === undefined && (left.length > 1 || right.length > 1)) {
    return unknown(`what ${operator.name} does with several values is not documented`);
  }
  const lefts = typedSide(left, operator, 'value');
  const rights = typedSide(right, operator, operator.relation === 'like' ? 'pattern' : 'value');
  if ('why' in lefts) return unknown(lefts.why);
  if ('why' in rights) return unknown(rights.why);
  const value = cross(quantifier ?? { left: 'any', right: 'any' }, lefts.values, rights.values, (l, r) => {
    const holds = relate(operator, l, r);
    return operator.negated ? not(holds) : holds;
  });
  return value === 'unknown'
    ? unknown('how letters outside of ASCII ignore case is not documented')
    : { value, why: undefined };
}

function unknown(why: string): Compared {
  return { value: 'unknown', why };
}

type TypedSide = { readonly values: readonly Comparable[] } | { readonly why: string };

function typedSide(side: Side, operator: Operator, role: 'value' | 'pattern'): TypedSide {
  const values: Comparable[] = [];
  for (const each of side) {
    const read = typed(each, operator.family);
    if ('why' in read) return read;
    const { value } = read;
    if (typeof value === 'string' && value.includes('\\')) {
      // Backslashes are documented only as escapes of the wildcards of Like.
      const isKnown = role === 'pattern' ? likePattern(value) !== undefined : typeof each === 'string';
      if (!isKnown) return { why: 'what a backslash means there is not documented' };
    }
    values.push(value);
  }
  return { values };
}

function cross(
  quantifier: Quantifier,
  lefts: readonly Comparable[],
  rights: readonly Comparable[],
  test: (left: Comparable, right: Comparable) => Truth,
): Truth {
  const overLeft = quantifier.left === 'any' ? someOf : everyOf;
  const overRight = quantifier.right === 'any' ? someOf : everyOf;
  return overLeft(lefts, left => overRight(rights, right => test(left, right)));
}

function relate(operator: Operator, left: Comparable, right: Comparable): Truth {
  if (typeof left !== 'string' || typeof right !== 'string') return truthOf(ordered(operator, left, right));
  if (!operator.ignoreCase) return truthOf(textual(operator, left, right));
  const holds = textual(operator, left.toLowerCase(), right.toLowerCase());
  if (isAscii(left) && isAscii(right)) return truthOf(holds);
  // Cultures fold İ, ß or K in different ways; only what holds without folding is certain.
  return textual(operator, left, right) ? 'yes' : 'unknown';
}

function textual(operator: Operator, left: string, right: string): boolean {
  if (operator.relation === 'startsWith') return left.startsWith(right);
  if (operator.relation !== 'like') return ordered(operator, left, right);
  const pattern = likePattern(right);
  return pattern !== undefined && matches(left, pattern);
}

function ordered(operator: Operator, left: Comparable, right: Comparable): boolean {
  switch (operator.relation) {
    case 'less':
      return left < right;
    case 'lessOrEqual':
      return left <= right;
    case 'greater':
      return left > right;
    case 'greaterOrEqual':
      return left >= right;
    default:
      return left === right;
  }
}

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) > 127) return false;
  return true;
}
