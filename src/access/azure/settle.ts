import type { AccessMap } from '../map.ts';
import { readSnapshotData } from '../snapshot/snapshot.ts';
import type { Connection } from './clouds.ts';
import { confirm } from './confirm.ts';
import { type Estate, snapshotOf } from './estate.ts';
import { isEmpty, type Ledger, noted, type Questions, unanswered } from './questions.ts';
import type { ReadOptions } from './readEstate.ts';

/** Answers bring up new questions: who a service principal is, then which groups it is in. */
const mostRounds = 4;

/**
 * Asks the source until no finding depends on something that could be asked and was not. Questions that were answered
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

/** The map of an estate. An object of an unexpected shape, which the user can't correct, is left out, and leaves a gap. */
export function mapOf(estate: Estate): AccessMap {
  const reading = readSnapshotData(snapshotOf(estate), 'Azure', { live: true });
  if ('map' in reading) return reading.map;
  throw new Error(`Azure's answers make no map: ${reading.problems[0]?.message}`);
}
