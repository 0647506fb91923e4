// What is ready-made for CI: the action's script runs here as it stands, and every name that the pieces use is there.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { version } from '../../src/gate/terminal/terminal.ts';
import { folder, pod, root, snapshot } from './gate.ts';
import { hasBash } from './standInAz.ts';

const text = (file: string) => readFileSync(path.join(root, file), 'utf8');

test('the action checks with its inputs, annotates, and hands on the exit code', { skip: !hasBash }, t => {
  const at = folder(t, { 'a b/app.yaml': pod('shop.azurecr.io/app:1'), 'access.json': snapshot(), output: '' });
  execFileSync(process.execPath, [path.join(root, 'gate.package.mjs'), at], { stdio: 'pipe' });
  const tarball = readdirSync(at).find(name => name.endsWith('.tgz')) ?? '';
  const { inputs, runs } = parse(text('action.yml'));
  const [step] = runs.steps;
  const given: Readonly<Record<string, string>> = {
    paths: 'a b',
    snapshot: 'access.json',
    target: 'aks-no',
    package: path.join(at, tarball),
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

test('the template parses, and each of its scripts is bash', { skip: !hasBash }, t => {
  const at = folder(t, {});
  const { steps } = parse(text('ci/azure-pipelines-template.yml'));
  const scripts = steps
    .flatMap((branch: object) => Object.values(branch).flat())
    .map((step: { readonly bash?: string; readonly inputs?: { readonly inlineScript: string } }) =>
      String(step.bash ?? step.inputs?.inlineScript),
    );
  assert.equal(scripts.length, 2);
  for (const script of scripts) {
    writeFileSync(path.join(at, 'x.sh'), script);
    assert.equal(spawnSync('bash', ['-n', path.join(at, 'x.sh')]).status, 0, script);
  }
});

test('all of them name the package of this version', () => {
  for (const file of ['action.yml', 'ci/azure-pipelines-template.yml', '.pre-commit-hooks.yaml', 'docs/ci.md']) {
    const named = [...text(file).matchAll(/acr-pull-check@(\d[\w.]*)/g)].map(match => match[1]);
    assert.ok(named.length > 0, file);
    for (const each of named) assert.equal(each, version, file);
  }
  for (const [, block = ''] of text('docs/ci.md').matchAll(/```yaml\n([\s\S]*?)```/g)) parse(block);
});
