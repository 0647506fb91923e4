import type { Span } from '../../model/place.ts';
import { type Cursor, cursorIn } from './cursor.ts';
import { isMap, keysOf, type SchemaNode, schemaAt } from './schemaNodes.ts';
import type { Suggestion } from './suggestion.ts';
import { type Known, valuesAt } from './values.ts';

export interface Suggestions {
  /** What they replace. */
  readonly span: Span;
  readonly list: readonly Suggestion[];
}

/** What can be written at an offset of a config: keys and choices by its schema, names and ids by what is known. */
export function suggestionsAt(text: string, offset: number, known: Known): Suggestions {
  const cursor = cursorIn(text, offset);
  const node = cursor && schemaAt(cursor.path);
  if (!cursor || !node) return { span: { start: offset, end: offset }, list: [] };
  if (isMap(node)) return keySuggestions(text, offset, cursor, node, known);
  const written = text.slice(cursor.span.start, cursor.span.end);
  const quote = /^['"]/.exec(written)?.[0];
  const values = valuesAt(cursor, node, text, known).map(value => ({
    ...value,
    insert: literal(quote ? quoted(value.label, quote) : plain(value.label, cursor.isFlow)),
  }));
  const list = values.length === 0 && !cursor.isInline ? itemOf(cursor, node) : values;
  return { span: cursor.span, list };
}

function keySuggestions(
  text: string,
  offset: number,
  cursor: Cursor,
  node: SchemaNode,
  { schemaIsServed }: Known,
): Suggestions {
  // A key that has its value already is renamed, and what follows it stays.
  const name = /^[\w-]*/.exec(text.slice(cursor.span.start))?.[0] ?? '';
  const end = Math.max(cursor.span.start + name.length, offset);
  const span = { start: cursor.span.start, end };
  const named = text.startsWith(':', end);
  const inPlace = !cursor.isInline || cursor.isFlow;
  if (schemaIsServed || !inPlace) return { span, list: [] };
  const list = keysOf(node)
    .filter(({ key }) => !cursor.siblings.has(key) || (named && key === name))
    .map(({ key, node: value }) => ({
      label: key,
      kind: 'key' as const,
      insert: named ? key : keySnippet(key, value, cursor.isFlow),
      documentation: value.description,
      leadsOn: !named && !hasItems(value) && !isMap(value),
    }));
  return { span, list };
}

function keySnippet(key: string, node: SchemaNode, isFlow: boolean): string {
  if (isFlow) return `${key}: `;
  if (isMap(node)) return `${key}:\n  `;
  const item = hasItems(node) && node.items ? itemSnippet(node.items) : undefined;
  if (item !== undefined) return `${key}:\n  - ${item.replaceAll('\n', '\n    ')}`;
  return `${key}: `;
}

/** The keys that an item must have, to be filled in; undefined for lists of plain values. */
function itemSnippet({ required = [] }: SchemaNode): string | undefined {
  return required.length > 0 ? required.map((key, i) => `${key}: $${i + 1}`).join('\n') : undefined;
}

/** The next item of a list. */
function itemOf({ path, isFlow }: Cursor, node: SchemaNode): readonly Suggestion[] {
  const items = schemaAt([...path, '-']);
  if (isFlow || !hasItems(node) || !items) return [];
  const snippet = itemSnippet(items);
  return snippet === undefined
    ? []
    : [
        {
          label: '-',
          kind: 'item',
          insert: `- ${snippet.replaceAll('\n', '\n  ')}`,
          detail: `another of ${path.at(-1)}`,
        },
      ];
}

function hasItems({ items }: SchemaNode): boolean {
  return items !== undefined;
}

/** As a plain scalar, where YAML takes it for this text and nothing else. */
function plain(text: string, isFlow: boolean): string {
  const isSafe = /^[A-Za-z/][\w./@*-]*(?::[\w./@*-]+)*$/.test(text) && !/^(true|false|yes|no|on|off|null)$/i.test(text);
  const choice = /^(off|1)$/.test(text); // a severity, and the version
  return choice || (isSafe && !(isFlow && /[,[\]{}]/.test(text))) ? text : quoted(text, "'");
}

function quoted(text: string, quote: string): string {
  if (quote === '"') return JSON.stringify(text);
  return `'${text.replaceAll("'", "''")}'`;
}

/** Nothing in it is a place to fill in. */
function literal(text: string): string {
  return text.replaceAll(/[\\$}]/g, '\\$&');
}
