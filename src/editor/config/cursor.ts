import type { Span } from '../../model/place.ts';
import { flowCursor } from './flow.ts';
import { type Entry, entriesOf, isNothing } from './lines.ts';

/**
 * Where in a config something is being written. A text is hardly ever well-formed while it is typed, so this goes by
 * lines and indentation alone, and no parser has to be pleased.
 */
export interface Cursor {
  /** From the root to what is written here: names of keys, and `-` for an item of a list. */
  readonly path: readonly string[];
  /** What stands there, to be replaced. */
  readonly span: Span;
  /** Whether it stands behind its key, on the same line. */
  readonly isInline: boolean;
  /** Whether it stands within `[…]` or `{…}`. */
  readonly isFlow: boolean;
  /** The other keys of the same map with what stands behind them on their line. */
  readonly siblings: ReadonlyMap<string, string>;
}

/** Undefined in a comment, and inside a text of several lines. */
export function cursorIn(text: string, offset: number): Cursor | undefined {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const lines = text.split('\n');
  const row = text.slice(0, lineStart).split('\n').length - 1;
  const line = (lines[row] ?? '').trimEnd();
  const column = offset - lineStart;
  const comment = commentIn(line);
  if (comment !== undefined && comment < column) return undefined;

  const content = line.slice(0, comment).trimEnd();
  const entries = entriesOf(content).filter(entry => entry.column < column);
  const key = entries.find(entry => entry.kind === 'key' && entry.valueColumn <= column);
  const dashes = entries.filter(entry => entry.kind === 'dash');
  if (dashes.some(dash => dash.valueColumn > column)) return undefined; // a dash without its blank is no item yet
  const last = key ?? dashes.at(-1);
  const blank = content.trim() === '';
  const start = last?.valueColumn ?? (blank ? column : content.length - content.trimStart().length);
  if (column < start) return undefined; // before what stands here
  const own = key?.column ?? start;
  const above = parentsOf(own, dashes, lines, row);
  if (!above) return undefined;
  const path = [...above, ...(key?.kind === 'key' ? [key.name] : [])];
  const siblings = siblingsOf(key ? key.column : start, lines, row);
  const flow = flowCursor(content, start, column, path, siblings);
  const at = flow ?? { path, start, end: Math.max(content.length, column), siblings };
  return {
    path: at.path,
    span: { start: lineStart + at.start, end: lineStart + at.end },
    isInline: key !== undefined,
    isFlow: flow !== undefined,
    siblings: at.siblings,
  };
}

/** What a column is inside of, from the root; undefined where the lines above don't say. */
function parentsOf(
  column: number,
  dashes: readonly Entry[],
  lines: readonly string[],
  row: number,
): readonly string[] | undefined {
  const path: string[] = [];
  let limit = column;
  let isItem = false; // a list may stand at the column of its key
  for (const dash of [...dashes].reverse()) {
    path.unshift('-');
    limit = dash.column;
    isItem = true;
  }
  for (let i = row - 1; i >= 0 && (limit > 0 || isItem); i--) {
    const line = lines[i] ?? '';
    if (isNothing(line)) continue;
    for (const entry of [...entriesOf(line.slice(0, commentIn(line)).trimEnd())].reverse()) {
      if (entry.kind === 'key' && (entry.column < limit || (isItem && entry.column === limit))) {
        if (entry.value !== '') return undefined; // a text that goes on here
        path.unshift(entry.name);
        limit = entry.column;
        isItem = false;
      } else if (entry.kind === 'dash' && entry.column < limit) {
        path.unshift('-');
        limit = entry.column;
        isItem = true;
      }
    }
  }
  return limit === 0 && !isItem ? path : undefined;
}

/** The keys at the same column, up and down to where the map ends. */
function siblingsOf(column: number, lines: readonly string[], row: number): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  /** Returns whether the map goes on beyond this line. */
  const take = (line: string, upwards: boolean): boolean => {
    if (isNothing(line)) return true;
    const entries = entriesOf(line.slice(0, commentIn(line)).trimEnd());
    const [first] = entries;
    const ends = first ? first.column < column : true;
    if (ends && !upwards) return false;
    for (const entry of entries)
      if (entry.kind === 'key' && entry.column === column) found.set(entry.name, entry.value);
    return !ends;
  };
  const startsItem = entriesOf(lines[row] ?? '').some(entry => entry.kind === 'dash' && entry.column < column);
  if (!startsItem) for (let i = row - 1; i >= 0 && take(lines[i] ?? '', true); i--);
  for (let i = row + 1; i < lines.length && take(lines[i] ?? '', false); i++);
  return found;
}

/** The column at which a comment begins. */
function commentIn(line: string): number | undefined {
  let quote = '';
  for (let i = 0; i < line.length; i++) {
    const character = line.charAt(i);
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if ((character === '"' || character === "'") && !/[\w/]/.test(line.charAt(i - 1))) {
      quote = character;
    } else if (character === '#' && !/\S/.test(line.charAt(i - 1))) {
      return i;
    }
  }
  return undefined;
}
