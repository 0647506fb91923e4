// The gate against the emulator, as a pipeline would run it: sign-in by a service principal of the environment.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { Emulator } from '../../emulator/emulator.ts';
import { readWorld } from '../../emulator/world.ts';
import { program } from '../../gate/gate.ts';
import { temporaryFolder } from '../../temporary.ts';
import { snapshotFile } from './samples.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const folder = temporaryFolder();
/** Where a program leaves what it keeps. */
const home = temporaryFolder();
const emulator = new Emulator(readWorld(snapshotFile));
before(() => emulator.start());
after(() => emulator.stop());

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function gate(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Ran> {
  const env = {
    PATH: process.env['PATH'],
    HOME: home,
    TMPDIR: home,
    ACR_PULL_EMULATOR_PORT: String(emulator.port),
    AZURE_TENANT_ID: '7e4a4700-0000-4000-8000-000000000001',
    AZURE_CLIENT_ID: 'c11e4700-0000-4000-8000-000000000999',
    AZURE_CLIENT_SECRET: 'emulator.s3cret-of-the-pipeline',
    ACR_PULL_DEBUG: '1',
    AZURE_LOG_LEVEL: 'verbose',
    ...environment,
  };
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [program, ...args], {
      cwd: root,
      env,
      maxBuffer: 1 << 28,
    });
    return { code: 0, out: stdout, err: stderr };
  } catch (error) {
    assert.ok(error instanceof Error && 'stdout' in error && 'stderr' in error && 'code' in error);
    return { code: Number(error.code), out: String(error.stdout), err: String(error.stderr) };
  }
}

/** No secret that the emulator knows stands in a text, whole or in its telling part. */
function assertNoSecret(what: string, text: string): void {
  for (const secret of [...emulator.tokens.secrets, 'emulator.s3cret-of-the-pipeline', 's3cret-of']) {
    assert.ok(!text.includes(secret), `${what} holds ${secret}`);
  }
  assert.doesNotMatch(text, /Bearer emulator|authorization: *Bearer/i, what);
}

test('check --azure --images says of the samples what check with their snapshot says', async () => {
  const live = await gate(['check', 'samples', '--azure', '--images', '--format', 'json']);
  const filed = await gate(['check', 'samples', '--format', 'json']);
  const told = (text: string) =>
    JSON.parse(text).findings.map((each: { outcome: string; cause: string | null; reference: { text: string } }) => [
      each.reference.text,
      each.outcome,
      // By a tag, a registry says of an image in quarantine that there is none.
      each.cause?.replace('image-quarantined', 'image-not-found'),
    ]);
  assert.equal(live.code, 2, live.err);
  assert.deepEqual(told(live.out), told(filed.out));
});

test('check --azure --images says which images are missing, and asks no registry without it', async () => {
  const registryCalls = () => emulator.requests.filter(request => request.includes('/v2/')).length;
  const file = 'samples/deploy/base/catalog.yaml';
  emulator.world.images = new Set();
  const before = registryCalls();
  const without = await gate(['check', file, '--azure']);
  assert.equal(registryCalls(), before);
  assert.doesNotMatch(without.out, /image-not-found/);
  const asked = await gate(['check', file, '--azure', '--images']);
  emulator.world.images = undefined;
  assert.equal(asked.code, 2, asked.err);
  assert.match(asked.out, /image-not-found/);
  assert.ok(registryCalls() > before);
  assertNoSecret('the output', asked.out + asked.err);
});

test('check --images without --azure is refused', async () => {
  const { code, err } = await gate(['check', 'samples', '--images']);
  assert.equal(code, 1);
  assert.match(err, /--images.*--azure/);
});

test('no token and no secret is in any output, with logging at its finest', async () => {
  const { out, err } = await gate(['snapshot', '--out', '-']);
  assert.ok(err.length > 10_000, 'the logs are there');
  assertNoSecret('the snapshot', out);
  assertNoSecret('the log', err);
});

const mishaps = [
  ['claims challenge', /oauth2\/token/],
  ['forbidden', /\/registries\//],
  ['server error', /ResourceGraph\/resources resources/],
  ['malformed JSON', /oauth2\/v2.0\/token/],
  ['half an answer', /\/v2\//],
] as const;
for (const [kind, on] of mishaps) {
  test(`no token and no secret is said under ${kind} at ${on.source}`, async () => {
    emulator.faults.plan({ kind, on });
    const { out, err } = await gate(['check', 'samples/deploy/base', '--azure', '--images']);
    emulator.faults.clear();
    assert.ok(err.length > 500, 'the logs are there');
    assertNoSecret('the output', out + err);
  });
}

test('a snapshot decides like Azure; a redacted one too, and it has no id of the original', async () => {
  for (const redact of [[], ['--redact']]) {
    const file = path.join(folder, `snapshot${redact.length}.json`);
    const { code, err } = await gate(['snapshot', '--out', file, ...redact]);
    assert.equal(code, 0, err);
    const text = readFileSync(file, 'utf8');
    assertNoSecret('the snapshot', text);
    assert.equal(/(7e4a4700|50b50000|0b1ec700|c11e4700)-/.test(text), redact.length === 0);
    const checked = await gate(['check', 'samples/deploy/prod', '--snapshot', file, '--format', 'json']);
    const fresh = await gate(['check', 'samples/deploy/prod', '--snapshot', snapshotFile, '--format', 'json']);
    const outcomes = (text: string) => JSON.parse(text).findings.map((each: { cause: string }) => each.cause);
    assert.deepEqual(outcomes(checked.out), outcomes(fresh.out));
  }
});

test('without an account, the gate says what to do, and what it tried stays secret', async () => {
  const { code, err } = await gate(['check', 'samples', '--azure'], { AZURE_CLIENT_SECRET: '', AZURE_LOG_LEVEL: '' });
  assert.equal(code, 1);
  assert.match(err, /az login/);
});

test('a real secret is not carried to the emulator', async () => {
  const before = emulator.requests.length;
  const { code, err } = await gate(['check', 'samples', '--azure'], { AZURE_CLIENT_SECRET: 'a-real-one' });
  assert.equal(code, 1);
  assert.doesNotMatch(err, /a-real-one/);
  assert.ok(!emulator.requests.slice(before).some(request => request.endsWith('/token')));
});

test('nothing of all this was left in a file, but what was asked for', () => {
  const files = readdirSync(home, { recursive: true, encoding: 'utf8' }).filter(name =>
    statSync(path.join(home, name)).isFile(),
  );
  for (const name of files) assertNoSecret(name, readFileSync(path.join(home, name), 'latin1'));
});
