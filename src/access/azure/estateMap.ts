import type { AccessMap, Gap } from '../map.ts';
import { readSnapshotData } from '../snapshot/snapshot.ts';
import { type Estate, type Snapshot, snapshotOf } from './estate.ts';

const origin = 'Azure';
const mostTries = 20;

/**
 * The map of an estate. A snapshot with a defect yields no map, since somebody wrote it and can mend it. Azure's own
 * answers nobody can mend: an object of an unexpected shape is left out, and leaves a gap where it was.
 */
export function mapOf(estate: Estate): AccessMap {
  let rest = snapshotOf(estate);
  for (let i = 0; i < mostTries; i++) {
    const reading = readSnapshotData(rest, origin, text => text); // its texts were shared when they came
    if ('map' in reading) return reading.map;
    rest = without(
      rest,
      reading.problems.map(problem => problem.path),
    );
  }
  throw new Error('what Azure answered has an unknown shape');
}

function without(estate: Snapshot, paths: readonly string[]): Snapshot {
  const gaps: Gap[] = [];
  const keep = <T>(items: readonly T[], name: string, what: string): readonly T[] => {
    const odd = new Set(paths.flatMap(path => indexIn(path, name)));
    if (odd.size === 0) return items;
    gaps.push({ what, scope: '/', why: `Azure answered ${odd.size} of them in a shape that is not known here` });
    return items.filter((_, i) => !odd.has(i));
  };
  const lists = {
    resources: keep(estate.resources, 'resources', 'resources'),
    roleAssignments: keep(estate.roleAssignments, 'roleAssignments', 'roleAssignments'),
    roleEligibilityScheduleInstances: keep(
      estate.roleEligibilityScheduleInstances,
      'roleEligibilityScheduleInstances',
      'roleEligibilityScheduleInstances',
    ),
    roleDefinitions: keep(estate.roleDefinitions, 'roleDefinitions', 'roleDefinitions'),
    denyAssignments: keep(estate.denyAssignments, 'denyAssignments', 'denyAssignments'),
    credentials: keep(estate.credentials, 'credentials', 'credentials'),
  };
  return { ...estate, ...lists, gaps: [...estate.gaps, ...gaps] };
}

function indexIn(path: string, name: string): readonly number[] {
  const found = path.startsWith(`$.${name}[`) ? Number.parseInt(path.slice(name.length + 3), 10) : Number.NaN;
  return Number.isNaN(found) ? [] : [found];
}
