import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkFixture, fixtureText } from './fixture.ts';

test('a container app says with which identity it pulls', () => {
  const { references } = checkFixture('container-apps/app.yaml');
  const text = fixtureText('container-apps/app.yaml');
  const workload = references[0]?.workload;
  assert.ok(workload?.platform === 'containerApp');
  assert.equal(workload.name, 'storefront');
  assert.match(workload.environmentId ?? '', /managedEnvironments\/shop$/);
  assert.equal(workload.identity?.systemAssigned, true);
  assert.match(workload.identity.userAssigned[0] ?? '', /userAssignedIdentities\/shop-pull$/);
  const [prod, dev] = workload.registries ?? [];
  assert.equal(prod?.identity, 'system');
  assert.equal(text.slice(prod.span?.start, prod.span?.end), 'shopprod.azurecr.io');
  assert.deepEqual([dev?.identity, dev?.username], [undefined, 'shopdev']);
});

test('a manifest without registries leaves those in Azure alone', () => {
  const { references } = checkFixture('container-apps/job.yaml');
  const workload = references[0]?.workload;
  assert.ok(workload?.platform === 'containerAppJob');
  assert.equal(workload.registries, undefined);
  assert.equal(workload.identity, undefined);
});

test('what `az containerapp show` prints says as much as what `create` takes', () => {
  const [reference] = checkFixture('container-apps/show.json').references;
  const workload = reference?.workload;
  assert.ok(workload?.platform === 'containerApp');
  assert.deepEqual(
    workload.registries?.map(({ server, identity, username }) => [server, identity, username]),
    [
      ['shopprod.azurecr.io', 'system', undefined],
      ['legacy.azurecr.io', undefined, 'legacy'],
    ],
  );
  const { identity } = workload;
  assert.deepEqual([identity?.systemAssigned, identity?.userAssigned.length, identity?.open], [true, 1, false]);
  assert.match(workload.environmentId ?? '', /managedEnvironments\/env$/);
});
