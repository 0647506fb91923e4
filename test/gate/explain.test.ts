import assert from 'node:assert/strict';
import { test } from 'node:test';
import { folder, gate, pod, snapshot } from './gate.ts';

const refused =
  'Failed to pull image "shop.azurecr.io/a:1": failed to authorize: failed to fetch anonymous token: unexpected status: 401 Unauthorized';

test('a text on standard input is explained, as text and as JSON', async t => {
  const cwd = folder(t, { 'pod.yaml': pod('shop.azurecr.io/a:1') });
  const text = await gate(['explain'], { cwd, input: refused });
  assert.equal(text.code, 0, text.stderr);
  assert.match(
    text.stdout,
    /^pull failed: the pull was refused\n {2}image {5}shop\.azurecr\.io\/a:1\n {2}written {3}pod\.yaml:6:27\n/,
  );
  const { stdout, stderr } = await gate(['explain', '-', '--format', 'json'], { cwd, input: refused });
  assert.equal(stderr, '');
  const report = JSON.parse(stdout);
  assert.deepEqual(Object.keys(report).sort(), [
    'causes',
    'image',
    'isUncertain',
    'known',
    'location',
    'next',
    'pullError',
    'registry',
    'stage',
  ]);
  assert.deepEqual(
    [report.pullError, report.image, report.registry, report.stage, report.location],
    [true, 'shop.azurecr.io/a:1', 'shop.azurecr.io', 'authorise', { file: 'pod.yaml', line: 6, column: 27 }],
  );
  assert.deepEqual(Object.keys(report.causes[0]), ['cause', 'why', 'check', 'fix', 'basis']);
});

test('a file is read in any encoding', async t => {
  const utf16 = Buffer.from(refused, 'utf16le');
  const cwd = folder(t, {
    'plain.txt': refused,
    'marked.txt': Buffer.concat([Buffer.from([0xff, 0xfe]), utf16]),
    'unmarked.txt': utf16,
    'big.txt': Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(utf16).swap16()]),
    'latin.txt': Buffer.concat([Buffer.from([0xe4, 0x0a, 0x00]), Buffer.from(refused)]),
  });
  for (const file of ['plain.txt', 'marked.txt', 'unmarked.txt', 'big.txt', 'latin.txt']) {
    const { stdout } = await gate(['explain', file, '--format', 'json'], { cwd });
    assert.equal(JSON.parse(stdout).causes[0].cause, 'not-attached', file);
  }
});

test('a map decides between causes, for the target that is named', async t => {
  const cwd = folder(t, { 'pod.yaml': pod('shop.azurecr.io/a:1'), 'access.json': snapshot() });
  const explained = async (target: string) => {
    const args = ['explain', '--snapshot', 'access.json', '--target', target, '--format', 'json'];
    return JSON.parse((await gate(args, { cwd, input: refused })).stdout).causes[0];
  };
  const denied = await explained('aks-no');
  assert.equal(denied.cause, 'not-attached');
  assert.match(denied.why, /`aks-no`/);
  assert.match(denied.fix, /^az aks update .*--name=aks-no/);
  assert.equal((await explained('aks-yes')).cause, 'propagating');
  const typo = await gate(['explain', '--snapshot', 'access.json', '--target', 'aks-now'], { cwd, input: refused });
  assert.equal(typo.code, 1);
  assert.match(typo.stderr, /did you mean aks-no/);
});

// The image of the error may be in the part that was not read: its place, and who pulls it, would be missing without a
// word.
test('manifests of --in that were read in part are no success', async t => {
  const broken = `${pod('shop.azurecr.io/b:1')}    - { name: b, image: "shop.azurecr.io/a:1 }\n`;
  const cwd = folder(t, { 'deploy/pod.yaml': broken, 'access.json': snapshot() });
  const { code, stderr } = await gate(['explain', '--in', 'deploy'], { cwd, input: refused });
  assert.equal(code, 3, stderr);
  assert.match(stderr, /1 file or folder could not be read completely/);
  // manifests that were not asked for are no reason to fail
  assert.equal((await gate(['explain'], { cwd, input: refused })).code, 0);
});

test('what is no pull error is said to be none', async t => {
  const cwd = folder(t, {});
  const { code, stdout } = await gate(['explain'], { cwd, input: 'Back-off restarting failed container' });
  assert.equal(code, 0);
  assert.match(stdout, /^no pull error\n/);
});

test('a file that is not there and an option that is not known are refused', async t => {
  const cwd = folder(t, {});
  const missing = await gate(['explain', 'nothing.txt'], { cwd });
  assert.equal(missing.code, 1);
  assert.match(missing.stderr, /cannot read nothing\.txt/);
  const unknown = await gate(['explain', '--formt', 'json'], { cwd });
  assert.equal(unknown.code, 1);
  assert.match(unknown.stderr, /Did you mean --format/);
  assert.equal(unknown.stdout, '');
});

test('a status alone heads no report of a failed pull', async t => {
  const cwd = folder(t, {});
  const headed = async (input: string) => (await gate(['explain'], { cwd, input })).stdout.split('\n')[0];
  assert.equal(await headed('404 Not Found'), 'a pull may have failed: the image was not found');
  assert.equal(await headed('docker pull shop.azurecr.io/a:1: 404 Not Found'), 'pull failed: the image was not found');
});
