import type { Expression } from './expression.ts';
import { matchesAction } from './wildcards.ts';

/**
 * What is left of a condition once the action is known: the frame `!(ActionMatches{…}) OR (…)` falls away. Where the action
 * alone settles it, the answer.
 */
export function clauseFor(action: string, expression: Expression): Expression | boolean {
  switch (expression.kind) {
    case 'actionMatches':
      // What a backslash means there is not documented.
      return expression.pattern.includes('\\') ? expression : matchesAction(expression.pattern, action);
    case 'subOperationMatches':
      // Those of container registries have none.
      return false;
    case 'not': {
      const operand = clauseFor(action, expression.operand);
      return typeof operand === 'boolean' ? !operand : { kind: 'not', operand };
    }
    case 'and':
    case 'or': {
      const decisive = expression.kind === 'or';
      const operands: Expression[] = [];
      for (const each of expression.operands) {
        const operand = clauseFor(action, each);
        if (operand === decisive) return decisive;
        if (typeof operand !== 'boolean') operands.push(operand);
      }
      const [first, ...others] = operands;
      if (first === undefined) return !decisive;
      return others.length === 0 ? first : { kind: expression.kind, operands };
    }
    default:
      return expression;
  }
}
