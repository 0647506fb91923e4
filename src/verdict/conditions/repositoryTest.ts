/** The tests that ask for the repository's name, in the form that people think of them: `team-a/*`. */
import type { Expression } from './expression.ts';
import { isSameName, repositoryName } from './registryTerms.ts';

export interface RepositoryTest {
  readonly match: 'equals' | 'startsWith' | 'like';
  readonly texts: readonly string[];
  /** Whether the test is for repositories that do not match. */
  readonly negated: boolean;
  /** Whether it says plainly "one of these", or "none of these" if negated; some cross products say neither. */
  readonly isPlain: boolean;
  /** Whether it asks @Resource, where container registries document @Request. */
  readonly asksResource: boolean;
}

export function repositoryTestOf(expression: Expression): RepositoryTest | undefined {
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
export function globsOf(test: RepositoryTest): readonly string[] {
  return test.match === 'startsWith' ? test.texts.map(text => `${text}*`) : test.texts;
}
