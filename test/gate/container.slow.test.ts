// The image of the gate: its definition names what there is, and where buildah is here, it is built and run. It has no
// network, and a base of this machine's own Node, since a pull of a base image may fail.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { prepareReader, readManifest } from '../../src/read/index.ts';
import { folder, pod, root, snapshot } from './gate.ts';

const definition = path.join(root, 'ci/Dockerfile');

test('the definition: one pinned base without a shell, no root, and the package that is packed', async t => {
  const source = { name: 'Dockerfile', text: readFileSync(definition, 'utf8') };
  await prepareReader(source, async name => readFileSync(path.join(root, 'dist', name)));
  const images = readManifest(source).references.map(({ image }) => image);
  assert.deepEqual(
    images.map(image => (image.kind === 'image' ? [image.registry, image.repository, image.tag] : image)),
    [['gcr.io', 'distroless/nodejs22-debian12', 'nonroot']],
  );
  assert.match(source.text, /^USER 65532:65532$/m);
  const at = folder(t, {});
  execFileSync(process.execPath, [path.join(root, 'gate.package.mjs'), at], { stdio: 'pipe' });
  const [, added = ''] = /^ADD (\S+) \/opt\/$/m.exec(source.text) ?? [];
  const [name = '', ...more] = readdirSync(at).filter(file => path.matchesGlob(file, added));
  assert.deepEqual(more, []);
  const listed = execFileSync('tar', ['-tzf', path.join(at, name)], { encoding: 'utf8' }).split('\n');
  const [, entry = ''] = /"\/opt\/(package\/dist\/gate\.cjs)"/.exec(source.text) ?? [];
  assert.ok(listed.includes(entry));
});

const buildah = spawnSync('buildah', ['--version']).status === 0;
const missing = buildah && process.platform === 'linux' ? false : 'buildah is not installed here';

test('it is built and run', { skip: missing }, t => {
  const at = folder(t, {
    'context/.keep': '',
    'work/access.json': snapshot(),
    'work/app.yaml': pod('shop.azurecr.io/a:1'),
  });
  const storage = ['--root', path.join(at, 'root'), '--runroot', path.join(at, 'run'), '--storage-driver', 'vfs'];
  const run = (...args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync('buildah', [...storage, ...args], { encoding: 'utf8' });
    assert.equal(status, 0, `buildah ${args[0]}: ${stderr}`);
    return stdout.trim();
  };
  // The base: Node at its place in the real one, and the libraries that it takes.
  const node = process.execPath;
  const libraries = [...execFileSync('ldd', [node], { encoding: 'utf8' }).matchAll(/(\/\S+) \(0x/g)].map(
    ([, file = '']) => file,
  );
  for (const [from, to] of [[node, '/nodejs/bin/node'] as const, ...libraries.map(file => [file, file] as const)]) {
    mkdirSync(path.join(at, 'base', path.dirname(to)), { recursive: true });
    copyFileSync(from, path.join(at, 'base', to));
  }
  writeFileSync(path.join(at, 'context/Dockerfile.base'), 'FROM scratch\nCOPY . /\n');
  run(
    'build',
    '--isolation',
    'chroot',
    '-t',
    'base',
    '-f',
    path.join(at, 'context/Dockerfile.base'),
    path.join(at, 'base'),
  );
  execFileSync(process.execPath, [path.join(root, 'gate.package.mjs'), path.join(at, 'context')], { stdio: 'pipe' });
  const build = ['build', '--isolation', 'chroot', '--pull=never', '--build-arg', 'BASE=localhost/base'];
  run(...build, '-t', 'acr-pull', '-f', definition, path.join(at, 'context'));
  // Its own defaults are more than a build machine may allow.
  const limits = ['--ulimit', 'nofile=1024:1024', '--ulimit', 'nproc=1024:1024'];
  const container = run('from', '--pull=never', ...limits, 'localhost/acr-pull');
  const { OCIv1 } = JSON.parse(run('inspect', container));
  assert.equal(OCIv1.config.User, '65532:65532');
  const check = [...OCIv1.config.Entrypoint, 'check', '--as', 'aks-yes', '--snapshot', 'access.json'];
  const shown = run(
    'run',
    '--isolation',
    'chroot',
    '-v',
    `${path.join(at, 'work')}:/work:ro`,
    container,
    '--',
    ...check,
  );
  assert.match(shown, /allowed +shop\.azurecr\.io\/a:1 → aks-yes/);
  run('rm', container);
});
