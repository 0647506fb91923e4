import { isMap, isPair, isScalar, isSeq, parseDocument, type Scalar, visit } from 'yaml';
import type { AccessMap } from '../../access/map.ts';
import { causes, isVerdictCause } from '../../causes/index.ts';
import { t } from '../../model/l10n.ts';
import type { Span } from '../../model/place.ts';
import { kindInWords } from '../../model/target.ts';
import { bold, code } from '../hover/markdown.ts';

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
function scalarAt(text: string, offset: number): Cursor | undefined {
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

/** An id or a cause of a config, explained in Markdown. Keys are explained by the YAML extension, from our schema. */
export function describeAt(text: string, offset: number, map: AccessMap | undefined) {
  const cursor = scalarAt(text, offset);
  if (!cursor) return undefined;
  const { path, span } = cursor;
  const value = text.slice(span.start, span.end).replaceAll(/^['"]|['"]$/g, '');
  switch (path.filter(step => step !== '-').join('.')) {
    case 'ignore.cause':
      return isVerdictCause(value) ? { span, text: bold(causes[value].title), cause: value } : undefined;
    case 'targets.id':
      return map && { span, text: describeId(value, map), cause: undefined };
    default:
      return undefined;
  }
}

function describeId(id: string, map: AccessMap): string {
  const runtime = map.runtimeById(id);
  if (!runtime) return t('Not found in {0}.', code(map.origin));
  const { name, kind, resourceGroup, subscription, location } = runtime;
  return [
    `${bold(kindInWords[kind])} ${code(name)}`,
    [t('Resource group {0}', code(resourceGroup)), ...(location === undefined ? [] : [code(location)])].join(', '),
    t('Subscription {0}', code(subscription)),
    t('From {0}', code(map.origin)),
  ].join('  \n');
}
