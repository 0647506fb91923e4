import { isVerdictCause } from '../causes/index.ts';
import { remembered } from '../model/memo.ts';
import { filesWithPart, type Suppression } from '../model/reference.ts';
import type { Finding } from '../model/verdict.ts';
import type { Config, IgnoreRule } from './config/config.ts';
import { matchesGlobs } from './config/globs.ts';

// Findings that a comment in the manifest or a rule of the config ignores, and comments and rules that ignore nothing.

/** The reason of the first comment or rule that ignores a finding, or null. */
export function reasonToIgnore(finding: Finding, { ignore }: Config): string | null {
  const { reference, verdict } = finding;
  const comment = reference.suppressedBy?.find(({ cause, reason }) => cause === verdict.cause && reason !== '');
  const ignoring = ignore.find(rule => isAbout(rule, finding) && hasCause(rule, finding) && isFor(rule, finding));
  return (comment ?? ignoring)?.reason ?? null;
}

/**
 * Returns whether a rule ignores nothing. A rule about facts that are not known may still be needed.
 */
export function isIdle(rule: IgnoreRule, findings: readonly Finding[]): boolean {
  return !findings.some(finding => {
    if (!isAbout(rule, finding)) return false;
    const causeMayBe = hasCause(rule, finding) || finding.verdict.outcome === 'unknown';
    const targetMayBe = isFor(rule, finding) || finding.target === null;
    return causeMayBe && targetMayBe;
  });
}

function isAbout({ image: images, manifests }: IgnoreRule, { reference }: Finding): boolean {
  const { image } = reference;
  const name = image.kind === 'image' ? `${image.registry ?? ''}/${image.repository ?? ''}` : reference.text;
  return (
    (images === undefined || matchesGlobs([images], name)) &&
    (manifests === undefined || filesWithPart(reference).some(file => matchesGlobs(manifests, file)))
  );
}

function hasCause({ cause }: IgnoreRule, { verdict }: Finding): boolean {
  return cause === undefined ? verdict.outcome !== 'allowed' || verdict.cause !== null : cause === verdict.cause;
}

function isFor({ target: only }: IgnoreRule, { target }: Finding): boolean {
  return only === undefined || only === target?.name;
}

/**
 * The comments that ignore nothing, and would outlive their purpose. A comment may still be needed if something that it
 * covers is not known.
 */
export function unusedSuppressions(
  suppressions: readonly Suppression[],
  findings: readonly Finding[],
): readonly Suppression[] {
  const findingsOf = new Map<string, Finding[]>();
  for (const finding of findings)
    for (const each of finding.reference.suppressedBy ?? [])
      remembered(findingsOf, placeInText(each), () => []).push(finding);
  return suppressions.filter(suppression => {
    if (!isVerdictCause(suppression.cause) || suppression.reason === '') return true;
    const covered = findingsOf.get(placeInText(suppression)) ?? [];
    return covered.every(({ verdict }) => verdict.cause !== suppression.cause && verdict.outcome !== 'unknown');
  });
}

function placeInText({ file, span }: Suppression): string {
  return `${span.start} ${file}`;
}

export function unusedMessage({ cause, reason }: Suppression): string {
  if (cause === '') return 'This comment ignores nothing: it names no cause. Write the cause, then the reason.';
  if (!isVerdictCause(cause)) return `This comment ignores nothing: \`${cause}\` is not a cause.`;
  if (reason === '') return 'This comment ignores nothing: it gives no reason.';
  return `No finding here has the cause \`${cause}\`. Remove this comment.`;
}
