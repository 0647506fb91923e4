// The npm package: packed, installed into an empty folder without any dependency, and run there.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { version } from '../../src/gate/terminal/terminal.ts';
import { temporaryFolder } from '../temporary.ts';
import { folder, root } from './gate.ts';

const packed = temporaryFolder();
execFileSync(process.execPath, [path.join(root, 'gate.package.mjs'), packed], { stdio: 'pipe' });
const tarball = path.join(packed, readdirSync(packed).find(name => name.endsWith('.tgz')) ?? '');

/** The folder of a project with the package installed. */
function installed(t: TestContext, files: Readonly<Record<string, string>> = {}): string {
  const at = folder(t, { 'package.json': '{ "private": true }', ...files });
  const npm = spawnSync('npm', ['install', '--offline', '--no-audit', '--no-fund', tarball], {
    cwd: at,
    encoding: 'utf8',
  });
  assert.equal(npm.status, 0, npm.stderr);
  return at;
}

test('the packed gate installs alone and runs: version, samples, and a format that needs a grammar', t => {
  const at = installed(t, {
    'app.bicep': `resource app 'Microsoft.App/containerApps@2025-07-01' = {
  name: 'a'
  properties: { template: { containers: [ { image: 'shop.azurecr.io/app:1' } ] } }
}
`,
  });
  const packages = readdirSync(path.join(at, 'node_modules')).filter(name => !name.startsWith('.'));
  assert.deepEqual(packages, ['acr-pull-check']);
  const files = readdirSync(path.join(at, 'node_modules/acr-pull-check'), { recursive: true }).map(String);
  assert.ok(!files.some(name => /extension|media|samples|node_modules/.test(name)), files.join());

  // Its pages are complete: each link of one to another leads to a file of the package.
  const pages = files.filter(file => file.endsWith('.md'));
  for (const page of pages) {
    const text = readFileSync(path.join(at, 'node_modules/acr-pull-check', page), 'utf8');
    for (const [, link = ''] of text.matchAll(/\]\((?!https?:|#)([^)#\s]+)[^)]*\)/g))
      assert.ok(files.includes(path.join(path.dirname(page), link).replace(/\/$/, '')), `${page}: ${link}`);
  }
  assert.ok(files.includes(path.join('dist', 'THIRD-PARTY-NOTICES.txt')));

  const run = (...args: readonly string[]) =>
    spawnSync(process.execPath, [path.join(at, 'node_modules/.bin/acr-pull'), ...args], { cwd: at, encoding: 'utf8' });
  assert.equal(run('--version').stdout, `${version}\n`);
  const checked = run('check', path.join(root, 'samples/deploy/eu'), '--format', 'json');
  assert.equal(checked.status, 2, checked.stderr);
  assert.equal(JSON.parse(checked.stdout).summary.denied, 2);
  const scanned = run('scan', 'app.bicep', '--format', 'json');
  assert.equal(JSON.parse(scanned.stdout).references.length, 1, scanned.stderr);
});

// https://kubernetes.io/docs/tasks/extend-kubectl/kubectl-plugins/#names-with-dashes-and-underscores
const kubectlName = (plugin: string) => `kubectl-${plugin.replaceAll('-', '_')}`;
const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0;

test('the package is a plugin of kubectl, and npx runs it by the name of the package', t => {
  const at = installed(t);
  const bins = path.join(at, 'node_modules/.bin');
  const plugin = spawnSync(path.join(bins, kubectlName('acr-pull')), ['--version'], { encoding: 'utf8' });
  assert.equal(plugin.stdout, `${version}\n`, plugin.stderr);
  const npx = spawnSync('npx', ['--offline', 'acr-pull-check', '--version'], { cwd: at, encoding: 'utf8' });
  assert.equal(npx.stdout, `${version}\n`, npx.stderr);
});

test('kubectl finds the plugin', { skip: !hasKubectl }, t => {
  const bins = path.join(installed(t), 'node_modules/.bin');
  const env = { ...process.env, PATH: `${bins}${path.delimiter}${process.env['PATH']}` };
  const run = spawnSync('kubectl', ['acr-pull', 'check', path.join(root, 'samples/deploy/eu'), '--format', 'json'], {
    env,
    encoding: 'utf8',
  });
  assert.equal(run.status, 2, run.stderr);
  assert.equal(JSON.parse(run.stdout).summary.denied, 2);
});
