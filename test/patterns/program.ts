// A regular expression as the steps that a backtracking engine takes: characters, forks, conditions.
// Loops that are counted high are taken as endless ones that remember how many characters they can take: that only adds
// ways to match, so a bound on the steps stays one.
import { type AST, RegExpParser } from '@eslint-community/regexpp';

/** Index of a class of characters that no part of the pattern distinguishes. */
export type Letter = number;
/** No character: before the first and after the last. */
export const none = -1;

export interface Condition {
  holds(before: Letter, next: Letter): boolean;
}
export type Step =
  | {
      readonly kind: 'character';
      readonly takes: readonly boolean[];
      next: number;
      readonly loop: Loop | undefined;
      readonly raw: string;
    }
  | { readonly kind: 'fork'; readonly nexts: number[] }
  | { readonly kind: 'condition'; readonly condition: Condition; readonly next: number }
  /** The end of the pattern, or that of an assertion, after which nothing follows. */
  | { readonly kind: 'end'; readonly whole: boolean };

/** Outermost loop around a character, and how many characters it takes at most. */
export interface Loop {
  readonly length: number;
  readonly raw: string;
}

export interface Program {
  readonly steps: readonly Step[];
  readonly start: number;
  readonly letters: number;
  readonly conditions: readonly Condition[];
  /** False: the engine tries each place of the text, which is a loop before the pattern. */
  readonly sticky: boolean;
}

/** Copies of a counted part are made up to this many characters. Above it, it is taken as a loop. */
const MOST_COPIES = 64;

export class Unprovable extends Error {}

export function programOf(source: string, flags: string): Program {
  const unicode = flags.includes('u') || flags.includes('v');
  const pattern = new RegExpParser({ ecmaVersion: 2025 }).parsePattern(source, 0, source.length, {
    unicode,
    unicodeSets: flags.includes('v'),
  });
  return new Compiler(pattern, flags).program();
}

type Taking = AST.Character | AST.CharacterSet | AST.CharacterClass | AST.ExpressionCharacterClass;

function isTaking(node: AST.Node): node is Taking {
  return (
    node.type === 'Character' ||
    node.type === 'CharacterSet' ||
    node.type === 'CharacterClass' ||
    node.type === 'ExpressionCharacterClass'
  );
}

/** Longest text that a part can take. */
function longest(node: AST.Node): number {
  if (isTaking(node)) return 1;
  switch (node.type) {
    case 'Pattern':
    case 'Group':
    case 'CapturingGroup':
      return Math.max(...node.alternatives.map(longest));
    case 'Alternative':
      return node.elements.reduce((sum, element) => sum + longest(element), 0);
    case 'Quantifier':
      return node.max === 0 ? 0 : longest(node.element) === 0 ? 0 : node.max * longest(node.element);
    case 'Backreference':
      return Number.POSITIVE_INFINITY;
    default:
      return 0;
  }
}

class Compiler {
  readonly #steps: Step[] = [];
  readonly #conditions: Condition[] = [];
  readonly #letters: Letters;
  readonly #pattern: AST.Pattern;
  readonly #flags: string;

  constructor(pattern: AST.Pattern, flags: string) {
    this.#pattern = pattern;
    this.#flags = flags;
    this.#letters = new Letters(pattern, flags);
  }

  program(): Program {
    const end = this.#add({ kind: 'end', whole: true });
    const entry = this.#alternatives(this.#pattern.alternatives, end, undefined);
    const sticky = this.#flags.includes('y');
    const shared = { steps: this.#steps, letters: this.#letters.count, conditions: this.#conditions, sticky };
    if (sticky) return { ...shared, start: entry };
    const start = this.#add({ kind: 'fork', nexts: [entry] });
    const loop = { length: Number.POSITIVE_INFINITY, raw: 'each place of the text' };
    const takes = Array.from({ length: this.#letters.count }, () => true);
    const skip = this.#add({ kind: 'character', takes, next: start, loop, raw: loop.raw });
    this.#forks(start).push(skip);
    return { ...shared, start };
  }

  #add(step: Step): number {
    if (this.#steps.length > 20_000) throw new Unprovable('too large');
    return this.#steps.push(step) - 1;
  }

  #forks(at: number): number[] {
    const step = this.#steps[at];
    return step?.kind === 'fork' ? step.nexts : [];
  }

  #alternatives(alternatives: readonly AST.Alternative[], next: number, loop: Loop | undefined): number {
    const entries = alternatives.map(({ elements }) =>
      elements.reduceRight((follows, element) => this.#element(element, follows, loop), next),
    );
    const [only] = entries;
    return only !== undefined && entries.length === 1 ? only : this.#add({ kind: 'fork', nexts: entries });
  }

  #element(node: AST.Element, next: number, loop: Loop | undefined): number {
    if (isTaking(node)) {
      return this.#add({ kind: 'character', takes: this.#letters.of(node), next, loop, raw: node.raw });
    }
    switch (node.type) {
      case 'Group':
        if (node.modifiers) throw new Unprovable('modifiers');
        return this.#alternatives(node.alternatives, next, loop);
      case 'CapturingGroup':
        return this.#alternatives(node.alternatives, next, loop);
      case 'Quantifier':
        return this.#quantifier(node, next, loop);
      case 'Assertion':
        return this.#assertion(node, next, loop);
      case 'Backreference':
        return this.#backreference(node, next, loop);
      default:
        throw new Unprovable('an unknown element');
    }
  }

  /** Any text as long as what the group can take. */
  #backreference(node: AST.Backreference, next: number, loop: Loop | undefined): number {
    const groups = [node.resolved].flat();
    const length = Math.max(...groups.map(longest));
    const takes = Array.from({ length: this.#letters.count }, () => true);
    if (length <= 1) {
      const one = this.#add({ kind: 'character', takes, next, loop, raw: node.raw });
      return this.#add({ kind: 'fork', nexts: [one, next] });
    }
    const head = this.#add({ kind: 'fork', nexts: [next] });
    const own = loop ?? { length, raw: node.raw };
    this.#forks(head).push(this.#add({ kind: 'character', takes, next: head, loop: own, raw: node.raw }));
    return head;
  }

  #quantifier(node: AST.Quantifier, next: number, loop: Loop | undefined): number {
    const { element, min, max } = node;
    if (max === 0) return next;
    const once = Math.max(1, longest(element));
    if (max === 1 || (Number.isFinite(once) && max * once <= MOST_COPIES)) return this.#copies(node, next, loop);
    const own = loop ?? { length: longest(node), raw: node.raw };
    const head = this.#add({ kind: 'fork', nexts: [next] });
    const body = this.#element(element, head, own);
    this.#forks(head).push(body);
    return min > 0 ? body : head;
  }

  #copies({ element, min, max }: AST.Quantifier, next: number, loop: Loop | undefined): number {
    let entry = next;
    for (let copy = max; copy > 0; copy -= 1) {
      const taken = this.#element(element, entry, loop);
      entry = copy > min ? this.#add({ kind: 'fork', nexts: [taken, next] }) : taken;
    }
    return entry;
  }

  #assertion(node: AST.Assertion, next: number, loop: Loop | undefined): number {
    if (node.kind === 'lookahead') return this.#lookahead(node, next, loop);
    if (node.kind === 'lookbehind') return this.#lookbehind(node, next);
    const { letters } = { letters: this.#letters };
    const lines = this.#flags.includes('m');
    if (node.kind === 'start') {
      return this.#when({ holds: before => before === none || (lines && letters.isLineEnd(before)) }, next);
    }
    if (node.kind === 'end') {
      return this.#when({ holds: (_, after) => after === none || (lines && letters.isLineEnd(after)) }, next);
    }
    if (node.kind !== 'word') throw new Unprovable(node.kind);
    const { negate } = node;
    return this.#when(
      { holds: (before, after) => (letters.isWord(before) !== letters.isWord(after)) !== negate },
      next,
    );
  }

  #when(condition: Condition, next: number): number {
    this.#conditions.push(condition);
    return this.#add({ kind: 'condition', condition, next });
  }

  /** One character, or an end of the text or line, as a condition. Undefined: it takes more than that. */
  #oneLetter(
    alternatives: readonly AST.Alternative[],
    edge: 'start' | 'end',
  ): ((letter: Letter) => boolean) | undefined {
    const takes = Array.from({ length: this.#letters.count }, () => false);
    let atEdge = false;
    for (const { elements } of alternatives) {
      const [only] = elements;
      if (only === undefined || elements.length > 1) return undefined;
      if (only.type === 'Assertion' && only.kind === edge) {
        atEdge = true;
        if (this.#flags.includes('m'))
          for (const letter of takes.keys()) takes[letter] ||= this.#letters.isLineEnd(letter);
      } else if (isTaking(only)) {
        for (const [letter, taken] of this.#letters.of(only).entries()) takes[letter] ||= taken;
      } else return undefined;
    }
    return letter => (letter === none ? atEdge : takes[letter] === true);
  }

  #lookahead(node: AST.LookaheadAssertion, next: number, loop: Loop | undefined): number {
    const one = this.#oneLetter(node.alternatives, 'end');
    if (one) return this.#when({ holds: (_, after) => one(after) !== node.negate }, next);
    const end = this.#add({ kind: 'end', whole: false });
    const body = this.#alternatives(node.alternatives, end, loop);
    const first = node.negate ? undefined : this.#firstOf(body);
    const rest = first ? this.#when({ holds: (_, after) => first[after] === true }, next) : next;
    return this.#add({ kind: 'fork', nexts: [body, rest] });
  }

  /** Letters that may come first. Undefined: it may be empty. */
  #firstOf(entry: number): readonly boolean[] | undefined {
    const takes = Array.from({ length: this.#letters.count }, () => false);
    const seen = new Set<number>();
    const open = [entry];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      const step = this.#steps[at];
      if (step === undefined || seen.has(at)) continue;
      seen.add(at);
      if (step.kind === 'end') return undefined;
      if (step.kind === 'character') for (const [letter, taken] of step.takes.entries()) takes[letter] ||= taken;
      else if (step.kind === 'fork') open.push(...step.nexts);
      else open.push(step.next);
    }
    return takes;
  }

  #lookbehind(node: AST.LookbehindAssertion, next: number): number {
    const one = this.#oneLetter(node.alternatives, 'start');
    if (one) return this.#when({ holds: before => one(before) !== node.negate }, next);
    const length = Math.max(...node.alternatives.map(longest));
    if (length > 250) throw new Unprovable(`looks back further than 250 characters: ${node.raw}`);
    if (node.negate) return next;
    const lasts = node.alternatives.map(({ elements }) => elements.at(-1));
    if (!lasts.every(last => last !== undefined && isTaking(last))) return next;
    const sets = lasts.flatMap(last => (last !== undefined && isTaking(last) ? [this.#letters.of(last)] : []));
    return this.#when({ holds: before => sets.some(set => set[before] === true) }, next);
  }
}

/** Line ends, what `i` folds to ASCII, spaces and samples of other scripts. */
const samples = [
  0x2028, 0x2029, 0xfeff, 0x212a, 0x17f, 0x130, 0x131, 0x3b1, 0x430, 0x5d0, 0x661, 0x4e00, 0x1f600, 0xd800, 0xdc00,
];

/** Characters sorted into letters: two that each part of the pattern takes or leaves alike are one letter. */
class Letters {
  readonly count: number;
  readonly #letterOf = new Map<string, Letter>();
  readonly #byClass = new Map<string, readonly boolean[]>();
  readonly #flags: string;
  readonly #lineEnds = new Set<Letter>();
  readonly #words = new Set<Letter>();

  constructor(pattern: AST.Pattern, flags: string) {
    this.#flags = flags.replaceAll(/[gym]/g, '');
    const parts: Taking[] = [];
    const points = new Set([...Array.from({ length: 256 }, (_, point) => point), ...samples]);
    const visit = (node: AST.Node, within: boolean): void => {
      const whole = isTaking(node) && !within;
      if (whole) parts.push(node);
      for (const point of pointsOf(node)) points.add(point);
      for (const child of childrenOf(node)) visit(child, within || whole);
    };
    visit(pattern, false);
    const characters = [...points].map(point => String.fromCodePoint(point));
    const raws = new Set([...parts.map(({ raw }) => raw), '[\\n\\r\\u2028\\u2029]', '\\w']);
    const tests = [...raws].map(raw => ({ raw, test: new RegExp(`^(?:${raw})$`, this.#flags) }));
    const letters = new Map<string, Letter>();
    for (const character of characters) {
      const taken = tests.map(({ test }) => test.test(character));
      const key = taken.map(Number).join('');
      const letter = letters.get(key) ?? letters.size;
      letters.set(key, letter);
      this.#letterOf.set(character, letter);
    }
    this.count = letters.size;
    const keys = [...letters.keys()];
    for (const [index, { raw }] of tests.entries())
      this.#byClass.set(
        raw,
        keys.map(key => key[index] === '1'),
      );
    for (const [letter, taken] of (this.#byClass.get('[\\n\\r\\u2028\\u2029]') ?? []).entries())
      if (taken) this.#lineEnds.add(letter);
    for (const [letter, taken] of (this.#byClass.get('\\w') ?? []).entries()) if (taken) this.#words.add(letter);
  }

  of(node: Taking): readonly boolean[] {
    return this.#byClass.get(node.raw) ?? [];
  }

  isLineEnd(letter: Letter): boolean {
    return this.#lineEnds.has(letter);
  }

  isWord(letter: Letter): boolean {
    return this.#words.has(letter);
  }
}

/** A character that the pattern names, and its neighbours, where a range may begin or end. */
function pointsOf(node: AST.Node): readonly number[] {
  if (node.type !== 'Character') return [];
  return [node.value - 1, node.value, node.value + 1].filter(point => point >= 0 && point <= 0x10ffff);
}

function childrenOf(node: AST.Node): readonly AST.Node[] {
  switch (node.type) {
    case 'Pattern':
    case 'Group':
    case 'CapturingGroup':
      return node.alternatives;
    case 'Alternative':
    case 'CharacterClass':
      return node.elements;
    case 'Assertion':
      return node.kind === 'lookahead' || node.kind === 'lookbehind' ? node.alternatives : [];
    case 'Quantifier':
      return [node.element];
    case 'CharacterClassRange':
      return [node.min, node.max];
    case 'ExpressionCharacterClass':
      return [node.expression];
    case 'ClassIntersection':
    case 'ClassSubtraction':
      return [node.left, node.right];
    default:
      return [];
  }
}
