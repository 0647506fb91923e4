import { everyOf, not, someOf, type Truth, truthOf } from '../truth.ts';
import { type Comparison, type Family, guidFrom, type Literal, type Operator, type Quantifier } from './expression.ts';

/**
 * One comparison over the values of its two sides.
 *
 * Cross products follow the wording of conditions-format literally, negated operators included:
 * `ForAnyOfAnyValues:StringNotEquals` holds where some value on the left differs from some value on the right. The
 * page lists them for some of the operators and gives the form as `ForAnyOfAnyValues:<BooleanFunction>`, so every
 * operator may take one.
 */

export type Side = readonly (AttributeValue | Literal)[];
type Compared = { readonly value: Truth; readonly why: string | undefined };

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

/** Values as their operator's family compares them; a value that the documentation gives no meaning has a reason instead. */

/** A value of an attribute, as JSON has it. Dates and GUIDs are strings. */
export type AttributeValue = string | number | bigint | boolean;

/** Dates and GUIDs are held as strings whose order is that of the values. */
type Comparable = string | bigint | boolean;
type Typed = { readonly value: Comparable } | { readonly why: string };

/** Longer than any condition, and so than any value that a condition can ask for; it bounds the matching. */
const longestValue = 8192;
/** "yyyy-mm-ddThh:mm:ss.mmmmmmmZ" with up to seven decimals: the examples write `.0Z`, `.000Z` and `.8883645Z`. */
const dateTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.(\d{1,7}))?Z$/;

const noun: Record<Family, string> = {
  string: 'a string',
  boolean: 'true or false',
  integer: 'an integer',
  dateTime: 'a date like 2026-01-31T00:00:00.0Z',
  guid: 'a GUID',
};

function typed(value: AttributeValue | Literal, family: Family): Typed {
  const plain = typeof value === 'object' ? value.value : value;
  if (typeof plain === 'string' && plain.length > longestValue) return { why: 'a value is longer than 8 KB' };
  const isBareGuid = typeof value === 'object' && value.kind === 'guid' && family !== 'guid';
  const comparable = isBareGuid ? undefined : comparableOf(plain, family);
  return comparable === undefined ? { why: `a value is not ${noun[family]}` } : { value: comparable };
}

function comparableOf(value: AttributeValue, family: Family): Comparable | undefined {
  switch (family) {
    case 'string':
      return typeof value === 'string' ? value : undefined;
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined;
    case 'integer':
      if (typeof value === 'bigint') return value;
      return typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : undefined;
    case 'dateTime':
      return typeof value === 'string' ? sortableDate(value) : undefined;
    case 'guid':
      return typeof value === 'string' ? guidFrom(value)?.toLowerCase() : undefined;
  }
}

/** The date with all of its seven decimals, so that the order of the strings is the order of the dates. */
function sortableDate(text: string): string | undefined {
  const match = dateTime.exec(text);
  if (match === null) return undefined;
  const seconds = text.slice(0, 19);
  const date = new Date(`${seconds}Z`);
  // A day that its month does not have rolls over into the next one.
  const isReal = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(seconds);
  return isReal ? `${seconds}.${(match[1] ?? '').padEnd(7, '0')}` : undefined;
}

/**
 * Matching with wildcards: `*` matches any run of characters, a slash and nothing at all included, as the
 * documented test of `StringLike 'logs*'` shows (storage-auth-abac-examples: it lets `logs/AlpineFile.txt` in).
 * Two pointers and one remembered star: no recursion, no regular expression, at most text × pattern steps.
 */
const many = -1;
const one = -2;

/** A pattern ready to match: UTF-16 code units, `many` or `one`. */
type Pattern = readonly number[];

/**
 * Whether an action matches a pattern of a role, or of `ActionMatches`, which is "equivalent to the action matching logic
 * … inside a Permission" (conditions-format of April 2021): no escapes, no `?`. `*` matches any run of characters, slashes included; case does not count, since role definitions mix it.
 * Linear in both lengths: each star is tried at the first place that fits, going forward only.
 */
export function matchesAction(pattern: string, action: string): boolean {
  const wanted = pattern.toLowerCase().split('*');
  const text = action.toLowerCase();
  const first = wanted[0] ?? '';
  if (wanted.length === 1) return text === first;
  const last = wanted[wanted.length - 1] ?? '';
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
  let at = first.length;
  for (const part of wanted.slice(1, -1)) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= text.length - last.length;
}

/**
 * A pattern of the Like operators, where `\*` and `\?` match the characters themselves.
 * Undefined where a backslash escapes something else: what that means is not documented.
 */
function likePattern(text: string): Pattern | undefined {
  const pattern: number[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '\\') {
      at += 1;
      const escaped = text.charAt(at);
      if (escaped !== '*' && escaped !== '?') return undefined;
      pattern.push(escaped.charCodeAt(0));
    } else {
      pattern.push(char === '*' ? many : char === '?' ? one : char.charCodeAt(0));
    }
  }
  return pattern;
}

function matches(text: string, pattern: Pattern): boolean {
  let at = 0;
  let next = 0;
  let star = -1;
  let covered = 0;
  while (at < text.length) {
    const part = pattern[next];
    if (part === many) {
      star = next;
      covered = at;
      next += 1;
    } else if (part === one || part === text.charCodeAt(at)) {
      at += 1;
      next += 1;
    } else if (star >= 0) {
      covered += 1;
      at = covered;
      next = star + 1;
    } else {
      return false;
    }
  }
  while (pattern[next] === many) next += 1;
  return next === pattern.length;
}
