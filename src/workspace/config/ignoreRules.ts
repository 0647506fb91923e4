import type { Finding } from '../../model/verdict.ts';
import type { IgnoreRule } from './config.ts';
import { matchesGlobs } from './globs.ts';

/** Whether a rule of the config puts a finding aside. */
export function ruleFits(rule: IgnoreRule, finding: Finding): boolean {
  return speaksOf(rule, finding) && hasCause(rule, finding) && isFor(rule, finding);
}

/**
 * Whether a rule puts nothing aside. Where something that it speaks of is not known, it may yet be wanted.
 */
export function isIdle(rule: IgnoreRule, findings: readonly Finding[]): boolean {
  return !findings.some(finding => {
    if (!speaksOf(rule, finding)) return false;
    const causeMayBe = hasCause(rule, finding) || finding.verdict.outcome === 'unknown';
    const targetMayBe = isFor(rule, finding) || finding.target === null;
    return causeMayBe && targetMayBe;
  });
}

function speaksOf({ image: images, manifests }: IgnoreRule, { reference }: Finding): boolean {
  const { image } = reference;
  const name = image.kind === 'image' ? `${image.registry ?? ''}/${image.repository ?? ''}` : reference.text;
  return (
    (images === undefined || matchesGlobs([images], name)) &&
    (manifests === undefined || matchesGlobs(manifests, reference.file))
  );
}

function hasCause({ cause }: IgnoreRule, { verdict }: Finding): boolean {
  return cause === undefined ? verdict.outcome !== 'allowed' || verdict.cause !== null : cause === verdict.cause;
}

function isFor({ target: only }: IgnoreRule, { target }: Finding): boolean {
  return only === undefined || only === target?.name;
}
