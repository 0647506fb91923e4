// Manners of the reader towards Azure, and towards the person who waits for it.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { inspect } from 'node:util';
import type { Connection } from '../../../src/access/azure/clouds.ts';
import { confirm, mapOf, settleUnknowns } from '../../../src/access/azure/confirm.ts';
import { askImages } from '../../../src/access/azure/images.ts';
import { noQuestions, type Questions, questionsOf, together } from '../../../src/access/azure/questions.ts';
import { readEstate } from '../../../src/access/azure/readEstate.ts';
import { failureOf } from '../../../src/access/azure/wire/failure.ts';
import { loopbackPort } from '../../../src/access/azure/wire/loopback.ts';
import type { AccessMap } from '../../../src/access/map.ts';
import { Emulator } from '../../emulator/emulator.ts';
import type { FaultKind } from '../../emulator/faults.ts';
import { generate } from '../../emulator/generate.ts';
import { readWorld, World } from '../../emulator/world.ts';
import { connectionTo } from './emulated.ts';
import { findingsOf, snapshotFile } from './samples.ts';

const emulator = new Emulator(readWorld(snapshotFile));
const samples = emulator.world;
const judge = (map: AccessMap) => questionsOf(findingsOf(map), map);
before(() => emulator.start());
after(() => emulator.stop());
afterEach(() => {
  emulator.faults.clear();
  emulator.latency = 0;
  emulator.world = samples;
  emulator.forgetRequests();
});

test('at most four requests are under way at a time, and a page costs one', async () => {
  emulator.world = new World(generate({ clusters: 20, registries: 40, subscriptions: 4, assignments: 3500 }));
  emulator.latency = 5;
  const connection = connectionTo(emulator);
  const { estate } = await readEstate(connection);
  assert.equal(estate.roleAssignments.length, 3500);
  assert.equal(emulator.requests.filter(request => /ResourceGraph/.test(request)).length, 1 + 4 + 1 + 1);
  const all = mapOf(estate).registries.map(({ id }) => id);
  await confirm(connection, estate, {
    registries: all,
    tokens: [],
    runtimes: [],
    bindings: [],
    principals: [],
    clients: [],
    rulesets: [],
    records: [],
    subscriptions: [],
  });
  assert.equal(emulator.mostAtOnce, 4);
});

test('nothing is asked twice', async () => {
  const connection = connectionTo(emulator);
  const { estate } = await readEstate(connection);
  const first = await settleUnknowns(connection, { estate, answered: new Map() }, judge);
  emulator.forgetRequests();
  await settleUnknowns(connection, first, judge);
  assert.deepEqual(emulator.requests, []);
});

/**
 * It begins, and is cancelled when the first request that strikes has arrived. Each try would wait for half a minute.
 */
async function assertCancelled(
  on: RegExp,
  kind: FaultKind,
  begin: (connection: Connection, signal: AbortSignal) => Promise<unknown>,
): Promise<void> {
  emulator.faults.plan({ kind, on });
  emulator.forgetRequests();
  const cancel = new AbortController();
  const work = begin(connectionTo(emulator), cancel.signal);
  const refused = assert.rejects(work, error => failureOf(error).kind === 'cancelled');
  while (!emulator.requests.some(request => on.test(request))) await setImmediate();
  cancel.abort();
  await refused;
}

for (const kind of ['endless', 'throttled'] as const) {
  test(`reading can be cancelled, though Azure is ${kind}`, () =>
    assertCancelled(/ResourceGraph/, kind, (connection, signal) => readEstate(connection, { signal })));
}

test('asking for the details can be cancelled', async () => {
  const { estate } = await readEstate(connectionTo(emulator));
  await assertCancelled(/^GET .*registries/, 'endless', (connection, signal) =>
    confirm(connection, estate, judge(mapOf(estate)), { signal }),
  );
});

test('asking for images can be cancelled', async () => {
  const { estate } = await readEstate(connectionTo(emulator));
  const map = mapOf(estate);
  const questions = map.registries.map(({ loginServer }) => ({ loginServer, repository: 'web', reference: '1' }));
  await assertCancelled(/oauth2|\/v2\//, 'endless', (connection, signal) =>
    askImages(connection, { estate, map }, questions, { signal }),
  );
});

test('what was asked so far is asked together, once each', () => {
  const one: Questions = { ...noQuestions, registries: ['/r1'], principals: ['p /r1'] };
  const other: Questions = {
    ...noQuestions,
    registries: ['/r1', '/r2'],
    principals: ['p /r2'],
  };
  assert.deepEqual(together(one, other), {
    ...noQuestions,
    registries: ['/r1', '/r2'],
    principals: ['p /r1', 'p /r2'],
  });
});

test('a refusal for too many requests is waited out, as long as Azure asks', async () => {
  emulator.faults.plan({ kind: 'throttled', on: /ResourceGraph\/resources resourcecontainers/, times: 1 });
  const connection = connectionTo(emulator);
  const began = performance.now();
  const { failures } = await readEstate(connection);
  assert.deepEqual(failures, []);
  assert.ok(performance.now() - began > 900);
  assert.equal(emulator.requests.filter(request => /ResourceGraph/.test(request)).length, 10); // 4 of two tenants, 1 for a private zone, and 1 again
});

test('a group that vanishes makes nothing but unknown', async () => {
  const connection = connectionTo(emulator);
  const run = async () => {
    const { estate } = await readEstate(connection);
    return findingsOf((await settleUnknowns(connection, { estate, answered: new Map() }, judge)).map);
  };
  const before = await run();
  emulator.faults.plan({ kind: 'not found', on: /getMemberGroups/ });
  const after = await run();
  after.forEach(({ verdict }, i) => {
    if (verdict.outcome !== before[i]?.verdict.outcome) assert.equal(verdict.outcome, 'unknown');
  });
});

test('what cannot be read in one subscription leaves the others as they were', async () => {
  const closed = '/subscriptions/50b50000-0000-4000-8000-000000000002';
  const world = readWorld(snapshotFile);
  const connection = connectionTo(emulator);
  const run = async () => {
    const { estate } = await readEstate(connection);
    return findingsOf((await settleUnknowns(connection, { estate, answered: new Map() }, judge)).map);
  };
  const before = await run();
  world.refused.push({ what: '*', scope: closed });
  emulator.world = world;
  const after = await run();
  after.forEach((finding, i) => {
    const free = before[i];
    if (finding.verdict.outcome !== free?.verdict.outcome) assert.equal(finding.verdict.outcome, 'unknown');
  });
});

const kinds: readonly FaultKind[] = [
  'claims challenge',
  'forbidden',
  'server error',
  'reset',
  'half an answer',
  'malformed JSON',
];
test('no secret is in a log line, an estate or an error, whatever goes wrong', async () => {
  const texts: string[] = [];
  const connection = connectionTo(emulator, { log: line => texts.push(line) });
  for (const on of [/nothing/, /ResourceGraph/, /roleAssignments|registries/, /./]) {
    for (const kind of kinds) {
      emulator.faults.clear();
      emulator.faults.plan({ kind, on });
      try {
        const { estate, failures } = await readEstate(connection);
        const settled = await settleUnknowns(connection, { estate, answered: new Map() }, judge);
        texts.push(JSON.stringify([settled.estate, failures]));
      } catch (error) {
        texts.push(JSON.stringify(failureOf(error)), String(error), inspect(error, { depth: 10 }));
      }
    }
  }
  const everything = texts.join('\n');
  assert.ok(emulator.tokens.secrets.length > 5);
  for (const secret of emulator.tokens.secrets) assert.ok(!everything.includes(secret), 'a token got out');
  assert.doesNotMatch(everything, /Bearer emulator/);
});

test('only a port on this computer can be set, and nothing else', () => {
  assert.equal(loopbackPort({}), undefined);
  assert.equal(loopbackPort({ ACR_PULL_EMULATOR_PORT: '8080' }), 8080);
  for (const odd of ['', '0', '70000', 'evil.example:80', '80@evil.example', '-1', '1.5']) {
    assert.equal(loopbackPort({ ACR_PULL_EMULATOR_PORT: odd }), undefined);
  }
});
