/** The tree of a condition → its text, in the spelling of the documentation; parsing that gives the same tree. */
import type { Attribute, Expression, Literal, Operand, Quantifier, Test } from './expression.ts';

export function printExpression(expression: Expression): string {
  switch (expression.kind) {
    case 'all':
      return expression.operands.map(printOperand).join(' AND ');
    case 'any':
      return expression.operands.map(printOperand).join(' OR ');
    case 'mixed':
      return expression.operands
        .map((operand, index) => {
          const join = expression.joins[index];
          return printOperand(operand) + (join === undefined ? '' : join === 'all' ? ' AND ' : ' OR ');
        })
        .join('');
    case 'not':
      return expression.operand.kind === 'exists'
        ? `NOT ${printTest(expression.operand)}`
        : `!(${printExpression(expression.operand)})`;
    default:
      return printTest(expression);
  }
}

function printOperand(expression: Expression): string {
  const joined = expression.kind === 'all' || expression.kind === 'any' || expression.kind === 'mixed';
  return joined ? `(${printExpression(expression)})` : printExpression(expression);
}

export function printTest(test: Test): string {
  switch (test.kind) {
    case 'actionMatches':
      return `ActionMatches{'${test.pattern}'}`;
    case 'subOperationMatches':
      return `SubOperationMatches{'${test.pattern}'}`;
    case 'exists':
      return `Exists ${printAttribute(test.attribute)}`;
    case 'comparison': {
      const operator = printQuantifier(test.quantifier) + test.operator.name;
      return `${printSide(test.left)} ${operator} ${printSide(test.right)}`;
    }
  }
}

export function printAttribute(attribute: Attribute): string {
  return `@${attribute.source}[${attribute.name}]`;
}

function printQuantifier(quantifier: Quantifier | undefined): string {
  if (quantifier === undefined) return '';
  const word = { any: 'Any', all: 'All' };
  return `For${word[quantifier.left]}Of${word[quantifier.right]}Values:`;
}

function printSide(side: Operand): string {
  if (side.kind === 'attribute') return printAttribute(side.attribute);
  const values = side.values.map(printLiteral).join(', ');
  return side.braces ? `{${values}}` : values;
}

function printLiteral(literal: Literal): string {
  return literal.kind === 'string' ? `'${literal.value}'` : String(literal.value);
}
