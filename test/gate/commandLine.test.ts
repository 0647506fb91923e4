import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { version } from '../../src/gate/terminal/terminal.ts';
import { folder, gate, gateProcess, pod, program, root } from './gate.ts';

const subcommands = ['scan', 'check'];

test('the version is that of the package', async () => {
  const manifest: { version: string } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  assert.equal(version, manifest.version);
  assert.deepEqual(await gateProcess(['--version']), { code: 0, stdout: `${version}\n`, stderr: '' });
});

test('help lists the sub-commands', async () => {
  const { code, stdout, stderr } = await gate(['--help']);
  assert.deepEqual([code, stderr], [0, '']);
  for (const name of subcommands) assert.match(stdout, new RegExp(`^  ${name} `, 'm'));
});

test('without a sub-command, help goes to stderr', async () => {
  const { code, stdout, stderr } = await gate([]);
  assert.deepEqual([code, stdout], [1, '']);
  assert.match(stderr, /^Usage: acr-pull/);
});

for (const name of subcommands) {
  test(`${name} has help with an example`, async () => {
    for (const args of [
      [name, '--help'],
      ['help', name],
    ]) {
      const { code, stdout, stderr } = await gate(args);
      assert.deepEqual([code, stderr], [0, '']);
      assert.match(stdout, new RegExp(`^Examples:\n  \\$ acr-pull ${name}`, 'm'));
    }
  });

  test(`${name} refuses an unknown option with a suggestion`, async () => {
    const { code, stdout, stderr } = await gate([name, '--formt', 'json']);
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(stderr, /unknown option '--formt'\n\(Did you mean --format\?\)\n.*acr-pull \w+ --help/);
  });

  test(`${name} refuses a format that it doesn't have`, async () => {
    const { code, stderr } = await gate([name, '--format', 'xml']);
    assert.equal(code, 1);
    assert.match(stderr, /'xml' is invalid\. Allowed choices are text, json/);
  });
}

test('an unknown sub-command is refused with a suggestion', async () => {
  const { code, stdout, stderr } = await gate(['chekc']);
  assert.deepEqual([code, stdout], [1, '']);
  assert.match(stderr, /unknown command 'chekc'\n\(Did you mean check\?\)/);
});

test('a closed pipe ends the report and keeps the exit code', { skip: process.platform === 'win32' }, async t => {
  const files = Array.from({ length: 200 }, (_, i) => [`${i}.yaml`, pod(...Array(20).fill('shop.azurecr.io/app:1'))]);
  const cwd = folder(t, Object.fromEntries(files));
  const child = spawn(process.execPath, [program, 'check', '--format', 'json'], { cwd });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', text => {
    stderr += text;
  });
  child.stdout.once('data', () => child.stdout.destroy());
  const code = await new Promise(done => child.on('close', done));
  assert.equal(code, 3);
  assert.match(
    stderr,
    /^acr-pull: Failed with exit code 3: 4000 pulls are unknown\.\n$/,
    'the reason, and no complaint',
  );
});

test('a report that cannot be written is a failure', { skip: process.platform !== 'linux' }, async () => {
  const { code, stderr } = await writeToFullDisk();
  assert.equal(code, 1);
  assert.match(stderr, /^acr-pull: cannot write the report: ENOSPC/);
});

function writeToFullDisk(): Promise<{ code: number | null; stderr: string }> {
  const shell = spawn('sh', ['-c', '"$0" "$1" scan samples > /dev/full', process.execPath, program], { cwd: root });
  let stderr = '';
  shell.stderr.setEncoding('utf8').on('data', text => {
    stderr += text;
  });
  return new Promise(done => shell.on('close', code => done({ code, stderr })));
}

test('what goes into a pipe has no colour', async () => {
  const { stdout } = await gateProcess(['check', 'samples']);
  assert.doesNotMatch(stdout, /\u001b/);
});

test('an old Node is told which one it takes, in one sentence', () => {
  // As on Node 20: the program is loaded with another version than this one.
  const load = `Object.defineProperty(process, 'version', { value: 'v20.18.0' }); require(${JSON.stringify(program)});`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', load], { encoding: 'utf8' });
  assert.deepEqual([status, stdout, stderr], [1, '', 'acr-pull: needs Node 22 or newer, and this is v20.18.0\n']);
});
