// The npm package: packed, installed into an empty folder without any dependency, and run there; and by the action.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { version } from '../../src/gate/terminal/terminal.ts';
import { temporaryFolder } from '../temporary.ts';
import { folder, pod, root, snapshot } from './gate.ts';
import { hasBash } from './standInAz.ts';

const packed = temporaryFolder();
execFileSync(process.execPath, [path.join(root, 'gate.package.mjs'), packed], { stdio: 'pipe' });
const tarball = path.join(packed, readdirSync(packed).find(name => name.endsWith('.tgz')) ?? '');

test('the packed gate installs alone and runs: version, samples, and a format that needs a grammar', t => {
  const at = folder(t, {
    'package.json': '{ "private": true }',
    'app.bicep': `resource app 'Microsoft.App/containerApps@2025-07-01' = {
  name: 'a'
  properties: { template: { containers: [ { image: 'shop.azurecr.io/app:1' } ] } }
}
`,
  });
  const npm = spawnSync('npm', ['install', '--offline', '--no-audit', '--no-fund', tarball], {
    cwd: at,
    encoding: 'utf8',
  });
  assert.equal(npm.status, 0, npm.stderr);
  const installed = readdirSync(path.join(at, 'node_modules')).filter(name => !name.startsWith('.'));
  assert.deepEqual(installed, ['acr-pull-check']);
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

test('the action checks with its inputs, annotates, and hands on the exit code', { skip: !hasBash }, t => {
  const at = folder(t, { 'a b/app.yaml': pod('shop.azurecr.io/app:1'), 'access.json': snapshot(), output: '' });
  const { inputs, runs } = parse(readFileSync(path.join(root, 'action.yml'), 'utf8'));
  const [step] = runs.steps;
  const given: Readonly<Record<string, string>> = {
    paths: 'a b',
    snapshot: 'access.json',
    target: 'aks-no',
    package: tarball,
  };
  const settled = (expression: string) => {
    const name = /^\$\{\{ inputs\.([a-z-]+) \}\}$/.exec(expression)?.[1] ?? '';
    assert.ok(name in inputs, expression);
    return given[name] ?? String(inputs[name].default);
  };
  const env = Object.fromEntries(Object.entries<string>(step.env).map(([name, value]) => [name, settled(value)]));
  const run = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run], {
    cwd: at,
    env: { ...process.env, ...env, GITHUB_OUTPUT: path.join(at, 'output'), npm_config_offline: 'true' },
    encoding: 'utf8',
  });
  assert.equal(run.status, 2, run.stderr);
  assert.match(run.stdout, /^::error file=a b\/app\.yaml,line=6,/);
  assert.equal(readFileSync(path.join(at, 'output'), 'utf8'), 'exit-code=2\n');
});
