import { t } from '../../../model/l10n.ts';
import { append } from '../../../model/lists.ts';
import { emptyAt, type Span } from '../../../model/place.ts';
import {
  type Definitions,
  type Expression,
  type ExpressionOf,
  firstLine,
  refersTo,
} from '../../source/languages/expression.ts';
import {
  type Content,
  contents,
  type Entry,
  type List,
  type Mapping,
  type Node,
  type Scalar,
} from '../../source/tree.ts';
import { isNull, type View, view } from '../../source/view.ts';
import { callable, MAX_TEXT, type Made, memberNode, nodeCount, turnsOf } from './functions.ts';
import { type ProgramPlace, Provenance } from './provenance.ts';

/** Writes what an expression leaves open as a placeholder: `${…}` or `[…]`, by the language. */
type WritePlaceholder = (source: string) => string;

export interface Given {
  readonly value: Content;
  /** For people: `value of parameter image`. */
  readonly role: string;
}

/** Inputs of definitions from outside. */
export interface Around {
  /** Values that are evaluated already, and count before all definitions. */
  readonly given?: ReadonlyMap<string, Given>;
  /** Nothing else can be given. */
  readonly isWhole?: boolean;
  /** An evaluator whose values come in, as that of a template around this one: both share a bound. */
  readonly outer?: Evaluator | undefined;
}

/** Values of references inside loops. */
type Locals = ReadonlyMap<string, Content | undefined>;

/** No file has so many values. Loops over loops could. */
const MAX_VALUES = 1_000_000;
const MAX_DEPTH = 200;

interface Work {
  values: number;
  unread: Span | undefined;
}

/**
 * Evaluates expressions to plain values by the file's defaults, variables and literal lists. A value that only a
 * deployment knows stays a placeholder in the text. Total and bounded, even with circular references.
 */
export class Evaluator {
  readonly #definitions: Definitions;
  readonly #placeholder: WritePlaceholder;
  readonly #around: Around;
  readonly #defined = new Map<string, Content | undefined>();
  readonly #work: Work;
  /** Facts about the values that it made. */
  readonly provenance: Provenance;

  constructor(definitions: Definitions, placeholder: WritePlaceholder, around: Around = {}) {
    const { outer } = around;
    this.#work = outer === undefined ? { values: 0, unread: undefined } : outer.#work;
    this.provenance = outer?.provenance ?? new Provenance();
    this.#definitions = definitions;
    this.#placeholder = placeholder;
    this.#around = around;
  }

  evaluate(expression: Expression, locals: Locals = new Map(), depth = 0): Content {
    if (++this.#work.values > MAX_VALUES || depth > MAX_DEPTH) return this.#tooMuch(expression);
    const content = this.#evaluate(expression, locals, depth);
    return this.#fits([content]) ? content : this.#tooMuch(expression);
  }

  /** The value of an expression. The values of a loop one by one. */
  all(expression: Expression): readonly View[] {
    const content = this.evaluate(expression);
    const isLoop = expression.kind === 'loop' && content.kind === 'list';
    return (isLoop ? content.items : [content]).flatMap(item => view(item) ?? []);
  }

  /** The place of the first expression whose value is too large, or takes too much work. Undefined: none. */
  get unread(): Span | undefined {
    return this.#work.unread;
  }

  #tooMuch(expression: Expression): Scalar {
    this.#work.unread ??= firstLine(expression);
    return this.#unsettled(expression);
  }

  #fits(parts: readonly (Node | undefined)[]): boolean {
    return parts.reduce((sum, part) => sum + nodeCount(part), 0) <= MAX_VALUES;
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
        return expression.isSplat === true ? this.#unsettled(expression) : this.#loop(expression, locals, depth);
      case 'spread':
        return this.evaluate(expression.of, locals, depth + 1);
      case 'guarded':
        return this.evaluate(expression.of, locals, depth + 1);
      case 'operation':
      case 'opaque':
        return this.#unsettled(expression);
    }
  }

  #unsettled(expression: Expression): Scalar {
    return this.provenance.unsettled(expression, this.#placeholder(expression.source));
  }

  #text(expression: ExpressionOf<'text'>, locals: Locals, depth: number): Content {
    const values = expression.parts.map(part =>
      typeof part === 'string' ? [] : this.evaluate(part, locals, depth + 1),
    );
    return this.#ofEach(values.flat(), choices => this.#joined(expression, choices, locals));
  }

  /** Makes a value of others. Where a condition decides one of them, makes one for each that it can be. */
  #ofEach(values: readonly Content[], make: (values: readonly Content[]) => Content): Content {
    const whole = make(values);
    const combinations = whole.kind === 'scalar' ? this.provenance.combinations(values) : undefined;
    if (whole.kind !== 'scalar' || combinations === undefined || values.includes(whole)) return whole;
    return this.provenance.oneOf(whole, combinations.map(make));
  }

  /** A text with values in the place of its expressions. */
  #joined({ parts, span }: ExpressionOf<'text'>, values: readonly Content[], locals: Locals): Scalar {
    let text = '';
    let next = 0;
    const origins: ProgramPlace[] = [];
    for (const part of parts) {
      const value = typeof part === 'string' ? undefined : values[next++];
      if (typeof part === 'string') text += part;
      else if (value?.kind === 'scalar' && isNull(value)) text += this.#placeholder(part.source);
      else if (value !== undefined) {
        text += value.kind === 'scalar' ? value.text : this.#placeholder(part.source);
        // the item of a loop is written in its list
        if (value.kind === 'scalar' && refersTo(part, locals) && value.span.start !== part.span.start) {
          origins.push({ span: value.span, role: t('value of {0}', part.source) });
        }
        append(origins, this.provenance.originsOf(value));
      }
      if (text.length > MAX_TEXT) break;
    }
    const scalar: Scalar = { kind: 'scalar', text: text.slice(0, MAX_TEXT + 1), span, plain: false };
    return this.provenance.from(scalar, origins);
  }

  #mapping(expression: ExpressionOf<'mapping'>, locals: Locals, depth: number): Content {
    const { entries, span } = expression;
    const found: Entry[] = [];
    const spread: Content[] = [];
    for (const { key, value } of entries) {
      const content = this.evaluate(value, locals, depth + 1);
      if (key === undefined) {
        const entries = content.kind === 'mapping' && found.length <= MAX_VALUES ? content.entries : [];
        for (const entry of entries) found.push(entry);
        spread.push(content);
        continue;
      }
      const name = this.evaluate(key, locals, depth + 1);
      if (name.kind === 'scalar') found.push({ key: name, value: content });
    }
    const made: Mapping = { kind: 'mapping', entries: found, span: emptyAt(span.start) };
    return this.provenance.mixed(made, spread, () => this.#unsettled(expression));
  }

  #list({ items, span }: ExpressionOf<'list'>, locals: Locals, depth: number): List {
    let doubtful: Expression | undefined;
    const found: (Node | undefined)[] = [];
    for (const item of items) {
      const content = this.evaluate(item, locals, depth + 1);
      if (item.kind !== 'spread' || content.kind !== 'list') {
        found.push(content);
        continue;
      }
      if (this.provenance.doubtOf(content) !== undefined) doubtful = item;
      if (found.length <= MAX_VALUES) for (const each of content.items) found.push(each);
    }
    const list: List = { kind: 'list', items: found, span: emptyAt(span.start) };
    return doubtful === undefined ? list : this.provenance.doubted(list, this.#unsettled(doubtful));
  }

  #reference(reference: ExpressionOf<'reference'>, locals: Locals, depth: number): Content {
    const { key } = reference;
    if (locals.has(key)) return locals.get(key) ?? this.#unsettled(reference);
    const given = this.#around.given?.get(key);
    if (given !== undefined) return this.provenance.usedAt(reference, given.value, given.role);
    const definition = this.#definitions.get(key);
    if (definition === undefined) return this.#unsettled(reference);
    if (!this.#defined.has(key)) {
      this.#defined.set(key, undefined); // a definition that needs itself finds nothing
      this.#defined.set(key, this.evaluate(definition.value, new Map(), depth + 1));
    }
    const value = this.#defined.get(key);
    // an empty default is no value, only a wish to be given one
    const isWish = value?.kind === 'scalar' && value.text === '' && this.#around.isWhole !== true;
    const isSettled = value !== undefined && this.provenance.isSettled(value) && !isWish;
    return isSettled ? this.provenance.usedAt(reference, value, definition.role) : this.#unsettled(reference);
  }

  #member(member: ExpressionOf<'member'>, locals: Locals, depth: number): Content {
    const from = this.evaluate(member.of, locals, depth + 1);
    const key = this.evaluate(member.key, locals, depth + 1);
    const value = key.kind === 'scalar' ? memberNode(from, key.text) : undefined;
    if (value === undefined || !this.provenance.isSettled(value)) return this.#unsettled(member);
    // each turn of a loop has another value in the same place, so there the value's own place counts
    return refersTo(member, locals) ? value : this.provenance.usedAt(member, value, t('value of {0}', member.source));
  }

  #call(call: ExpressionOf<'call'>, locals: Locals, depth: number): Content {
    const made = callable(call);
    if (made === undefined) return this.#unsettled(call);
    const values = call.arguments.flatMap(argument => {
      const content = this.evaluate(argument, locals, depth + 1);
      return argument.kind === 'spread' && content.kind === 'list' ? contents(content.items) : [content];
    });
    if (!this.#fits(values)) return this.#tooMuch(call);
    return this.#ofEach(values, choices => this.#made(made, choices, call));
  }

  #made(made: Made, values: readonly Content[], call: ExpressionOf<'call'>): Content {
    const result = made(values, firstLine(call));
    if (result === undefined) return this.#unsettled(call);
    if (values.includes(result)) return result;
    if (result.kind !== 'scalar') {
      return this.provenance.mixed(result, values, () => this.#unsettled(call), /^union$/i.test(call.name));
    }
    // a list that is in doubt has the items of all branches: a text of them is that of none
    if (values.some(value => value.kind === 'list' && this.provenance.doubtOf(value) !== undefined)) {
      return this.#unsettled(call);
    }
    return this.provenance.from(
      result,
      values.flatMap(value => this.provenance.originsOf(value)),
    );
  }

  #choice(choice: ExpressionOf<'choice'>, locals: Locals, depth: number): Content {
    const options = choice.options
      .map(option => this.evaluate(option, locals, depth + 1))
      .filter(option => option.kind !== 'scalar' || !option.plain || option.text !== 'null');
    this.#work.values += options.reduce((sum, option) => sum + (option.kind === 'mapping' ? nodeCount(option) : 1), 0);
    if (!this.#fits(options) || this.#work.values > MAX_VALUES) return this.#tooMuch(choice);
    return this.provenance.among(options, () => this.#unsettled(choice));
  }

  /** One item for each known element. Without any, the body as written, for its own content. */
  #loop(loop: ExpressionOf<'loop'>, locals: Locals, depth: number): List | Mapping {
    const over = this.evaluate(loop.over, locals, depth + 1);
    const turns = turnsOf(over, loop.ofSet === true);
    const entries = (turns.length > 0 ? turns : [undefined]).map(turn => {
      const inner = new Map(locals);
      if (loop.item !== undefined) inner.set(loop.item, turn?.item);
      for (const index of loop.indexes ?? []) inner.set(index, turn?.index);
      const key = loop.key && this.evaluate(loop.key, inner, depth + 1);
      return { key, value: this.evaluate(loop.body, inner, depth + 1) };
    });
    const span = emptyAt(loop.span.start);
    const named = entries.flatMap(({ key, value }) => (key?.kind === 'scalar' ? [{ key, value }] : []));
    const made: List | Mapping =
      loop.key === undefined
        ? { kind: 'list', items: entries.map(({ value }) => value), span }
        : { kind: 'mapping', entries: named, span };
    const isSure = this.provenance.doubtOf(over) === undefined && (over.kind === 'list' || over.kind === 'mapping');
    return isSure ? made : this.provenance.doubted(made, this.#unsettled(loop));
  }
}
