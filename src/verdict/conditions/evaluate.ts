import { t } from '../../model/l10n.ts';
import { everyOf, not, someOf, type Truth, truthOf } from '../../model/truth.ts';
import { conditionText, quoted } from './describe.ts';
import {
  asksForRepository,
  type Comparison,
  type Condition,
  type ConditionExpression,
  clauseFor,
  type Operand,
  type Test,
  type TextOperator,
} from './expression.ts';
import { isLike } from './wildcards.ts';

/**
 * The result of a condition for a request, in Kleene's logic: yes, no, or unknown with the undecided part. No unknown
 * fact could change a definite answer. Of a pull, only the action and the repository's name are known. The time, and
 * other attributes of a resource, a principal or the environment, are not.
 */
interface Evaluation {
  readonly value: Truth;
  /** The undecided part and the reason, if the result is unknown. */
  readonly why: string;
}

export interface ConditionRequest {
  readonly action: string;
  /** The list of the role that grants it: `actions` or `dataActions`. */
  readonly kind: 'action' | 'dataAction';
  /** The repository of the image reference. Undefined: a placeholder hides it. */
  readonly repository: string | undefined;
}

export function evaluateCondition(condition: Condition, request: ConditionRequest): Evaluation {
  if (condition.kind === 'notUnderstood') return unknown(t('the condition is not understood: {0}', condition.why));
  const clause = clauseFor(request.action, condition.root);
  return typeof clause === 'boolean' ? { value: truthOf(clause), why: '' } : evaluateClause(clause, request);
}

function evaluateClause(clause: ConditionExpression, request: ConditionRequest): Evaluation {
  switch (clause.kind) {
    case 'not': {
      const { value, why } = evaluateClause(clause.operand, request);
      return { value: not(value), why };
    }
    case 'and':
    case 'or': {
      const decisive = clause.kind === 'and' ? 'no' : 'yes';
      const parts = clause.operands.map(each => evaluateClause(each, request));
      const first = (value: Truth) => parts.find(each => each.value === value);
      return first(decisive) ?? first('unknown') ?? { value: not(decisive), why: '' };
    }
    default: {
      const answer = evaluateTest(clause, request);
      if (typeof answer === 'boolean') return { value: truthOf(answer), why: '' };
      return unknown(t('{0} is unknown: {1}', quoted(conditionText(clause)), answer));
    }
  }
}

function unknown(why: string): Evaluation {
  return { value: 'unknown', why };
}

const BACKSLASH = t('the meaning of a backslash there is not documented');

/** Returns whether a test holds. A text: why that is unknown. */
function evaluateTest(test: Test, request: ConditionRequest): boolean | string {
  switch (test.kind) {
    case 'actionMatches':
    case 'subOperationMatches':
      return BACKSLASH;
    case 'exists': {
      const values = valuesOf(test.attribute, request);
      return typeof values === 'string' ? values : true;
    }
    case 'comparison':
      return evaluateComparison(test, request);
  }
}

/**
 * Cross products follow the wording of conditions-format literally, negated operators included. For example,
 * `ForAnyOfAnyValues:StringNotEquals` holds if some value on the left differs from some value on the right. The page
 * lists them for some of the operators. It gives the form as `ForAnyOfAnyValues:<BooleanFunction>`, so every operator
 * may take one.
 */
function evaluateComparison(
  { left, operator, quantifier, right }: Comparison,
  request: ConditionRequest,
): boolean | string {
  const [lefts, rights] = [valuesOf(left, request), valuesOf(right, request)];
  if (typeof lefts === 'string') return lefts;
  if (typeof rights === 'string') return rights;
  if (!operator) return t('it does not compare strings');
  if (!quantifier && lefts.length * rights.length > 1) return t('how it treats several values is not documented');
  const overLeft = quantifier?.left === 'all' ? everyOf : someOf;
  const overRight = quantifier?.right === 'all' ? everyOf : someOf;
  const value = overLeft(lefts, l =>
    overRight(rights, r => {
      const holds = compare(operator, l, r);
      return operator.negated ? not(holds) : holds;
    }),
  );
  if (value !== 'unknown') return value === 'yes';
  return [...lefts, ...rights].some(hasBackslash)
    ? BACKSLASH
    : t('how it ignores the case of letters outside ASCII is not documented');
}

function compare({ relation, ignoreCase }: TextOperator, left: string, right: string): Truth {
  // Cultures fold İ, ß or K in different ways.
  if (ignoreCase && !(isAscii(left) && isAscii(right))) return 'unknown';
  // Backslashes are documented only as escapes of the wildcards of Like.
  if (hasBackslash(left) || (relation !== 'like' && hasBackslash(right))) return 'unknown';
  const [l, r] = ignoreCase ? [left.toLowerCase(), right.toLowerCase()] : [left, right];
  if (relation === 'like') return isLike(l, r);
  return truthOf(relation === 'equals' ? l === r : l.startsWith(r));
}

function hasBackslash(text: string): boolean {
  return text.includes('\\');
}

function isAscii(text: string): boolean {
  return /^[ -~]*$/.test(text);
}

/** The values of one side. A text: why they are not known. */
function valuesOf(operand: Operand, { kind, repository }: ConditionRequest): readonly string[] | string {
  if (operand.kind === 'values') {
    const texts = operand.values.filter(each => each !== undefined);
    return texts.length === operand.values.length ? texts : t('a value is not a string');
  }
  const { source, name } = operand;
  const written = quoted(`@${source}[${name}]`);
  if (source === 'Principal') return t('{0}, a custom security attribute of the identity, is not read', written);
  if (!asksForRepository(operand) || source === 'Environment') return t('{0} is not known', written);
  // Azure/acr#794: a condition on @Resource[…repositories:name] was stored and did not work as its author expected.
  if (source === 'Resource') {
    return t('it reads the repository name from @Resource, and Azure documents it for @Request only');
  }
  // The attribute is documented for the data actions on repositories, which only registries in ABAC mode use.
  if (kind === 'action') return t('the repository name is documented only for data actions');
  return repository === undefined ? t('the repository is not known') : [repository];
}
