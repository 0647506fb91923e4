/** Values as their operator's family compares them; a value that the documentation gives no meaning has a reason instead. */
import type { Literal } from './expression.ts';
import type { Family } from './operators.ts';

/** A value of an attribute, as JSON has it. Dates and GUIDs are strings. */
export type AttributeValue = string | number | bigint | boolean;

/** Dates and GUIDs are held as strings whose order is that of the values. */
export type Comparable = string | bigint | boolean;
export type Typed = { readonly value: Comparable } | { readonly why: string };

/** Longer than any condition, and so than any value that a condition can ask for; it bounds the matching. */
const longestValue = 8192;
const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** "yyyy-mm-ddThh:mm:ss.mmmmmmmZ" with up to seven decimals: the examples write `.0Z`, `.000Z` and `.8883645Z`. */
const dateTime = /^([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,7}))?Z$/;

const noun: Record<Family, string> = {
  string: 'a string',
  boolean: 'true or false',
  integer: 'an integer',
  dateTime: 'a date like 2026-01-31T00:00:00.0Z',
  guid: 'a GUID',
};

export function typed(value: AttributeValue | Literal, family: Family): Typed {
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
    case 'guid': {
      const lower = typeof value === 'string' ? value.toLowerCase() : '';
      return guid.test(lower) ? lower : undefined;
    }
  }
}

/** The date with all of its seven decimals, so that the order of the strings is the order of the dates. */
function sortableDate(text: string): string | undefined {
  const match = dateTime.exec(text);
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number);
  if (year === undefined || month === undefined || day === undefined) return undefined;
  if (hour === undefined || minute === undefined || second === undefined) return undefined;
  const isDay = month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
  if (!isDay || hour > 23 || minute > 59 || second > 59) return undefined;
  return `${text.slice(0, 19)}.${(match[7] ?? '').padEnd(7, '0')}`;
}

function daysIn(year: number, month: number): number {
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
}
