// Whatever goes wrong on the way, no verdict is changed to allowed or denied by it: each finding is the one of the run
// without a fault, or unknown. And nothing has to be restarted afterwards.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Connection } from '../../../src/access/azure/clouds.ts';
import { mayPass } from '../../../src/access/azure/estate.ts';
import { questionsOf } from '../../../src/access/azure/questions.ts';
import { readEstate } from '../../../src/access/azure/readEstate.ts';
import { settle } from '../../../src/access/azure/settle.ts';
import { failureOf } from '../../../src/access/azure/wire/failure.ts';
import type { AccessMap } from '../../../src/access/map.ts';
import { readSnapshotData } from '../../../src/access/snapshot/snapshot.ts';
import type { Finding } from '../../../src/model/verdict.ts';
import { Emulator } from '../../emulator/emulator.ts';
import type { Fault, FaultKind } from '../../emulator/faults.ts';
import { readWorld } from '../../emulator/world.ts';
import { connectionTo } from './emulated.ts';
import { asLine, findingsOf, snapshotFile } from './samples.ts';

const emulator = new Emulator(readWorld(snapshotFile));
let connection: Connection;
let faultFree: readonly Finding[];

async function run(): Promise<readonly Finding[]> {
  const { estate } = await readEstate(connection);
  const judge = (map: AccessMap) => questionsOf(findingsOf(map), map);
  const { map } = await settle(connection, { estate, answered: new Map() }, judge);
  return findingsOf(map);
}

/** The findings, or the kind of failure where nothing at all was read. */
async function outcome(): Promise<readonly Finding[] | string> {
  try {
    return await run();
  } catch (error) {
    const { kind, why } = failureOf(error);
    assert.notEqual(kind, 'cancelled');
    return `${kind}: ${why}`;
  }
}

function assertEqualOrUnknown(findings: readonly Finding[], what: string): number {
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

before(async () => {
  await emulator.start();
  connection = connectionTo(emulator, { patience: 60 });
  faultFree = await run();
});
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

const kinds: readonly FaultKind[] = [
  'claims challenge',
  'forbidden',
  'throttled',
  'server error',
  'reset',
  'half an answer',
  'malformed JSON',
  'short page',
  'endless',
  'expired token',
  'not found',
];

const places: Readonly<Record<string, RegExp>> = {
  'the list of tenants': /GET management\.[^ ]*\/tenants /,
  'the list of subscriptions': /\/subscriptions $/,
  'resources in Resource Graph': /ResourceGraph\/resources resources/,
  'assignments in Resource Graph':
    /ResourceGraph\/resources authorizationresources[^=]*=~ 'microsoft\.authorization\/roleassignments/,
  'roles in Resource Graph':
    /ResourceGraph\/resources authorizationresources[^=]*=~ 'microsoft\.authorization\/roledefinitions/,
  'subscriptions in Resource Graph': /ResourceGraph\/resources resourcecontainers/,
  'a registry': /GET [^ ]*\/registries\/\w+ $/,
  'a cluster': /GET [^ ]*\/managedClusters\/[\w-]+ $/,
  'role assignments': /\/roleAssignments $/,
  'deny assignments': /\/denyAssignments $/,
  'eligible assignments': /\/roleEligibilityScheduleInstances $/,
  'role definitions': /\/roleDefinitions\//,
  permissions: /\/permissions $/,
  'Microsoft Graph': /graph\.microsoft\.com/,
  everything: /./,
};

for (const [place, on] of Object.entries(places)) {
  for (const kind of kinds) {
    // Four tries for every call of a lasting fault take their time; one after the other they need not.
    test(`${kind}, at ${place}: equal or unknown, and well again afterwards`, async t => {
      emulator.retryAfter = 0;
      emulator.faults.plan({ kind, on });
      const faulty = await outcome();
      emulator.faults.clear();
      emulator.retryAfter = 1;
      if (typeof faulty === 'string') t.diagnostic(`nothing read (${faulty}); the last good map stays`);
      else t.diagnostic(`${assertEqualOrUnknown(faulty, `${kind} at ${place}`)} of ${faulty.length} unknown`);
    });
  }
}

for (const kind of ['server error', 'forbidden', 'malformed JSON'] as const) {
  test(`${kind} at every detail: asking again is enough, nothing else has to be read again`, async () => {
    const { estate } = await readEstate(connection);
    const judge = (map: AccessMap) => questionsOf(findingsOf(map), map);
    emulator.faults.plan({ kind, on: /^GET / });
    const faulty = await settle(connection, { estate, answered: new Map() }, judge);
    emulator.faults.clear();
    assert.ok(assertEqualOrUnknown(findingsOf(faulty.map), kind) > 0);
    assert.equal(
      faulty.estate.doubts.some(({ why }) => mayPass(why)),
      kind !== 'forbidden',
    );
    const { map } = await settle(connection, faulty, judge, {
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
      assert.deepEqual((await run()).map(asLine), faultFree.map(asLine));
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

test('after all that, the same connection reads what it read at first', async () => {
  assert.deepEqual((await run()).map(asLine), faultFree.map(asLine));
});
