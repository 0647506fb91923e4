import { styleText } from 'node:util';
import { asJson } from '../../model/quote.ts';

export { count } from '../../model/count.ts';

/** The style of a text report. */
export interface Style {
  readonly color: boolean;
  readonly now: Date;
  /** The columns of the reader's terminal. Undefined: no terminal reads it. */
  readonly columns?: number | undefined;
  /** True if each verdict comes with its proof. */
  readonly explain?: boolean | undefined;
  /** True if everything is listed, and not only the first ones and a number. */
  readonly verbose?: boolean | undefined;
  /** True if only denied pulls and the sum are shown. */
  readonly quiet?: boolean | undefined;
  /** True if the run writes a summary beside this report. */
  readonly summary?: boolean | undefined;
}

export type Paint = (color: 'red' | 'yellow' | 'green' | 'cyan', text: string) => string;

export function painter({ color }: Style): Paint {
  return (name, text) => (color ? styleText(name, text, { validateStream: false }) : text);
}

const units = [
  { name: 'd', length: 86_400_000 },
  { name: 'h', length: 3_600_000 },
  { name: 'min', length: 60_000 },
];

/** `2 min ago`. The date for a moment that is two months old, or in the future of this machine's clock. */
export function ago(moment: string, now: Date): string {
  const age = now.getTime() - Date.parse(moment);
  if (!(age >= 0 && age < 60 * 86_400_000)) return `on ${moment.slice(0, 10)}`;
  const unit = units.find(({ length }) => age >= length);
  return unit ? `${Math.floor(age / unit.length)} ${unit.name} ago` : 'just now';
}

/** `read 2 min ago`. */
export function readAgo(readAt: string | null, now: Date): string {
  return readAt === null ? 'read at an unknown time' : `read ${ago(readAt, now)}`;
}

/** Prose as indented lines that break between words. A word too long for a line stays whole, and can be copied. */
export function wrapped(text: string, indent: string, { columns }: Style, hanging = indent): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = `${lines.at(-1) ?? ''} ${word}`;
    if (lines.length > 0 && line.length <= (columns ?? Number.POSITIVE_INFINITY)) lines[lines.length - 1] = line;
    else lines.push(`${lines.length === 0 ? indent : hanging}${word}`);
  }
  return lines;
}

/** The widths that align the columns of these rows. A cell far longer than the rest doesn't push them apart. */
export function widthsOf(rows: Iterable<readonly string[]>, most = 56): readonly number[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length <= most ? cell.length : 0);
  }
  return widths;
}

/** The report as it is. docs/gate.md documents the fields. */
export function json(report: object): string {
  return `${asJson(report)}\n`;
}

/** The same in pieces: a report of many pulls may exceed the longest possible text. */
export function* jsonInPieces(report: object): Generator<string> {
  let piece = '';
  for (const part of partsOf(report)) {
    piece += part;
    if (piece.length < longEnough) continue;
    yield piece;
    piece = '';
  }
  yield `${piece}\n`;
}

/** UTF-16 units of a piece. Fewer writes cost less. */
const longEnough = 256 * 1024;

/** Lists and tables of a report, value by value, as `JSON.stringify` writes them. */
function* partsOf(report: object): Generator<string> {
  let before = '{';
  for (const [key, value] of Object.entries(report)) {
    if (value === undefined) continue;
    yield `${before}\n  ${asJson(key)}: `;
    before = ',';
    if (Array.isArray(value)) yield* each(value, '[]', item => jsonWithin(item, 4));
    else if (typeof value !== 'object' || value === null) yield asJson(value);
    else yield* each(Object.entries(value), '{}', ([name, below]) => `${asJson(name)}: ${jsonWithin(below, 4)}`);
  }
  yield before === '{' ? '{}' : '\n}';
}

function* each<T>(items: readonly T[], [open, close]: string, write: (item: T) => string): Generator<string> {
  for (const [index, item] of items.entries()) yield `${index === 0 ? open : ','}\n    ${write(item)}`;
  yield items.length === 0 ? `${open}${close}` : `\n  ${close}`;
}

function jsonWithin(value: unknown, indent: number): string {
  return asJson(value ?? null).replaceAll('\n', `\n${' '.repeat(indent)}`);
}
