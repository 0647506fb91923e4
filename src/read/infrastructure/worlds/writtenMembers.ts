// Members of what code writes, by their path: `['properties', 'template', 'containers', '0']`.
import type { Value } from '../../../model/program.ts';
import { type Expression, propertyOf } from '../../source/languages/expression.ts';
import { isPlainEntry } from './callArguments.ts';
import { memberValue } from './evaluator.ts';

/**
 * Follows a path as long as the code writes the members out. Returns the part that it leads to, and the rest of the path
 * where only an evaluation can go on. Undefined: the code writes no such member.
 */
export function writtenPart(
  root: Expression,
  path: readonly string[],
): { readonly part: Expression; readonly rest: readonly string[] } | undefined {
  let part = root;
  for (const [at, name] of path.entries()) {
    const isListed = part.kind === 'list' && /^\d+$/.test(name) && !hasSpread(part.items);
    const isPlain = part.kind === 'mapping' && part.entries.every(isPlainEntry);
    if (!isListed && !isPlain) return { part, rest: path.slice(at) };
    const member = writtenMember(part, name);
    if (member === undefined) return undefined;
    part = member;
  }
  return { part, rest: [] };
}

/** A property, or an item of a list that is written out. */
export function writtenMember(of: Expression | undefined, name: string): Expression | undefined {
  if (of?.kind !== 'list') return propertyOf(of, name);
  return hasSpread(of.items) ? undefined : of.items[Number(name)];
}

function hasSpread(items: readonly Expression[]): boolean {
  return items.some(({ kind }) => kind === 'spread');
}

/** The expression of a member. The deployment may know more of a block than what code writes in it. */
export function memberExpression(expression: Expression, path: readonly string[]): Expression {
  const { span, source } = expression;
  return path.reduce<Expression>((of, name) => {
    const key: Expression = { kind: 'text', parts: [name], span, source: name };
    return { kind: 'member', of, key, span, source };
  }, expression);
}

/** A member of a written value. Undefined: it does not hold it, and Azure may know it. */
export function writtenValue(value: Value, path: readonly string[]): Value | undefined {
  let found = value;
  for (const name of path) {
    const next = memberValue(found, { kind: 'text', text: name }, { source: name });
    if (next.kind === 'open' && found.kind !== 'open') return undefined;
    found = next;
  }
  return found;
}
