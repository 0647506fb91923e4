// A colleague's file decides all of the samples as a live reading does, of an account in the same tenant.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { bashScript } from '../../../src/access/asked/bash.ts';
import { settleUnknowns } from '../../../src/access/azure/confirm.ts';
import { everyQuestion } from '../../../src/access/azure/questions.ts';
import { readEstate } from '../../../src/access/azure/readEstate.ts';
import { readSnapshot } from '../../../src/access/snapshot/snapshot.ts';
import { Emulator } from '../../emulator/emulator.ts';
import { readWorld } from '../../emulator/world.ts';
import { hasBash } from '../../gate/standInAz.ts';
import { temporaryFolder } from '../../temporary.ts';
import { connectionTo } from '../azure/emulated.ts';
import { asLine, findingsOf, snapshotFile } from '../azure/samples.ts';
import { Colleague } from './colleague.ts';

const emulator = new Emulator(readWorld(snapshotFile));
const [tenant = '', ...others] = new Set(emulator.world.tenants.values());
for (const other of others) emulator.world.signInErrors.set(other, 'AADSTS50020: the account is not in this tenant');
const colleague = new Colleague(emulator, tenant);
before(async () => {
  await emulator.start();
  await colleague.start();
});
after(async () => {
  await colleague.stop();
  await emulator.stop();
});

test('the samples', { skip: !hasBash }, async t => {
  const { text } = await colleague.run(bashScript('1.2.3'), temporaryFolder(t));
  const reading = readSnapshot(text, 'access.snapshot.json');
  assert.ok('map' in reading, JSON.stringify(reading));
  const connection = connectionTo(emulator);
  const { estate } = await readEstate(connection);
  const { map } = await settleUnknowns(connection, { estate, answered: new Map() }, everyQuestion);
  assert.deepEqual(findingsOf(reading.map).map(asLine), findingsOf(map).map(asLine));
});
