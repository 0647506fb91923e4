import { type Truth, truthOf } from '../../model/truth.ts';

/**
 * Matches the regular expressions that kustomize takes in selectors (RE2), without running a stranger's expression. It
 * reads the part of the language that selectors use, and works in bounded steps. A longer match is unknown.
 */
export class Pattern {
  readonly #alternatives: Alternatives;

  private constructor(alternatives: Alternatives) {
    this.#alternatives = alternatives;
  }

  /** Undefined for an expression beyond literals, `.`, classes, groups, `|`, `*`, `+` and `?`. */
  static of(text: string): Pattern | undefined {
    if (text.length > MAX_TEXT) return undefined;
    const alternatives = new PatternReader(text).all();
    return alternatives === undefined ? undefined : new Pattern(alternatives);
  }

  /** Returns whether the whole text matches, as kustomize's anchored selectors ask. */
  matchesWhole(text: string): Truth {
    return truthOf(this.endsAfter(text, 0)?.has(text.length));
  }

  /** Returns whether the pattern matches anywhere in the text. */
  matchesPart(text: string): Truth {
    for (let start = 0; start <= text.length; start++) {
      const ends = this.endsAfter(text, start);
      if (ends === undefined) return 'unknown';
      if (ends.size > 0) return 'yes';
    }
    return 'no';
  }

  /** The possible ends of matches that begin at an offset. */
  endsAfter(text: string, start: number): ReadonlySet<number> | undefined {
    if (text.length > MAX_TEXT) return undefined;
    const matching: Matching = { text, left: MAX_STEPS };
    const ends = endsOfAlternatives(this.#alternatives, new Set([start]), matching);
    return matching.left < 0 ? undefined : ends;
  }
}

/** Kubernetes' longest name has 253 letters. */
const MAX_TEXT = 1000;
const MAX_STEPS = 200_000;

type Alternatives = readonly (readonly Term[])[];

interface Term {
  readonly atom: Atom;
  readonly repeat: '' | '*' | '+' | '?';
}

type Atom =
  | { readonly kind: 'character'; readonly fits: (character: string) => boolean }
  | { readonly kind: 'group'; readonly alternatives: Alternatives }
  | { readonly kind: 'start' }
  | { readonly kind: 'end' };

interface Matching {
  readonly text: string;
  left: number;
}

type Positions = ReadonlySet<number>;

function endsOfAlternatives(alternatives: Alternatives, from: Positions, matching: Matching): Positions {
  const ends = new Set<number>();
  for (const sequence of alternatives) {
    let here = from;
    for (const term of sequence) here = endsOfTerm(term, here, matching);
    for (const end of here) ends.add(end);
  }
  return ends;
}

function endsOfTerm({ atom, repeat }: Term, from: Positions, matching: Matching): Positions {
  const once = endsOfAtom(atom, from, matching);
  if (repeat === '') return once;
  if (repeat === '?') return new Set([...from, ...once]);
  const all = new Set(repeat === '*' ? [...from, ...once] : once);
  let fresh = once;
  while (fresh.size > 0 && matching.left >= 0) {
    const next = endsOfAtom(atom, fresh, matching);
    fresh = new Set([...next].filter(end => !all.has(end)));
    for (const end of fresh) all.add(end);
  }
  return all;
}

function endsOfAtom(atom: Atom, from: Positions, matching: Matching): Positions {
  matching.left -= from.size + 1;
  if (matching.left < 0) return new Set();
  const { text } = matching;
  switch (atom.kind) {
    case 'start':
      return new Set([...from].filter(at => at === 0));
    case 'end':
      return new Set([...from].filter(at => at === text.length));
    case 'group':
      return endsOfAlternatives(atom.alternatives, from, matching);
    case 'character':
      return new Set([...from].filter(at => at < text.length && atom.fits(text.charAt(at))).map(at => at + 1));
  }
}

class PatternReader {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  all(): Alternatives | undefined {
    const alternatives = this.#alternatives();
    return this.#at === this.#text.length ? alternatives : undefined;
  }

  #alternatives(): Alternatives | undefined {
    const alternatives: Term[][] = [[]];
    while (this.#at < this.#text.length && this.#text[this.#at] !== ')') {
      if (this.#take('|')) {
        alternatives.push([]);
        continue;
      }
      const term = this.#term();
      if (term === undefined) return undefined;
      alternatives.at(-1)?.push(term);
    }
    return alternatives;
  }

  #term(): Term | undefined {
    const atom = this.#atom();
    if (atom === undefined || COUNT.test(this.#text.slice(this.#at))) return undefined;
    const repeat = this.#take('*') ? '*' : this.#take('+') ? '+' : this.#take('?') ? '?' : '';
    // a lazy quantifier matches the same texts
    if (repeat !== '') this.#take('?');
    return { atom, repeat };
  }

  #atom(): Atom | undefined {
    const character = this.#text.charAt(this.#at++);
    switch (character) {
      case '.':
        return { kind: 'character', fits: each => each !== '\n' };
      case '^':
        return { kind: 'start' };
      case '$':
        return { kind: 'end' };
      case '(':
        return this.#group();
      case '[':
        return this.#class();
      case '\\':
        return this.#escape();
      case '*':
      case '+':
      case '?':
        return undefined;
      default:
        return { kind: 'character', fits: each => each === character };
    }
  }

  #group(): Atom | undefined {
    if (this.#take('?') && !this.#take(':')) return undefined;
    if (++this.#depth > MAX_GROUPS) return undefined;
    const alternatives = this.#alternatives();
    this.#depth--;
    return alternatives === undefined || !this.#take(')') ? undefined : { kind: 'group', alternatives };
  }

  #class(): Atom | undefined {
    const isNegated = this.#take('^');
    const end = this.#text.indexOf(']', this.#at + 1);
    if (end < 0) return undefined;
    const inside = this.#text.slice(this.#at, end);
    if (/[\\[\]]/.test(inside)) return undefined;
    this.#at = end + 1;
    const ranges = rangesIn(inside);
    return {
      kind: 'character',
      fits: each => ranges.some(([first, last]) => first <= each && each <= last) !== isNegated,
    };
  }

  #escape(): Atom | undefined {
    const character = this.#text.charAt(this.#at++);
    const known = CLASSES.get(character);
    if (known !== undefined) return { kind: 'character', fits: each => known.test(each) };
    return character === '' || /\w/.test(character)
      ? undefined
      : { kind: 'character', fits: each => each === character };
  }

  #take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }
}

const MAX_GROUPS = 20;

/** `{2}` or `{2,3}`. RE2 takes every other brace for a character. */
const COUNT = /^\{\d+(?:,\d*)?\}/;

const CLASSES: ReadonlyMap<string, RegExp> = new Map([
  ['d', /[0-9]/],
  ['w', /[0-9A-Za-z_]/],
  ['s', /[\t\n\f\r ]/],
]);

function rangesIn(inside: string): readonly (readonly [string, string])[] {
  const ranges: (readonly [string, string])[] = [];
  for (let at = 0; at < inside.length; at++) {
    const first = inside.charAt(at);
    const isRange = inside[at + 1] === '-' && at + 2 < inside.length;
    ranges.push([first, isRange ? inside.charAt(at + 2) : first]);
    if (isRange) at += 2;
  }
  return ranges;
}
