/**
 * A condition and a request → true, false, or unknown with the part that is to blame, in Kleene's logic: a definite
 * answer is one that nothing unknown could change.
 *
 * The attribute is absent: `Exists` is false (conditions-format). What a comparison does then is not documented; the
 * one truth table (storage-auth-abac-examples, "Require private link access") pairs it with `NOT Exists`, and holds
 * with unknown as well.
 */

import { not, type Truth, truthOf } from '../../model/truth.ts';
import { resolveAttribute } from './attributes.ts';
import { compare, type Side } from './compare.ts';
import type { Comparison, Condition, Expression, Mixed, Operand, PatternTest } from './expression.ts';
import { valuesOfGroupings } from './grouping.ts';
import { printAttribute } from './print.ts';
import { type Cause, explainFalse, explainUnknown } from './reasons.ts';
import type { ConditionRequest } from './request.ts';
import { matchesAction } from './wildcards.ts';

export type Evaluation =
  | { readonly value: 'yes' }
  /** `why`: what the condition lets in instead, or what it excludes. */
  | { readonly value: 'no'; readonly why: string }
  /** `why`: the part that could not be decided, and the reason. */
  | { readonly value: 'unknown'; readonly why: string };

export function evaluate(condition: Condition, request: ConditionRequest): Evaluation {
  if (condition.kind === 'notUnderstood') {
    return { value: 'unknown', why: `the condition is not understood: ${condition.why}` };
  }
  const answer = answerOf(condition.root, request);
  if (answer.value === 'yes') return { value: 'yes' };
  const explain = answer.value === 'no' ? explainFalse : explainUnknown;
  return { value: answer.value, why: explain(answer.causes) };
}

interface Answer {
  readonly value: Truth;
  /** The tests that settled it, or that left it open. */
  readonly causes: readonly Cause[];
}

function answerOf(expression: Expression, request: ConditionRequest): Answer {
  switch (expression.kind) {
    case 'all':
    case 'any':
      return answerOfGroup(expression.kind, expression.operands, request);
    case 'mixed':
      return answerOfMixed(expression, request);
    case 'not': {
      const { value, causes } = answerOf(expression.operand, request);
      return { value: not(value), causes };
    }
    case 'actionMatches':
    case 'subOperationMatches':
      return answerOfPattern(expression, request);
    case 'exists': {
      const resolved = resolveAttribute(expression.attribute, request);
      if (resolved.kind === 'unknown') return leaf(expression, 'unknown', resolved.why);
      return leaf(expression, truthOf(resolved.kind === 'known'));
    }
    case 'comparison':
      return answerOfComparison(expression, request);
  }
}

function leaf(expression: Expression, value: Truth, why?: string): Answer {
  return { value, causes: [{ expression, value, why }] };
}

/** One decisive operand settles the group and explains it; otherwise all operands of its value do. */
function answerOfGroup(kind: 'all' | 'any', operands: readonly Expression[], request: ConditionRequest): Answer {
  const decisive: Truth = kind === 'all' ? 'no' : 'yes';
  const answers: Answer[] = [];
  for (const operand of operands) {
    const answer = answerOf(operand, request);
    if (answer.value === decisive) return answer;
    answers.push(answer);
  }
  const value = answers.some(each => each.value === 'unknown') ? 'unknown' : not(decisive);
  return { value, causes: causesOf(answers, value) };
}

function answerOfMixed(mixed: Mixed, request: ConditionRequest): Answer {
  const answers = mixed.operands.map(operand => answerOf(operand, request));
  const values = valuesOfGroupings(
    answers.map(each => each.value),
    mixed.joins,
  );
  const [only] = values;
  if (only !== undefined && values.size === 1) return { value: only, causes: causesOf(answers, only) };
  const open = causesOf(answers, 'unknown');
  if (open.length > 0) return { value: 'unknown', causes: open };
  return leaf(mixed, 'unknown', 'it mixes AND and OR without parentheses, and the answer depends on where they belong');
}

function causesOf(answers: readonly Answer[], value: Truth): readonly Cause[] {
  return answers.filter(each => each.value === value).flatMap(each => each.causes);
}

function answerOfPattern(test: PatternTest, request: ConditionRequest): Answer {
  const text = test.kind === 'actionMatches' ? request.action : request.subOperation;
  if (text === undefined) return leaf(test, 'unknown', 'the suboperation is not known');
  if (text === null) return leaf(test, 'no');
  if (test.pattern.includes('\\')) return leaf(test, 'unknown', 'what a backslash means there is not documented');
  return leaf(test, truthOf(matchesAction(test.pattern, text)));
}

function answerOfComparison(test: Comparison, request: ConditionRequest): Answer {
  const left = sideOf(test.left, request);
  if ('why' in left) return leaf(test, 'unknown', left.why);
  const right = sideOf(test.right, request);
  if ('why' in right) return leaf(test, 'unknown', right.why);
  const { value, why } = compare(test, left.values, right.values);
  return leaf(test, value, why);
}

function sideOf(operand: Operand, request: ConditionRequest): { readonly values: Side } | { readonly why: string } {
  if (operand.kind === 'values') return operand;
  const resolved = resolveAttribute(operand.attribute, request);
  switch (resolved.kind) {
    case 'known':
      return resolved;
    case 'unknown':
      return resolved;
    case 'absent':
      return { why: `how a comparison with the absent ${printAttribute(operand.attribute)} ends is not documented` };
  }
}
