import type { AccessMap, Gap } from '../map.ts';
import { readSnapshotData } from '../snapshot/snapshot.ts';
import type { Connection } from './clouds.ts';
import { confirm } from './confirm.ts';
import { type ArmObject, type Estate, idOf, type Snapshot, snapshotOf } from './estate.ts';
import { isEmpty, type Ledger, noted, type Questions, unanswered } from './questions.ts';
import type { ReadOptions } from './readEstate.ts';

/** Answers bring up new questions: who a service principal is, then which groups it is in. */
const mostRounds = 4;

/**
 * Asks the source until no finding hangs on something that could be asked and was not. Questions that were answered
 * since `since` are not asked again. Without a question, no request is made.
 */
export async function settle(
  connection: Connection,
  from: { readonly estate: Estate; readonly answered: Ledger },
  judge: (map: AccessMap) => Questions,
  { since = 0, ...options }: ReadOptions & { readonly since?: number } = {},
) {
  let { estate, answered } = from;
  let map = mapOf(estate);
  for (let round = 0; round < mostRounds; round++) {
    const questions = unanswered(judge(map), answered, since);
    if (isEmpty(questions)) break;
    estate = await confirm(connection, estate, questions, options);
    answered = noted(answered, questions, (options.now?.() ?? new Date()).getTime());
    map = mapOf(estate);
  }
  return { estate, map, answered };
}

const mostTries = 20;

/**
 * The map of an estate. A snapshot with a defect yields no map, since somebody wrote it and can mend it. Azure's own
 * answers nobody can mend: an object of an unexpected shape is left out, and leaves a gap where it was.
 */
export function mapOf(estate: Estate): AccessMap {
  let rest = snapshotOf(estate);
  for (let i = 0; i < mostTries; i++) {
    const reading = readSnapshotData(rest, 'Azure', text => text); // its texts were shared when they came
    if ('map' in reading) return reading.map;
    rest = without(
      rest,
      reading.problems.map(problem => problem.path),
    );
  }
  throw new Error('what Azure answered has an unknown shape');
}

function without(estate: Snapshot, paths: readonly string[]): Snapshot {
  const odd = new Set(paths.map(path => /^\$\.\w+\[\d+\]/.exec(path)?.[0]));
  const gaps: Gap[] = [];
  const keep = (what: (typeof lists)[number]): readonly ArmObject[] =>
    estate[what].filter((item, i) => {
      const fits = !odd.has(`$.${what}[${i}]`);
      // Without an id, it may be anything anywhere.
      if (!fits) gaps.push({ what, scope: idOf(item) || '/', why: 'Azure answered in a shape that is not known here' });
      return fits;
    });
  const kept = Object.fromEntries(lists.map(name => [name, keep(name)]));
  return { ...estate, ...kept, gaps: [...estate.gaps, ...gaps] };
}

const lists = [
  'resources',
  'roleAssignments',
  'roleEligibilityScheduleInstances',
  'roleDefinitions',
  'denyAssignments',
  'credentials',
] as const;
