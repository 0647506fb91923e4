// Faults that pass, and a few that last. Each at every place is in faults.slow.test.ts.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { settleUnknowns } from '../../../src/access/azure/confirm.ts';
import { questionsOf } from '../../../src/access/azure/questions.ts';
import { readEstate } from '../../../src/access/azure/readEstate.ts';
import { mayPass } from '../../../src/access/estate/estate.ts';
import type { AccessMap } from '../../../src/access/map.ts';
import { readSnapshotData } from '../../../src/access/snapshot/snapshot.ts';
import type { Fault } from '../../emulator/faults.ts';
import { connectionTo } from './emulated.ts';
import { assertEqualOrUnknown, connection, emulator, faultFree, run, start } from './faulty.ts';
import { asLine, findingsOf } from './samples.ts';

before(start);
after(() => emulator.stop());

test('without a fault, the map from Azure yields the findings that its snapshot yields', () => {
  const { world } = emulator;
  const fromFile = readSnapshotData(
    {
      version: 1,
      resources: world.resources,
      tenants: Object.fromEntries(world.tenants),
      managementGroups: Object.fromEntries(world.managementGroups),
      roleAssignments: world.roleAssignments,
      roleEligibilityScheduleInstances: world.eligible,
      roleDefinitions: world.roleDefinitions,
      denyAssignments: world.denyAssignments,
      groups: Object.fromEntries(world.groups),
      credentials: world.credentials,
      gaps: world.refused.map(gap => ({ ...gap, why: '403' })),
    },
    'file',
  );
  assert.ok('map' in fromFile);
  assert.deepEqual(faultFree.map(asLine), findingsOf(fromFile.map).map(asLine));
});

for (const kind of ['server error', 'forbidden', 'malformed JSON'] as const) {
  test(`${kind} at every detail: asking again is enough, nothing else has to be read again`, async () => {
    const { estate } = await readEstate(connection);
    const judge = (map: AccessMap) => questionsOf(findingsOf(map), map);
    emulator.faults.plan({ kind, on: /^GET / });
    const faulty = await settleUnknowns(connection, { estate, answered: new Map() }, judge);
    emulator.faults.clear();
    assert.ok(assertEqualOrUnknown(findingsOf(faulty.map), kind) > 0);
    assert.equal(
      faulty.estate.doubts.some(({ why }) => mayPass(why)),
      kind !== 'forbidden',
    );
    const { map } = await settleUnknowns(connection, faulty, judge, {
      since: Date.now() + 1,
      now: () => new Date(Date.now() + 2),
    });
    assert.deepEqual(findingsOf(map).map(asLine), faultFree.map(asLine));
  });
}

const passing: readonly Fault[] = [
  { kind: 'reset', on: /./, after: 3, times: 3 },
  { kind: 'server error', on: /./, after: 9, times: 3 },
  { kind: 'half an answer', on: /./, after: 5, times: 2 },
  { kind: 'malformed JSON', on: /./, after: 12, times: 1 },
  { kind: 'expired token', on: /ResourceGraph/, after: 2, times: 1 },
  { kind: 'throttled', on: /ResourceGraph/, after: 1, times: 1 },
  { kind: 'endless', on: /roleAssignments/, after: 1, times: 1 },
];
for (const fault of passing) {
  test(`${fault.kind} that passes (${fault.times} times) changes nothing`, async () => {
    emulator.faults.plan(fault);
    try {
      const by = fault.kind === 'endless' ? connectionTo(emulator, { patience: 2000 }) : connection;
      assert.deepEqual((await run(by)).map(asLine), faultFree.map(asLine));
    } finally {
      emulator.faults.clear();
    }
  });
}

test('a clock that is an hour off, either way, changes nothing', async () => {
  for (const skew of [3_600_000, -3_600_000]) {
    emulator.world.skew = skew;
    assert.equal(assertEqualOrUnknown(await run(), `skew ${skew}`), 0);
  }
  emulator.world.skew = 0;
});
