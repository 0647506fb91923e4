// Answers replace known facts. A failure that may pass takes none away.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Estate, lostForNow, openDoubts, withAnswers } from '../../../src/access/estate/estate.ts';

const registry = '/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerRegistry/registries/shop';
const resources = [{ id: registry, type: 'Microsoft.ContainerRegistry/registries' }];
const tenants = { s: 't' };

function estateWith(doubts: Estate['doubts']): Estate {
  return {
    version: 1,
    readAt: '2026-11-24T12:00:00Z',
    cloud: 'AzureCloud',
    resources,
    tenants,
    managementGroups: {},
    roleAssignments: [],
    roleEligibilityScheduleInstances: [],
    roleDefinitions: [],
    denyAssignments: [],
    groups: {},
    credentials: [],
    images: [],
    gaps: [],
    doubts,
    listedIn: {},
  };
}

const failed = (why: string) => [{ what: 'roleAssignments', scope: registry.toLowerCase(), why }];

test('what was answered, and is not answered now, is lost for now', () => {
  for (const why of ['500 InternalServerError', '429 TooManyRequests', 'no response in time'])
    assert.equal(lostForNow(estateWith([]), estateWith(failed(why))), true, why);
});

test('what was never answered is not lost; the reason why it is open is only another one', () => {
  assert.equal(lostForNow(estateWith(openDoubts({ resources, tenants })), estateWith(failed('500 x'))), false);
});

test('what may not be read any more does not come back by waiting', () => {
  assert.equal(lostForNow(estateWith([]), estateWith(failed('403 AuthorizationFailed'))), false);
});

test('nothing is lost where everything was answered', () => {
  assert.equal(lostForNow(estateWith(failed('500 x')), estateWith([])), false);
});

// An account of a provider reads two customers who followed the same guide: each has a management group `corp`, and a
// root.
test('an answer of one tenant says nothing of what is assigned above the subscriptions of another', () => {
  const corp = '/providers/Microsoft.Management/managementGroups/corp';
  const assigned = (scope: string, name: string) => ({
    id: `${scope.replace(/\/$/, '')}/providers/Microsoft.Authorization/roleAssignments/${name}`,
    properties: { scope },
  });
  const mine = [assigned(corp, 'a'), assigned('/', 'b'), assigned(registry, 'c')];
  const estate: Estate = {
    ...estateWith([]),
    tenants: { s: 't', other: 'u' },
    managementGroups: { s: [corp], other: [corp] },
    roleAssignments: mine,
  };
  const scope = registry.replace('/s/', '/other/');
  const answer = { kind: 'roleAssignments', scope, items: [assigned(corp, 'd')] } as const;
  const names = ({ roleAssignments }: Estate) => roleAssignments.map(({ id }) => String(id).at(-1)).toSorted();
  assert.deepEqual(names(withAnswers(estate, [answer])), ['a', 'b', 'c', 'd']);
  // In the same tenant, that is all there is.
  const own: Estate = { ...estate, tenants: { s: 't', other: 't' } };
  assert.deepEqual(names(withAnswers(own, [answer])), ['c', 'd']);
});
