import type { AccessMap } from '../map.ts';
import type { Connection } from './connection.ts';
import type { Estate } from './estate.ts';
import { mapOf } from './estateMap.ts';
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
