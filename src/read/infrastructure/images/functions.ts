import { remembered } from '../../../model/memo.ts';
import { emptyAt, type Span } from '../../../model/place.ts';
import type { FunctionName } from '../../source/languages/expression.ts';
import { findPlaceholders } from '../../source/placeholders.ts';
import { type Content, contents, type Entry, type List, type Node, type Scalar } from '../../source/tree.ts';
import { isNull } from '../../source/view.ts';

/** Undefined: the result is not known here. A result that is one of the arguments keeps that one's place. */
export type Made = (values: readonly Content[], span: Span) => Content | undefined;

/**
 * Returns a function that names of images are put together with. All others leave a placeholder. Azure's templates
 * don't care about case.
 */
export function callable({ language, name }: FunctionName): Made | undefined {
  return functions[language].get(language === 'arm' ? name.toLowerCase() : name);
}

const same: Made = values => values[0];

type Functions = Readonly<Record<string, Made>>;

/** https://learn.microsoft.com/azure/azure-resource-manager/bicep/bicep-functions */
const ofAzure: Functions = {
  concat,
  flatten,
  format: azureFormat,
  join: ([list, separator], span) => joined(list, separator, span),
  json: same,
  string: same,
  toLower: lower,
  union: concat,
};

/**
 * A set is a list without order, and order does not matter here.
 * https://developer.hashicorp.com/terraform/language/functions
 */
const ofTerraform: Functions = {
  concat,
  flatten,
  format: terraformFormat,
  join: ([separator, ...lists], span) => joined(joinedLists(lists, span), separator, span),
  jsonencode: same,
  keys: ([from], span) => listOf(from, span, ({ key }) => key),
  lookup,
  lower,
  merge: concat,
  nonsensitive: same,
  tolist: same,
  tomap: same,
  toset: same,
  tostring: same,
  values: ([from], span) => listOf(from, span, ({ value }) => value),
  yamlencode: same,
};

const functions: Readonly<Record<FunctionName['language'], ReadonlyMap<string, Made>>> = {
  arm: new Map(Object.entries(ofAzure).map(([name, made]) => [name.toLowerCase(), made])),
  bicep: new Map(Object.entries({ ...ofAzure, any: same })),
  terraform: new Map(Object.entries(ofTerraform)),
};

/** Texts that are put together of themselves double each time. No image's name is longer. */
export const MAX_TEXT = 4096;

function scalar(text: string, span: Span): Scalar | undefined {
  return text.length > MAX_TEXT ? undefined : { kind: 'scalar', text, span, plain: false };
}

/** A null is no text: each tool writes another one for it, or refuses it. */
function textOf(value: Node | undefined): string | undefined {
  return value?.kind === 'scalar' && !isNull(value) ? value.text : undefined;
}

/**
 * `{0}` takes the value with that number. An open value in the pattern has braces of its own, as `${host}`.
 * https://learn.microsoft.com/azure/azure-resource-manager/bicep/bicep-functions-string#format
 */
function azureFormat([pattern, ...values]: readonly Content[], span: Span): Scalar | undefined {
  const numbered = (mark: string) => (mark.length > 1 ? textOf(values[Number(mark.slice(1, -1))]) : undefined);
  const textFor = (mark: string) => (mark.startsWith('$') ? mark : numbered(mark));
  return formatted(pattern, /\$\{[^{}]*\}|\{\d+\}|[{}]/g, textFor, span);
}

/**
 * `%s` takes the next value. An open value in the pattern may have such marks of its own.
 * https://developer.hashicorp.com/terraform/language/functions/format
 */
function terraformFormat([pattern, ...values]: readonly Content[], span: Span): Scalar | undefined {
  const next = values.values();
  const textFor = (mark: string) => {
    if (mark.startsWith('$')) return mark;
    if (mark === '%%') return '%';
    return mark === '%' ? undefined : textOf(next.next().value);
  };
  return formatted(pattern, /\$\{[^{}]*\}|%[%sdv]?/g, textFor, span);
}

/**
 * Puts a text in the place of each mark. Undefined if one has none: it may format its value in a way that is not
 * calculated here.
 */
function formatted(
  pattern: Content | undefined,
  marks: RegExp,
  textFor: (mark: string) => string | undefined,
  span: Span,
): Scalar | undefined {
  const written = textOf(pattern);
  if (written === undefined) return undefined;
  let [text, from] = ['', 0];
  for (const { 0: mark, index } of written.matchAll(marks)) {
    const inPlace = textFor(mark);
    if (inPlace === undefined) return undefined;
    text += written.slice(from, index) + inPlace;
    from = index + mark.length;
  }
  return scalar(text + written.slice(from), span);
}

function concat(values: readonly Content[], span: Span): Content | undefined {
  const texts = values.map(textOf);
  if (values.length > 0 && !texts.includes(undefined)) return scalar(texts.join(''), span);
  if (values.some(value => value.kind === 'list')) return concatLists(values, span);
  const mappings = values.filter(value => value.kind === 'mapping');
  if (mappings.length === 0) return undefined;
  return { kind: 'mapping', entries: mappings.flatMap(value => value.entries), span: emptyAt(span.start) };
}

/** A value other than a list stays as an item, so that the list is not taken for complete. */
function concatLists(values: readonly Content[], span: Span): List {
  const items = values.flatMap(value => (value.kind === 'list' ? value.items : [value]));
  return { kind: 'list', items, span: emptyAt(span.start) };
}

function flatten([list]: readonly Content[], span: Span): Content | undefined {
  return list?.kind === 'list' ? concatLists(contents(list.items), span) : undefined;
}

function listOf(from: Content | undefined, { start }: Span, part: (entry: Entry) => List['items'][number]) {
  if (from?.kind !== 'mapping') return undefined;
  return { kind: 'list', items: from.entries.map(part), span: emptyAt(start) } as const;
}

function lookup([from, key, otherwise]: readonly Content[]): Content | undefined {
  return from?.kind === 'mapping' && key?.kind === 'scalar' ? (memberNode(from, key.text) ?? otherwise) : undefined;
}

/** All items of Terraform's lists. Undefined if one of them is no list that is known. */
function joinedLists(lists: readonly Content[], span: Span): List | undefined {
  return lists.every(({ kind }) => kind === 'list') ? concatLists(lists, span) : undefined;
}

function joined(list: Content | undefined, separator: Content | undefined, span: Span): Scalar | undefined {
  const between = textOf(separator);
  if (list?.kind !== 'list' || between === undefined) return undefined;
  const texts = list.items.map(textOf);
  return texts.includes(undefined) || texts.length > MAX_TEXT ? undefined : scalar(texts.join(between), span);
}

/** Lowers a text, except for its placeholders. */
function lower([value]: readonly Content[], span: Span): Content | undefined {
  if (value?.kind !== 'scalar') return undefined;
  let [lowered, from] = ['', 0];
  for (const { start, end } of findPlaceholders(value.text)) {
    if (end - start === value.text.length) return undefined;
    lowered += value.text.slice(from, start).toLowerCase() + value.text.slice(start, end);
    from = end;
  }
  return scalar(lowered + value.text.slice(from).toLowerCase(), span);
}

/** A property, or an element by its number. */
export function memberNode(from: Content, key: string): Content | undefined {
  if (from.kind === 'list') {
    const item = /^\d+$/.test(key) ? from.items[Number(key)] : undefined;
    return item?.kind === 'alias' ? undefined : item;
  }
  if (from.kind !== 'mapping') return undefined;
  const value = from.entries.findLast(entry => entry.key.text === key)?.value;
  return value?.kind === 'alias' ? undefined : value;
}

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

/** Returns the number of values in all of a value. Parts that are used twice count twice. */
export function nodeCount(node: Node | undefined): number {
  if (node?.kind !== 'mapping' && node?.kind !== 'list') return 1;
  return remembered(sizes, node, () => {
    const parts = node.kind === 'list' ? node.items : node.entries.map(({ value }) => value);
    return parts.reduce((sum, part) => sum + nodeCount(part), 1);
  });
}

const sizes = new WeakMap<Content, number>();
