/** The text of a condition → its tree. Never throws: what is not documented is "not understood", with the reason. */
import {
  type Attribute,
  type Condition,
  type Expression,
  type Literal,
  type Operand,
  operatorNamed,
  type Quantifier,
} from './expression.ts';
import { type Symbols, type Token, tokenise } from './lexer.ts';

/** "A condition can be up to 8 KB long" (conditions-faq). */
export const longestCondition = 8192;
/** No documented limit; deeper than any condition that a person or the portal writes, and safe for the stack. */
const deepest = 100;

/** @param version `conditionVersion` as Azure reports it; where it is missing it "defaults to 2.0" (conditions-faq). */
export function parseCondition(text: string, version?: string | null): Condition {
  const not = (why: string): Condition => ({ kind: 'notUnderstood', text, why });
  if (version !== undefined && version !== null && version !== '2.0') {
    return not(`its version is ${JSON.stringify(version)}, and only 2.0 is documented`);
  }
  if (text.length > longestCondition) return not('it is longer than the 8 KB that Azure accepts');
  if (text.trim() === '') return not('it is empty');
  const read = tokenise(text);
  if (read.kind === 'problem') return not(`it has ${read.why}`);
  const parser = new Parser(read.tokens);
  const root = parser.condition();
  return root === undefined ? not(parser.problem) : { kind: 'understood', text, root };
}

/** Recursive descent; each method returns undefined after it has noted the first problem. */
class Parser {
  problem = '';
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  condition(): Expression | undefined {
    const root = this.#chain();
    if (root === undefined || this.#peek().kind === 'end') return root;
    return this.#fail('AND, OR or its end');
  }

  #chain(): Expression | undefined {
    const operands: Expression[] = [];
    let join: 'all' | 'any' | undefined;
    for (;;) {
      const operand = this.#unary();
      if (operand === undefined) return undefined;
      operands.push(operand);
      const { kind } = this.#peek();
      if (kind !== 'and' && kind !== 'or') break;
      this.#next += 1;
      const next = kind === 'and' ? 'all' : 'any';
      // conditions-format: "the evaluation order is ambiguous", "you must add parentheses".
      if (join !== undefined && join !== next) {
        this.problem = 'it mixes AND and OR without parentheses';
        return undefined;
      }
      join = next;
    }
    return join === undefined ? operands[0] : { kind: join, operands };
  }

  #unary(): Expression | undefined {
    if (this.#peek().kind === 'not') {
      return this.#nested(() => {
        const operand = this.#unary();
        return operand && { kind: 'not', operand };
      });
    }
    if (!this.#isSymbol('(')) return this.#test();
    return this.#nested(() => {
      const inner = this.#chain();
      if (inner === undefined) return undefined;
      return this.#take(')') ? inner : this.#fail('AND, OR or )');
    });
  }

  /** Steps over the token that opens a level, and reads what is inside. */
  #nested(read: () => Expression | undefined): Expression | undefined {
    if (this.#depth === deepest) {
      this.problem = `it is nested deeper than ${deepest} levels`;
      return undefined;
    }
    this.#next += 1;
    this.#depth += 1;
    const expression = read();
    this.#depth -= 1;
    return expression;
  }

  #test(): Expression | undefined {
    const token = this.#peek();
    if (token.kind !== 'word') return this.#comparison();
    switch (token.word.toLowerCase()) {
      case 'actionmatches':
        return this.#pattern('actionMatches');
      case 'suboperationmatches':
        return this.#pattern('subOperationMatches');
      case 'exists': {
        this.#next += 1;
        const attribute = this.#attribute();
        return attribute === undefined ? this.#fail('an attribute') : { kind: 'exists', attribute };
      }
      default:
        this.problem = `it uses ${token.word}, which is no documented function`;
        return undefined;
    }
  }

  #pattern(kind: 'actionMatches' | 'subOperationMatches'): Expression | undefined {
    this.#next += 1;
    if (!this.#take('{')) return this.#fail('{');
    const literal = this.#literal();
    if (literal?.kind !== 'string') return this.#fail("a pattern in '…'");
    return this.#take('}') ? { kind, pattern: literal.value } : this.#fail('}');
  }

  #comparison(): Expression | undefined {
    const left = this.#operand();
    if (left === undefined) return undefined;
    const token = this.#peek();
    if (token.kind !== 'word') return this.#fail('an operator');
    const colon = token.word.indexOf(':');
    const quantifier = colon < 0 ? undefined : quantifierNamed(token.word.slice(0, colon));
    const operator = operatorNamed(token.word.slice(colon + 1));
    if (operator === undefined || (colon >= 0 && quantifier === undefined)) {
      this.problem = `it uses ${token.word}, which is no documented operator`;
      return undefined;
    }
    this.#next += 1;
    const right = this.#operand();
    return right && { kind: 'comparison', left, quantifier, operator, right };
  }

  #operand(): Operand | undefined {
    const attribute = this.#attribute();
    if (attribute !== undefined) return { kind: 'attribute', attribute };
    if (!this.#take('{')) {
      const literal = this.#literal();
      return literal === undefined
        ? this.#fail('an attribute or a value')
        : { kind: 'values', values: [literal], braces: false };
    }
    const values: Literal[] = [];
    do {
      const literal = this.#literal();
      if (literal === undefined) return this.#fail('a value');
      values.push(literal);
    } while (this.#take(','));
    return this.#take('}') ? { kind: 'values', values, braces: true } : this.#fail(', or }');
  }

  #attribute(): Attribute | undefined {
    const token = this.#peek();
    if (token.kind !== 'attribute') return undefined;
    this.#next += 1;
    return { source: token.source, name: token.name };
  }

  #literal(): Literal | undefined {
    const token = this.#peek();
    if (token.kind !== 'literal') return undefined;
    this.#next += 1;
    return token.literal;
  }

  #peek(): Token {
    return this.#tokens[this.#next] ?? { kind: 'end', at: 0 };
  }

  #isSymbol(symbol: Symbols): boolean {
    const token = this.#peek();
    return token.kind === 'symbol' && token.symbol === symbol;
  }

  #take(symbol: Symbols): boolean {
    if (!this.#isSymbol(symbol)) return false;
    this.#next += 1;
    return true;
  }

  #fail(expected: string): undefined {
    const token = this.#peek();
    const where = token.kind === 'end' ? 'its end' : `character ${token.at + 1}`;
    this.problem = `at ${where} it should have ${expected}`;
  }
}

function quantifierNamed(name: string): Quantifier | undefined {
  const match = /^for(any|all)of(any|all)values$/.exec(name.toLowerCase());
  if (match === null) return undefined;
  return { left: match[1] === 'any' ? 'any' : 'all', right: match[2] === 'any' ? 'any' : 'all' };
}
