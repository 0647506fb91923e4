// The npm package: packed, installed into an empty folder without any dependency, and run there.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { version } from '../../src/gate/terminal/terminal.ts';
import { temporaryFolder } from '../temporary.ts';
import { folder, root } from './gate.ts';

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
