import { openValue, plainText, termOf, textValue, type Value } from '../../../../model/program.ts';
import type { ExactFunction } from './azure.ts';
import {
  boundedList,
  concatenated,
  containsItem,
  eachField,
  fieldNames,
  itemAt,
  joinedItems,
  lengthOf,
  lookedUp,
  overlaid,
  sliced,
  wholeItems,
  withoutRepeats,
} from './collections.ts';
import {
  containsText,
  isOwnId,
  lowerCase,
  numberIn,
  onTexts,
  replaced,
  separated,
  terraformFormat,
  upperCase,
  withoutBlanksAround,
} from './texts.ts';

/** Functions of Terraform. https://developer.hashicorp.com/terraform/language/functions */
export const terraformFunctions: Readonly<Record<string, ExactFunction>> = {
  concat: concatenated,
  contains: ([list, item]) => containsItem(list, item),
  element: ([list, index]) => itemAt(list, index),
  endswith: ([text, end]) => onTexts(text, end, (whole, part) => whole.endsWith(part)),
  flatten: ([list]) => flattened(list),
  format: terraformFormat,
  join: ([separator, ...lists]) => joinedItems(concatenated(lists), separator),
  jsondecode: ([text]) => (text?.kind === 'open' ? text.encodes : undefined),
  jsonencode: ([value]) => value && jsonEncoded(value),
  keys: ([from]) => fieldNames(from),
  length: ([value]) => lengthOf(value),
  lookup: lookedUp,
  lower: ([value]) => lowerCase(value),
  merge: values => overlaid(values),
  nonsensitive: same,
  one: ([list]) => onlyItem(list),
  replace: values => (isPattern(values[1]) ? undefined : replaced(values)),
  sensitive: same,
  split: ([separator, text]) => separated(text, separator),
  startswith: ([text, start]) => onTexts(text, start, (whole, part) => whole.startsWith(part)),
  strcontains: ([text, part]) => containsText(text, part),
  substr,
  tobool: same,
  tolist: same,
  tomap: same,
  tonumber: same,
  toset: ([list]) => withoutRepeats(list) ?? list,
  tostring: ([value]) => asString(value),
  trimspace: ([value]) => withoutBlanksAround(value),
  upper: ([value]) => upperCase(value),
  values: ([from]) => eachField(from, ({ value }) => value),
};

function same([value]: readonly Value[]): Value | undefined {
  return value;
}

/** Lists within lists come apart at any depth. Whether something open is a list is not known. */
function flattened(list: Value | undefined): Value | undefined {
  if (list?.kind !== 'list') return undefined;
  let { isWhole } = list;
  const items = list.items.flatMap(item => {
    const inner = item.kind === 'list' ? flattened(item) : undefined;
    if (inner?.kind === 'list') {
      isWhole &&= inner.isWhole;
      return inner.items;
    }
    if (item.kind !== 'open' && (item.kind !== 'attribute' || isOwnId(item))) return [item];
    isWhole = false;
    return [];
  });
  return boundedList(items, isWhole);
}

/** The tool writes the text, but its content is known. */
function jsonEncoded(value: Value): Value {
  return { ...openValue(`jsonencode(${termOf(value)})`, 'jsonencode(…)'), encodes: value };
}

/** https://developer.hashicorp.com/terraform/language/functions/one */
function onlyItem(list: Value | undefined): Value | undefined {
  const items = wholeItems(list);
  if (items?.length === 0) return { kind: 'plain', value: null };
  return items?.length === 1 ? items[0] : undefined;
}

/** A text between slashes is a regular expression: https://developer.hashicorp.com/terraform/language/functions/replace */
function isPattern(search: Value | undefined): boolean {
  return /^\/.*\/$/s.test(plainText(search) ?? '');
}

/**
 * A negative offset counts from the end, a negative length takes all.
 * https://developer.hashicorp.com/terraform/language/functions/substr
 */
function substr([value, offset, length]: readonly Value[]): Value | undefined {
  const [text, from, count] = [plainText(value), numberIn(offset), numberIn(length)];
  if (text === undefined || from === undefined || count === undefined) return undefined;
  const start = from < 0 ? Math.max(0, text.length + from) : from;
  return sliced(value, start, count < 0 ? undefined : start + count);
}

function asString(value: Value | undefined): Value | undefined {
  return value?.kind === 'plain' && value.value !== null ? textValue(String(value.value)) : value;
}
