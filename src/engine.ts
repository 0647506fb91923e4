import type { AccessMap } from './access/map.ts';
import type { Config } from './config.ts';
import type { Finding, ImageReference } from './model.ts';
import { matchesGlobs, targetsOf } from './targets.ts';
import { decide } from './verdict/decide.ts';

/** What a pull is judged by, besides the manifest. */
export interface Circumstances {
  readonly config: Config;
  /** Undefined: nothing of Azure is known (no snapshot, not signed in). */
  readonly map: AccessMap | undefined;
  /** Names or resource ids of targets that a person picked (`--target`, the editor's pick); empty: none. */
  readonly chosen: readonly string[];
  /** The moment that ages and expiries are measured against. */
  readonly now: Date;
}

/**
 * The sentence: each reference to an Azure registry × each of its targets → one finding, in the order given.
 * References to other registries make no finding, unless their host nearly is an Azure one.
 * Synchronous and total.
 */
export function examine(references: readonly ImageReference[], circumstances: Circumstances): readonly Finding[] {
  const { config, map, now } = circumstances;
  // Off unless asked for: nearly every pull from a registry in legacy mode would bear the remark.
  const beforeAbac = (config.severity['legacy-role-before-abac'] ?? 'off') !== 'off';
  const findings: Finding[] = [];
  for (const reference of references) {
    // What is to be said of it is said once, where its name is written.
    if (reference.settledAt !== undefined) continue;
    const targets = targetsOf(reference, circumstances);
    for (const target of targets.length > 0 ? targets : [null]) {
      const finding = decide({ reference, target, map, now, beforeAbac });
      if (finding) findings.push({ ...finding, ignored: ignoreReason(finding, config) });
    }
  }
  return findings;
}

/** The reason of the first ignore rule of the config that fits, or null. */
function ignoreReason({ reference, target, verdict }: Finding, config: Config): string | null {
  const { image } = reference;
  const name = image.kind === 'image' ? `${image.registry ?? ''}/${image.repository ?? ''}` : reference.text;
  const rule = config.ignore.find(
    ({ cause, image: images, target: only, manifests }) =>
      (cause === undefined ? verdict.outcome !== 'allowed' || verdict.cause !== null : cause === verdict.cause) &&
      (images === undefined || matchesGlobs([images], name, config)) &&
      (only === undefined || only === target?.name) &&
      (manifests === undefined || matchesGlobs(manifests, reference.file, config)),
  );
  return rule?.reason ?? null;
}
