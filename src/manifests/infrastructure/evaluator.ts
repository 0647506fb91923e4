import type { Origin, Span } from '../../model/place.ts';
import {
  type Call,
  type Choice,
  type Definitions,
  type Expression,
  firstLine,
  type ListExpression,
  type Loop,
  type MappingExpression,
  type Member,
  type Reference,
  refersTo,
  type TextExpression,
} from '../source/languages/expression.ts';
import { type Content, contents, type Entry, type List, type Mapping, type Node, type Scalar } from '../source/tree.ts';
import { type View, view } from '../source/view.ts';
import { callable, emptyAt, memberOf, Sizes, turnsOf } from './functions.ts';

/** Writes what an expression leaves open as a placeholder: `${…}` or `[…]`, by the language. */
type WritePlaceholder = (source: string) => string;

export interface Given {
  readonly value: Content;
  /** For people: `value of parameter image`. */
  readonly role: string;
}

type Place = Omit<Origin, 'file'>;

/** Values of references inside loops. */
type Locals = ReadonlyMap<string, Content | undefined>;

/** No file has so many values; loops over loops could. */
const MAX_VALUES = 1_000_000;
const MAX_DEPTH = 200;
const MAX_TEXT = 4096;
const MAX_ORIGINS = 20;
const MAX_CHOICES = 100;

interface Work {
  values: number;
  unread: Span | undefined;
}

/**
 * Makes plain values of expressions, as far as the file itself settles them by defaults, variables and literal lists.
 * What only a deployment knows stays a placeholder in the text. Total and bounded, whatever refers to whatever.
 */
export class Evaluator {
  readonly #definitions: Definitions;
  readonly #placeholder: WritePlaceholder;
  readonly #given: ReadonlyMap<string, Given>;
  readonly #defined = new Map<string, Content | undefined>();
  readonly #sizes = new Sizes();
  readonly #open = new WeakSet<Content>();
  readonly #choices = new WeakMap<Content, readonly Content[]>();
  readonly #doubts = new WeakMap<Content, Scalar>();
  readonly #origins = new WeakMap<Content, readonly Place[]>();
  readonly #work: Work;

  /**
   * `given` values are evaluated already, and count before all definitions. `outer` is the evaluator of a template around
   * this one: both share a bound.
   */
  constructor(
    definitions: Definitions,
    placeholder: WritePlaceholder,
    given: ReadonlyMap<string, Given> = new Map(),
    outer?: Evaluator,
  ) {
    this.#work = outer === undefined ? { values: 0, unread: undefined } : outer.#work;
    this.#definitions = definitions;
    this.#placeholder = placeholder;
    this.#given = given;
  }

  evaluate(expression: Expression, locals: Locals = new Map(), depth = 0): Content {
    if (++this.#work.values > MAX_VALUES || depth > MAX_DEPTH) return this.#tooMuch(expression);
    const content = this.#evaluate(expression, locals, depth);
    return this.#fits([content]) ? content : this.#tooMuch(expression);
  }

  /** The value of an expression; the values of a loop one by one. */
  all(expression: Expression): readonly View[] {
    const content = this.evaluate(expression);
    const isLoop = expression.kind === 'loop' && content.kind === 'list';
    return (isLoop ? content.items : [content]).flatMap(item => view(item) ?? []);
  }

  /** Where the first expression is whose value is too large, or takes too much work; undefined where none does. */
  get unread(): Span | undefined {
    return this.#work.unread;
  }

  #tooMuch(expression: Expression): Scalar {
    this.#work.unread ??= firstLine(expression);
    return this.#unsettled(expression);
  }

  #fits(parts: readonly (Node | undefined)[]): boolean {
    return parts.reduce((sum, part) => sum + this.#sizes.of(part), 0) <= MAX_VALUES;
  }

  #evaluate(expression: Expression, locals: Locals, depth: number): Content {
    switch (expression.kind) {
      case 'text':
        return this.#text(expression, locals, depth);
      case 'literal':
        return { kind: 'scalar', text: expression.source, span: expression.span, plain: true };
      case 'mapping':
        return this.#mapping(expression, locals, depth);
      case 'list':
        return this.#list(expression, locals, depth);
      case 'reference':
        return this.#reference(expression, locals, depth);
      case 'member':
        return this.#member(expression, locals, depth);
      case 'call':
        return this.#call(expression, locals, depth);
      case 'choice':
        return this.#choice(expression, locals, depth);
      case 'loop':
        return this.#loop(expression, locals, depth);
      case 'spread':
        return this.evaluate(expression.of, locals, depth + 1);
      case 'opaque':
        return this.#unsettled(expression);
    }
  }

  /** The values of all branches where a condition decides; the value alone where none does. */
  choices(content: Content): readonly Content[] {
    return this.#choices.get(content) ?? [content];
  }

  /**
   * The expression of a mapping or a list of which only a deployment knows whether it is there, or in which shape: the
   * value tells what it can be. Undefined for one that is surely there as it is.
   */
  doubtOf(value: Content): Scalar | undefined {
    return this.#doubts.get(value);
  }

  #doubted<C extends Content>(value: C, expression: Expression): C {
    this.#doubts.set(value, this.#unsettled(expression));
    return value;
  }

  /** Where the parts of a value come from, if not from itself. */
  originsOf(value: Content): readonly Place[] {
    return this.#origins.get(value) ?? [];
  }

  #unsettled(expression: Expression): Scalar {
    const text = this.#placeholder(expression.source);
    const content: Scalar = { kind: 'scalar', text, span: firstLine(expression), plain: false };
    this.#open.add(content);
    return content;
  }

  /** Branches of a condition say more than the name of what holds them. */
  #isSettled(content: Content): boolean {
    return !this.#open.has(content) || this.#choices.has(content);
  }

  #from(scalar: Scalar, origins: readonly Place[]): Scalar {
    if (origins.length === 0) return scalar;
    this.#origins.set(scalar, origins.slice(0, MAX_ORIGINS));
    return scalar;
  }

  #text({ parts, span }: TextExpression, locals: Locals, depth: number): Scalar {
    let text = '';
    const origins: Place[] = [];
    for (const part of parts) {
      if (typeof part === 'string') text += part;
      else {
        const value = this.evaluate(part, locals, depth + 1);
        text += value.kind === 'scalar' ? value.text : this.#placeholder(part.source);
        // the item of a loop is written in its list
        if (value.kind === 'scalar' && refersTo(part, locals) && value.span.start !== part.span.start) {
          origins.push({ span: value.span, role: `value of ${part.source}` });
        }
        origins.push(...this.originsOf(value));
      }
      if (text.length > MAX_TEXT) break;
    }
    return this.#from({ kind: 'scalar', text: text.slice(0, MAX_TEXT + 1), span, plain: false }, origins);
  }

  #mapping({ entries, span }: MappingExpression, locals: Locals, depth: number): Mapping {
    const found: Entry[] = [];
    for (const { key, value } of entries) {
      const content = this.evaluate(value, locals, depth + 1);
      if (key === undefined) {
        const entries = content.kind === 'mapping' && found.length <= MAX_VALUES ? content.entries : [];
        for (const entry of entries) found.push(entry);
        continue;
      }
      const name = this.evaluate(key, locals, depth + 1);
      if (name.kind === 'scalar') found.push({ key: name, value: content });
    }
    return { kind: 'mapping', entries: found, span: emptyAt(span) };
  }

  #list({ items, span }: ListExpression, locals: Locals, depth: number): List {
    let doubtful: Expression | undefined;
    const found: (Node | undefined)[] = [];
    for (const item of items) {
      const content = this.evaluate(item, locals, depth + 1);
      if (item.kind !== 'spread' || content.kind !== 'list') {
        found.push(content);
        continue;
      }
      if (this.doubtOf(content) !== undefined) doubtful = item;
      if (found.length <= MAX_VALUES) for (const each of content.items) found.push(each);
    }
    const list: List = { kind: 'list', items: found, span: emptyAt(span) };
    return doubtful === undefined ? list : this.#doubted(list, doubtful);
  }

  #reference(reference: Reference, locals: Locals, depth: number): Content {
    const { key } = reference;
    if (locals.has(key)) return locals.get(key) ?? this.#unsettled(reference);
    const given = this.#given.get(key);
    if (given !== undefined) return this.#usedAt(reference, given.value, given.role);
    const definition = this.#definitions.get(key);
    if (definition === undefined) return this.#unsettled(reference);
    if (!this.#defined.has(key)) {
      this.#defined.set(key, undefined); // a definition that needs itself finds nothing
      this.#defined.set(key, this.evaluate(definition.value, new Map(), depth + 1));
    }
    const value = this.#defined.get(key);
    // an empty default is no value, only a wish to be given one
    const isSettled = value !== undefined && this.#isSettled(value) && (value.kind !== 'scalar' || value.text !== '');
    return isSettled ? this.#usedAt(reference, value, definition.role) : this.#unsettled(reference);
  }

  /** A text that is defined elsewhere gets the place where it is used; its definition is its origin. */
  #usedAt(expression: Expression, value: Content, role: string): Content {
    if (value.kind !== 'scalar' || this.#choices.has(value)) return value;
    const scalar: Scalar = { ...value, span: firstLine(expression) };
    return this.#from(scalar, [{ span: value.span, role }, ...(this.#origins.get(value) ?? [])]);
  }

  #member(member: Member, locals: Locals, depth: number): Content {
    const from = this.evaluate(member.of, locals, depth + 1);
    const key = this.evaluate(member.key, locals, depth + 1);
    const value = key.kind === 'scalar' ? memberOf(from, key.text) : undefined;
    if (value === undefined || !this.#isSettled(value)) return this.#unsettled(member);
    // each turn of a loop has another value in the same place, so there the value's own place counts
    return refersTo(member, locals) ? value : this.#usedAt(member, value, `value of ${member.source}`);
  }

  #call(call: Call, locals: Locals, depth: number): Content {
    const made = callable(call.name);
    if (made === undefined) return this.#unsettled(call);
    const values = call.arguments.flatMap(argument => {
      const content = this.evaluate(argument, locals, depth + 1);
      return argument.kind === 'spread' && content.kind === 'list' ? contents(content.items) : [content];
    });
    if (!this.#fits(values)) return this.#tooMuch(call);
    const result = made(values, firstLine(call));
    if (result === undefined) return this.#unsettled(call);
    if (result.kind !== 'scalar' || values.includes(result)) return result;
    return this.#from(
      result,
      values.flatMap(value => this.#origins.get(value) ?? []),
    );
  }

  #choice(choice: Choice, locals: Locals, depth: number): Content {
    const options = choice.options
      .map(option => this.evaluate(option, locals, depth + 1))
      .filter(option => option.kind !== 'scalar' || !option.plain || option.text !== 'null');
    const lists = options.filter(option => option.kind === 'list');
    if (!this.#fits(lists)) return this.#tooMuch(choice);
    if (lists.length > 0) {
      const items = lists.flatMap(list => list.items);
      return this.#doubted({ kind: 'list', items, span: emptyAt(choice.span) }, choice);
    }
    const mapping = options.find(option => option.kind === 'mapping');
    if (mapping !== undefined) return this.#doubted({ ...mapping }, choice);
    const content = this.#unsettled(choice);
    const choices = options.flatMap(option => this.choices(option)).slice(0, MAX_CHOICES);
    this.#choices.set(content, choices);
    return content;
  }

  /** One item for each that is known; where none is, the body as it stands, for what it says by itself. */
  #loop(loop: Loop, locals: Locals, depth: number): List {
    const over = this.evaluate(loop.over, locals, depth + 1);
    const turns = turnsOf(over, loop.ofSet);
    const bodies = (turns.length > 0 ? turns : [undefined]).map(turn => {
      const inner = new Map(locals);
      if (loop.item !== undefined) inner.set(loop.item, turn?.item);
      for (const index of loop.indexes) inner.set(index, turn?.index);
      return this.evaluate(loop.body, inner, depth + 1);
    });
    const list: List = { kind: 'list', items: bodies, span: emptyAt(loop.span) };
    const isSure = this.doubtOf(over) === undefined && (over.kind === 'list' || over.kind === 'mapping');
    return isSure ? list : this.#doubted(list, loop);
  }
}
