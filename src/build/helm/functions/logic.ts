// Functions that compare, choose and count. https://masterminds.github.io/sprig/

import { largest, smallest } from '../../../model/lists.ts';
import { compareTexts } from '../../../model/order.ts';
import { everyOf, not, someOf, type Truth, truthOf } from '../../../model/truth.ts';
import { areSame, eitherValue, truthOfValue } from '../conditions.ts';
import {
  booleanValue,
  knownText,
  listValue,
  NULL,
  numberValue,
  type TemplateValue,
  templateText,
  unknownValue,
} from '../value.ts';
import { type Arguments, type FunctionTable, numberOf, type TemplateFunction, wholeOf } from './call.ts';

function decided(holds: Truth, args: Arguments): TemplateValue | undefined {
  return holds === 'unknown' ? undefined : booleanValue(holds === 'yes', ...args);
}

function isEqualToAny([value, ...others]: Arguments): Truth {
  return value === undefined ? 'unknown' : someOf(others, other => areSame(value, other));
}

function isEmpty([value]: Arguments): Truth {
  return value === undefined ? 'unknown' : not(truthOfValue(value));
}

function compared(holds: (order: number) => boolean): TemplateFunction {
  return args => {
    const [one, other] = args;
    if (one?.kind === 'number' && other?.kind === 'number')
      return booleanValue(holds(one.value - other.value), ...args);
    const [text, otherText] = [knownText(one), knownText(other)];
    if (text === undefined || otherText === undefined) return undefined;
    return booleanValue(holds(compareTexts(text, otherText)), ...args);
  };
}

const fallback: TemplateFunction = ([other, value]) => {
  if (other === undefined) return undefined;
  if (value === undefined) return other;
  const isGiven = truthOfValue(value);
  if (isGiven === 'unknown') return unknownValue(value.kind === 'unknown' ? value.name : undefined, value, other);
  return isGiven === 'yes' ? value : other;
};

const coalesce: TemplateFunction = args => {
  for (const arg of args) {
    const isGiven = truthOfValue(arg);
    if (isGiven === 'unknown') return unknownValue(arg.kind === 'unknown' ? arg.name : undefined, ...args);
    if (isGiven === 'yes') return arg;
  }
  return NULL;
};

const ternary: TemplateFunction = ([yes, no, test]) => {
  if (yes === undefined || no === undefined || test === undefined) return undefined;
  const isTrue = truthOfValue(test);
  return isTrue === 'unknown' ? eitherValue(undefined, [yes, no]) : isTrue === 'yes' ? yes : no;
};

/** The name that Go's reflection gives the kind of a value. */
function kindName(value: TemplateValue | undefined): string | undefined {
  switch (value?.kind) {
    case 'text':
      return 'string';
    case 'number':
      return value.isFloat ? 'float64' : 'int';
    case 'boolean':
      return 'bool';
    case 'map':
      return 'map';
    case 'list':
      return 'slice';
    case 'null':
      return 'invalid';
    default:
      return undefined;
  }
}

const TYPES: Readonly<Record<string, string>> = {
  map: 'map[string]interface {}',
  slice: '[]interface {}',
  invalid: '<nil>',
};

function typeName(value: TemplateValue | undefined): string | undefined {
  const kind = kindName(value);
  return kind === undefined ? undefined : (TYPES[kind] ?? kind);
}

function isNamed(nameOfValue: (value: TemplateValue | undefined) => string | undefined): TemplateFunction {
  return ([wanted, value]) => {
    const [name, actual] = [knownText(wanted), nameOfValue(value)];
    if (name === undefined || actual === undefined) return undefined;
    return booleanValue(actual === name.replace('chartutil.Values', TYPES['map'] ?? ''));
  };
}

function named(nameOfValue: (value: TemplateValue | undefined) => string | undefined): TemplateFunction {
  return ([value]) => {
    const name = nameOfValue(value);
    return name === undefined ? undefined : templateText(name);
  };
}

// ─── Numbers ────────────────────────────────────────────────────────────────────────────────────────────────────────

function calculated(make: (numbers: readonly number[]) => number, isFloat = false): TemplateFunction {
  return args => {
    const numbers = args.map(isFloat ? numberOf : wholeOf).filter(number => number !== undefined);
    if (numbers.length < args.length || numbers.length === 0) return undefined;
    const made = make(numbers);
    return Number.isFinite(made) ? { kind: 'number', value: made, isFloat, writers: [] } : undefined;
  };
}

const sum = (numbers: readonly number[]) => numbers.reduce((all, each) => all + each, 0);
const less = ([first = 0, ...others]: readonly number[]) => others.reduce((all, each) => all - each, first);
const product = (numbers: readonly number[]) => numbers.reduce((all, each) => all * each, 1);
const quotient = ([first = 0, ...others]: readonly number[]) => others.reduce((all, each) => all / each, first);

const int: TemplateFunction = args => {
  const whole = wholeOf(args[0]);
  return whole === undefined ? undefined : numberValue(whole, false);
};

const float64: TemplateFunction = args => {
  const number = numberOf(args[0]);
  return number === undefined ? undefined : { kind: 'number', value: number, isFloat: true, writers: [] };
};

const rounded: TemplateFunction = ([value, places]) => {
  const [number, digits] = [numberOf(value), wholeOf(places) ?? 0];
  return number === undefined || digits < 0 || digits > 20
    ? undefined
    : { kind: 'number', value: Number(number.toFixed(digits)), isFloat: true, writers: [] };
};

const atoi: TemplateFunction = args => {
  const text = knownText(args[0]);
  return text === undefined ? undefined : numberValue(/^[-+]?\d{1,15}$/.test(text) ? Number(text) : 0, false);
};

/** The parts of a known version. The map is open, since Sprig's version has methods, too. */
const semver: TemplateFunction = ([text]) => {
  const match = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-([\w.-]+))?(?:\+([\w.-]+))?$/.exec(knownText(text) ?? '');
  if (match === null) return undefined;
  const [Major, Minor, Patch] = [match[1], match[2], match[3]].map(part => numberValue(Number(part ?? 0), false));
  const [Prerelease, Metadata] = [templateText(match[4] ?? ''), templateText(match[5] ?? '')];
  const parts = { Major, Minor, Patch, Prerelease, Metadata };
  const entries = Object.entries(parts).map(([key, value]) => [key, value ?? NULL] as const);
  return { kind: 'map', entries: new Map(entries), isOpen: true };
};

const semverCompare: TemplateFunction = args => {
  const [range, version] = [knownText(args[0]), knownText(args[1])];
  return decided(range === undefined || version === undefined ? 'unknown' : isInRange(version, range), args);
};

/**
 * Returns whether a version is in a range of plain comparisons. Unknown for any other range.
 * https://github.com/Masterminds/semver
 */
export function isInRange(version: string, range: string): Truth {
  return someOf(range.split('||'), part => {
    const bounds = part.trim().split(/(?<![\s,])[\s,]+(?=[<>=!^~v\d])/);
    return everyOf(bounds, each => isWithinBound(version, each.trim()));
  });
}

const BOUND = /^(>=|<=|>|<|=|!=|\^|~|)\s*v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(-[\w.-]*)?$/;
const VERSION = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(-[\w.-]+)?(?:\+[\w.-]+)?$/;

function isWithinBound(version: string, bound: string): Truth {
  const [, sign = '', ...limit] = BOUND.exec(bound) ?? [];
  const match = VERSION.exec(version);
  if (match === null || limit.length === 0) return 'unknown';
  // releases before a version count only where the range names one
  if (match[4] !== undefined) return limit[3] === undefined ? 'no' : 'unknown';
  const [own, other] = [match.slice(1, 4), limit.slice(0, 3)].map(parts => parts.map(part => Number(part ?? 0)));
  const given = limit.slice(0, 3).filter(part => part !== undefined).length;
  if (own === undefined || other === undefined) return 'unknown';
  const order = orderOf(own, other, 3);
  switch (sign) {
    case '>=':
      return truthOf(order >= 0);
    case '<=':
      return truthOf(given < 3 ? orderOf(own, other, given) <= 0 : order <= 0);
    case '>':
      return truthOf(given < 3 ? orderOf(own, other, given) > 0 : order > 0);
    case '<':
      return truthOf(order < 0);
    case '!=':
      return truthOf(orderOf(own, other, given) !== 0);
    case '~':
      return truthOf(order >= 0 && orderOf(own, other, Math.min(given, 2)) === 0);
    case '^':
      return other[0] === 0 ? 'unknown' : truthOf(order >= 0 && orderOf(own, other, 1) === 0);
    default:
      return truthOf(orderOf(own, other, given) === 0);
  }
}

function orderOf(own: readonly number[], other: readonly number[], count: number): number {
  for (let index = 0; index < count; index++) {
    const difference = (own[index] ?? 0) - (other[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

const kindIs = isNamed(kindName);
const typeIs = isNamed(typeName);
const add = calculated(sum);
const max = calculated(numbers => largest(numbers));

export const LOGIC_FUNCTIONS: FunctionTable = {
  eq: args => decided(isEqualToAny(args), args),
  ne: args => decided(not(isEqualToAny(args)), args),
  lt: compared(order => order < 0),
  le: compared(order => order <= 0),
  gt: compared(order => order > 0),
  ge: compared(order => order >= 0),
  not: args => decided(isEmpty(args), args),
  empty: args => decided(isEmpty(args), args),
  all: args => decided(everyOf(args, truthOfValue), args),
  any: args => decided(someOf(args, truthOfValue), args),
  deepEqual: args => decided(isEqualToAny(args), args),
  default: fallback,
  coalesce,
  ternary,
  kindOf: named(kindName),
  kindIs,
  typeOf: named(typeName),
  typeIs,
  typeIsLike: typeIs,
  int,
  int64: int,
  float64,
  atoi,
  toDecimal: atoi,
  add,
  add1: calculated(numbers => sum(numbers) + 1),
  sub: calculated(less),
  mul: calculated(product),
  div: calculated(numbers => Math.trunc(quotient(numbers))),
  mod: calculated(([first = 0, second = 0]) => first % second),
  addf: calculated(sum, true),
  subf: calculated(less, true),
  mulf: calculated(product, true),
  divf: calculated(quotient, true),
  max,
  biggest: max,
  min: calculated(numbers => smallest(numbers)),
  maxf: calculated(numbers => largest(numbers), true),
  minf: calculated(numbers => smallest(numbers), true),
  floor: calculated(([number = 0]) => Math.floor(number), true),
  ceil: calculated(([number = 0]) => Math.ceil(number), true),
  round: rounded,
  semver,
  semverCompare,
  toStrings: ([value]) => (value?.kind === 'list' ? value : value && listValue([value])),
};
