import { byText } from '../../../../model/order.ts';
import { type FieldValue, fieldOf, plainText, termOf, textValue, type Value } from '../../../../model/program.ts';
import { flagValue, isOwnId, numberIn, plainNumber, textOfParts } from './texts.ts';

// Functions of lists and objects that Azure's templates and Terraform have in common. Each returns undefined where its
// result is open.

const MAX_ITEMS = 10_000;

export function boundedList(items: readonly Value[], isWhole = true): Value | undefined {
  return items.length > MAX_ITEMS ? undefined : { kind: 'list', items, isWhole };
}

/** One list of all items. Undefined for anything but lists. */
export function concatenated(values: readonly Value[]): Value | undefined {
  const lists = values.filter(value => value.kind === 'list');
  if (lists.length < values.length) return undefined;
  return boundedList(
    lists.flatMap(list => list.items),
    lists.every(list => list.isWhole),
  );
}

/** The list without items that surely repeat another one. */
export function withoutRepeats(list: Value | undefined): Value | undefined {
  if (list?.kind !== 'list') return undefined;
  return { ...list, items: [...new Map(list.items.map(item => [termOf(item), item])).values()] };
}

/**
 * Fields of objects, the later over those before them. What comes before an object that is not all known may be
 * replaced.
 */
export function overlaid(values: readonly Value[], isDeep = false): Value {
  const from = values.findLastIndex(value => value.kind !== 'object' || !value.isWhole);
  const last = values[from];
  const known = values.slice(last?.kind === 'object' ? from : from + 1);
  const fields = known.flatMap(value => (value.kind === 'object' ? value.fields : []));
  return { kind: 'object', fields: isDeep ? withMergedObjects(fields) : fields, isWhole: from < 0 };
}

function withMergedObjects(fields: readonly FieldValue[]): readonly FieldValue[] {
  return [...Map.groupBy(fields, ({ key }) => termOf(key)).values()].flatMap(same => {
    const objects = same.map(({ value }) => value);
    const [first] = same;
    if (first === undefined || same.length === 1 || !objects.every(value => value.kind === 'object')) return same;
    return [{ key: first.key, value: overlaid(objects, true) }];
  });
}

/** A text of the items of a list, which must all be known. */
export function joinedItems(list: Value | undefined, separator: Value | undefined): Value | undefined {
  if (list?.kind !== 'list' || !list.isWhole || separator === undefined) return undefined;
  return textOfParts(list.items.flatMap((item, at) => (at === 0 ? [item] : [separator, item])));
}

/** A part of each field, by the order of keys: both languages sort by them. */
export function eachField(from: Value | undefined, part: (field: FieldValue) => Value): Value | undefined {
  if (from?.kind !== 'object') return undefined;
  const last = new Map(from.fields.map(each => [plainText(each.key), each]));
  if (last.has(undefined)) return undefined;
  const sorted = [...last].sort(byText(([key = '']) => key));
  return { kind: 'list', items: sorted.map(([, each]) => part(each)), isWhole: from.isWhole };
}

export function fieldNames(from: Value | undefined): Value | undefined {
  return eachField(from, ({ key }) => key);
}

export function fieldValue(name: string, value: Value): FieldValue {
  return { key: textValue(name), value };
}

/** The items of a list that is all known. */
export function wholeItems(list: Value | undefined): readonly Value[] | undefined {
  return list?.kind === 'list' && list.isWhole ? list.items : undefined;
}

/** A part of a list or of a text. The end is open where it is undefined. */
export function sliced(value: Value | undefined, start: number, end: number | undefined): Value | undefined {
  const items = wholeItems(value);
  if (items !== undefined) return boundedList(items.slice(start, end));
  const text = plainText(value);
  return text === undefined ? undefined : textValue(text.slice(start, end));
}

export function lengthOf(value: Value | undefined): Value | undefined {
  if (value?.kind === 'list') return value.isWhole ? plainNumber(value.items.length) : undefined;
  if (value?.kind === 'object')
    return value.isWhole ? plainNumber(new Set(value.fields.map(({ key }) => termOf(key))).size) : undefined;
  return value?.kind === 'text' ? plainNumber(value.text.length) : undefined;
}

export function isEmptyValue(value: Value | undefined): Value | undefined {
  if (isOwnId(value)) return flagValue(false);
  switch (value?.kind) {
    case 'text':
      return flagValue(value.text === '');
    case 'plain':
      return value.value === null ? flagValue(true) : undefined;
    case 'joined':
      // a part that is known has at least one letter
      return value.parts.some(part => part.kind === 'text') ? flagValue(false) : undefined;
    case 'list':
      if (value.items.length > 0) return value.isWhole ? flagValue(false) : undefined;
      return value.isWhole ? flagValue(true) : undefined;
    case 'object':
      if (value.fields.length > 0) return flagValue(false);
      return value.isWhole ? flagValue(true) : undefined;
    default:
      return undefined;
  }
}

/** Returns whether a list has an item. */
export function containsItem(list: Value | undefined, item: Value | undefined): Value | undefined {
  const wanted = plainText(item);
  if (list?.kind !== 'list' || wanted === undefined) return undefined;
  const texts = list.items.map(plainText);
  if (texts.includes(wanted)) return flagValue(true);
  return list.isWhole && !texts.includes(undefined) ? flagValue(false) : undefined;
}

/** The value of a key, or another one where the object surely lacks it. */
export function lookedUp([from, key, otherwise]: readonly Value[]): Value | undefined {
  const name = plainText(key);
  const found = from === undefined || name === undefined ? undefined : fieldOf(from, name);
  return found === 'absent' ? otherwise : found;
}

/** Returns the item at an index, from 0. */
export function itemAt(list: Value | undefined, index: Value | undefined): Value | undefined {
  const [items, at] = [wholeItems(list), numberIn(index)];
  return items === undefined || at === undefined || at < 0 ? undefined : items[at % items.length];
}
