// Places and forms of a snapshot: docs/gate.md. The error never quotes a file that is something else.
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
  const cwd = folder(t, { ...app, '.acr-pull.yaml': config('access.link'), 'own.json': snapshot() });
  symlinkSync(path.join(elsewhere, 'access.json'), path.join(cwd, 'access.link'));
  const linked = await gate(['check'], { cwd });
  assert.equal(linked.code, 1);
  assert.match(
    linked.stderr,
    /cannot read access\.link: its link leads out of the workspace \(--follow-links follows it\)/,
  );
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

// One for each subscription: the registry `shop` with its roles is in the first, the cluster in the second.
const whole = JSON.parse(snapshot());
const [registry, ...clusters] = whole.resources;
const second = '50b50000-0000-4000-8000-000000000002';
const inSecond = (value: unknown) =>
  JSON.parse(JSON.stringify(value).replaceAll('50b50000-0000-4000-8000-000000000001', second));
const hub = JSON.stringify({ ...whole, resources: [registry], readAt: '2026-11-20T12:00:00Z' });
const spoke = JSON.stringify({ ...inSecond(whole), resources: inSecond(clusters), roleAssignments: [] });
const parts = { ...app, 'hub.json': hub, 'spoke.json': spoke };
const ofBoth = 'version: 1\nsnapshot: [hub.json, spoke.json]\n';

test('several snapshots are one map: of the option, or of the config', async t => {
  const cwd = folder(t, {
    ...parts,
    '.acr-pull.yaml': `${ofBoth}targets: [{ name: aks-yes, kind: aks, id: ${inSecond(aks)} }]\n`,
  });
  const named = await gate(
    [
      'check',
      '--no-config',
      '--as',
      'aks-yes',
      '--snapshot',
      'hub.json',
      '--snapshot',
      'spoke.json',
      '--format',
      'json',
    ],
    { cwd },
  );
  const configured = await gate(['check', '--format', 'json'], { cwd });
  for (const { code, stdout, stderr } of [named, configured]) {
    assert.equal(code, 0, stderr);
    const { findings, summary } = JSON.parse(stdout);
    assert.deepEqual(
      findings.map(({ outcome }: { readonly outcome: string }) => outcome),
      ['allowed'],
    );
    assert.deepEqual(summary.maps, [{ origin: 'hub.json and spoke.json', readAt: '2026-11-20T12:00:00Z' }]);
  }
  // Each alone decides nothing: there is no cluster in the one, and no registry in the other.
  for (const file of ['hub.json', 'spoke.json']) {
    const alone = await gate(['check', '--snapshot', file], { cwd });
    assert.equal(alone.code, 3, alone.stdout);
  }
});

test('what one of several did not read stays unknown', async t => {
  const { roleAssignments: _, ...unread } = JSON.parse(hub);
  const cwd = folder(t, { ...parts, 'hub.json': JSON.stringify(unread) });
  const { code, stdout } = await gate(
    ['check', '--as', 'aks-yes', '--snapshot', 'hub.json', '--snapshot', 'spoke.json'],
    { cwd },
  );
  assert.equal(code, 3);
  assert.match(stdout, /not-readable.*hub\.json does not hold them/s);
});

test('a registry that is in two snapshots is said; where they differ on it, neither is used', async t => {
  const other = spoke.replace('"resources":[', `"resources":[${JSON.stringify(registry)},`);
  const args = ['check', '--as', 'aks-yes', '--snapshot', 'hub.json', '--snapshot', 'spoke.json'];
  const same = await gate(args, { cwd: folder(t, { ...parts, 'spoke.json': other }) });
  assert.equal(same.code, 0, same.stderr);
  assert.match(same.stderr, /^acr-pull: shop\.azurecr\.io is in hub\.json and spoke\.json, with the same data$/m);
  const off = other.replace('"anonymousPullEnabled":false', '"anonymousPullEnabled":true');
  const differing = await gate(args, { cwd: folder(t, { ...parts, 'spoke.json': off }) });
  assert.equal(differing.code, 1);
  assert.match(differing.stderr, /hub\.json and spoke\.json differ on shop\.azurecr\.io, in anonymousPull/);
});
