// Proves that a backtracking engine matches a pattern in time linear in the text, or names the parts that multiply.
//
// The engine walks the paths of an automaton, one after the other. So its work is the number of paths to each state and
// place. It grows with a power of the text where two loops can take the same text and hand over anywhere in it. It
// grows exponentially where one loop can take a text in two ways. See Weber and Seidl, "On the degree of ambiguity of
// finite automata" (1991), applied to engines by Weideman et al., "Analyzing matching time behavior of backtracking
// regular expression matchers by using ambiguity of NFA" (2016). Trying each place of the text is a loop before the
// pattern.
import {
  type Condition,
  type Letter,
  type Loop,
  none,
  type Program,
  programOf,
  type Step,
  Unprovable,
} from './program.ts';

export type Proof =
  | { readonly kind: 'linear'; readonly factor: number }
  | { readonly kind: 'polynomial' | 'exponential'; readonly parts: readonly string[] }
  | { readonly kind: 'unproven'; readonly why: string };

/** Steps for each character of the text: counted loops that multiply up to this are taken as linear. */
const MOST_STEPS_PER_LETTER = 2500;
const MOST_WORK = 30_000_000;

export function prove(source: string, flags: string): Proof {
  try {
    return new Analysis(programOf(source, flags)).proof();
  } catch (error) {
    if (error instanceof Unprovable) return { kind: 'unproven', why: error.message };
    throw error;
  }
}

/** One edge for a letter: the state it leads to, and whether more than one way leads there. */
interface Edge {
  readonly to: number;
  readonly twice: boolean;
}

interface Way {
  readonly to: number;
  readonly conditions: readonly Condition[];
}

interface Component {
  readonly states: readonly number[];
  readonly length: number;
  readonly raw: string;
}

/** A state is a character that was taken, and what conditions may ask of it. */
class Analysis {
  readonly #program: Program;
  /** Letters that every condition sees alike when they lie behind. */
  readonly #groupOf: readonly number[];
  readonly #sample: readonly Letter[];
  readonly #ways = new Map<number, readonly Way[]>();
  readonly #edges = new Map<number, readonly Edge[]>();
  #work = 0;

  constructor(program: Program) {
    this.#program = program;
    const groups = new Map<string, number>();
    const sample: Letter[] = [];
    const all = Array.from({ length: program.letters }, (_, letter) => letter);
    this.#groupOf = all.map(letter => {
      const key = program.conditions
        .map(each => [none, ...all].map(next => Number(each.holds(letter, next))).join(''))
        .join(' ');
      const group = groups.get(key) ?? groups.size;
      if (!groups.has(key)) sample.push(letter);
      groups.set(key, group);
      return group;
    });
    this.#sample = sample;
  }

  proof(): Proof {
    const reached = this.#reached();
    const components = this.#components(reached);
    for (const component of components) {
      if (this.#hasTwoWays(component)) return { kind: 'exponential', parts: [component.raw] };
    }
    return this.#factor(components);
  }

  #spend(): void {
    this.#work += 1;
    if (this.#work > MOST_WORK) throw new Unprovable('too much to compare');
  }

  #state(step: number, letter: Letter): number {
    return step * this.#sample.length + (this.#groupOf[letter] ?? 0);
  }

  #stepOf(state: number): Step | undefined {
    return this.#program.steps[Math.floor(state / this.#sample.length)];
  }

  #loopOf(state: number): Loop | undefined {
    const step = this.#stepOf(state);
    return step?.kind === 'character' ? step.loop : undefined;
  }

  /** All ways from a step to the characters that come next, and to the end of the whole pattern. */
  #waysFrom(at: number): readonly Way[] {
    const known = this.#ways.get(at);
    if (known) return known;
    const ways: Way[] = [];
    const visits = new Map<number, number>();
    const conditions: Condition[] = [];
    const visit = (index: number): void => {
      this.#spend();
      const step = this.#program.steps[index];
      if (step === undefined) return;
      if (step.kind === 'character' || (step.kind === 'end' && step.whole))
        ways.push({ to: index, conditions: [...conditions] });
      if (step.kind === 'condition') {
        conditions.push(step.condition);
        visit(step.next);
        conditions.pop();
      }
      if (step.kind !== 'fork') return;
      // Twice is enough to see two ways. The engine leaves a loop that takes nothing.
      const times = visits.get(index) ?? 0;
      if (times >= 2) return;
      visits.set(index, times + 1);
      for (const next of step.nexts) visit(next);
      visits.set(index, times);
    };
    visit(at);
    this.#ways.set(at, ways);
    return ways;
  }

  /** States after one more letter, from behind a letter. */
  #follow(step: number, before: Letter, letter: Letter): readonly Edge[] {
    const times = new Map<number, number>();
    for (const { to, conditions } of this.#waysFrom(step)) {
      const taken = this.#program.steps[to];
      if (taken?.kind !== 'character' || !taken.takes[letter]) continue;
      if (!conditions.every(condition => condition.holds(before, letter))) continue;
      const state = this.#state(to, letter);
      times.set(state, (times.get(state) ?? 0) + 1);
    }
    return [...times].map(([to, count]) => ({ to, twice: count > 1 }));
  }

  #next(state: number, letter: Letter): readonly Edge[] {
    this.#spend();
    const key = state * this.#program.letters + letter;
    const known = this.#edges.get(key);
    if (known) return known;
    const step = this.#stepOf(state);
    const before = this.#sample[state % this.#sample.length] ?? none;
    const edges = step?.kind === 'character' ? this.#follow(step.next, before, letter) : [];
    this.#edges.set(key, edges);
    return edges;
  }

  /** Nothing that follows can fail: the search ends with success once it is here. */
  #isSure(state: number): boolean {
    const step = this.#stepOf(state);
    if (step?.kind !== 'character') return false;
    return this.#waysFrom(step.next).some(
      ({ to, conditions }) => conditions.length === 0 && this.#program.steps[to]?.kind === 'end',
    );
  }

  #reached(): ReadonlySet<number> {
    const { start, sticky, letters } = this.#program;
    const befores = sticky ? [none, ...this.#sample] : [none];
    const open: number[] = [];
    for (let letter = 0; letter < letters; letter += 1)
      for (const before of befores) open.push(...this.#follow(start, before, letter).map(({ to }) => to));
    return closure(open, state => this.#successors(state));
  }

  #successors(state: number): readonly number[] {
    const all = new Set<number>();
    for (let letter = 0; letter < this.#program.letters; letter += 1)
      for (const { to } of this.#next(state, letter)) all.add(to);
    return [...all];
  }

  #components(reached: ReadonlySet<number>): readonly Component[] {
    return stronglyConnected(reached, state => this.#successors(state))
      .filter(([first, ...more]) => more.length > 0 || (first !== undefined && this.#successors(first).includes(first)))
      .map(states => {
        const loops = states.flatMap(state => this.#loopOf(state) ?? []);
        const [outermost] = loops.sort((one, other) => other.length - one.length);
        return { states, length: outermost?.length ?? Number.POSITIVE_INFINITY, raw: outermost?.raw ?? '' };
      });
  }

  /** From a state of a loop back to it, by the same text in two ways. */
  #hasTwoWays({ states }: Component): boolean {
    const within = new Set(states);
    const base = Math.max(...states) + 1;
    let doubled = false;
    const successors = (pair: number): readonly number[] => {
      const [one, other] = [Math.floor(pair / base), pair % base];
      const found: number[] = [];
      for (let letter = 0; letter < this.#program.letters; letter += 1) {
        const seconds = this.#next(other, letter);
        for (const first of this.#next(one, letter)) {
          if (!within.has(first.to)) continue;
          if (one === other && first.twice) doubled = true;
          for (const second of seconds) if (within.has(second.to)) found.push(first.to * base + second.to);
        }
      }
      return found;
    };
    const pairs = closure(
      states.map(state => state * base + state),
      successors,
    );
    if (doubled) return true;
    const isSame = (pair: number) => Math.floor(pair / base) === pair % base;
    return stronglyConnected(pairs, successors).some(each => each.some(isSame) && !each.every(isSame));
  }

  /** Largest product of loops that hand the same text to each other, one behind the other. */
  #factor(components: readonly Component[]): Proof {
    const after = new Map(
      components.map(component => {
        const reach = closure(component.states, state => this.#successors(state));
        const reached = components.filter(each => each !== component && each.states.some(state => reach.has(state)));
        return [component, { reach, reached }];
      }),
    );
    const best = new Map<Component, { readonly factor: number; readonly parts: readonly string[] }>();
    const bestOf = (component: Component): { readonly factor: number; readonly parts: readonly string[] } => {
      const known = best.get(component);
      if (known) return known;
      let found: { readonly factor: number; readonly parts: readonly string[] } = { factor: 1, parts: [] };
      const { reach, reached } = after.get(component) ?? { reach: new Set<number>(), reached: [] };
      for (const other of reached) {
        const rest = bestOf(other);
        const handsOver = this.#handsOver(component, other, reach);
        const factor = rest.factor * (handsOver ? Math.min(component.length, other.length) : 1);
        const parts = handsOver ? [component.raw, other.raw, ...rest.parts] : rest.parts;
        if (factor > found.factor) found = { factor, parts };
      }
      best.set(component, found);
      return found;
    };
    const all = components.map(bestOf).sort((one, other) => other.factor - one.factor);
    const [worst] = all;
    if (worst === undefined || worst.factor <= MOST_STEPS_PER_LETTER)
      return { kind: 'linear', factor: worst?.factor ?? 1 };
    if (worst.factor === Number.POSITIVE_INFINITY) return { kind: 'polynomial', parts: worst.parts };
    return { kind: 'unproven', why: `up to ${worst.factor} steps for each character: ${worst.parts.join(' then ')}` };
  }

  /** Some text takes the first loop around, leads from the first to the second, and takes the second around. */
  #handsOver(from: Component, to: Component, reach: ReadonlySet<number>): boolean {
    const [first, last] = [new Set(from.states), new Set(to.states.filter(state => !this.#isSure(state)))];
    const mayBeBetween = (state: number) => reach.has(state) && (first.has(state) || !this.#isSure(state));
    const base = this.#program.steps.length * this.#sample.length;
    const code = (one: number, between: number, other: number) => (one * base + between) * base + other;
    const parts = (triple: number): readonly [number, number, number] => {
      const rest = Math.floor(triple / base);
      return [Math.floor(rest / base), rest % base, triple % base];
    };
    const successors = (triple: number): readonly number[] => {
      const [one, between, other] = parts(triple);
      const found: number[] = [];
      for (let letter = 0; letter < this.#program.letters; letter += 1) {
        const ones = this.#next(one, letter).filter(edge => first.has(edge.to));
        const others = ones.length === 0 ? [] : this.#next(other, letter).filter(edge => last.has(edge.to));
        if (others.length === 0) continue;
        const betweens = this.#next(between, letter).filter(edge => mayBeBetween(edge.to));
        for (const a of ones) for (const b of betweens) for (const c of others) found.push(code(a.to, b.to, c.to));
      }
      if (between === other) found.push(code(one, one, other));
      return found;
    };
    const starts = [...first].flatMap(one =>
      [...last].filter(other => this.#sameGroup(one, other)).map(other => code(one, one, other)),
    );
    const triples = closure(starts, successors);
    return stronglyConnected(triples, successors).some(each => {
      const ends = new Set(each.filter(triple => parts(triple)[1] === parts(triple)[2]));
      return each.some(triple => {
        const [one, between, other] = parts(triple);
        return one === between && ends.has(code(one, other, other));
      });
    });
  }

  #sameGroup(one: number, other: number): boolean {
    return one % this.#sample.length === other % this.#sample.length;
  }
}

function closure(starts: readonly number[], successors: (node: number) => readonly number[]): ReadonlySet<number> {
  const seen = new Set(starts);
  const open = [...seen];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    for (const next of successors(node)) {
      if (seen.has(next)) continue;
      seen.add(next);
      open.push(next);
    }
  }
  return seen;
}

type Successors = (node: number) => readonly number[];

function stronglyConnected(nodes: ReadonlySet<number>, successors: Successors): readonly (readonly number[])[] {
  const search = new ComponentSearch(nodes, successors);
  for (const node of nodes) search.from(node);
  return search.components;
}

/** Tarjan's algorithm, without recursion. */
class ComponentSearch {
  readonly components: number[][] = [];
  readonly #nodes: ReadonlySet<number>;
  readonly #successors: Successors;
  readonly #order = new Map<number, number>();
  readonly #low = new Map<number, number>();
  readonly #stack: number[] = [];
  readonly #onStack = new Set<number>();
  readonly #open: { readonly node: number; readonly nexts: readonly number[]; at: number }[] = [];

  constructor(nodes: ReadonlySet<number>, successors: Successors) {
    this.#nodes = nodes;
    this.#successors = successors;
  }

  from(root: number): void {
    if (this.#order.has(root)) return;
    this.#enter(root);
    for (let frame = this.#open.at(-1); frame !== undefined; frame = this.#open.at(-1)) {
      const next = frame.nexts[frame.at];
      frame.at += 1;
      if (next === undefined) this.#leave(frame.node);
      else if (!this.#order.has(next)) this.#enter(next);
      else if (this.#onStack.has(next)) this.#lower(frame.node, this.#order.get(next) ?? 0);
    }
  }

  #enter(node: number): void {
    this.#low.set(node, this.#order.size);
    this.#order.set(node, this.#order.size);
    this.#stack.push(node);
    this.#onStack.add(node);
    this.#open.push({ node, nexts: this.#successors(node).filter(next => this.#nodes.has(next)), at: 0 });
  }

  #lower(node: number, to: number): void {
    this.#low.set(node, Math.min(this.#low.get(node) ?? 0, to));
  }

  #leave(node: number): void {
    this.#open.pop();
    const lowest = this.#low.get(node) ?? 0;
    const parent = this.#open.at(-1);
    if (parent) this.#lower(parent.node, lowest);
    if (lowest !== this.#order.get(node)) return;
    const component: number[] = [];
    for (let each = this.#stack.pop(); each !== undefined; each = this.#stack.pop()) {
      this.#onStack.delete(each);
      component.push(each);
      if (each === node) break;
    }
    this.components.push(component);
  }
}
