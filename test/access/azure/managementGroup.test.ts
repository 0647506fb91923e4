// Reading what is below a management group: Resource Graph is asked for that alone, and all else is not read.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { mapOf } from '../../../src/access/azure/confirm.ts';
import { NoSubscriptionBelow, readEstate } from '../../../src/access/azure/readEstate.ts';
import { tenantPart } from '../../../src/access/estate/tenant.ts';
import { Emulator } from '../../emulator/emulator.ts';
import { World } from '../../emulator/world.ts';
import * as facts from '../../verdict/facts.ts';
import { connectionTo } from './emulated.ts';

const { assign, cluster, guid, otherTenant, registry, roles, subscription, tenant } = facts;
const outside = guid('subscription of others');
const foreign = guid('subscription of another tenant');
const groupId = (name: string) => `/providers/Microsoft.Management/managementGroups/${name}`;
const moved = (resource: Readonly<Record<string, unknown>>, to: string) => ({
  ...resource,
  id: String(resource['id']).replace(subscription, to),
});
const inherited = assign(guid('aks kubelet'), roles.AcrPull, groupId('corp'));

/** A platform group with a subscription in the group `payments`, one in another group, and one of another tenant. */
const world = () =>
  new World({
    resources: [registry('shop'), cluster('aks'), moved(registry('hub'), outside), moved(registry('abroad'), foreign)],
    tenants: { [subscription]: tenant, [outside]: tenant, [foreign]: otherTenant },
    managementGroups: {
      [subscription]: [groupId('payments'), groupId('corp')],
      [outside]: [groupId('hub'), groupId('corp')],
      [foreign]: [groupId('abroad')],
    },
    roleAssignments: [inherited],
  });

const emulator = new Emulator(world());
before(() => emulator.start());
after(() => emulator.stop());
afterEach(() => {
  emulator.faults.clear();
  emulator.world = world();
});

const namesOf = (estate: Parameters<typeof mapOf>[0]) => mapOf(estate).registries.map(({ name }) => name);

test('without a group everything is read; with one what is below it, and grants above it', async () => {
  const all = await readEstate(connectionTo(emulator));
  assert.deepEqual(namesOf(all.estate).toSorted(), ['abroad', 'hub', 'shop']);
  const { estate, failures } = await readEstate(connectionTo(emulator), { managementGroup: 'payments' });
  assert.deepEqual(failures, []);
  const map = mapOf(estate);
  assert.deepEqual(
    map.registries.map(({ name }) => name),
    ['shop'],
  );
  assert.deepEqual(
    map.roleAssignments?.map(({ scope }) => scope.toLowerCase()),
    [groupId('corp').toLowerCase()],
  );
});

test('what lies outside is not read, and not absent', async () => {
  const { estate } = await readEstate(connectionTo(emulator), { managementGroup: 'payments' });
  const map = mapOf(estate);
  for (const id of [outside, foreign]) {
    const gap = map.gapFor('registries', `/subscriptions/${id}/resourceGroups/x`);
    assert.match(gap?.why ?? '', /returns nothing for it below the management group `payments`/, id);
  }
  assert.deepEqual(
    estate.gaps.map(({ scope }) => scope).toSorted(),
    [outside, foreign].map(id => `/subscriptions/${id}`).toSorted(),
  );
});

test('a group of one tenant leaves the others alone; a group that no tenant has is refused', async () => {
  const { estate, failures } = await readEstate(connectionTo(emulator), { managementGroup: 'ABROAD' });
  assert.deepEqual([namesOf(estate), failures], [['abroad'], []]);
  await assert.rejects(
    readEstate(connectionTo(emulator), { managementGroup: 'nobody' }),
    error => error instanceof NoSubscriptionBelow && /`nobody` can be read$/.test(error.message),
  );
});

test('where Azure fails, the reason is said', async () => {
  emulator.faults.plan({ kind: 'server error', on: /resourcecontainers/ });
  await assert.rejects(
    readEstate(connectionTo(emulator), { managementGroup: 'payments' }),
    error =>
      error instanceof NoSubscriptionBelow && /can be read \(subscriptions of tenant .*: 50\d/.test(error.message),
  );
});

const none = { rows: [], failure: undefined };
const tables = { resources: none, 'role assignments': none, 'role definitions': none, 'dns records': none };

test('where the list of subscriptions is cut off, those that it lacks are not read', () => {
  const listed = [{ subscriptionId: subscription }, { subscriptionId: outside }];
  const subscriptions = { rows: [{ subscriptionId: subscription }], failure: { why: '500' } };
  const gapsWith = (group?: string) => tenantPart(tenant, listed, { ...tables, subscriptions }, group).gaps;
  assert.deepEqual(gapsWith(), []);
  assert.deepEqual(
    gapsWith('payments').map(({ scope }) => scope),
    [`/subscriptions/${outside}`],
  );
});
