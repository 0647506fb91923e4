import type { AccessMap } from '../../access/map.ts';
import { imageCount } from '../../model/reference.ts';
import type { Finding } from '../../model/verdict.ts';
import { type Audit, audit } from '../../verdict/reports/audit.ts';
import { type ModeSwitch, switchToAbac } from '../../verdict/reports/whatIf.ts';
import type { SeenFinding } from '../findings/seen.ts';

export interface Audited {
  readonly map: AccessMap;
  readonly found: Audit;
  /** The findings that it was counted by, with their places. */
  readonly places: ReadonlyMap<Finding, SeenFinding>;
  /** The number of images that the manifests take from its registries. With none, need can't be known. */
  readonly images: number;
  readonly switches: readonly RegistrySwitch[];
  readonly now: Date;
}

/** The effect of a registry's switch to ABAC mode on pulls that work today. */
export type RegistrySwitch = Omit<ModeSwitch, 'prevention'>;

/** Secrets that expire within so many days are shown. */
export const soon = 30;

/** The number of pulls that are decided again before others get a turn. */
const slice = 50;

/**
 * Returns the audit of a map, by the findings judged by it. Decides pulls again as if each registry had switched, which
 * takes long in a large workspace. So it awaits `pause` repeatedly, which resolves to whether to continue.
 */
export async function auditOf(
  map: AccessMap,
  seen: readonly SeenFinding[],
  now: Date,
  pause: () => Promise<boolean>,
): Promise<Audited | undefined> {
  if (!(await pause())) return undefined;
  const findings = seen.map(({ finding }) => finding);
  const found = audit(findings, map, now, soon);
  const switches: RegistrySwitch[] = [];
  for (const [registry, ofRegistry] of Map.groupBy(seen, one => one.registry)) {
    if (registry?.mode !== 'legacy') continue;
    const parts: ModeSwitch[] = [];
    for (let from = 0; from < ofRegistry.length; from += slice) {
      if (!(await pause())) return undefined;
      const some = ofRegistry.slice(from, from + slice).map(({ finding }) => finding);
      parts.push(switchToAbac(registry, some, map, now));
    }
    const breaks = parts.flatMap(part => part.breaks);
    const doubtful = parts.flatMap(part => part.doubtful);
    const stay = parts.reduce((sum, part) => sum + part.stay, 0);
    if (breaks.length + doubtful.length + stay > 0) switches.push({ registry, breaks, doubtful, stay });
  }
  return {
    map,
    found,
    places: new Map(seen.map(one => [one.finding, one])),
    images: imageCount(seen.filter(({ registry }) => registry).map(({ finding }) => finding)),
    switches,
    now,
  };
}
