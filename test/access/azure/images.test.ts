// The existence of an image: asked of its registry, on request alone, and known only by the registry's own answer.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { mapOf, settleUnknowns } from '../../../src/access/azure/confirm.ts';
import { askImages, findImage } from '../../../src/access/azure/images.ts';
import { imageQuestionsOf, questionsOf } from '../../../src/access/azure/questions.ts';
import { readEstate } from '../../../src/access/azure/readEstate.ts';
import type { Estate } from '../../../src/access/estate/estate.ts';
import type { Finding } from '../../../src/model/verdict.ts';
import { Emulator } from '../../emulator/emulator.ts';
import type { FaultKind } from '../../emulator/faults.ts';
import { readWorld } from '../../emulator/world.ts';
import { connectionTo } from './emulated.ts';
import { asLine, findingsOf, snapshotFile } from './samples.ts';

const emulator = new Emulator(readWorld(snapshotFile));
const digest = `sha256:${'a'.repeat(64)}`;
let estate: Estate;

before(async () => {
  await emulator.start();
  const reading = await readEstate(connectionTo(emulator));
  const judge = (map: ReturnType<typeof mapOf>) => questionsOf(findingsOf(map), map);
  ({ estate } = await settleUnknowns(connectionTo(emulator), { estate: reading.estate, answered: new Map() }, judge));
});
after(() => emulator.stop());
beforeEach(() => {
  emulator.faults.clear();
  emulator.world.images = undefined;
  emulator.world.missing = new Set();
  emulator.world.quarantined = new Set();
  emulator.world.platforms = new Map();
});

const find = (
  reference: string,
  registry: { quarantine?: boolean | undefined; loginServer?: string } = {},
  connection = connectionTo(emulator),
) => {
  const of = { loginServer: 'shopprod.azurecr.io', quarantine: false, ...registry };
  return findImage(connection, of, undefined, { repository: 'checkout', reference }).then(({ state }) => state);
};

test('an image is there, or missing', async () => {
  emulator.world.images = new Set(['shopprod.azurecr.io/checkout:2.4.0']);
  assert.equal(await find('2.4.0'), 'found');
  assert.equal(await find('9.9.9'), 'missing');
});

// N21
test('the platforms of an index are read, without attestations; a single manifest names none', async () => {
  const of = { loginServer: 'shopprod.azurecr.io', quarantine: false };
  const platformsOf = async (...platforms: readonly string[]) => {
    if (platforms.length > 0) emulator.world.platforms = new Map([['shopprod.azurecr.io/checkout:2.4.0', platforms]]);
    const asked = { repository: 'checkout', reference: '2.4.0' };
    return (await findImage(connectionTo(emulator), of, undefined, asked)).platforms;
  };
  assert.equal(await platformsOf(), undefined);
  assert.deepEqual(await platformsOf('linux/amd64', 'linux/arm64/v8', 'unknown/unknown'), [
    'linux/amd64',
    'linux/arm64/v8',
  ]);
  assert.equal(await platformsOf('linux/amd64', '-'), undefined);
  assert.equal(await platformsOf('unknown/unknown'), undefined);
});

// N21
test('an image without a manifest for the nodes of a cluster is found by asking its registry', async () => {
  const image = 'shopprod.azurecr.io/catalog:3.7.1';
  emulator.world.platforms = new Map([[image, ['linux/arm64']]]);
  const { findings } = await ask();
  const prod = findings.filter(({ reference, target }) => reference.text === image && target?.name === 'aks-prod');
  assert.deepEqual(new Set(prod.map(({ verdict }) => verdict.cause)), new Set(['platform-mismatch']));
});

test('in quarantine: by its digest the registry says so, by its tag it says that there is none', async () => {
  emulator.world.quarantined = new Set([
    `shopprod.azurecr.io/checkout@${digest}`,
    'shopprod.azurecr.io/checkout:2.4.0',
  ]);
  assert.equal(await find(digest, { quarantine: true }), 'quarantined');
  assert.equal(await find('2.4.0', { quarantine: true }), 'missing');
  await assert.rejects(find(digest), 'it contradicts the policy');
});

const faults: readonly FaultKind[] = [
  'claims challenge',
  'forbidden',
  'server error',
  'reset',
  'half an answer',
  'malformed JSON',
  'endless',
  'not found',
];
for (const kind of faults) {
  for (const on of [/manifests/, /oauth2\/exchange/, /oauth2\/token/]) {
    test(`${kind} at ${on.source} tells nothing`, async () => {
      emulator.world.images = new Set();
      emulator.faults.plan({ kind, on });
      const connection = connectionTo(emulator, kind === 'endless' ? { patience: 60 } : {});
      const answer = await find('2.4.0', {}, connection).catch(() => 'unknown');
      if (kind === 'malformed JSON') assert.notEqual(answer, 'found');
      else assert.equal(answer, 'unknown');
    });
  }
}

test('no token goes to a host that is not of the cloud', async () => {
  for (const loginServer of [
    'evil.example',
    'shop.azurecr.io.evil.example',
    'x@evil.example/.azurecr.io',
    'shop.azurecr.cn',
  ]) {
    await assert.rejects(find('1', { loginServer }), /host is in another cloud/);
  }
});

async function ask(from: Estate = estate): Promise<{ readonly next: Estate; readonly findings: readonly Finding[] }> {
  const map = mapOf(from);
  const { estate: next } = await askImages(
    connectionTo(emulator),
    { estate: from, map },
    imageQuestionsOf(findingsOf(map), map),
  );
  return { next, findings: findingsOf(mapOf(next)) };
}

test('what the registries answer becomes verdicts, and can be asked anew', async () => {
  const plain = findingsOf(mapOf(estate));
  emulator.world.images = new Set();
  const { next, findings } = await ask();
  const missing = findings.filter(({ verdict }) => verdict.cause === 'image-not-found');
  assert.ok(missing.length > 3, 'every image that could be pulled is missing now');
  findings.forEach((finding, i) => {
    const before = plain[i];
    assert.ok(before);
    if (before.verdict.outcome === 'denied') assert.equal(asLine(finding), asLine(before));
  });
  emulator.world.images = undefined;
  const again = await ask(next);
  assert.deepEqual(again.findings.map(asLine), plain.map(asLine));
  const pulled = again.findings.find(({ verdict }) => verdict.outcome === 'allowed' && verdict.cause === null);
  assert.ok(pulled?.verdict.evidence.some(({ step, effect }) => step === 'image' && effect === 'grants'));
});

test('where nothing is learned, what was known of an image is known no longer', async () => {
  emulator.world.images = new Set();
  const { next } = await ask();
  assert.ok(next.images.length > 3);
  emulator.faults.plan({ kind: 'forbidden', on: /manifests/ });
  assert.deepEqual((await ask(next)).next.images, []);
});

test('the images of a registry that nobody told of are not asked for', async () => {
  emulator.forgetRequests();
  await ask();
  const hosts = new Set(emulator.requests.map(request => request.replace(/^\w+ ([^/]+).*/, '$1')));
  const known = new Set(mapOf(estate).registries.map(({ loginServer }) => loginServer));
  assert.ok(hosts.size > 2);
  for (const host of hosts) assert.ok(known.has(host), host);
  assert.ok(emulator.mostAtOnce <= 4, String(emulator.mostAtOnce));
});
