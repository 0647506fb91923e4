import type { AccessMap } from '../access/map.ts';
import type { ImageReference, Suppression } from '../model/reference.ts';
import type { KubeContext } from '../model/target.ts';
import type { Finding } from '../model/verdict.ts';
import { decide } from '../verdict/decide.ts';
import type { Config } from './config/config.ts';
import { matchesGlobs } from './config/globs.ts';
import { ruleFits } from './config/ignoreRules.ts';
import { isNarrowed, targetsOf } from './targets.ts';

/** What a pull is judged by, besides the manifest. */
export interface Circumstances {
  readonly config: Config;
  /** Undefined: nothing of Azure is known (no snapshot, not signed in). */
  readonly map: AccessMap | undefined;
  /** Names or resource ids of targets that a person picked in the editor; empty or absent: none. */
  readonly chosen?: readonly string[];
  /** `--target` and `--as`, as in `TargetSources`. */
  readonly only?: readonly string[];
  readonly as?: readonly string[];
  /** What kubectl is set to talk to: where nobody says more, that is where a manifest goes. The gate doesn't ask. */
  readonly context?: KubeContext | undefined;
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
  // Off unless asked for: nearly every pull from a registry in legacy mode would bear the remark.
  const asked = config.severity['legacy-role-before-abac'] ?? personal['legacy-role-before-abac'];
  const beforeAbac = (asked ?? 'off') !== 'off';
  const findings: Finding[] = [];
  for (const reference of references) {
    // What is to be said of it is said once, where its name is written.
    if (reference.settledAt !== undefined || isExcluded(reference, config)) continue;
    const targets = targetsOf(reference, circumstances);
    if (targets.length === 0 && isNarrowed(circumstances)) continue;
    for (const target of targets.length > 0 ? targets : [null]) {
      const finding = decide({ reference, target, map, now, beforeAbac });
      if (finding) findings.push({ ...finding, ignored: commentOn(finding)?.reason ?? ignoreReason(finding, config) });
    }
  }
  return findings;
}

/** Whether the config leaves the file out of what is judged. It is read all the same: others may need it. */
export function isExcluded({ file }: ImageReference, { exclude }: Config): boolean {
  return exclude.length > 0 && matchesGlobs(exclude, file);
}

function commentOn({ reference, verdict }: Pick<Finding, 'reference' | 'verdict'>): Suppression | undefined {
  return reference.suppressedBy?.find(({ cause, reason }) => cause === verdict.cause && reason !== '');
}

/** The reason of the first ignore rule of the config that fits, or null. */
function ignoreReason(finding: Finding, config: Config): string | null {
  return config.ignore.find(rule => ruleFits(rule, finding))?.reason ?? null;
}
