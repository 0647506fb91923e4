import { not, type Truth, truthOf } from '../truth.ts';
import { type AttributeValue, compare, matchesAction, type Side } from './compare.ts';
import { type Cause, explainFalse, explainUnknown } from './describe.ts';
import {
  type Attribute,
  type AttributeSource,
  type Comparison,
  type Condition,
  type Expression,
  isSameName,
  type Operand,
  type PatternTest,
  repositoryName,
} from './expression.ts';
import { printAttribute } from './print.ts';

/**
 * A condition and a request → true, false, or unknown with the part that is to blame, in Kleene's logic: a definite
 * answer is one that nothing unknown could change.
 *
 * The attribute is absent: `Exists` is false (conditions-format). What a comparison does then is not documented; the
 * one truth table (storage-auth-abac-examples, "Require private link access") pairs it with `NOT Exists`, and holds
 * with unknown as well.
 */

type Evaluation =
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

/** The request that a condition is asked about: one action on one repository, and what is known of everything else. */

export interface ConditionRequest {
  readonly action: string;
  /** Whether the role grants it by its `actions` or by its `dataActions`. */
  readonly kind: 'action' | 'dataAction';
  /** Undefined: not known. Null: the action has none, as those of container registries. */
  readonly subOperation?: string | null;
  /** The repository of the image reference; undefined where a placeholder hides it. */
  readonly repository?: string | undefined;
  /** The moment to decide for, ISO 8601 in UTC; without it `@Environment[UtcNow]` is unknown. */
  readonly now?: string | undefined;
  /** Whatever else is known; it also overrides the above. */
  readonly attributes?: readonly KnownAttribute[];
}

export interface KnownAttribute {
  readonly source: AttributeSource;
  readonly name: string;
  /** Null: it was read, and there is no such attribute. */
  readonly values: readonly AttributeValue[] | null;
}

/** What is known of an attribute in a request. */

type Resolved =
  | { readonly kind: 'known'; readonly values: readonly AttributeValue[] }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown'; readonly why: string };

function resolveAttribute(attribute: Attribute, request: ConditionRequest): Resolved {
  const given = request.attributes?.find(
    each => each.source === attribute.source && isSameName(each.name, attribute.name),
  );
  if (given !== undefined) {
    if (given.values === null) return { kind: 'absent' };
    return given.values.length > 0 ? { kind: 'known', values: given.values } : unknown('the attribute has no value');
  }
  switch (attribute.source) {
    case 'Request':
      return fromRequest(attribute, request);
    case 'Environment':
      if (isSameName(attribute.name, 'UtcNow') && request.now !== undefined) return known(request.now);
      return unknown(`${printAttribute(attribute)} is not known`);
    case 'Principal':
      return unknown(`${printAttribute(attribute)}, a custom security attribute of the identity, is not read`);
    case 'Resource':
      // Azure/acr#794: a condition on @Resource[…repositories:name] was stored and did not work as its author expected.
      return unknown(
        isSameName(attribute.name, repositoryName.name)
          ? 'it asks @Resource for the repository name, and container registries document it as @Request'
          : `${printAttribute(attribute)} is not known`,
      );
  }
}

function fromRequest(attribute: Attribute, request: ConditionRequest): Resolved {
  if (isSameName(attribute.name, repositoryName.name)) {
    // The attribute is documented for the data actions on repositories, which only registries in ABAC mode use.
    if (request.kind === 'action') return unknown('the repository name is documented only for data actions');
    return request.repository === undefined ? unknown('the repository is not known') : known(request.repository);
  }
  // The first form of the language wrote suboperations so (conditions-format of April 2021).
  if (isSameName(attribute.name, 'subOperation')) {
    if (typeof request.subOperation === 'string') return known(request.subOperation);
    return request.subOperation === null ? { kind: 'absent' } : unknown('the suboperation is not known');
  }
  return unknown(`${printAttribute(attribute)} is not known`);
}

function known(value: AttributeValue): Resolved {
  return { kind: 'known', values: [value] };
}

function unknown(why: string): Resolved {
  return { kind: 'unknown', why };
}
