import { isNullValue, plainText, termOf, type Value } from '../../../model/program.ts';

/** A value as a condition; undefined where it is not known. */
export function truthIn(value: Value | undefined): boolean | undefined {
  const text = plainText(value)?.toLowerCase();
  return text === 'true' ? true : text === 'false' ? false : undefined;
}

/** The result of an operator; undefined where its operands don't settle it. */
export function applyOperator(operator: string, [one, other]: readonly Value[]): Value | undefined {
  if (one === undefined) return undefined;
  if (operator === '!') return flag(not(truthIn(one)));
  if (other === undefined) return operator === '-' ? calculated('-', { kind: 'plain', value: 0 }, one) : undefined;
  switch (operator) {
    case '==':
      return flag(equal(one, other));
    case '!=':
      return flag(not(equal(one, other)));
    case '=~':
      return flag(equalInAnyCase(one, other));
    case '!~':
      return flag(not(equalInAnyCase(one, other)));
    case '&&':
      return flag(both(truthIn(one), truthIn(other)));
    case '||':
      return flag(not(both(not(truthIn(one)), not(truthIn(other)))));
    default:
      return calculated(operator, one, other);
  }
}

function flag(value: boolean | undefined): Value | undefined {
  return value === undefined ? undefined : { kind: 'plain', value };
}

function not(value: boolean | undefined): boolean | undefined {
  return value === undefined ? undefined : !value;
}

function both(one: boolean | undefined, other: boolean | undefined): boolean | undefined {
  if (one === false || other === false) return false;
  return one === true && other === true ? true : undefined;
}

/** Known values are equal or not. What is open equals only what has its term, and differs from nothing. */
function equal(one: Value, other: Value): boolean | undefined {
  const [first, second] = [plainText(one), plainText(other)];
  if (first !== undefined && second !== undefined) return first === second;
  if (termOf(one) === termOf(other)) return true;
  const isNull = isNullValue(one) || isNullValue(other);
  const isKnown = (value: Value) => value.kind !== 'open' && value.kind !== 'attribute';
  if (isNull && isKnown(one) && isKnown(other)) return false;
  const [text, joined] = one.kind === 'joined' ? [second, one] : [first, other.kind === 'joined' ? other : undefined];
  if (text === undefined || joined?.kind !== 'joined') return undefined;
  // it differs from a text that can't hold its known parts
  return joined.parts.every(part => part.kind !== 'text' || text.includes(part.text)) ? undefined : false;
}

function equalInAnyCase(one: Value, other: Value): boolean | undefined {
  const [first, second] = [plainText(one), plainText(other)];
  return first === undefined || second === undefined ? equal(one, other) : first.toLowerCase() === second.toLowerCase();
}

function calculated(operator: string, one: Value, other: Value): Value | undefined {
  const [a, b] = [plainText(one), plainText(other)].map(text =>
    text === undefined || text === '' ? Number.NaN : Number(text),
  );
  if (a === undefined || b === undefined || Number.isNaN(a) || Number.isNaN(b)) return undefined;
  switch (operator) {
    case '<':
      return flag(a < b);
    case '>':
      return flag(a > b);
    case '<=':
      return flag(a <= b);
    case '>=':
      return flag(a >= b);
    case '+':
      return { kind: 'plain', value: a + b };
    case '-':
      return { kind: 'plain', value: a - b };
    case '*':
      return { kind: 'plain', value: a * b };
    case '%':
      return b === 0 ? undefined : { kind: 'plain', value: a % b };
    default:
      return undefined;
  }
}
