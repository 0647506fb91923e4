// Laws of order: a world is the same whichever of its files was read first, and whichever resource was asked for first.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { type PlannedWorld, planWorld } from '../../../src/access/planned/plannedWorld.ts';
import { StandIns } from '../../../src/access/planned/standIns.ts';
import { joinedValue, openValue, textValue } from '../../../src/model/program.ts';
import { filesOf, programs } from './generated.ts';
import { judged, workspaces } from './planned.ts';

const numRuns = Number(process.env['ACR_PULL_LAWS'] ?? 40);

/** Everything that verdicts are made of, whatever its order. */
function factsIn({ resources, grants, runtimes, hidden, mapWhere, inWords }: PlannedWorld): unknown {
  const { registries, runtimes: pullers, identities, environments, roleAssignments } = mapWhere(new Set());
  const inOrder = (all: readonly unknown[] | undefined) => all?.map(each => JSON.stringify(each)).sort();
  return {
    resources: inOrder(resources.map(({ declared: { key }, id, label }) => [key, id, label, inWords(id)])),
    grants: inOrder(
      grants.map(({ scope, role, principal, open, assignment }) => [scope, role, principal, open, assignment]),
    ),
    images: inOrder(runtimes.map(({ resource: { id }, images }) => [id, images])),
    facts: [registries, pullers, identities, environments, roleAssignments].map(inOrder),
    hidden: inOrder(hidden),
  };
}

const worldsIn = (files: readonly (readonly [string, string])[]) => judged(files).worlds;

/** A list in any order. */
const shuffled = <T>(all: readonly T[]) => fc.shuffledSubarray([...all], { minLength: all.length });

test('a term has the same id and the same name, whichever is asked for first', () => {
  const values = ['a', 'b', 'c'].map(name => openValue(name, `label of ${name}`));
  const names = [...values, joinedValue([textValue('app'), ...values])];
  const asked = (order: readonly number[]) => {
    const standIns = new StandIns();
    const made = new Map<number, unknown>();
    for (const at of order) {
      const value = names[at] ?? textValue('');
      made.set(at, [standIns.guid(`id of ${at}`, 'id'), standIns.segment(value), standIns.host(value)]);
    }
    return [...made].sort(([one], [other]) => one - other);
  };
  const wanted = asked([...names.keys()]);
  assert.equal(new Set(wanted.flatMap(([, each]) => each)).size, 3 * names.length);
  fc.assert(fc.property(shuffled([...names.keys()]), order => assert.deepEqual(asked(order), wanted)));
});

test('a world of generated code is the same with its resources in any order', () => {
  const law = fc.property(programs, fc.infiniteStream(fc.nat()), (program, numbers) => {
    for (const { world } of worldsIn(filesOf(program))) {
      const resources = world.resources
        .map(resource => ({ resource, at: numbers.next().value }))
        .sort((one, other) => one.at - other.at)
        .map(({ resource }) => resource);
      assert.deepEqual(factsIn(planWorld({ ...world, resources })), factsIn(planWorld(world)));
    }
  });
  fc.assert(law, { numRuns });
});

test('a world of generated code is the same with its files read in any order', () => {
  const law = fc.property(
    programs.chain(program => shuffled(filesOf(program)).map(files => ({ program, files }))),
    ({ program, files }) => assert.deepEqual(worldsIn(files).map(factsIn), worldsIn(filesOf(program)).map(factsIn)),
  );
  fc.assert(law, { numRuns });
});

for (const [name, files] of workspaces(path.resolve(import.meta.dirname, 'fixtures')))
  test(`${name} is the same with its resources in the other order`, () => {
    for (const { world } of worldsIn([...files]))
      assert.deepEqual(
        factsIn(planWorld({ ...world, resources: world.resources.toReversed() })),
        factsIn(planWorld(world)),
      );
  });
