/**
 * Parses the text of a condition into its tree. Never throws: anything undocumented is "not understood", with the
 * reason.
 */
import { t } from '../../model/l10n.ts';
import {
  type Attribute,
  attributeSources,
  type Comparison,
  type Condition,
  type ConditionExpression,
  type Operand,
  type TextOperator,
  type UnwrittenTest,
} from './expression.ts';
import { type ConditionToken, NotUnderstood, tokenAt } from './lexer.ts';

/** "A condition can be up to 8 KB long" (conditions-faq). */
export const longestCondition = 8192;
/**
 * No limit is documented. This is deeper than any condition that a person or the portal writes, and safe for the stack.
 */
const deepest = 100;

/** @param version `conditionVersion` as Azure reports it. If it is missing, it "defaults to 2.0" (conditions-faq). */
export function parseCondition(text: string, version = '2.0'): Condition {
  const not = (why: string): Condition => ({ kind: 'notUnderstood', why });
  if (version !== '2.0') return not(t('its version is {0}, and only 2.0 is documented', JSON.stringify(version)));
  if (text.length > longestCondition) return not(t('it is longer than the 8 KB that Azure accepts'));
  if (text.trim() === '') return not(t('it is empty'));
  try {
    return { kind: 'understood', root: new Parser(text).condition() };
  } catch (problem) {
    if (problem instanceof NotUnderstood) return not(problem.message);
    throw problem;
  }
}

/** Recursive descent. */
class Parser {
  readonly #text: string;
  #token: ConditionToken;
  /** The end of the token before it. */
  #end = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
    this.#token = tokenAt(text, 0);
  }

  condition(): ConditionExpression {
    const root = this.#chain();
    this.#take('end', t('AND, OR or its end'));
    return root;
  }

  #chain(): ConditionExpression {
    const first = this.#unary();
    const { kind } = this.#token;
    if (kind !== 'and' && kind !== 'or') return first;
    const operands = [first];
    while (this.#accept(kind)) operands.push(this.#unary());
    // conditions-format: "the evaluation order is ambiguous", "you must add parentheses".
    if (this.#token.kind === (kind === 'and' ? 'or' : 'and')) {
      throw new NotUnderstood(t('it mixes AND and OR without parentheses'));
    }
    return { kind, operands };
  }

  #unary(): ConditionExpression {
    if (this.#accept('not')) return this.#nested(() => ({ kind: 'not', operand: this.#unary() }));
    if (!this.#accept('(')) return this.#test();
    return this.#nested(() => {
      const inner = this.#chain();
      this.#take(')', t('AND, OR or )'));
      return inner;
    });
  }

  #nested(read: () => ConditionExpression): ConditionExpression {
    if (this.#depth === deepest) throw new NotUnderstood(t('it is nested deeper than {0} levels', deepest));
    this.#depth += 1;
    const expression = read();
    this.#depth -= 1;
    return expression;
  }

  #test(): ConditionExpression {
    const { at, kind } = this.#token;
    const test = kind === 'word' ? this.#function() : this.#comparison();
    return { ...test, text: this.#text.slice(at, this.#end).replaceAll(/\s+/g, ' ') };
  }

  #function(): UnwrittenTest {
    const { text: name } = this.#take('word');
    switch (name.toLowerCase()) {
      case 'actionmatches':
        return { kind: 'actionMatches', pattern: this.#pattern() };
      case 'suboperationmatches':
        this.#pattern();
        return { kind: 'subOperationMatches' };
      case 'exists':
        return { kind: 'exists', attribute: attributeFrom(this.#take('attribute', t('an attribute'))) };
      default:
        throw new NotUnderstood(t('it uses {0}, which is not a documented function', name));
    }
  }

  #pattern(): string {
    this.#take('{');
    const { text } = this.#take('string', t("a pattern in '…'"));
    this.#take('}');
    return text;
  }

  #comparison(): Comparison {
    const left = this.#operand();
    const operator = operatorFrom(this.#take('word', t('an operator')).text);
    return { kind: 'comparison', left, ...operator, right: this.#operand() };
  }

  #operand(): Operand {
    if (this.#token.kind === 'attribute') return attributeFrom(this.#take('attribute'));
    if (!this.#accept('{')) return { kind: 'values', values: [this.#value(t('an attribute or a value'))] };
    const values: (string | undefined)[] = [];
    do values.push(this.#value(t('a value')));
    while (this.#accept(','));
    this.#take('}', t(', or }'));
    return { kind: 'values', values };
  }

  #value(expected: string): string | undefined {
    if (this.#accept('value')) return undefined;
    return this.#take('string', expected).text;
  }

  #accept(kind: ConditionToken['kind']): boolean {
    if (this.#token.kind !== kind) return false;
    this.#take(kind);
    return true;
  }

  #take(kind: ConditionToken['kind'], expected: string = kind): ConditionToken {
    const token = this.#token;
    if (token.kind !== kind) {
      throw new NotUnderstood(
        token.kind === 'end'
          ? t('at its end, {0} is expected', expected)
          : t('at character {0}, {1} is expected', token.at + 1, expected),
      );
    }
    this.#end = token.end;
    this.#token = tokenAt(this.#text, token.end);
    return token;
  }
}

function attributeFrom({ text, at }: ConditionToken): Attribute {
  const open = text.indexOf('[');
  const prefix = text.slice(1, open).trim().toLowerCase();
  const source = attributeSources.find(each => each.toLowerCase() === prefix);
  if (source === undefined) {
    throw new NotUnderstood(
      t('it has an attribute source that is not Request, Resource, Principal or Environment at character {0}', at + 1),
    );
  }
  const name = text.slice(open + 1, -1).trim();
  if (name === '' || /['[\r\n]/.test(name)) {
    throw new NotUnderstood(t('it has an invalid attribute name at character {0}', at + 1));
  }
  return { kind: 'attribute', source, name };
}

const quantified = /^for(any|all)of(any|all)values:/i;
const textOperator = /^string(not)?(equals|startswith|like)(ignorecase)?$/i;
const otherOperator =
  /^(?:(?:bool|guid)(?:not)?equals|(?:numeric|datetime)(?:(?:not)?equals|(?:less|greater)than(?:equals)?))$/i;
const relations: Readonly<Record<string, TextOperator['relation']>> = { startswith: 'startsWith', like: 'like' };

/**
 * The comparison operators that conditions-format documents. Operators of other sources are left out on purpose:
 * microsoft/regorus also knows StringContains, StringMatches, TimeOfDayInRange, IpMatch, ListContains and more. Azure
 * does not document their semantics. So a condition that uses one is not understood, rather than guessed.
 */
function operatorFrom(word: string): Pick<Comparison, 'quantifier' | 'operator'> {
  const [prefix = '', left, right] = quantified.exec(word) ?? [];
  const quantifier = left && right ? ({ left: quantity(left), right: quantity(right) } as const) : undefined;
  const name = word.slice(prefix.length);
  const [found, negation, relation = '', ignoring] = textOperator.exec(name) ?? [];
  if (found === undefined) {
    if (otherOperator.test(name)) return { quantifier, operator: undefined };
    throw new NotUnderstood(t('it uses {0}, which is not a documented operator', word));
  }
  const operator: TextOperator = {
    relation: relations[relation.toLowerCase()] ?? 'equals',
    negated: negation !== undefined,
    ignoreCase: ignoring !== undefined,
  };
  return { quantifier, operator };
}

function quantity(word: string): 'any' | 'all' {
  return word.toLowerCase() === 'any' ? 'any' : 'all';
}
