import { memoized } from '../../model/memo.ts';
import type { Span, Written } from '../../model/place.ts';
import type { ListedSecret, Reach } from '../../model/workload.ts';
import { endOfLine } from '../source/lineStarts.ts';
import type { ReadingBuilder } from '../source/readingBuilder.ts';
import { at, isNull, items, type View } from '../source/view.ts';
import { type Action, actionsOf } from '../source/yaml/templateActions.ts';

/**
 * The pull secrets that an object lists under `imagePullSecrets`: objects with a name. Some operators take plain names.
 */
export function listedSecrets(object: View | undefined, builder: ReadingBuilder): readonly ListedSecret[] {
  return items(at(object, 'imagePullSecrets')).flatMap(entry => {
    const name = at(entry, 'name') ?? entry;
    const written = builder.written(name);
    if (written === undefined) return [];
    // A chart's template is text around which anything may be filled in.
    const isOwn = builder.format === 'kubernetes' && name?.alias === undefined && name?.through.length === 0;
    const item = isOwn ? itemReach(builder.text, name.node.span) : undefined;
    return [item ? { ...written, item } : written];
  });
}

/**
 * Returns the reach of a block list's item around a name, in whole lines, so that its removal leaves the rest
 * unchanged. An only item takes the key with it. Undefined for every other notation.
 */
function itemReach(text: string, { start, end }: Span): Reach | undefined {
  const itemStart = text.lastIndexOf('\n', start - 1) + 1;
  const itemEnd = Math.min(text.length, endOfLine(text, end) + 1);
  const indent = /^([ \t]*)-[ \t]+(?:name:[ \t]+)?["']?$/.exec(text.slice(itemStart, start))?.[1];
  if (indent === undefined || !/^["']?[ \t]*(?:#[^\n]*)?\r?\n?$/.test(text.slice(end, itemEnd))) return undefined;
  const next = textLine(text, itemEnd);
  // A line that is further in belongs to the item.
  if (next.indent !== undefined && next.indent.length > indent.length) return undefined;
  const keyStart = itemStart === 0 ? 0 : text.lastIndexOf('\n', itemStart - 2) + 1;
  const isFirst = /^[ \t]*imagePullSecrets:[ \t]*\r?\n$/.test(text.slice(keyStart, itemStart));
  const isLast = !next.isItem || next.indent !== indent;
  return { before: start - (isFirst && isLast ? keyStart : itemStart), after: itemEnd - end };
}

/** The next line with content. */
function textLine(text: string, from: number): { readonly indent: string | undefined; readonly isItem: boolean } {
  for (let at = from; at < text.length; at = endOfLine(text, at) + 1) {
    const line = text.slice(at, endOfLine(text, at) + 1);
    const [, indent, first] = /^([ \t]*)([^\s#])/.exec(line) ?? [];
    if (first !== undefined) return { indent, isItem: /^[ \t]*-(?:[ \t]|\r?\n|$)/.test(line) };
  }
  return { indent: undefined, isItem: false };
}

/**
 * Places where templates add pull secrets to a pod: as the value of `imagePullSecrets`, or with its key, from a
 * template of that name. This text doesn't contain what they add.
 */
export function templatedPullSecrets(spec: View | undefined, builder: ReadingBuilder): readonly Written[] {
  if (spec?.node.kind !== 'mapping') return [];
  const found = new Map(included(builder).map(written => [written.span.start, written]));
  for (const { key, value } of spec.node.entries) {
    if (key.text !== 'imagePullSecrets') continue;
    const isText = value?.kind === 'scalar' && !isNull(value);
    const text = isText ? { text: value.text, span: builder.span(value.span) } : undefined;
    const written = value === undefined ? actionBehind(key.span.end, builder) : text;
    if (written !== undefined) found.set(written.span.start, written);
  }
  return [...found.values()];
}

/** A template on the lines below a key leaves the key without a value. */
function actionBehind(keyEnd: number, builder: ReadingBuilder): Written | undefined {
  const { text } = builder;
  const [lead = ''] = /^["']?\s{0,200}:\s{0,2000}(?=\{\{)/.exec(text.slice(keyEnd, keyEnd + MAX_LEAD)) ?? [];
  if (lead === '') return undefined;
  const start = keyEnd + lead.length;
  const end = text.indexOf('}}', start);
  return end < 0 ? undefined : written({ start, end: end + 2 }, builder);
}

const MAX_LEAD = 2500;

/** By document, since a list may hold many pods. */
const included = memoized((builder: ReadingBuilder): readonly Written[] => {
  const { text } = builder;
  const actions = text.includes('ullSecrets"') ? actionsOf(text) : [];
  return actions.filter(action => isPullSecrets(text, action)).map(action => written(action, builder));
});

function isPullSecrets(text: string, { start, end }: Pick<Action, 'start' | 'end'>): boolean {
  return /^\{\{-?\s*(?:include|template)\s+"[^"]*[pP]ullSecrets"/.test(text.slice(start, Math.min(end, start + 200)));
}

function written({ start, end }: Pick<Action, 'start' | 'end'>, builder: ReadingBuilder): Written {
  return { text: builder.text.slice(start, end), span: builder.span({ start, end }) };
}
