import { t } from '../../../model/l10n.ts';
import type { Span } from '../../../model/place.ts';
import { type Content, contents, entriesOf, type Mapping, type Node, type Scalar } from '../tree.ts';
import {
  type Definition,
  type Definitions,
  type EntryExpression,
  type Expression,
  expressionOf,
  nothingAt,
} from './expression.ts';

/** Makes expressions of the JSON of an Azure template: of its texts in brackets, and of its loops. */
export function armExpression(node: Node | undefined): Expression {
  return expressionOf(node, { scalar, entry });
}

function scalar({ text, span, plain }: Scalar): Expression {
  if (plain) return { kind: 'literal', span, source: text };
  const expression = readArmExpression(text, span);
  if (expression !== undefined) return expression;
  // one that is not understood is a placeholder as a whole, which is how it is written
  if (isArmExpression(text)) return { kind: 'opaque', span, source: text.slice(1, -1) };
  return { kind: 'text', parts: [text.startsWith('[[') ? text.slice(1) : text], span, source: text };
}

/** `"copy": [{ "name": "containers", "count": …, "input": … }]` makes a property of its name. */
function entry(key: Scalar, value: Node | undefined): readonly EntryExpression[] {
  if (key.text.toLowerCase() === 'copy' && value?.kind === 'list') {
    return contents(value.items).flatMap(item => {
      const name = scalarUnder(item, 'name');
      const input = under(item, 'input');
      if (name === undefined || input === undefined) return [];
      const body = armExpression(input);
      return [{ key: textOf(name), value: copyLoop(name.text, under(item, 'count'), body) }];
    });
  }
  return [{ key: textOf(key), value: armExpression(value) }];
}

/** Keys may be expressions as well, such as the ids of identities. */
function textOf(key: Scalar): Expression {
  return scalar({ ...key, plain: false });
}

/** One turn for each element of the list whose length is the count. Where it is a number, one for all. */
export function copyLoop(name: string, count: Node | undefined, body: Expression): Expression {
  const { span } = body;
  const counted = count === undefined ? undefined : armExpression(count);
  const over = counted?.kind === 'call' && counted.name.toLowerCase() === 'length' ? counted.arguments[0] : undefined;
  return { kind: 'loop', over: over ?? nothingAt(span), indexes: copyIndexKeys(name), body, span, source: '' };
}

/** The keys of the references to the index of a loop: `copyIndex('name')` and `copyIndex()`. */
export function copyIndexKeys(loop: string): readonly string[] {
  return [`copyindex.${loop.toLowerCase()}`, 'copyindex.'];
}

/** The key of the references to a parameter. Names have no case. */
export function armParameterKey(name: string): string {
  return `parameters.${name.toLowerCase()}`;
}

/** The values of a template's parameters and variables, unless the deployment gives others. */
export function armDefinitions(template: Mapping): Definitions {
  const definitions = new Map<string, Definition>();
  for (const { key, value } of entriesOf(under(template, 'parameters'))) {
    const own = under(value, 'defaultValue');
    if (own !== undefined) {
      definitions.set(armParameterKey(key.text), {
        value: armExpression(own),
        role: t('default of parameter {0}', key.text),
      });
    }
  }
  const variables = entriesOf(under(template, 'variables'));
  for (const { key, value } of variables.flatMap(written => entry(written.key, written.value))) {
    if (key?.kind !== 'text' || typeof key.parts[0] !== 'string') continue;
    const name = key.parts[0];
    definitions.set(`variables.${name.toLowerCase()}`, { value, role: t('value of variable {0}', name) });
  }
  return definitions;
}

export interface ArmResource {
  /** Undefined for a resource in a list. */
  readonly symbol: string | undefined;
  readonly resource: Content;
}

/** The resources of a template or a resource: a list, or since language version 2.0 a mapping from symbols. */
export function armResources(from: Node | undefined): readonly ArmResource[] {
  const resources = under(from, 'resources');
  if (resources?.kind === 'list') return contents(resources.items).map(resource => ({ symbol: undefined, resource }));
  return entriesOf(resources).flatMap(({ key, value }) =>
    value === undefined || value.kind === 'alias' ? [] : [{ symbol: key.text, resource: value }],
  );
}

/** The full type of a resource within another: `sites` and `config` make `sites/config`. */
export function childResourceType(parentType: string | undefined, own: string): string {
  return !parentType || own.includes('.') ? own : `${parentType}/${own}`;
}

/**
 * Returns whether a nested template is a module of its own, which sees only what is passed to it. By default it sees the
 * names of the outer template. `properties` are those of the deployment.
 * https://learn.microsoft.com/azure/azure-resource-manager/templates/linked-templates#expression-evaluation-scope-in-nested-templates
 */
export function hasInnerScope(properties: Node | undefined): boolean {
  const scope = scalarUnder(under(properties, 'expressionEvaluationOptions'), 'scope')?.text;
  return scope?.toLowerCase() === 'inner';
}

/** A value by its key, without regard to case. */
export function under(from: Node | undefined, key: string): Content | undefined {
  const value = entriesOf(from).findLast(each => each.key.text.toLowerCase() === key.toLowerCase())?.value;
  return value?.kind === 'alias' ? undefined : value;
}

export function scalarUnder(from: Node | undefined, key: string): Scalar | undefined {
  const value = under(from, key);
  return value?.kind === 'scalar' ? value : undefined;
}

// ─── Expressions ────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * Reads the expression in a text of an Azure template: `[format('{0}/app:{1}', parameters('host'), variables('tag'))]`.
 * The language has calls, properties, elements, strings and numbers, and nothing else. No package reads it. Undefined
 * for a text that is none, and for one that is not well formed.
 * https://learn.microsoft.com/azure/azure-resource-manager/templates/template-expressions
 */
export function readArmExpression(text: string, span: Span): Expression | undefined {
  if (text.length > MAX_LENGTH || !isArmExpression(text)) return undefined;
  const whole = new Reader(text.slice(1, -1), span).whole();
  return whole === undefined ? undefined : { ...whole, span };
}

/** A text in brackets is an expression, unless the first bracket is doubled. */
function isArmExpression(text: string): boolean {
  return text.startsWith('[') && text.endsWith(']') && !text.startsWith('[[');
}

const MAX_LENGTH = 20_000;
const MAX_DEPTH = 100;
const TOKEN =
  /\s*(?:(?<string>'(?:[^']|'')*')|(?<name>[A-Za-z_][\w.]*)|(?<number>-?\d+(?:\.\d+)?)|(?<mark>[()[\],.]))/y;

class Reader {
  readonly #text: string;
  readonly #span: Span;
  #at = 0;

  constructor(text: string, span: Span) {
    this.#text = text;
    this.#span = span;
  }

  whole(): Expression | undefined {
    const expression = this.#expression(0);
    return expression !== undefined && this.#text.slice(this.#at).trim() === '' ? expression : undefined;
  }

  #expression(depth: number): Expression | undefined {
    if (depth > MAX_DEPTH) return undefined;
    const start = this.#at;
    let made = this.#term(depth);
    while (made !== undefined) {
      const before = this.#at;
      const mark = this.#token()?.mark;
      if (mark === '.') made = this.#property(made, start);
      else if (mark === '[') made = this.#element(made, start, depth);
      else {
        this.#at = before;
        return made;
      }
    }
    return undefined;
  }

  #term(depth: number): Expression | undefined {
    const start = this.#at;
    const token = this.#token();
    if (token?.string !== undefined) {
      const { span, source } = this.#base(start);
      const inner = span === this.#span ? span : { start: span.start + 1, end: span.end - 1 };
      return { kind: 'text', parts: [token.string.slice(1, -1).replaceAll("''", "'")], span: inner, source };
    }
    if (token?.number !== undefined) return { kind: 'literal', ...this.#base(start) };
    if (token?.name === undefined) return undefined;
    if (/^(?:true|false|null)$/i.test(token.name) && !/^\s*\(/.test(this.#text.slice(this.#at, this.#at + 100))) {
      return { kind: 'literal', ...this.#base(start) };
    }
    const values = this.#arguments(depth);
    return values === undefined ? undefined : this.#call(token.name, values, start);
  }

  #arguments(depth: number): readonly Expression[] | undefined {
    if (this.#token()?.mark !== '(') return undefined;
    const values: Expression[] = [];
    const empty = this.#at;
    if (this.#token()?.mark === ')') return values;
    this.#at = empty;
    for (;;) {
      const value = this.#expression(depth + 1);
      if (value === undefined) return undefined;
      values.push(value);
      const mark = this.#token()?.mark;
      if (mark === ')') return values;
      if (mark !== ',') return undefined;
    }
  }

  /** Names are compared without regard to case, as Azure does. */
  #call(name: string, values: readonly Expression[], start: number): Expression {
    const base = this.#base(start);
    const [first] = values;
    const named = first?.kind === 'text' && typeof first.parts[0] === 'string' ? first.parts[0].toLowerCase() : '';
    switch (name.toLowerCase()) {
      case 'parameters':
      case 'variables':
        return { kind: 'reference', key: `${name.toLowerCase()}.${named}`, ...base };
      case 'copyindex': {
        const index: Expression = { kind: 'reference', key: `copyindex.${named}`, ...base };
        const offset = first?.kind === 'literal' ? first : values[1];
        return offset === undefined ? index : { kind: 'operation', operator: '+', operands: [index, offset], ...base };
      }
      case 'if':
        return { kind: 'choice', condition: first, options: values.slice(1), ...base };
      case 'coalesce':
        return { kind: 'choice', without: 'null', options: values, ...base };
      case 'createarray':
        return { kind: 'list', items: values, ...base };
      default:
        return { kind: 'call', language: 'arm', name, arguments: values, ...base };
    }
  }

  #property(of: Expression, start: number): Expression | undefined {
    const before = this.#at;
    const name = this.#token()?.name;
    if (name === undefined) return undefined;
    // a name with dots is a property of a property
    return name.split('.').reduce<Expression>((outer, part) => {
      const key: Expression = { kind: 'text', parts: [part], ...this.#base(before) };
      return { kind: 'member', of: outer, key, ...this.#base(start) };
    }, of);
  }

  #element(of: Expression, start: number, depth: number): Expression | undefined {
    const key = this.#expression(depth + 1);
    if (key === undefined || this.#token()?.mark !== ']') return undefined;
    return { kind: 'member', of, key, ...this.#base(start) };
  }

  #base(start: number): Pick<Expression, 'span' | 'source'> {
    const written = this.#text.slice(start, this.#at);
    const source = written.trim();
    // where the JSON has escapes, only the whole has a known place
    if (this.#span.end - this.#span.start !== this.#text.length + 2) return { span: this.#span, source };
    const from = this.#span.start + 1 + start + (written.length - written.trimStart().length);
    return { span: { start: from, end: from + source.length }, source };
  }

  #token(): Readonly<Partial<Record<'string' | 'name' | 'number' | 'mark', string>>> | undefined {
    TOKEN.lastIndex = this.#at;
    const match = TOKEN.exec(this.#text);
    if (match !== null) this.#at = TOKEN.lastIndex;
    return match?.groups;
  }
}
