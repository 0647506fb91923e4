/** Why a condition is false or unknown, as text for people. */

import type { Truth } from '../../model/truth.ts';
import type { Expression } from './expression.ts';
import { printExpression } from './print.ts';
import { listed, quoted } from './quoted.ts';
import { globsOf, repositoryTestOf } from './repositoryTest.ts';

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
