// A run from sign-in to findings against an emulator in which things go wrong, and what may come of it.
import assert from 'node:assert/strict';
import type { Connection } from '../../../src/access/azure/clouds.ts';
import { settleUnknowns } from '../../../src/access/azure/confirm.ts';
import { questionsOf } from '../../../src/access/azure/questions.ts';
import { readEstate } from '../../../src/access/azure/readEstate.ts';
import { failureOf } from '../../../src/access/azure/wire/failure.ts';
import type { AccessMap } from '../../../src/access/map.ts';
import type { Finding } from '../../../src/model/verdict.ts';
import { Emulator } from '../../emulator/emulator.ts';
import { readWorld } from '../../emulator/world.ts';
import { connectionTo } from './emulated.ts';
import { asLine, findingsOf, snapshotFile } from './samples.ts';

export const emulator = new Emulator(readWorld(snapshotFile));
// to wait as long as Azure asks is a test of manners.test.ts
emulator.retryAfter = 0;
export let connection: Connection;
/** For answers without end, where no more than unknown is asked of the others. */
export let impatient: Connection;
export let faultFree: readonly Finding[];

export async function run(by: Connection = connection): Promise<readonly Finding[]> {
  const { estate } = await readEstate(by);
  const judge = (map: AccessMap) => questionsOf(findingsOf(map), map);
  const { map } = await settleUnknowns(by, { estate, answered: new Map() }, judge);
  return findingsOf(map);
}

/** The findings, or the kind of failure where nothing at all was read. */
export async function outcome(by: Connection): Promise<readonly Finding[] | string> {
  try {
    return await run(by);
  } catch (error) {
    const { kind, why } = failureOf(error);
    assert.notEqual(kind, 'cancelled');
    return `${kind}: ${why}`;
  }
}

export function assertEqualOrUnknown(findings: readonly Finding[], what: string): number {
  assert.equal(findings.length, faultFree.length, what);
  let unknown = 0;
  findings.forEach((finding, i) => {
    const free = faultFree[i];
    assert.ok(free);
    if (asLine(finding) === asLine(free)) return;
    assert.equal(finding.verdict.outcome, 'unknown', `${what}: ${asLine(finding)}, without it ${asLine(free)}`);
    unknown++;
  });
  return unknown;
}

export async function start(): Promise<void> {
  await emulator.start();
  connection = connectionTo(emulator);
  impatient = connectionTo(emulator, { patience: 60 });
  faultFree = await run();
}
