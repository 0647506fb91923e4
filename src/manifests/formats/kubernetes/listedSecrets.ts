import type { Span } from '../../../model/place.ts';
import type { ListedSecret, Reach } from '../../../model/workload.ts';
import type { Harvest } from '../../harvest.ts';
import { at, items, type View } from '../../source/view.ts';

/** The pull secrets that an object lists under `imagePullSecrets`: objects with a name; some operators take plain names. */
export function listedSecrets(object: View | undefined, harvest: Harvest): readonly ListedSecret[] {
  return items(at(object, 'imagePullSecrets')).flatMap(entry => {
    const name = at(entry, 'name') ?? entry;
    const written = harvest.written(name);
    if (written === undefined) return [];
    // A chart's template is text around which anything may be filled in.
    const isOwn = harvest.format === 'kubernetes' && name?.alias === undefined && name?.through.length === 0;
    const item = isOwn ? itemReach(harvest.text, name.node.span) : undefined;
    return [item ? { ...written, item } : written];
  });
}

/**
 * How far the item of a block list reaches around a name, in whole lines, so that it can be taken out and what is left
 * still says what it said. With the last item goes the key. Undefined for every other way to write it.
 */
export function itemReach(text: string, { start, end }: Span): Reach | undefined {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const to = lineEndAt(text, end);
  const dash = /^([ \t]*)-[ \t]+(?:name:[ \t]+)?["']?$/.exec(text.slice(from, start))?.[1];
  if (dash === undefined || !/^["']?[ \t]*(?:#[^\n]*)?\r?\n?$/.test(text.slice(end, to))) return undefined;
  const [next, before] = [textLine(text, to), lineBefore(text, from)];
  // A line that stands further in belongs to the item.
  if (next.indent !== undefined && next.indent.length > dash.length) return undefined;
  const isLast = !next.isItem || next.indent !== dash;
  const key = /^([ \t]*)imagePullSecrets:[ \t]*\r?\n$/.exec(text.slice(before, from))?.[1];
  if (key === undefined || !isLast) return { before: start - from, after: to - end };
  return { before: start - before, after: to - end };
}

function lineEndAt(text: string, offset: number): number {
  const newline = text.indexOf('\n', offset);
  return newline < 0 ? text.length : newline + 1;
}

function lineBefore(text: string, lineStart: number): number {
  return lineStart === 0 ? 0 : text.lastIndexOf('\n', lineStart - 2) + 1;
}

/** The next line that says anything. */
function textLine(text: string, from: number): { readonly indent: string | undefined; readonly isItem: boolean } {
  for (let at = from; at < text.length; at = lineEndAt(text, at)) {
    const line = text.slice(at, lineEndAt(text, at));
    const [, indent, first] = /^([ \t]*)([^\s#])/.exec(line) ?? [];
    if (first !== undefined) return { indent, isItem: /^[ \t]*-(?:[ \t]|\r?\n|$)/.test(line) };
  }
  return { indent: undefined, isItem: false };
}
