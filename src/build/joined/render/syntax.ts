import { type Action, actionsOf, insideOf } from '../../../read/source/yaml/templateActions.ts';

/** A template as a tree: text, actions that write a value, and blocks. `written` is the action as it is there. */
export type Node =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'output'; readonly value: Expression; readonly written: string }
  /** New by `:=`, where `=` gives a new value to a variable of a block outside. */
  | { readonly kind: 'assign'; readonly name: string; readonly isNew: boolean; readonly value: Expression }
  | { readonly kind: 'if'; readonly branches: readonly Branch[]; readonly written: string }
  | {
      readonly kind: 'with' | 'range';
      readonly value: Expression;
      readonly variables: readonly string[];
      readonly branches: readonly Branch[];
      readonly written: string;
    };

/** The content of a block, under its condition or as its `else`. */
export interface Branch {
  readonly condition: Expression | undefined;
  readonly body: readonly Node[];
}

/** Reads a template; a block that is never closed ends with the text, and an `end` without a block is passed over. */
export function parseBlocks(text: string): readonly Node[] {
  const reader = new BlockReader(text, actionsOf(text));
  const nodes: Node[] = [];
  while (!reader.atEnd) nodes.push(...reader.body(0).nodes);
  return nodes;
}

const MAX_DEPTH = 30;

class BlockReader {
  readonly #text: string;
  readonly #actions: readonly Action[];
  #next = 0;
  #textFrom = 0;
  #trimNext = false;

  constructor(text: string, actions: readonly Action[]) {
    this.#text = text;
    this.#actions = actions;
  }

  get atEnd(): boolean {
    return this.#textFrom >= this.#text.length && this.#next >= this.#actions.length;
  }

  /** The nodes up to an `else` or `end`; the words of an `else` come with them. */
  body(depth: number): { readonly nodes: readonly Node[]; readonly otherwise: string | undefined } {
    const nodes: Node[] = [];
    for (;;) {
      const action = this.#actions[this.#next++];
      this.#textUpTo(action, nodes);
      if (action === undefined) return { nodes, otherwise: undefined };
      const written = this.#text.slice(action.start, action.end);
      if (action.keyword === 'end') return { nodes, otherwise: undefined };
      if (action.keyword === 'else') return { nodes, otherwise: insideOf(written).trim() };
      const node = this.#node(action, written, depth);
      if (node !== undefined) nodes.push(node);
    }
  }

  #node(action: Action, written: string, depth: number): Node | undefined {
    const inside = insideOf(written).trim();
    switch (action.keyword) {
      case 'comment':
      case 'break':
      case 'continue':
        return undefined;
      case 'assign':
        return assignment(inside);
      case 'define':
      case 'block':
        this.#branches(undefined, depth);
        return undefined;
      case 'if':
        return { kind: 'if', branches: this.#branches(parseExpression(inside.slice(2)), depth), written };
      case 'with':
      case 'range': {
        const [variables, value] = bindings(inside.slice(action.keyword.length));
        return { kind: action.keyword, variables, value, branches: this.#branches(undefined, depth), written };
      }
      default:
        return { kind: 'output', value: parseExpression(inside), written };
    }
  }

  /** The branches up to the block's `end`. */
  #branches(first: Expression | undefined, depth: number): readonly Branch[] {
    const branches: Branch[] = [];
    let condition = first;
    for (;;) {
      const { nodes, otherwise } = depth < MAX_DEPTH ? this.body(depth + 1) : { nodes: [], otherwise: undefined };
      branches.push({ condition, body: nodes });
      if (otherwise === undefined) return branches;
      const elseIf = /^else\s+(?:if|with)\s(.*)$/s.exec(otherwise)?.[1];
      condition = elseIf === undefined ? undefined : parseExpression(elseIf);
    }
  }

  /** The text before an action; dashes take the blanks next to them away. */
  #textUpTo(action: Action | undefined, nodes: Node[]): void {
    const end = action?.start ?? this.#text.length;
    let text = this.#text.slice(this.#textFrom, end);
    if (this.#trimNext) text = text.trimStart();
    if (action !== undefined && /^\{\{-\s/.test(this.#text.slice(end, end + 4))) text = text.trimEnd();
    if (text !== '') nodes.push({ kind: 'text', text });
    this.#textFrom = action?.end ?? this.#text.length;
    this.#trimNext = action !== undefined && /\s-\}\}$/.test(this.#text.slice(action.end - 4, action.end));
  }
}

function assignment(inside: string): Node | undefined {
  const [, name, sign, value = ''] = /^(\$\w*)\s*(:?=)(.*)$/s.exec(inside) ?? [];
  return name === undefined ? undefined : { kind: 'assign', name, isNew: sign === ':=', value: parseExpression(value) };
}

/** `$index, $item := .Values.items`: the variables that a block binds, and to what. */
function bindings(text: string): readonly [readonly string[], Expression] {
  const match = /^\s*(\$\w+)(?:\s*,\s*(\$\w+))?\s*:?=(?!=)(.*)$/s.exec(text);
  if (match === null) return [[], parseExpression(text)];
  const [, first, second, value = ''] = match;
  return [[first, second].filter(name => name !== undefined), parseExpression(value)];
}

/**
 * The expression between `{{` and `}}` in a Helm template: fields, variables, literals and calls, as the manual of Go's
 * text/template has them. No package for JavaScript parses them; the grammar is small, and only what can name an image
 * is kept. Anything else is `unknown`, which is never an error.
 */
export type Expression =
  | { readonly kind: 'dot' }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'field'; readonly of: Expression; readonly name: string }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'unknown' };

/** Reads a pipeline: `.Values.image.tag | default .Chart.AppVersion | quote`. */
function parseExpression(text: string): Expression {
  const reader = new ExpressionReader(tokensOf(text));
  const pipeline = reader.pipeline(0);
  return reader.atEnd ? pipeline : UNKNOWN;
}

const UNKNOWN: Expression = { kind: 'unknown' };
const MAX_PARENTHESES = 20;
const MAX_TOKENS = 300;

interface Token {
  readonly text: string;
  /** No blank separates it from the token before: `(x).y` and `$x.y` are one operand, `$x .y` two. */
  readonly isGlued: boolean;
}

const TOKEN = /"(?:[^"\\\n]|\\.)*"|`[^`]*`|'(?:[^'\\\n]|\\.)*'|\$\w*|\.\w*|\w[\w.+-]*|\S/g;

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let end = 0;
  for (const { index, 0: token } of text.matchAll(TOKEN)) {
    tokens.push({ text: token, isGlued: index === end && index > 0 });
    end = index + token.length;
    if (tokens.length > MAX_TOKENS) break;
  }
  return tokens;
}

class ExpressionReader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get atEnd(): boolean {
    return this.#at >= this.#tokens.length && this.#tokens.length <= MAX_TOKENS;
  }

  /** Commands with `|` between them; each is the last argument of the next. */
  pipeline(depth: number): Expression {
    let result = this.#command(undefined, depth);
    while (this.#peek() === '|') {
      this.#at++;
      result = this.#command(result, depth);
    }
    return result;
  }

  #command(piped: Expression | undefined, depth: number): Expression {
    const first = this.#tokens[this.#at]?.text ?? '';
    const name = /^[a-zA-Z_]\w*$/.test(first) && !LITERALS.has(first) ? first : undefined;
    if (name !== undefined) this.#at++;
    const operands: Expression[] = [];
    while (this.#isOperand()) operands.push(this.#operand(depth));
    if (piped !== undefined) operands.push(piped);
    if (name !== undefined) return { kind: 'call', name, args: operands };
    const [only, ...more] = operands;
    // a method or a function in a variable is called; charts have none that names an image
    return more.length === 0 && only !== undefined && piped === undefined ? only : UNKNOWN;
  }

  #isOperand(): boolean {
    const token = this.#peek();
    return token !== undefined && token !== '|' && token !== ')';
  }

  #operand(depth: number): Expression {
    let operand = this.#term(depth);
    for (let next = this.#tokens[this.#at]; next?.isGlued && /^\.\w/.test(next.text); next = this.#tokens[this.#at]) {
      operand = { kind: 'field', of: operand, name: next.text.slice(1) };
      this.#at++;
    }
    return operand;
  }

  #term(depth: number): Expression {
    const token = this.#tokens[this.#at++]?.text ?? '';
    const first = token[0] ?? '';
    if (token === '(') {
      const inner = depth < MAX_PARENTHESES ? this.pipeline(depth + 1) : UNKNOWN;
      if (this.#peek() === ')') this.#at++;
      return inner;
    }
    if (token === '.') return { kind: 'dot' };
    if (first === '.') return { kind: 'field', of: { kind: 'dot' }, name: token.slice(1) };
    if (first === '$') return { kind: 'variable', name: token };
    if (first === '"' && token.length > 1) return { kind: 'literal', text: unescaped(token) };
    if (first === '`' && token.length > 1) return { kind: 'literal', text: token.slice(1, -1) };
    if (token === 'nil' || token === 'false') return { kind: 'literal', text: '' };
    if (token === 'true' || /^\d/.test(token)) return { kind: 'literal', text: token };
    if (/^[a-zA-Z_]\w*$/.test(token)) return { kind: 'call', name: token, args: [] };
    return UNKNOWN;
  }

  #peek(): string | undefined {
    return this.#tokens[this.#at]?.text;
  }
}

const LITERALS = new Set(['nil', 'true', 'false']);

/** The escapes that Go and JSON share; another one is left as it is. */
function unescaped(quoted: string): string {
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted.slice(1, -1);
  }
}
