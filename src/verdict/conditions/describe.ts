import { inBackticks, t } from '../../model/l10n.ts';
import {
  asksForRepository,
  type Comparison,
  type Condition,
  type ConditionExpression,
  clauseFor,
} from './expression.ts';

/**
 * ``only `team-a/*` ``, ``all but `secret` ``, ``every repository``: the repositories for which a condition allows an
 * action.
 */
export function describeCondition(condition: Condition, action: string): string {
  if (condition.kind === 'notUnderstood') return t('unclear, as the condition is not understood: {0}', condition.why);
  const clause = clauseFor(action, condition.root);
  if (typeof clause === 'boolean') return clause ? t('every repository') : t('no repository');
  return plainWords(clause) ?? t('only where {0}', quoted(conditionText(clause)));
}

function plainWords(clause: ConditionExpression): string | undefined {
  const inside = globs(clause, false);
  if (inside !== undefined) return t('only {0}', listed(inside));
  const outside = globs(clause, true);
  if (outside !== undefined) return t('all but {0}', listed(outside));
  if (clause.kind !== 'and') return undefined;
  const [only, ...others] = clause.operands.flatMap(each => globs(each, false) ?? []);
  const rest = clause.operands.filter(each => globs(each, false) === undefined).map(each => globs(each, true));
  // One operand includes names, the others exclude some.
  if (only === undefined || rest.length !== clause.operands.length - 1 || rest.includes(undefined)) return undefined;
  return t('only {0}, but not {1}', listed([only, ...others]), listed(rest.flatMap(each => each ?? [])));
}

/** The globs of a clause that means "one of these". With `outside`, of one that means "none of these". */
function globs(clause: ConditionExpression, outside: boolean): readonly string[] | undefined {
  if (clause.kind === 'not') return globs(clause.operand, !outside);
  if (clause.kind === (outside ? 'and' : 'or')) {
    const parts = clause.operands.map(each => globs(each, outside));
    return parts.includes(undefined) ? undefined : parts.flatMap(each => each ?? []);
  }
  return clause.kind === 'comparison' ? globsOfTest(clause, outside) : undefined;
}

/**
 * The globs of a test on the repository's name that means "one of these", or with `outside` "none of these". Undefined
 * for cross products with another meaning.
 */
function globsOfTest(
  { left, right, operator, quantifier }: Comparison,
  outside: boolean,
): readonly string[] | undefined {
  if (left.kind !== 'attribute' || right.kind !== 'values' || operator?.negated !== outside) return undefined;
  if (left.source !== 'Request' || !asksForRepository(left)) return undefined;
  const texts = right.values.filter(each => each !== undefined);
  if (texts.length !== right.values.length) return undefined;
  if (texts.length !== 1 && quantifier?.right !== (outside ? 'all' : 'any')) return undefined;
  // `team-a/` as a prefix is `team-a/*`. A pattern stays as it is.
  return operator.relation === 'startsWith' ? texts.map(text => `${text}*`) : texts;
}

/** A part of a condition as text: its tests as they were written, with AND, OR and NOT between them. */
export function conditionText(expression: ConditionExpression): string {
  switch (expression.kind) {
    case 'and':
    case 'or': {
      const parts = expression.operands.map(each =>
        'operands' in each ? `(${conditionText(each)})` : conditionText(each),
      );
      return parts.join(` ${expression.kind.toUpperCase()} `);
    }
    case 'not':
      return expression.operand.kind === 'exists'
        ? `NOT ${conditionText(expression.operand)}`
        : `!(${conditionText(expression.operand)})`;
    default:
      return expression.text;
  }
}

/**
 * Limits for the text of a condition inside a message: in backticks, on one line, and not too long. Others write
 * conditions.
 */
const longest = 200;
const mostListed = 5;

export function quoted(text: string): string {
  const plain = text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029`]/gu, ' ');
  return inBackticks(plain.length > longest ? `${plain.slice(0, longest)}…` : plain);
}

function listed(texts: readonly string[]): string {
  const unique = [...new Set(texts)];
  const rest = unique.length - mostListed;
  const shown = unique.slice(0, mostListed).map(quoted).join(', ');
  return rest > 0 ? t('{0} and {1} more', shown, rest) : shown;
}
