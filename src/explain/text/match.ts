import { type ErrorRow, wordAlternatives } from '../rows/row.ts';
import type { Layout } from './layout.ts';
import { type Squashed, squash } from './squash.ts';

/** The words of a row at their place in a text. */
export interface Match {
  readonly row: ErrorRow;
  readonly isOwn: boolean;
  readonly start: number;
  readonly end: number;
}

/** The most characters between two words of one message in a squashed text: room for a URL with its query. */
const reach = 420;
/** Repetitions add nothing. So many are looked at from the front, and as many from the back. */
const mostRepetitions = 20;
const mostTries = 200;

interface Piece {
  readonly text: string;
  /** The word may go on. */
  readonly isStem: boolean;
}
type Phrase = readonly Piece[];

/** One of the phrases of a row. */
interface Said extends Pick<Match, 'row' | 'isOwn'> {
  readonly phrase: Phrase;
}

export function compile(rows: readonly ErrorRow[]): readonly Said[] {
  return rows.flatMap(row => [
    ...wordAlternatives(row.own).map(words => ({ row, isOwn: true, phrase: phraseOf(words) })),
    ...wordAlternatives(row.words).map(words => ({ row, isOwn: false, phrase: phraseOf(words) })),
  ]);
}

function phraseOf(words: string): Phrase {
  return words.split(' … ').map(part => ({ text: squash(part).text, isStem: part.endsWith('*') }));
}

export function matchesOf(table: readonly Said[], squashed: Squashed, layout: Layout): readonly Match[] {
  return table.flatMap(({ row, isOwn, phrase }) =>
    placesOf(phrase, squashed, layout).map(place => ({ row, isOwn, ...place })),
  );
}

type Place = Pick<Match, 'start' | 'end'>;

/** The places where a phrase's words follow each other within one message: the first few and the last few. */
function placesOf(phrase: Phrase, squashed: Squashed, layout: Layout): readonly Place[] {
  const [first, ...rest] = phrase;
  if (first === undefined) return [];
  const found = new Map<number, Place>();
  const { text, at } = squashed;
  const isAll = look(from => text.indexOf(first.text, from + 1), -1);
  if (!isAll) look(from => (from <= 0 ? -1 : text.lastIndexOf(first.text, from - 1)), text.length);
  return [...found.values()];

  /** Returns false where a place was left out. */
  function look(next: (from: number) => number, from: number): boolean {
    const had = found.size;
    let tries = 0;
    for (let index = next(from); index >= 0; index = next(index)) {
      if (++tries > mostTries || found.size - had >= mostRepetitions) return false;
      const end =
        first && isWord(first, index, squashed)
          ? followed(index + first.text.length, first, rest, squashed)
          : undefined;
      const place = end === undefined ? undefined : { start: at(index), end: at(end - 1) + 1 };
      if (place && !layout.parts(place.start, place.end - 1)) found.set(index, place);
    }
    return true;
  }
}

/** The end of the last word. Undefined: one is missing, or the first one begins again. */
function followed(from: number, first: Piece, rest: readonly Piece[], squashed: Squashed): number | undefined {
  let end = from;
  for (const piece of rest) {
    const window = squashed.text.slice(end, end + reach + piece.text.length);
    let index = window.indexOf(piece.text);
    while (index >= 0 && !isWord(piece, end + index, squashed)) index = window.indexOf(piece.text, index + 1);
    if (index < 0 || window.slice(0, index).includes(first.text)) return undefined;
    end += index + piece.text.length;
  }
  return end;
}

/**
 * Returns whether a piece is whole words at its place, and not a part of a longer one. Three digits have to be a
 * status.
 */
function isWord({ text, isStem }: Piece, index: number, { source, at }: Squashed): boolean {
  const [start, end] = [at(index), at(index + text.length - 1) + 1];
  const [previous, next] = [source[start - 1] ?? ' ', source[end] ?? ' '];
  if (letter.test(source[start] ?? '') && letter.test(previous)) return false;
  if (!isStem && letter.test(source[end - 1] ?? '') && letter.test(next)) return false;
  return !/^\d{3}$/.test(text) || isStatus(source, start, end);
}

const letter = /[A-Za-z0-9_]/;

/**
 * `status code 401`, `response: 401`, `(401)`, `401 Unauthorized`, not a part of a number, a date, an id or a version.
 */
function isStatus(source: string, start: number, end: number): boolean {
  if (
    /[\d.,#/-]$/.test(source.slice(0, start).slice(-1)) ||
    /^[.:-]\d|^[-/]|^ ?(?:ms|MB|KB|kB|s)\b/.test(source.slice(end, end + 4))
  )
    return false;
  const [before, after] = [source.slice(Math.max(0, start - 24), start), source.slice(end, end + 24)];
  return saidBefore.test(before) || saidBehind.test(after);
}

const saidBefore =
  /(?:status|code|https?(?:\/[\d.]{1,3})?|errors?|respon\w{1,6}|return(?:ed|s)|got)[\W_]{0,6}$|[(:=]\s?$/i;
const saidBehind = /^:? ?\(?(?:unauthorized|forbidden|not found|too many|bad |internal|service|gateway|client error)/i;
