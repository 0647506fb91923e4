/** The repositories that a condition mentions, and what it says of them in a few words. */
import { clauseFor } from './clauseFor.ts';
import type { Condition, Expression } from './expression.ts';
import { printExpression } from './print.ts';
import { listed, quoted } from './quoted.ts';
import { contentRead } from './registryTerms.ts';
import { globsOf, type RepositoryTest, repositoryTestOf } from './repositoryTest.ts';

export interface NamedRepository {
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
