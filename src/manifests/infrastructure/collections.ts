import type { Span } from '../../model/place.ts';
import type { Content, Scalar } from '../source/tree.ts';

/** A property, or an element by its number. */
export function memberOf(from: Content, key: string): Content | undefined {
  if (from.kind === 'list') {
    const item = /^\d+$/.test(key) ? from.items[Number(key)] : undefined;
    return item?.kind === 'alias' ? undefined : item;
  }
  if (from.kind !== 'mapping') return undefined;
  const value = from.entries.findLast(entry => entry.key.text === key)?.value;
  return value?.kind === 'alias' ? undefined : value;
}

/** What a loop has in one of its turns. */
interface Turn {
  readonly item: Content;
  readonly index: Scalar;
}

/** The turns of a loop over a list, or over the values of a mapping. */
export function turnsOf(over: Content, ofSet: boolean): readonly Turn[] {
  if (over.kind === 'mapping') {
    return over.entries.flatMap(({ key, value }) =>
      value === undefined || value.kind === 'alias' ? [] : [{ item: value, index: key }],
    );
  }
  if (over.kind !== 'list') return [];
  return over.items.flatMap((item, index): readonly Turn[] => {
    if (item === undefined || item.kind === 'alias') return [];
    if (ofSet && item.kind === 'scalar') return [{ item, index: item }];
    return [{ item, index: { kind: 'scalar', text: String(index), span: item.span, plain: true } }];
  });
}

/** As all readers of this room have it: of a collection only its beginning is of use. */
export function emptyAt({ start }: Span): Span {
  return { start, end: start };
}
