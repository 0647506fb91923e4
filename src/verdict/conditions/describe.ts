import type { Truth } from '../truth.ts';
import { matchesAction } from './compare.ts';
import { type Condition, contentRead, type Expression, isSameName, repositoryName } from './expression.ts';
import { listed, printExpression, quoted } from './print.ts';

/** The repositories that a condition mentions, and what it says of them in a few words. */

interface NamedRepository {
  /** How the text is meant: a whole name, the start of one, or a pattern with `*` and `?`. */
  readonly match: 'equals' | 'startsWith' | 'like';
  readonly text: string;
  /** Whether the condition names it to keep it out. */
  readonly excluded: boolean;
}

/** In the order of the text; those of clauses about other actions are left out. */
export function repositoriesNamed(condition: Condition, action = contentRead): readonly NamedRepository[] {
  if (condition.kind === 'notUnderstood') return [];
  const clause = clauseFor(action, condition.root);
  return typeof clause === 'boolean' ? [] : mentions(clause, false);
}

function mentions(expression: Expression, excluded: boolean): NamedRepository[] {
  if (expression.kind === 'not') return mentions(expression.operand, !excluded);
  if ('operands' in expression) return expression.operands.flatMap(each => mentions(each, excluded));
  const test = repositoryTestOf(expression);
  if (test === undefined) return [];
  return test.texts.map(text => ({ match: test.match, text, excluded: test.negated !== excluded }));
}

/** ``only `team-a/*` ``, ``all but `secret` ``, ``every repository``; of a pull, unless another action is given. */
export function describeCondition(condition: Condition, action = contentRead): string {
  if (condition.kind === 'notUnderstood') return `unclear, as the condition is not understood: ${condition.why}`;
  const clause = clauseFor(action, condition.root);
  if (typeof clause === 'boolean') return clause ? 'every repository' : 'no repository';
  const note = asksResource(clause) ? ' (asked of @Resource, where container registries document @Request)' : '';
  return (plainWords(clause) ?? `only where ${quoted(printExpression(clause))}`) + note;
}

function plainWords(clause: Expression): string | undefined {
  const inside = globs(clause, false);
  if (inside !== undefined) return `only ${listed(inside)}`;
  const outside = globs(clause, true);
  if (outside !== undefined) return `all but ${listed(outside)}`;
  if (clause.kind !== 'all') return undefined;
  const [only, ...others] = clause.operands.flatMap(each => globs(each, false) ?? []);
  const rest = clause.operands.filter(each => globs(each, false) === undefined).map(each => globs(each, true));
  // One operand says which, the others say which not.
  if (only === undefined || rest.length !== clause.operands.length - 1 || rest.includes(undefined)) return undefined;
  return `only ${listed([only, ...others])}, but not ${listed(rest.flatMap(each => each ?? []))}`;
}

/** The globs of a clause that means "one of these"; with `outside`, of one that means "none of these". */
function globs(clause: Expression, outside: boolean): readonly string[] | undefined {
  if (clause.kind === 'not') return globs(clause.operand, !outside);
  if (clause.kind === (outside ? 'all' : 'any')) {
    const parts = clause.operands.map(each => globs(each, outside));
    return parts.includes(undefined) ? undefined : parts.flatMap(each => each ?? []);
  }
  const test: RepositoryTest | undefined = repositoryTestOf(clause);
  return test?.isPlain && test.negated === outside ? globsOf(test) : undefined;
}

function asksResource(clause: Expression): boolean {
  if (clause.kind === 'not') return asksResource(clause.operand);
  if ('operands' in clause) return clause.operands.some(asksResource);
  return repositoryTestOf(clause)?.asksResource ?? false;
}

/** What is left of a condition once the action is known: the frame `!(ActionMatches{…}) OR (…)` falls away. */

/** The rest, or the answer where the action alone settles it. The tree is an understood condition's. */
function clauseFor(action: string, expression: Expression): Expression | boolean {
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

/** The tests that ask for the repository's name, in the form that people think of them: `team-a/*`. */

interface RepositoryTest {
  readonly match: 'equals' | 'startsWith' | 'like';
  readonly texts: readonly string[];
  /** Whether the test is for repositories that do not match. */
  readonly negated: boolean;
  /** Whether it says plainly "one of these", or "none of these" if negated; some cross products say neither. */
  readonly isPlain: boolean;
  /** Whether it asks @Resource, where container registries document @Request. */
  readonly asksResource: boolean;
}

function repositoryTestOf(expression: Expression): RepositoryTest | undefined {
  if (expression.kind !== 'comparison') return undefined;
  const { left, right, operator, quantifier } = expression;
  if (left.kind !== 'attribute' || right.kind !== 'values' || operator.family !== 'string') return undefined;
  const { source, name } = left.attribute;
  if (!isSameName(name, repositoryName.name) || (source !== 'Request' && source !== 'Resource')) return undefined;
  const texts = right.values.flatMap(each => (each.kind === 'string' ? [each.value] : []));
  if (texts.length !== right.values.length) return undefined;
  const { relation, negated } = operator;
  const match = relation === 'startsWith' || relation === 'like' ? relation : 'equals';
  const isPlain = texts.length === 1 || quantifier?.right === (negated ? 'all' : 'any');
  return { match, texts, negated, isPlain, asksResource: source === 'Resource' };
}

/** `team-a/` as a prefix is `team-a/*`; a pattern is itself. */
function globsOf(test: RepositoryTest): readonly string[] {
  return test.match === 'startsWith' ? test.texts.map(text => `${text}*`) : test.texts;
}

/** Why a condition is false or unknown, as text for people. */

/** A part of the condition that decided the answer, or that left it open. */
export interface Cause {
  readonly expression: Expression;
  readonly value: Truth;
  /** Why it is unknown. */
  readonly why: string | undefined;
}

/** ``only `team-a/*`, `hello-world` ``: what would have let the request in; ``not `secret` ``: what kept it out. */
export function explainFalse(causes: readonly Cause[]): string {
  const only: string[] = [];
  const not: string[] = [];
  const needs: string[] = [];
  const refuses: string[] = [];
  for (const { expression, value } of withoutPatterns(causes)) {
    const test = repositoryTestOf(expression);
    if (test?.isPlain) {
      (test.negated === (value === 'yes') ? only : not).push(...globsOf(test));
    } else {
      (value === 'no' ? needs : refuses).push(printExpression(expression));
    }
  }
  const parts = [
    ...(only.length > 0 ? [`only ${listed(only)}`] : []),
    ...(not.length > 0 ? [`not ${listed(not)}`] : []),
    ...(needs.length > 0 ? [`needs ${listed(needs)}`] : []),
    ...(refuses.length > 0 ? [`excludes ${listed(refuses)}`] : []),
  ];
  return parts.join('; ');
}

export function explainUnknown(causes: readonly Cause[]): string {
  const [first, ...others] = causes;
  if (first === undefined) return 'it could not be decided';
  const more = others.length > 0 ? ` (and ${others.length} more)` : '';
  return `${quoted(printExpression(first.expression))} is unknown: ${first.why ?? 'it could not be decided'}${more}`;
}

/** The frame `!(ActionMatches{…}) OR (…)` says what a clause is about; the reason is in the clause. */
function withoutPatterns(causes: readonly Cause[]): readonly Cause[] {
  const telling = causes.filter(({ expression }) => !expression.kind.endsWith('Matches'));
  return telling.length > 0 ? telling : causes;
}
