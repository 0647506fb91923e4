/** What is left of a condition once the action is known: the frame `!(ActionMatches{…}) OR (…)` falls away. */
import type { Expression } from './expression.ts';
import { matchesAction } from './wildcards.ts';

/** The rest, or the answer where the action alone settles it. The tree is an understood condition's. */
export function clauseFor(action: string, expression: Expression): Expression | boolean {
  switch (expression.kind) {
    case 'actionMatches':
      return matchesAction(expression.pattern, action);
    case 'not': {
      const operand = clauseFor(action, expression.operand);
      return typeof operand === 'boolean' ? !operand : { kind: 'not', operand };
    }
    case 'all':
    case 'any': {
      const decisive = expression.kind === 'any';
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
