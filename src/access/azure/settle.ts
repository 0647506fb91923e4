import type { AccessMap, Gap } from '../map.ts';
import { readSnapshotData } from '../snapshot/snapshot.ts';
import type { Connection } from './clouds.ts';
import { type ArmObject, type Estate, idOf, type Snapshot, snapshotOf } from './estate.ts';
import { isEmpty, type Ledger, noted, type Questions, unanswered } from './questions.ts';
import type { ReadOptions } from './readEstate.ts';

/** Answers bring up new questions: who a service principal is, then which groups it is in. */
const mostRounds = 4;

export interface Settled {
  readonly estate: Estate;
  readonly map: AccessMap;
  readonly answered: Ledger;
}

export type Confirm = (
  connection: Connection,
  estate: Estate,
  questions: Questions,
  options?: ReadOptions,
) => Promise<Estate>;

/**
 * Asks the source until no finding hangs on something that could be asked and was not. Questions that were answered
 * since `since` are not asked again. Without a question, no request is made.
 */
export async function settle(
  connection: Connection,
  from: { readonly estate: Estate; readonly answered: Ledger },
  judge: (map: AccessMap) => Questions,
  confirm: Confirm,
  { since = 0, ...options }: ReadOptions & { readonly since?: number } = {},
): Promise<Settled> {
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
  const keep = (name: List): readonly ArmObject[] => {
    const odd = new Set(paths.flatMap(path => indexIn(path, name)));
    for (const i of odd) {
      // Without an id, it may be anything anywhere.
      const scope = idOf(estate[name][i] ?? {}) || '/';
      gaps.push({ what: name, scope, why: 'the answer of Azure has a shape that is not known here' });
    }
    return odd.size === 0 ? estate[name] : estate[name].filter((_, i) => !odd.has(i));
  };
  return { ...estate, ...Object.fromEntries(lists.map(name => [name, keep(name)])), gaps: [...estate.gaps, ...gaps] };
}

type List = (typeof lists)[number];
const lists = [
  'resources',
  'roleAssignments',
  'roleEligibilityScheduleInstances',
  'roleDefinitions',
  'denyAssignments',
  'credentials',
] as const;

function indexIn(path: string, name: string): readonly number[] {
  const found = path.startsWith(`$.${name}[`) ? Number.parseInt(path.slice(name.length + 3), 10) : Number.NaN;
  return Number.isNaN(found) ? [] : [found];
}
