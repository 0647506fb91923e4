import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { findImage } from '../../../src/access/azure/images.ts';
import { Emulator } from '../../emulator/emulator.ts';
import { readWorld } from '../../emulator/world.ts';
import { connectionTo } from './emulated.ts';
import { snapshotFile } from './samples.ts';

const emulator = new Emulator(readWorld(snapshotFile));
before(async () => {
  emulator.world.images = new Set(['shopprod.azurecr.io/checkout:2.4.0']);
  await emulator.start();
});
after(() => emulator.stop());

const registry = { loginServer: 'shopprod.azurecr.io' };
const find = (reference: string, of = registry) =>
  findImage(connectionTo(emulator), of, undefined, { repository: 'checkout', reference });

test('an image is there, or missing', async () => {
  assert.equal((await find('2.4.0')).kind, 'there');
  assert.deepEqual(await find('9.9.9'), { kind: 'missing' });
});

test('a refusal and a fault tell nothing', async () => {
  for (const kind of ['forbidden', 'server error', 'reset'] as const) {
    emulator.faults.plan({ kind, on: /manifests/ });
    assert.equal((await find('2.4.0')).kind, 'unknown');
    emulator.faults.clear();
  }
});

test('no token goes to a host that is not of the cloud', async () => {
  for (const loginServer of [
    'evil.example',
    'shop.azurecr.io.evil.example',
    'x@evil.example/.azurecr.io',
    'shop.azurecr.cn',
  ]) {
    await assert.rejects(find('1', { loginServer }), /none of this cloud/);
  }
});
