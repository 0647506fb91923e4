import type { Span } from '../../../../model/place.ts';
import type { Expression } from '../expression.ts';

/**
 * Reads the expression in a text of an Azure template: `[format('{0}/app:{1}', parameters('host'), variables('tag'))]`.
 * The language has calls, properties, elements, strings and numbers, and nothing else; no package reads it. Undefined
 * for a text that is none, and for one that is not well formed.
 * https://learn.microsoft.com/azure/azure-resource-manager/templates/template-expressions
 */
export function readArmExpression(text: string, span: Span): Expression | undefined {
  if (text.length > MAX_LENGTH || !isArmExpression(text)) return undefined;
  const whole = new Reader(text.slice(1, -1), span).whole();
  return whole === undefined ? undefined : { ...whole, span };
}

/** A text in brackets is an expression, unless the first bracket is doubled. */
export function isArmExpression(text: string): boolean {
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
      case 'copyindex':
        return { kind: 'reference', key: `copyindex.${named}`, ...base };
      case 'if':
        return { kind: 'choice', options: values.slice(1), ...base };
      case 'coalesce':
        return { kind: 'choice', options: values, ...base };
      case 'createarray':
        return { kind: 'list', items: values, ...base };
      default:
        return { kind: 'call', name, arguments: values, ...base };
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
    // where the JSON has escapes, only the whole has a place that can be told
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
