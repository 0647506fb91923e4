// The short ways are the same way: a table of all runtimes and registries, conclusions that images share, and what is
// kept with a map, all say what deciding one image in a fresh map says.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeSnapshot } from '../../bench/shared/snapshot.ts';
import type { AccessMap } from '../../src/access/map.ts';
import { readSnapshotData } from '../../src/access/snapshot/snapshot.ts';
import type { Target } from '../../src/model/target.ts';
import type { Finding } from '../../src/model/verdict.ts';
import type { Workload } from '../../src/model/workload.ts';
import { decide } from '../../src/verdict/decide.ts';
import { anyImageOf, standingOutcome } from '../../src/verdict/matrix.ts';
import { now, pod, reference, secret } from './facts.ts';

const snapshot = makeSnapshot({ clusters: 40, registries: 40, assignments: 2500, seed: 7 });

function freshMap(changes: object = {}): AccessMap {
  const read = readSnapshotData({ ...snapshot, ...changes }, 'bench');
  assert.ok('map' in read);
  return read.map;
}

function targetsOf(map: AccessMap): readonly Target[] {
  return map.runtimes.map(({ name, kind, id }) => ({ name, kind, id, why: 'the test' }));
}

for (const [what, changes] of [
  ['all read', {}],
  ['no memberships', { groups: {} }],
  ['no role assignments', { roleAssignments: null }],
  ['no deny assignments', { denyAssignments: null }],
  ['no management groups', { managementGroups: {} }],
  ['other tenants', { tenants: {} }],
] as const) {
  test(`the table of runtimes and registries agrees with one decision after the other (${what})`, () => {
    const map = freshMap(changes);
    for (const [i, target] of targetsOf(map).entries()) {
      const runtime = map.runtimes[i];
      for (const registry of map.registries) {
        const finding = decide({ reference: anyImageOf(registry), target, map, now });
        assert.ok(runtime && finding);
        assert.equal(standingOutcome(runtime, registry, map, now), finding.verdict.outcome);
      }
    }
  });
}

const workloads: readonly Workload[] = [
  pod(),
  pod({ pullSecrets: [secret('admin', 'registry3')] }),
  { platform: 'build', name: undefined },
];

function everything(mapFor: () => AccessMap, order: (image: string, i: number) => number): readonly string[] {
  const images = Array.from({ length: 20 }, (_, i) => `registry${i % 12}.azurecr.io/team-${i % 3}/app${i}:1`);
  const known = mapFor();
  const said: (readonly [key: string, finding: Finding | undefined])[] = [];
  const sorted = images.map((image, i) => [image, order(image, i)] as const).sort((a, b) => a[1] - b[1]);
  for (const [image] of sorted) {
    for (const [w, workload] of workloads.entries()) {
      for (const target of targetsOf(known).slice(0, 4)) {
        for (const at of [now, new Date('2027-01-01T00:00:00Z')]) {
          const finding = decide({ reference: reference(image, workload), target, map: mapFor(), now: at });
          said.push([`${image} ${w} ${target.name} ${at.toISOString()}`, finding]);
        }
      }
    }
  }
  return said.map(([key, finding]) => `${key} ${JSON.stringify(finding)}`).sort();
}

test('what images share says the same as each for itself, in any order', () => {
  const warm = freshMap();
  const forwards = everything(
    () => warm,
    (_, i) => i,
  );
  assert.deepEqual(
    everything(
      () => warm,
      (_, i) => -i,
    ),
    forwards,
  );
  const cold = freshMap();
  // A map of its own for every question: nothing is kept.
  assert.deepEqual(
    everything(
      () => ({ ...cold }),
      (_, i) => i,
    ),
    forwards,
  );
});
