import type { CauseId } from '../model/cause.ts';
import type { Stage } from './explanation.ts';
import { type Squashed, squashWords } from './paste/squash.ts';

/** Where a text comes from, as far as its words tell. */
export type Origin = 'kubernetes' | 'containerd' | 'containerApp' | 'containerGroup' | 'site' | 'docker';

/** The causes that a signature may mean, best first; where it hangs on the runtime, by runtime, with a usual list. */
export type Ranking =
  | readonly CauseId[]
  | (Readonly<Partial<Record<Origin, readonly CauseId[]>>> & { readonly usual: readonly CauseId[] });

type Alternatives = readonly (readonly string[])[];

/**
 * One row of the table in docs/errors.md: words that give an error away, and what they mean.
 * - `pull`: a pull failed · `pulled`: a pull succeeded · `other`: something else failed, or nothing.
 */
export interface Signature {
  readonly id: string;
  readonly kind: 'pull' | 'pulled' | 'other';
  /**
   * Each alternative is a list of words that follow each other closely, as written by the runtime. They are compared
   * without white space, quotes and case.
   */
  readonly words: Alternatives;
  /** Alternatives that others say, too: they count only in a message that speaks of pulling. */
  readonly shared?: Alternatives;
  /** Further ways to say it, on squashed text, where a list would be long. */
  readonly pattern?: RegExp;
  /** What the words say, as a sentence. */
  readonly says: string;
  readonly stage: Stage | null;
  readonly causes: Ranking;
  /**
   * How much it tells: of several that match, the higher decides. A refusal by the network (80) tells more than a
   * missing image (60), that more than a refused credential (50), that more than the anonymous try which follows (40).
   */
  readonly weight: number;
  /** Where it was seen. */
  readonly source: string;
}

export interface Match {
  readonly signature: Signature;
  /** Whether it is one of the row's `shared` alternatives. */
  readonly isShared: boolean;
  /** Where it begins and ends in the text before it was squashed. */
  readonly start: number;
  readonly end: number;
}

/** How far apart two words of one message may be: room for a URL with its query, in a squashed text. */
const reach = 420;
/** Repetitions tell nothing new; this many are looked at, the last one in any case. */
const mostRepetitions = 40;

export function matchesOf(signatures: readonly Signature[], text: Squashed): readonly Match[] {
  return signatures.flatMap(signature => [
    ...compiled(signature.words).flatMap(words => occurrences(signature, words, text)),
    ...compiled(signature.shared ?? none).flatMap(words => occurrences(signature, words, text, true)),
    ...patterned(signature, text),
  ]);
}

function patterned(signature: Signature, { text, at }: Squashed): readonly Match[] {
  if (signature.pattern === undefined) return [];
  const found: Match[] = [];
  for (const { 0: whole, index } of text.matchAll(signature.pattern)) {
    if (found.length >= mostRepetitions) found.pop();
    found.push({ signature, isShared: false, start: at(index), end: at(index + whole.length - 1) + 1 });
  }
  return found;
}

const none: Alternatives = [];
const compiledWords = new Map<Alternatives, Alternatives>();

function compiled(alternatives: Alternatives): Alternatives {
  const known = compiledWords.get(alternatives);
  if (known) return known;
  const words = alternatives.map(alternative => alternative.map(squashWords));
  compiledWords.set(alternatives, words);
  return words;
}

function occurrences(
  signature: Signature,
  words: readonly string[],
  { text, at }: Squashed,
  isShared = false,
): readonly Match[] {
  const [first = '', ...rest] = words;
  const found: Match[] = [];
  for (let start = text.indexOf(first); start >= 0; start = text.indexOf(first, start + first.length)) {
    const end = followed(text, start + first.length, first, rest);
    if (end === undefined) continue;
    if (found.length >= mostRepetitions) found.pop();
    found.push({ signature, isShared, start: at(start), end: at(end - 1) + 1 });
  }
  return found;
}

/** Where another message begins, whatever the first one was: gRPC's errors, the rows of `kubectl describe`. */
const boundaries = [
  ',rpcerror:code',
  'succeeded',
  'probefailed',
  'normalcreated',
  'normalpull',
  'warningunhealthy',
  'warningbackoff',
  'downloadednewerimage',
  'imageisuptodate',
  'successfullypulled',
  'returnsimagereference',
  'alreadypresenton',
];

/** BuildKit's and Kaniko's: a step has ended, or another one that gets no image has begun. */
const stepEnd = /#\d+(?:done\d|cached)|\d\/\d+\](?:run|copy|add|workdir)|info\[\d+\](?:run|copy|add|workdir)/;

/** The next row of `kubectl get events`, the next line of a node's journal. */
const rowStart =
  /\d[smhd](?:normal|warning)[a-z]|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\d{1,2}(?:\d\d:){2}\d\d[a-z0-9.-]{1,80}\[\d+\]:/;

/** A status is three digits of their own, not of a digest, an id or a time: `…-a403-9303ecb51c00`, `10:12:45.403Z`. */
function wordIn(window: string, word: string): number {
  if (!/^\d{3}$/.test(word)) return window.indexOf(word);
  for (let at = window.indexOf(word); at >= 0; at = window.indexOf(word, at + 1)) {
    const isOfNumber =
      /\d[.,]?$/.test(window.slice(Math.max(0, at - 2), at)) || /^\d(?!0\d\d-)/.test(window.slice(at + 3, at + 8));
    if (isOfNumber) continue;
    const before = /[\da-f-]*$/.exec(window.slice(Math.max(0, at - 20), at))?.[0] ?? '';
    const after = /^[\da-f-]*/.exec(window.slice(at + 3, at + 23))?.[0] ?? '';
    const around = before + after;
    const isOfId = around.length > 4 && /\d/.test(around) && /[a-f]/.test(around);
    if (!isOfId) return at;
  }
  return -1;
}

/**
 * Where the last of the words ends; undefined where one is missing before the message ends. A message ends where the
 * same words begin again, and where gRPC begins another one: a kubelet that tried several credentials lists them all.
 */
function followed(text: string, from: number, first: string, rest: readonly string[]): number | undefined {
  let end = from;
  for (const word of rest) {
    const limit = Math.min(end + reach + word.length, text.length);
    const window = text.slice(end, limit);
    const index = wordIn(window, word);
    if (index < 0) return undefined;
    const between = window.slice(0, index);
    if (
      between.includes(first) ||
      boundaries.some(boundary => between.includes(boundary)) ||
      stepEnd.test(between) ||
      rowStart.test(between)
    )
      return undefined;
    end += index + word.length;
  }
  return end;
}
