import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gapInWords } from '../../src/access/snapshot/gapInWords.ts';

test('what was not read is said as people say it', () => {
  const said = ['roleAssignments', 'managedClusters', 'groups', 'roleEligibilityScheduleInstances'].map(what =>
    gapInWords({ what }),
  );
  assert.deepEqual(said, ['role assignments', 'managed clusters', 'groups', 'eligible role assignments']);
});
