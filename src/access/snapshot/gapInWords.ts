import type { Gap } from '../map.ts';

/** What was not read, for people: `roleAssignments` → `role assignments`, `managedClusters` → `managed clusters`. */
export function gapInWords({ what }: Pick<Gap, 'what'>): string {
  if (what === 'roleEligibilityScheduleInstances') return 'eligible role assignments';
  return what.replace(/(?<=[a-z])[A-Z]/g, capital => ` ${capital.toLowerCase()}`);
}
