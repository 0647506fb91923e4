import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { ReportedReference } from '../../src/workspace/findingReport.ts';
import { folder, gate, pod, program, snapshot } from './gate.ts';

async function filesOf(cwd: string, ...paths: string[]): Promise<readonly string[]> {
  const { code, stdout, stderr } = await gate(['scan', '--format', 'json', ...paths], { cwd });
  assert.equal(code, 0, stderr);
  const report: { readonly references: readonly ReportedReference[] } = JSON.parse(stdout);
  return report.references.map(({ file }) => file);
}

const manifest = pod('nginx');

test('a folder is walked in the order of its names, without what is not its own', async t => {
  const cwd = folder(t, {
    'b/x.yaml': manifest,
    'a.yml': manifest,
    'B.json': '{"apiVersion":"v1","kind":"Pod","spec":{"containers":[{"name":"c","image":"nginx"}]}}',
    '.github/hidden.yaml': manifest,
    'node_modules/m/x.yaml': manifest,
    '.git/x.yaml': manifest,
    'notes.md': manifest,
  });
  assert.deepEqual(await filesOf(cwd), ['.github/hidden.yaml', 'B.json', 'a.yml', 'b/x.yaml']);
});

test('.gitignore files count, the nearest most, from the root of the repository down', async t => {
  const cwd = folder(t, {
    '.gitignore': 'out/\n*.tmp.yaml\n/top.yaml\n',
    'top.yaml': manifest,
    'out/x.yaml': manifest,
    'app/top.yaml': manifest,
    'app/x.tmp.yaml': manifest,
    'app/keep/.gitignore': '!y.tmp.yaml\n',
    'app/keep/y.tmp.yaml': manifest,
  });
  mkdirSync(path.join(cwd, '.git'));
  assert.deepEqual(await filesOf(cwd), ['app/keep/y.tmp.yaml', 'app/top.yaml']);
  assert.deepEqual(await filesOf(cwd, 'app'), ['app/keep/y.tmp.yaml', 'app/top.yaml']);
  assert.deepEqual(await filesOf(cwd, 'out'), ['out/x.yaml'], 'an ignored folder is walked when it is named');
  assert.deepEqual(
    await filesOf(cwd, 'app/x.tmp.yaml'),
    ['app/x.tmp.yaml'],
    'an ignored file is read when it is named',
  );
});

test('each file is read once, under the first name that leads to it', async t => {
  const cwd = folder(t, { 'a/x.yaml': manifest, 'a/y.yaml': manifest });
  assert.deepEqual(await filesOf(cwd, 'a/y.yaml', 'a', '.', 'a/x.yaml'), ['a/y.yaml', 'a/x.yaml']);
});

test('links are followed, once, and not in circles', async t => {
  const cwd = folder(t, { 'app/x.yaml': manifest, 'shared/base/y.yaml': manifest, 'secret.yaml': manifest });
  const link = (to: string, at: string) => symlinkSync(to, path.join(cwd, at));
  link('../shared/base', 'app/base');
  link('x.yaml', 'app/again.yaml');
  link('..', 'app/up');
  link('self', 'app/self');
  link('nowhere.yaml', 'app/gone.yaml');
  const { code, stdout, stderr } = await gate(['scan', 'app', '--format', 'json'], { cwd });
  const report: { readonly references: readonly ReportedReference[] } = JSON.parse(stdout);
  assert.deepEqual(
    report.references.map(({ file }) => file),
    ['app/x.yaml', 'app/base/y.yaml'],
  );
  assert.match(stderr, /^acr-pull: cannot read app\/gone\.yaml: there is no such file or folder$/m);
  assert.equal(code, 3, 'a link that leads nowhere may have led to a manifest');
});

test('a file that is named is read whatever it is called', async t => {
  const cwd = folder(t, { 'rendered.txt': manifest, rendered: manifest, 'rendered.yaml': manifest });
  assert.deepEqual(await filesOf(cwd, 'rendered.txt', 'rendered', 'rendered.yaml'), [
    'rendered.txt',
    'rendered',
    'rendered.yaml',
  ]);
});

test('a pipe can be named', { skip: process.platform === 'win32' }, t => {
  const cwd = folder(t, { 'a.txt': manifest });
  const command = 'cat a.txt | "$0" "$1" scan /dev/stdin';
  assert.match(execFileSync('sh', ['-c', command, process.execPath, program], { cwd, encoding: 'utf8' }), /nginx/);
});

test('binary and huge files are left out, and an empty one is nothing', async t => {
  const cwd = folder(t, {
    'binary.yaml': Buffer.concat([Buffer.from(manifest), Buffer.alloc(100)]),
    'huge.json': Buffer.alloc(17 * 1024 * 1024, ' '),
    'empty.yaml': '',
    'a.yaml': manifest,
  });
  const { code, stdout, stderr } = await gate(['scan'], { cwd });
  assert.equal(code, 0);
  assert.match(stdout, /^1 image in 1 file/m);
  assert.match(stdout, /^left out: 1 binary, 1 too large \(--verbose lists them\)$/m);
  assert.equal(stderr, '');
  const named = await gate(['scan', 'binary.yaml'], { cwd });
  assert.equal(named.code, 3);
  assert.match(named.stderr, /cannot read binary.yaml: it is a binary file, not text/);
});

test('NULs make no file vanish that names an Azure registry', async t => {
  const image = 'shop.azurecr.io/till:1';
  const refused = /a NUL byte: most tools refuse this file/;
  const noText = /cannot read a\.yaml: it names an Azure registry, and is not text in/;
  const cases: [string, Buffer, RegExp][] = [
    ['two', Buffer.from(`${pod(image)}\0\0`), refused],
    ['a tail of them', Buffer.concat([Buffer.from(pod(image)), Buffer.alloc(1000)]), noText],
    ['other bytes beside them', Buffer.from(`# \x01${'\0'.repeat(20)}\n${pod(image)}`), noText],
    ['some that hide its format', Buffer.from(pod(image).replace('kind', 'k\0\0ind')), refused],
    ['what begins like UTF-32', Buffer.from(`\x01\0\0\0\n${pod(image)}`), noText],
    ['what begins like UTF-16', Buffer.from(`#\0 \0\n${pod(image)}`), noText],
    ['in each letter', Buffer.from(`# \u4e2d\n${pod(image)}`.replaceAll(/[ -~]/g, '$&\0')), noText],
  ];
  for (const [what, bytes, says] of cases) {
    const { code, stdout, stderr } = await gate(['check', '--format', 'json'], { cwd: folder(t, { 'a.yaml': bytes }) });
    assert.match(stderr, says, what);
    assert.equal(code, 3, what);
    assert.deepEqual(JSON.parse(stdout).summary.unread, ['a.yaml'], what);
  }
});

test('a file that cannot be read is named, and keeps a check from passing', async t => {
  const cwd = folder(t, { 'a.yaml': manifest });
  symlinkSync('nowhere.yaml', path.join(cwd, 'b.yaml'));
  const { code, stdout, stderr } = await gate(['check'], { cwd });
  assert.equal(code, 3);
  assert.match(stderr, /cannot read b\.yaml/);
  assert.match(stdout, /; 1 file could not be read/);
});

test('names outside of the current folder are shown from it', async t => {
  const cwd = folder(t, { 'a/x.yaml': manifest, 'b/y.yaml': manifest });
  assert.deepEqual(await filesOf(path.join(cwd, 'a'), '../b', path.join(cwd, 'a')), ['../b/y.yaml', 'x.yaml']);
});

test('a folder of the name of a manifest is a folder', async t => {
  const cwd = folder(t, { 'x/inner.yaml': manifest });
  renameSync(path.join(cwd, 'x'), path.join(cwd, 'x.yaml'));
  assert.deepEqual(await filesOf(cwd), ['x.yaml/inner.yaml']);
});

test('a manifest of which a part was not read does not pass for one without images', async t => {
  const large = `${pod('shop.azurecr.io/web:1')}${'# a long document\n'.repeat(300_000)}`;
  const cwd = folder(t, { 'large.yaml': large, 'web.yaml': pod('shop.azurecr.io/web:1'), 'access.json': snapshot() });
  const check = (...args: string[]) =>
    gate(['check', '--snapshot', 'access.json', '--target', 'aks-yes', ...args], { cwd });
  const whole = await check('web.yaml');
  assert.equal(whole.code, 0, whole.stderr);
  const part = await check('web.yaml', 'large.yaml');
  assert.match(part.stderr, /^acr-pull: large\.yaml:1:1: document not read: larger than 4 MB$/m);
  assert.match(part.stdout, /1 file could not be read/);
  assert.equal(part.code, 3);
  assert.equal((await check('large.yaml')).code, 3);
  assert.equal((await check('large.yaml', 'web.yaml', '--allow-unknown')).code, 3, 'that excuses findings, not gaps');
});

test('a name with a NUL, which no file has, is refused without words of Node', async t => {
  const cwd = folder(t, {
    '.acr-pull.yaml': 'version: 1\nsnapshot: "access\\0.json"\n',
    'p.yaml': pod('shop.azurecr.io/a:1'),
  });
  const { code, stderr } = await gate(['check'], { cwd });
  assert.equal(code, 1);
  assert.equal(stderr.trim(), 'acr-pull: cannot read access\\u0000.json: no file has such a name');
});
