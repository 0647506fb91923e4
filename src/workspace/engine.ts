import type { ImageReference } from '../model/reference.ts';
import type { Finding } from '../model/verdict.ts';
import { decide } from '../verdict/decide.ts';
import type { Config } from './config/config.ts';
import { matchesGlobs } from './config/globs.ts';
import { reasonToIgnore } from './ignored.ts';
import { plainly } from './severity.ts';
import { isNarrowed, type TargetSources, targetsOf } from './targets/targets.ts';

/** A pull is judged by these, besides the manifest. */
export interface Circumstances extends TargetSources {
  /** The moment that ages and expiries are measured against. */
  readonly now: Date;
  /** Severities that a person set for themselves; the config's come first. */
  readonly personal?: Config['severity'];
}

/**
 * The sentence: each reference to an Azure registry × each of its targets → one finding, in the order given.
 * References to other registries make no finding, unless their host nearly is an Azure one.
 * Synchronous and total.
 */
export function examine(references: readonly ImageReference[], circumstances: Circumstances): readonly Finding[] {
  const { config, map, now, personal = {} } = circumstances;
  // Off unless asked for: nearly every pull from a registry in legacy mode would have this cause.
  const asked = config.severity['legacy-role-before-abac'] ?? personal['legacy-role-before-abac'];
  const beforeAbac = (asked ?? 'off') !== 'off';
  const findings: Finding[] = [];
  for (const reference of references) {
    // Its finding is at the place where its name is written.
    if (reference.settledAt !== undefined || isExcluded(reference, config)) continue;
    const targets = targetsOf(reference, circumstances);
    if (targets.length === 0 && isNarrowed(circumstances)) continue;
    for (const target of targets.length > 0 ? targets : [null]) {
      const finding = decide({ reference, target, map, now, beforeAbac });
      if (!finding) continue;
      const ignored = reasonToIgnore(finding, config);
      const verdict = ignored === null ? plainly(finding.verdict, config, personal) : finding.verdict;
      findings.push({ ...finding, verdict, ignored });
    }
  }
  return findings;
}

/** Whether the config leaves the file out of what is judged. It is read all the same: others may need it. */
export function isExcluded({ file }: ImageReference, { exclude }: Config): boolean {
  return exclude.length > 0 && matchesGlobs(exclude, file);
}
