// The gate against the emulator, as a pipeline would run it: its output, and that no secret is in it.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { MapReport } from '../../../src/gate/report/map/mapReport.ts';
import { generate } from '../../emulator/generate.ts';
import { World } from '../../emulator/world.ts';
import { gate as gateHere } from '../../gate/gate.ts';
import { temporaryFolder } from '../../temporary.ts';
import { snapshotFile } from './samples.ts';
import { assertNoSecret, assertNoSecretUnder, emulator, gate, home } from './signedIn.ts';

before(() => emulator.start());
after(() => emulator.stop());

test('check --azure --images says of the samples what check with their snapshot says', async () => {
  const live = await gate(['check', 'samples', '--azure', '--images', '--format', 'json']);
  const filed = await gateHere(['check', 'samples', '--format', 'json']);
  const told = (text: string) =>
    JSON.parse(text).findings.map((each: { outcome: string; cause: string | null; reference: { text: string } }) => [
      each.reference.text,
      each.outcome,
      // By a tag, a registry answers that an image in quarantine does not exist.
      each.cause?.replace('image-quarantined', 'image-not-found'),
    ]);
  assert.equal(live.code, 2, live.stderr);
  assert.deepEqual(told(live.stdout), told(filed.stdout));
});

test('check --azure --images says which images are missing, and asks no registry without it', async () => {
  const registryCalls = () => emulator.requests.filter(request => request.includes('/v2/')).length;
  const file = 'samples/deploy/base/catalog.yaml';
  emulator.world.images = new Set();
  const before = registryCalls();
  const without = await gate(['check', file, '--azure']);
  assert.equal(registryCalls(), before);
  assert.doesNotMatch(without.stdout, /image-not-found/);
  const asked = await gate(['check', file, '--azure', '--images']);
  emulator.world.images = undefined;
  assert.equal(asked.code, 2, asked.stderr);
  assert.match(asked.stdout, /image-not-found/);
  assert.ok(registryCalls() > before);
  assertNoSecret('the output', asked.stdout + asked.stderr);
});

test('check --images without --azure is refused', async () => {
  const { code, stderr } = await gateHere(['check', 'samples', '--images']);
  assert.equal(code, 1);
  assert.match(stderr, /--images.*--azure/);
});

test('no token and no secret is said where Azure refuses; other mishaps are in gate.slow.test.ts', () =>
  assertNoSecretUnder('forbidden', /\/registries\//));

/** The causes that a snapshot leads to in a folder of the samples. */
async function causesBy(snapshot: string): Promise<readonly string[]> {
  const prod = ['check', 'samples/deploy/prod', '--snapshot', snapshot, '--format', 'json'];
  return JSON.parse((await gateHere(prod)).stdout).findings.map((each: { cause: string }) => each.cause);
}
const idOfSamples = /(7e4a4700|50b50000|0b1ec700|c11e4700)-/;

test('a snapshot decides like Azure; no token and no secret is in any output, with logging at its finest', async () => {
  const { code, stdout, stderr } = await gate(['snapshot', '--out', '-']);
  assert.equal(code, 0, stderr);
  assert.ok(stderr.length > 10_000, 'the logs are there');
  assertNoSecret('the snapshot', stdout);
  assertNoSecret('the log', stderr);
  assert.match(stdout, idOfSamples);
  const file = path.join(temporaryFolder(), 'snapshot.json');
  writeFileSync(file, stdout);
  assert.deepEqual(await causesBy(file), await causesBy(snapshotFile));
});

test('so does a redacted snapshot, and it has no id of the original', async () => {
  const file = path.join(temporaryFolder(), 'redacted.json');
  const { code, stderr } = await gate(['snapshot', '--out', file, '--redact']);
  assert.equal(code, 0, stderr);
  const text = readFileSync(file, 'utf8');
  assertNoSecret('the snapshot', text);
  assert.doesNotMatch(text, idOfSamples);
  assert.deepEqual(await causesBy(file), await causesBy(snapshotFile));
});

test('without an account, the gate says what to do, and what it tried stays secret', async () => {
  const { code, stderr } = await gate(['check', 'samples', '--azure'], {
    AZURE_CLIENT_SECRET: '',
    AZURE_LOG_LEVEL: '',
  });
  assert.equal(code, 1);
  assert.match(stderr, /az login/);
});

test('a real secret is not carried to the emulator', async () => {
  const before = emulator.requests.length;
  const { code, stderr } = await gate(['check', 'samples', '--azure'], { AZURE_CLIENT_SECRET: 'a-real-one' });
  assert.equal(code, 1);
  assert.doesNotMatch(stderr, /a-real-one/);
  assert.ok(!emulator.requests.slice(before).some(request => request.endsWith('/token')));
});

test('nothing of all this was left in a file, but what was asked for', () => {
  const files = readdirSync(home, { recursive: true, encoding: 'utf8' }).filter(name =>
    statSync(path.join(home, name)).isFile(),
  );
  for (const name of files) assertNoSecret(name, readFileSync(path.join(home, name), 'latin1'));
});

test('map reads what is below a management group; the name is checked, and no other command takes one', async () => {
  const samples = emulator.world;
  const generated = generate({ clusters: 2, registries: 4, subscriptions: 2, assignments: 20 });
  const payments = '/providers/Microsoft.Management/managementGroups/payments';
  const managementGroups = { ...generated.managementGroups, '50b50000-0000-4000-8000-000000000001': [payments] };
  emulator.world = new World({ ...generated, managementGroups });
  const registries = async (...args: readonly string[]) => {
    const { stdout, stderr } = await gate(['map', 'samples/jobs', '--azure', '--format', 'json', ...args]);
    const report: MapReport = JSON.parse(stdout || assert.fail(stderr));
    return { names: report.registries.map(({ name }) => name).toSorted(), gaps: report.gaps.map(({ why }) => why) };
  };
  const all = await registries();
  const below = await registries('--management-group', 'payments');
  const nowhere = await gate(['map', 'samples/jobs', '--azure', '--management-group', 'nobody']);
  emulator.world = samples;
  assert.deepEqual(all.names, ['shop0', 'shop1', 'shop2', 'shop3']);
  assert.deepEqual(below.names, ['shop1', 'shop3']);
  assert.ok(below.gaps.some(why => /below the management group `payments`/.test(why)));
  assert.equal(nowhere.code, 1);
  assert.match(nowhere.stderr, /no subscription below the management group `nobody` can be read\nname it by its ID/);
  for (const [args, why] of [
    [['map', 'samples', '--management-group', 'payments'], /--management-group needs --azure/],
    [['map', 'samples', '--azure', '--management-group', 'Team Payments'], /Expected the ID of a management group/],
    [['map', 'samples', '--azure', '--management-group', 'x'.repeat(91)], /Expected the ID of a management group/],
    [['check', 'samples', '--azure', '--management-group', 'payments'], /unknown option '--management-group'/],
    [['fix', 'samples', '--azure', '--management-group', 'payments'], /unknown option '--management-group'/],
  ] as const) {
    const { code, stderr } = await gateHere(args);
    assert.equal(code, 1);
    assert.match(stderr, why);
  }
});
