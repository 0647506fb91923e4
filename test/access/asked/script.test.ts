// The script that a colleague runs, in a real bash with `az` over the emulated Azure. Its file is read like any
// snapshot.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { after, before, type TestContext, test } from 'node:test';
import { bashScript } from '../../../src/access/asked/bash.ts';
import type { AccessMap } from '../../../src/access/map.ts';
import { readSnapshot } from '../../../src/access/snapshot/snapshot.ts';
import { decide } from '../../../src/verdict/decide.ts';
import { Emulator } from '../../emulator/emulator.ts';
import { World, type WorldData } from '../../emulator/world.ts';
import { hasBash } from '../../gate/standInAz.ts';
import { temporaryFolder } from '../../temporary.ts';
import * as facts from '../../verdict/facts.ts';
import { Colleague } from './colleague.ts';

const { assign, cluster, guid, registry, registryId, roles, subscription, targets, tenant } = facts;
const password = 'hunter2-of-the-proxy';
const team = guid('team');

const assigned = assign(guid('aks kubelet'), roles.AcrPull);
const shop: WorldData = {
  resources: [
    registry('shop'),
    cluster('aks', { httpProxyConfig: { httpsProxy: `http://proxy:${password}@10.0.0.1:8080` } }),
    cluster('edge'),
  ],
  tenants: { [subscription]: tenant },
  managementGroups: { [subscription]: [] },
  roleAssignments: [assigned],
};

const emulator = new Emulator(new World(shop));
const colleague = new Colleague(emulator, tenant);
before(async () => {
  await emulator.start();
  await colleague.start();
});
after(async () => {
  await colleague.stop();
  await emulator.stop();
});

async function fileOf(t: TestContext, world: Partial<WorldData>, change = (_: World) => {}): Promise<string> {
  emulator.world = new World({ ...shop, ...world });
  change(emulator.world);
  const folder = temporaryFolder(t);
  const { text } = await colleague.run(bashScript('1.2.3'), folder);
  assert.deepEqual(readdirSync(folder).toSorted(), ['access.snapshot.json', 'ask.sh', 'az'], 'nothing else is left');
  return text;
}

function mapOf(text: string): AccessMap {
  const reading = readSnapshot(text, 'access.snapshot.json');
  assert.ok('map' in reading, JSON.stringify(reading));
  return reading.map;
}

function verdictOf(map: AccessMap, target: keyof typeof pulls) {
  const finding = decide({
    reference: facts.reference('shop.azurecr.io/web:1'),
    target: pulls[target],
    map,
    now: facts.now,
  });
  assert.ok(finding);
  return finding.verdict;
}

const pulls = { aks: targets.aks, edge: { ...targets.aks, name: 'edge', id: facts.clusterId('edge') } };

if (hasBash) {
  test('a granted image is allowed, and a denied one denied, as by a live reading', async t => {
    const text = await fileOf(t, {});
    const map = mapOf(text);
    assert.equal(facts.inShort(verdictOf(map, 'aks')), 'allowed');
    assert.equal(verdictOf(map, 'edge').outcome, 'denied');
    assert.ok(
      !text.includes(password) && map.runtimes.some(each => each.kind === 'aks' && each.httpsProxy),
      'the password is not in the file',
    );
  });

  for (const what of ['roleAssignments', 'denyAssignments'])
    test(`where ${what} could not be read, a pull without a role is unknown, and says why`, async t => {
      const map = mapOf(await fileOf(t, { gaps: [{ what, scope: registryId('shop') }] }));
      const { outcome } = verdictOf(map, 'edge');
      assert.equal(outcome, what === 'denyAssignments' ? 'denied' : 'unknown');
      assert.match(
        map.gapFor(what === 'denyAssignments' ? what : 'roleAssignments', registryId('shop'))?.why ?? '',
        /^Forbidden AuthorizationFailed$/,
      );
    });

  test('a group that holds the role counts, and is unknown where Microsoft Graph does not answer', async t => {
    const roleAssignments = [assign(team, roles.AcrPull, registryId('shop'), { principalType: 'Group' })];
    const groups = { [guid('edge kubelet')]: [team] };
    const read = mapOf(await fileOf(t, { roleAssignments, groups }));
    assert.equal(verdictOf(read, 'edge').outcome, 'allowed');
    assert.equal(verdictOf(read, 'aks').outcome, 'denied');
    const unread = mapOf(await fileOf(t, { roleAssignments, groups, gaps: [{ what: 'groups', scope: '/' }] }));
    assert.equal(verdictOf(unread, 'edge').outcome, 'unknown');
  });

  test('pages are followed, those of Resource Graph and those of lists', async t => {
    const others = Array.from({ length: 260 }, (_, i) => assign(guid(`other ${i}`), roles.AcrPull));
    const pages = await fileOf(t, { roleAssignments: [...others, assigned] }, world => {
      world.mostBytesOfPage = 40_000;
    });
    assert.ok((pages.match(/"asked": "role assignments"/g) ?? []).length > 1);
    assert.equal(mapOf(pages).roleAssignments?.length, 261);
    assert.equal(verdictOf(mapOf(pages), 'aks').outcome, 'allowed');
  });

  test('without the versions that show most, the others are asked', async t => {
    const map = mapOf(
      await fileOf(t, {}, world => {
        world.withoutPreviews = true;
        world.withoutVersions = ['2026-11-01'];
      }),
    );
    assert.equal(facts.inShort(verdictOf(map, 'aks')), 'allowed');
    assert.equal(verdictOf(map, 'edge').outcome, 'denied');
  });

  test('without a sign-in, it says so and writes nothing', async t => {
    const folder = temporaryFolder(t);
    colleague.tenant = '';
    t.after(() => {
      colleague.tenant = tenant;
    });
    await assert.rejects(colleague.run(bashScript('1.2.3'), folder), /Run az login first\./);
    assert.deepEqual(readdirSync(folder).toSorted(), ['ask.sh', 'az']);
  });
}
