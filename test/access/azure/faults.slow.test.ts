// Every fault at every place. Whatever goes wrong on the way, no verdict is changed to allowed or denied by it: each
// finding is the one of the run without a fault, or unknown. And nothing has to be restarted afterwards.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { FaultKind } from '../../emulator/faults.ts';
import { assertEqualOrUnknown, connection, emulator, faultFree, impatient, outcome, run, start } from './faulty.ts';
import { asLine } from './samples.ts';

before(start);
after(() => emulator.stop());

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
    test(`${kind}, at ${place}: equal or unknown, and well again afterwards`, async t => {
      emulator.faults.plan({ kind, on });
      const faulty = await outcome(kind === 'endless' ? impatient : connection);
      emulator.faults.clear();
      if (typeof faulty === 'string') t.diagnostic(`nothing read (${faulty}); the last good map stays`);
      else t.diagnostic(`${assertEqualOrUnknown(faulty, `${kind} at ${place}`)} of ${faulty.length} unknown`);
    });
  }
}

test('after all that, the same connection reads what it read at first', async () => {
  assert.deepEqual((await run()).map(asLine), faultFree.map(asLine));
});
