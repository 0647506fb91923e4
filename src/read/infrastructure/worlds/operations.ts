import { isNullValue, plainText, termOf, type Value } from '../../../model/program.ts';
import { everyOf, not, someOf, type Truth, truthOf } from '../../../model/truth.ts';

/** Returns whether a condition with this value holds. */
export function truthIn(value: Value | undefined): Truth {
  const text = plainText(value)?.toLowerCase();
  return text === 'true' ? 'yes' : text === 'false' ? 'no' : 'unknown';
}

/** The result of an operator. Undefined where its operands don't settle it. */
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
      return flag(everyOf([truthIn(one), truthIn(other)]));
    case '||':
      return flag(someOf([truthIn(one), truthIn(other)]));
    default:
      return calculated(operator, one, other);
  }
}

function flag(truth: Truth): Value | undefined {
  return truth === 'unknown' ? undefined : { kind: 'plain', value: truth === 'yes' };
}

/** Known values are equal or not. What is open equals only what has its term, and differs from nothing. */
function equal(one: Value, other: Value): Truth {
  const [first, second] = [plainText(one), plainText(other)];
  if (first !== undefined && second !== undefined) return truthOf(first === second);
  if (termOf(one) === termOf(other)) return 'yes';
  const isNull = isNullValue(one) || isNullValue(other);
  const isKnown = (value: Value) => value.kind !== 'open' && value.kind !== 'attribute';
  if (isNull && isKnown(one) && isKnown(other)) return 'no';
  const [text, joined] = one.kind === 'joined' ? [second, one] : [first, other.kind === 'joined' ? other : undefined];
  if (text === undefined || joined?.kind !== 'joined') return 'unknown';
  // it differs from a text that can't hold its known parts
  return joined.parts.every(part => part.kind !== 'text' || text.includes(part.text)) ? 'unknown' : 'no';
}

function equalInAnyCase(one: Value, other: Value): Truth {
  const [first, second] = [plainText(one), plainText(other)];
  if (first === undefined || second === undefined) return equal(one, other);
  return truthOf(first.toLowerCase() === second.toLowerCase());
}

function calculated(operator: string, one: Value, other: Value): Value | undefined {
  const [a, b] = [plainText(one), plainText(other)].map(text =>
    text === undefined || text === '' ? Number.NaN : Number(text),
  );
  if (a === undefined || b === undefined || Number.isNaN(a) || Number.isNaN(b)) return undefined;
  switch (operator) {
    case '<':
      return flag(truthOf(a < b));
    case '>':
      return flag(truthOf(a > b));
    case '<=':
      return flag(truthOf(a <= b));
    case '>=':
      return flag(truthOf(a >= b));
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
