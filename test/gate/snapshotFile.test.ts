// Where a snapshot may be, and in what form: docs/gate.md. The error never quotes a file that is something else.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { folder, gate, pod, snapshot } from './gate.ts';

const config = (file: string) => `version: 1\nsnapshot: ${file}\ntargets: [{ name: aks-yes, kind: aks, id: ${aks} }]\n`;
const aks =
  '/subscriptions/50b50000-0000-4000-8000-000000000001/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/aks-yes';
const app = { 'app.yaml': pod('shop.azurecr.io/app:1') };

test('a packed snapshot is read as it is', async t => {
  const files = { ...app, '.acr-pull.yaml': config('access.json.gz'), 'access.json.gz': gzipSync(snapshot()) };
  const { code, stderr } = await gate(['check'], { cwd: folder(t, files) });
  assert.equal(code, 0, stderr);
});

test('what is no gzip although it begins like one is said', async t => {
  const files = { ...app, 'access.json.gz': new Uint8Array([0x1f, 0x8b, 1, 2, 3]) };
  const { code, stderr } = await gate(['check', '--snapshot', 'access.json.gz'], { cwd: folder(t, files) });
  assert.equal(code, 1);
  assert.match(stderr, /cannot read access\.json\.gz/);
});

test('a config names files of its folder; a person names any', { skip: process.platform === 'win32' }, async t => {
  const elsewhere = folder(t, { 'access.json': snapshot(), secret: 's3cret words' });
  const cwd = folder(t, { ...app, '.acr-pull.yaml': config('link.json'), 'own.json': snapshot() });
  symlinkSync(path.join(elsewhere, 'access.json'), path.join(cwd, 'link.json'));
  const linked = await gate(['check'], { cwd });
  assert.equal(linked.code, 1);
  assert.match(linked.stderr, /link out of the config's folder; name the file with --snapshot/);
  const named = await gate(['check', '--snapshot', path.join(elsewhere, 'access.json')], { cwd });
  assert.equal(named.code, 0, named.stderr);
  const other = await gate(['check', '--snapshot', path.join(elsewhere, 'secret')], { cwd });
  assert.equal(other.code, 1);
  assert.doesNotMatch(other.stderr, /s3cret|words/);
});

test('a pipe and a device are no snapshot', { skip: process.platform === 'win32' }, async t => {
  const cwd = folder(t, { ...app, '.acr-pull.yaml': config('pipe.json') });
  execFileSync('mkfifo', [path.join(cwd, 'pipe.json')]);
  for (const args of [[], ['--snapshot', '/dev/zero']]) {
    const { code, stderr } = await gate(['check', ...args], { cwd });
    assert.equal(code, 1);
    assert.match(stderr, /it is not a regular file/);
  }
});
