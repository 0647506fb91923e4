import { isVerdictCause } from '../causes/index.ts';
import type { Suppression } from '../model/reference.ts';
import type { Finding } from '../model/verdict.ts';

/**
 * The comments of a file that put nothing aside, so that they don't outlive what they were written for. Where something
 * covered is not known, a comment may yet be wanted.
 */
export function unusedSuppressions(
  suppressions: readonly Suppression[],
  findings: readonly Finding[],
): readonly Suppression[] {
  return suppressions.filter(suppression => {
    if (!isVerdictCause(suppression.cause) || suppression.reason === '') return true;
    const isOf = (one: Suppression) => one.file === suppression.file && one.span.start === suppression.span.start;
    const covered = findings.filter(({ reference }) => reference.suppressedBy?.some(isOf));
    return covered.every(({ verdict }) => verdict.cause !== suppression.cause && verdict.outcome !== 'unknown');
  });
}

export function unusedMessage({ cause, reason }: Suppression): string {
  if (cause === '') return 'This comment puts nothing aside: it names no cause. Write the cause, then the reason.';
  if (!isVerdictCause(cause)) return `This comment puts nothing aside: \`${cause}\` is no cause.`;
  if (reason === '') return 'This comment puts nothing aside: it gives no reason, for whoever reads it later.';
  return `Nothing here is \`${cause}\`: this comment can go.`;
}
