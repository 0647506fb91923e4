import { call } from './functions.ts';
import { type Branch, type Expression, type Node, parseBlocks } from './syntax.ts';
import {
  EMPTY,
  fieldOf,
  outputOf,
  ROOT,
  type Scope,
  textOf,
  truth,
  UNKNOWN,
  unknownOf,
  usedBy,
  type Value,
  writtenAs,
} from './value.ts';

/** A text as rendered, as far as it is known. */
interface Rendered {
  /** An unknown value stays as it is written, in its braces. */
  readonly text: string;
  /** Paths of the chart's values that had a part in it; `*` is any element: `apps.*.image`. */
  readonly used: ReadonlySet<string>;
}

/**
 * Renders a part of a Helm template, such as the name of an image, without running anything of Helm's. Total and
 * bounded; what it does not understand stays a placeholder, and so does all of a part that takes far more work than a name.
 * `lead` is rendered before it, for the variables that it sets.
 */
export function render(template: string, scope: Scope, lead = ''): Rendered {
  const renderer = new Renderer(scope);
  const text = renderer.template(lead + template, ROOT);
  return { text: renderer.isCut ? template : text, used: renderer.used };
}

/** Far more than a name of an image takes. */
const MAX_STEPS = 20_000;
const MAX_INCLUDES = 200;
/** How deep templates include each other. */
const MAX_NESTING = 50;
const MAX_LENGTH = 10_000;

/** Done for one text, and for all templates that it includes. */
interface Work {
  steps: number;
  includes: number;
  isCut: boolean;
}

interface Surroundings {
  readonly dot: Value;
  /** `$`: what the template itself was handed. */
  readonly dollar: Value;
  readonly variables: Variables;
}

class Renderer {
  readonly used = new Set<string>();
  readonly #scope: Scope;
  readonly #work: Work;
  readonly #depth: number;

  constructor(scope: Scope, work: Work = { steps: 0, includes: 0, isCut: false }, depth = 0) {
    this.#scope = scope;
    this.#work = work;
    this.#depth = depth;
  }

  get isCut(): boolean {
    return this.#work.isCut;
  }

  /** False where no work is left. */
  #step(): boolean {
    if (++this.#work.steps > MAX_STEPS) this.#work.isCut = true;
    return !this.#work.isCut;
  }

  template(text: string, dot: Value): string {
    return this.#nodes(parseBlocks(text), { dot, dollar: dot, variables: new Variables(undefined) });
  }

  #nodes(nodes: readonly Node[], around: Surroundings): string {
    let text = '';
    for (const node of nodes) {
      if (!this.#step()) return text;
      text += this.#node(node, around);
      if (text.length > MAX_LENGTH) this.#work.isCut = true;
    }
    return text;
  }

  #node(node: Node, around: Surroundings): string {
    switch (node.kind) {
      case 'text':
        return node.text;
      case 'output':
        return this.#output(this.#value(node.value, around), node.written);
      case 'assign': {
        const value = this.#value(node.value, around);
        if (node.isNew) around.variables.declare(node.name, value);
        else around.variables.assign(node.name, value);
        return '';
      }
      case 'if':
        return this.#branches(node.branches, node.written, around);
      case 'with':
      case 'range':
        return this.#block(node, around);
    }
  }

  #output(value: Value, written: string): string {
    for (const path of usedBy(value)) this.used.add(path);
    return outputOf(value, this.#scope) ?? written;
  }

  #branches(branches: readonly Branch[], written: string, around: Surroundings): string {
    for (const [index, { condition, body }] of branches.entries()) {
      const holds = condition === undefined ? true : truth(this.#value(condition, around), this.#scope);
      if (holds === undefined) return this.#anyOf(branches.slice(index), written, around);
      if (holds) return this.#nodes(body, { ...around, variables: new Variables(around.variables) });
    }
    return '';
  }

  /** Which branch is rendered is not known: what they agree in is, and variables that one of them sets are not. */
  #anyOf(branches: readonly Branch[], written: string, around: Surroundings): string {
    const held = branches.map(() => new Variables(around.variables, true));
    const texts = branches.map(({ body }, index) =>
      this.#nodes(body, { ...around, variables: held[index] ?? around.variables }),
    );
    const isSure = branches.at(-1)?.condition === undefined;
    for (const name of new Set(held.flatMap(variables => [...(variables.heldBack?.keys() ?? [])]))) {
      const values = held.map(variables => variables.get(name) ?? UNKNOWN);
      around.variables.assign(name, unknownOf(...values, around.variables.get(name) ?? UNKNOWN));
    }
    const [first = '', ...others] = texts;
    return texts.join('').trim() === '' || (isSure && others.every(text => text === first)) ? first : written;
  }

  #block(
    { kind, value, variables, branches, written }: Extract<Node, { kind: 'with' | 'range' }>,
    around: Surroundings,
  ): string {
    const subject = this.#value(value, around);
    const holds = truth(subject, this.#scope);
    const dot = kind === 'with' ? subject : elementOf(subject);
    const own = new Variables(around.variables, holds !== true);
    const [item, key] = variables.toReversed();
    if (item !== undefined) own.declare(item, dot);
    if (key !== undefined) own.declare(key, UNKNOWN);
    // rendered in any case, for the values that it uses: others may fill what these leave empty
    const text = this.#nodes(branches[0]?.body ?? [], { ...around, dot, variables: own });
    if (holds === false) return this.#branches(branches.slice(1), written, around);
    return holds === true || kind === 'with' ? text : written;
  }

  // ─── Values ──────────────────────────────────────────────────────────────────────────────────────────────────────

  #value(expression: Expression, around: Surroundings): Value {
    if (!this.#step()) return UNKNOWN;
    switch (expression.kind) {
      case 'dot':
        return around.dot;
      case 'variable':
        return expression.name === '$' ? around.dollar : (around.variables.get(expression.name) ?? UNKNOWN);
      case 'literal':
        return { kind: 'text', text: expression.text, used: [] };
      case 'field':
        return fieldOf(this.#value(expression.of, around), expression.name, this.#scope);
      case 'call':
        return this.#call(
          expression.name,
          expression.args.map(arg => this.#value(arg, around)),
        );
      case 'unknown':
        return UNKNOWN;
    }
  }

  #call(name: string, args: readonly Value[]): Value {
    const [first = UNKNOWN, second = EMPTY] = args;
    const text = writtenAs(first, this.#scope);
    if (name === 'tpl') return text === undefined ? unknownOf(first) : this.#inner(text, second, first);
    if (name !== 'include' && name !== 'template') return call(name, args, this.#scope);
    const body = text === undefined ? undefined : this.#scope.named(text);
    return body === undefined ? unknownOf(second) : this.#inner(body, second, first);
  }

  #inner(template: string, dot: Value, from: Value): Value {
    if (this.#depth >= MAX_NESTING || this.#work.includes >= MAX_INCLUDES) return unknownOf(dot, from);
    this.#work.includes++;
    const inner = new Renderer(this.#scope, this.#work, this.#depth + 1);
    const text = inner.template(template, dot).trim();
    return textOf(text, from, { kind: 'unknown', used: [...inner.used], name: undefined });
  }
}

/** Some element of a collection. */
function elementOf(value: Value): Value {
  return value.kind === 'values' ? { kind: 'values', path: `${value.path}.*` } : unknownOf(value);
}

/** The variables of a block, and of the blocks around it. */
class Variables {
  readonly #own = new Map<string, Value>();
  readonly #around: Variables | undefined;
  /** New values for variables of the blocks around, held back where it is not known whether the block is rendered. */
  readonly heldBack: Map<string, Value> | undefined;

  constructor(around: Variables | undefined, mayHold = false) {
    this.#around = around;
    this.heldBack = mayHold ? new Map() : undefined;
  }

  get(name: string): Value | undefined {
    return this.#own.get(name) ?? this.heldBack?.get(name) ?? this.#around?.get(name);
  }

  declare(name: string, value: Value): void {
    this.#own.set(name, value);
  }

  assign(name: string, value: Value): void {
    if (this.#own.has(name) || (this.#around === undefined && this.heldBack === undefined)) this.#own.set(name, value);
    else if (this.heldBack !== undefined) this.heldBack.set(name, value);
    else this.#around?.assign(name, value);
  }
}
