import type { Finding } from '../../model/verdict.ts';
import type { Config, IgnoreRule } from './config.ts';
import { matchesGlobs } from './globs.ts';

/** Whether a rule of the config puts a finding aside. */
export function ruleFits(rule: IgnoreRule, finding: Finding, config: Config): boolean {
  return speaksOf(rule, finding, config) && hasCause(rule, finding) && isFor(rule, finding);
}

/**
 * Whether a rule puts nothing aside. Where something that it speaks of is not known, it may yet be wanted.
 */
export function isIdle(rule: IgnoreRule, findings: readonly Finding[], config: Config): boolean {
  return !findings.some(finding => {
    if (!speaksOf(rule, finding, config)) return false;
    const causeMayBe = hasCause(rule, finding) || finding.verdict.outcome === 'unknown';
    const targetMayBe = isFor(rule, finding) || finding.target === null;
    return causeMayBe && targetMayBe;
  });
}

function speaksOf({ image: images, manifests }: IgnoreRule, { reference }: Finding, config: Config): boolean {
  const { image } = reference;
  const name = image.kind === 'image' ? `${image.registry ?? ''}/${image.repository ?? ''}` : reference.text;
  return (
    (images === undefined || matchesGlobs(asList(images), name, config)) &&
    (manifests === undefined || matchesGlobs(manifests, reference.file, config))
  );
}

/** The same list each time: for each new one the glob would be compiled, and thousands of findings ask. */
function asList(glob: string): readonly string[] {
  const known = lists.get(glob);
  if (known) return known;
  if (lists.size >= manyGlobs) lists.clear(); // a config is edited, and its old globs go
  const list = [glob];
  lists.set(glob, list);
  return list;
}

const lists = new Map<string, readonly string[]>();
const manyGlobs = 1000;

function hasCause({ cause }: IgnoreRule, { verdict }: Finding): boolean {
  return cause === undefined ? verdict.outcome !== 'allowed' || verdict.cause !== null : cause === verdict.cause;
}

function isFor({ target: only }: IgnoreRule, { target }: Finding): boolean {
  return only === undefined || only === target?.name;
}
