import { asJson, oneLine } from '../../model/quote.ts';

/** An answer for a language model: lines that are complete on their own, and the same as data. */
export interface Answer {
  readonly text: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * The most bytes of an answer, text and data together, as JSON carries them. A model's context has other content, too.
 * Some room is left for a protocol's envelope: the whole stays below 8,000.
 */
export const MOST_BYTES = 7800;

/** The level of detail of an answer's items. */
export type Detail = 'full' | 'brief' | 'bare';

const details: readonly Detail[] = ['full', 'brief', 'bare'];

/** The longest text of each. A longer text is cut, and a longer command is left out. */
const longest: Readonly<Record<Detail, number>> = { full: 1200, brief: 400, bare: 160 };

/** An answer before it is known to fit. */
export interface Draft {
  readonly lines: readonly string[];
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * This many items without proofs are better than more items without a reason. Proofs appear only if all items have
 * theirs.
 */
const worthIt: Readonly<Record<Detail, number>> = { full: Number.POSITIVE_INFINITY, brief: 5, bare: 0 };

/** More items than these are counted, however short they are. */
const mostItems = 40;

/**
 * Lays out as many items as fit, the first ones, in the most detail that shows all or some of them.
 * @param lay lays out these items, with the number of the rest
 */
export function fitted<T>(
  items: readonly T[],
  lay: (items: readonly T[], omitted: number, detail: Detail) => Draft,
): Answer {
  const most = Math.min(items.length, mostItems);
  let best: { readonly answer: Answer; readonly shown: number } | undefined;
  for (const detail of details) {
    const make = (shown: number) => answerOf(lay(items.slice(0, shown), items.length - shown, detail), detail);
    const found = largestFitting(most, make);
    if (found !== undefined && (best === undefined || found.shown > best.shown)) best = found;
    if (best !== undefined && best.shown >= Math.min(most, worthIt[detail])) break;
  }
  if (best === undefined) throw new Error('The answer is too long. Ask for one image, one registry or one target.');
  return best.answer;
}

/** The answer with the most items that fits. Undefined: not even one without items does. */
function largestFitting(most: number, make: (shown: number) => Answer) {
  const whole = make(most);
  if (answerBytes(whole) <= MOST_BYTES) return { answer: whole, shown: most };
  let best: { readonly answer: Answer; readonly shown: number } | undefined;
  let [low, high] = [0, most - 1];
  while (low <= high) {
    const shown = Math.floor((low + high) / 2);
    const answer = make(shown);
    if (answerBytes(answer) <= MOST_BYTES) {
      best = { answer, shown };
      low = shown + 1;
    } else high = shown - 1;
  }
  return best;
}

export function answerBytes({ text, data }: Answer): number {
  return bytesOf(asJson(text, 0)) + bytesOf(asJson(data, 0));
}

const utf8 = new TextEncoder();

function bytesOf(text: string): number {
  return utf8.encode(text).length;
}

function answerOf({ lines, data }: Draft, detail: Detail): Answer {
  const most = longest[detail];
  return { text: lines.map(line => cut(oneLine(line), most)).join('\n'), data: withoutLongTexts(data, most) };
}

/** A command that lacks its end would do something else. So it is shown whole or not at all. */
const commands: ReadonlySet<string> = new Set(['bash', 'powershell', 'check', 'fix', 'next']);

/** Lines of a command, none if it is too long to be shown whole. */
export function commandLines(label: string, command: string | null, detail: Detail): readonly string[] {
  if (command === null || command.includes('\n')) return [];
  const line = `${label}: ${command}`;
  return oneLine(line).length > longest[detail] ? [] : [line];
}

function withoutLongTexts(data: Draft['data'], most: number): Answer['data'] {
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, shortened(value, most, key)]));
}

function shortened(value: unknown, most: number, key: string): unknown {
  if (typeof value === 'string') return value.length <= most ? value : commands.has(key) ? null : cut(value, most);
  if (Array.isArray(value)) return value.map(each => shortened(each, most, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, shortened(each, most, name)]));
}

/** The beginning of a text that is too long. */
export function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most).toWellFormed()}… (${text.length - most} more characters)`;
}

/** The first few of a list, with the number of the rest. */
export function first(list: readonly string[], most: number): { readonly shown: string[]; readonly omitted: number } {
  return { shown: list.slice(0, most), omitted: Math.max(0, list.length - most) };
}

/** `a, b, c and 37 more`. */
export function listed(list: readonly string[], most = 10): string {
  const { shown, omitted } = first(list, most);
  const words = shown.map(each => cut(each, 80)).join(', ');
  return omitted > 0 ? `${words} and ${omitted} more` : words;
}

/** The last line of a list that was cut. */
export function rest(omitted: number, one: string, more = `${one}s`): readonly string[] {
  return omitted > 0 ? [`And ${counted(omitted, omitted === 1 ? one : more)} that this answer leaves out.`] : [];
}

/** `1 image`, `2 images`. */
function counted(number: number, word: string): string {
  return `${number} ${word}`;
}
