import { isMap, isPair, isScalar, isSeq, parseDocument, type Scalar, visit } from 'yaml';
import type { Span } from '../../model/place.ts';

/** A scalar of a config: what it is the value of, and the other values of its map. */
export interface Cursor {
  /** From the root: names of keys, and `-` for an item of a list. */
  readonly path: readonly string[];
  /** The scalar as written, quotes included. */
  readonly span: Span;
  readonly quote: '"' | "'" | undefined;
  readonly siblings: ReadonlyMap<string, string>;
}

/** The value at an offset; undefined where there is none. */
export function scalarAt(text: string, offset: number): Cursor | undefined {
  let found: Cursor | undefined;
  visit(parseDocument(text, { logLevel: 'silent' }), {
    Scalar(key, node, ancestors) {
      if (key === 'key' || !node.range || offset < node.range[0] || offset > node.range[1]) return undefined;
      found = cursorOf(node, ancestors);
      return visit.BREAK;
    },
  });
  return found;
}

/**
 * The value that is being written at an offset, even where nothing is written yet: the text is parsed with a letter at
 * the cursor. So the YAML library says where we are, also in a text that is half typed.
 */
export function valueAt(text: string, offset: number): Cursor | undefined {
  const found = scalarAt(`${text.slice(0, offset)}x${text.slice(offset)}`, offset);
  return found && { ...found, span: { start: found.span.start, end: found.span.end - 1 } };
}

function cursorOf({ range, type }: Scalar, ancestors: readonly unknown[]): Cursor {
  const map = ancestors.findLast(isMap);
  const values = (map?.items ?? []).flatMap(({ key, value }) => {
    return isScalar(key) && isScalar(value) ? [[String(key.value), String(value.value)] as const] : [];
  });
  return {
    path: ancestors.flatMap(each => (isPair(each) ? keyOf(each) : isSeq(each) ? '-' : [])),
    span: { start: range?.[0] ?? 0, end: range?.[1] ?? 0 },
    quote: type === 'QUOTE_DOUBLE' ? '"' : type === 'QUOTE_SINGLE' ? "'" : undefined,
    siblings: new Map(values),
  };
}

function keyOf({ key }: { readonly key: unknown }): string {
  return isScalar(key) ? String(key.value) : '';
}
