/**
 * What stands between `{{` and `}}` in a Helm template: fields, variables, literals and calls, as the manual of Go's
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
export function parseExpression(text: string): Expression {
  const reader = new ExpressionReader(tokensOf(text));
  const pipeline = reader.pipeline(0);
  return reader.atEnd ? pipeline : UNKNOWN;
}

const UNKNOWN: Expression = { kind: 'unknown' };
const MAX_DEPTH = 20;
const MAX_TOKENS = 300;

interface Token {
  readonly text: string;
  /** Nothing stands between it and the token before: `(x).y` and `$x.y` are one operand, `$x .y` two. */
  readonly isGlued: boolean;
}

const TOKEN = /"(?:[^"\\\n]|\\.)*"|`[^`]*`|'(?:[^'\\\n]|\\.)*'|\$\w*|\.\w*|\w[\w.+-]*|[()|]|\S/y;

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let end = 0;
  for (let at = 0; at < text.length && tokens.length <= MAX_TOKENS; ) {
    if (/\s/.test(text[at] ?? '')) {
      at++;
      continue;
    }
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(text)?.[0] ?? text.slice(at, at + 1);
    tokens.push({ text: token, isGlued: at === end && at > 0 });
    at += token.length;
    end = at;
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
      const inner = depth < MAX_DEPTH ? this.pipeline(depth + 1) : UNKNOWN;
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
