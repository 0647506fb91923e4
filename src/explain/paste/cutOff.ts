import type { Signature } from '../signature.ts';
import { type Squashed, squashWords } from './squash.ts';
import { clients, engines, registries } from './terms.ts';

/** A row's words, and after how many of their characters a word ends. */
export interface Words {
  readonly text: string;
  readonly ends: ReadonlySet<number>;
}

/**
 * A text that ends in the middle of an error's words, as the columns of a table and the limits of a log do to it, with
 * those words completed: `context deadline exce…`. What ends with the whole first word, or with a sentence, stays as it is,
 * and so does what could go on in many ways, which is what less than most of a word does. So does what never comes to speak of
 * images: a browser's `TypeError: Failed to fetch` is whole.
 */
export function completed({ text, at }: Squashed, words: readonly Words[]): Squashed {
  if (text.length < shortest || endOfSentence.test(text) || !ofImages.test(text)) return { text, at };
  const whole = text.replace(/[.…]{1,6}$/, '');
  const isMarked = whole.length < text.length;
  const end = whole.slice(-longest);
  if (words.some(word => word.text.length >= leastKnown && end.endsWith(word.text))) return { text, at };
  let best: { readonly known: number; readonly word: string } | undefined;
  for (const { text: word, ends } of words) {
    const known = overlap(end, word);
    const isOneWord = ends.size === 1;
    if (
      known < least(word, isOneWord) ||
      (!isMarked && ends.has(known) && (isFirstWord(known, ends) || generic.test(word)))
    )
      continue;
    if (!best || known > best.known || (known === best.known && word.length < best.word.length)) best = { known, word };
  }
  return best ? { text: whole.slice(0, whole.length - best.known) + best.word, at } : { text, at };
}

/** The words of rows, each once, for `completed`. */
export function wordsOf(signatures: readonly Signature[]): readonly Words[] {
  const each = new Set(signatures.flatMap(({ words, shared = [] }) => [...words, ...shared].flat()));
  return [...each].map(words => {
    const parts = words.split(/\s+/).map(squashWords);
    return {
      text: parts.join(''),
      ends: new Set(parts.map((_, index) => parts.slice(0, index + 1).join('').length)),
    };
  });
}

const endOfSentence = /[^.…]\.$/;
const ofImages = new RegExp(`${registries}|${engines}|${clients}|azacr|image|pull|regist|kubelet|manifest|repositor`);
/** A limit of a log or a column leaves more than this. */
const shortest = 20;
const longest = 80;
const leastKnown = 6;

/**
 * A status with the first letters of its name is enough, and what stands behind a colon: `401 Unau`, `: not fo`. A code in
 * one word takes more of it: `inaccessible` is a word, and no beginning of `InaccessibleImage`.
 */
const least = (word: string, isOneWord: boolean) =>
  /^(?:\d{3}|:)/.test(word) ? 5 : Math.max(leastKnown + 1, Math.ceil(word.length * (isOneWord ? 0.76 : 0.6)));

/** What fails in words that go on with whatever it was. */
const generic = /^(?:failed|unable|could|cannot|cant|error)/;

/** Whether no more of the words is there than the first. */
const isFirstWord = (known: number, ends: ReadonlySet<number>) => Math.min(...ends) === known;

/** How many characters of the word's beginning stand at the end. */
function overlap(end: string, word: string): number {
  for (let length = Math.min(word.length - 1, end.length); length > 0; length--)
    if (end.endsWith(word.slice(0, length))) return length;
  return 0;
}
