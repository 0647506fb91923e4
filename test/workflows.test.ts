// The workflows of the repository: valid by a checker for GitHub's workflows. Their scripts are bash, and what they call exists.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { validateAction, validateWorkflow } from '@action-validator/core';
import { parse } from 'yaml';
import { hasBash } from './gate/standInAz.ts';

const root = path.resolve(import.meta.dirname, '..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const files = globSync('.github/workflows/*.yml', { cwd: root });

interface Step {
  readonly run?: string;
  readonly uses?: string;
}

const stepsOf = (file: string): readonly Step[] =>
  Object.values<{ readonly steps: readonly Step[] }>(parse(read(file)).jobs).flatMap(({ steps }) => steps);

/** The schema of the checker is older than Node 24 on runners. */
const action = read('action.yml').replace('using: node24', 'using: node20');

test('the checker finds no fault in workflows and action, and finds one in a broken workflow and action', () => {
  assert.ok(files.length >= 2);
  for (const file of files) assert.deepEqual(validateWorkflow(read(file)).errors, [], file);
  assert.notEqual(action, read('action.yml'));
  assert.deepEqual(validateAction(action).errors, []);
  assert.ok(validateAction(action.replace('main:', 'mein:')).errors.length > 0);
  assert.ok(validateWorkflow(read(files[0] ?? '').replace('runs-on:', 'runs-in:')).errors.length > 0);
});

test('each script is bash, and calls scripts that package.json has', { skip: !hasBash }, () => {
  const { scripts, engines, devDependencies } = JSON.parse(read('package.json'));
  for (const { run } of files.flatMap(stepsOf)) {
    if (run === undefined) continue;
    const plain = run.replaceAll(/\$\{\{[^}]*\}\}/g, 'x');
    assert.equal(spawnSync('bash', ['-n'], { input: plain }).status, 0, run);
    for (const [, script = ''] of run.matchAll(/npm run ([\w:]+)/g)) assert.ok(script in scripts, script);
  }
  const ci = parse(read('.github/workflows/ci.yml'));
  assert.equal(`^${ci.jobs.desktop.strategy.matrix.version[0]}`, engines.vscode, 'the oldest VS Code that is admitted');
  const [, vsce] = /@vscode\/vsce@(\S+)/.exec(read('.github/workflows/release.yml')) ?? [];
  assert.equal(vsce, devDependencies['@vscode/vsce']);
});

test('no text of an event or of a pull request is put into a script', () => {
  for (const { run } of files.flatMap(stepsOf))
    assert.doesNotMatch(run ?? '', /\$\{\{\s*(?:github\.(?:event|head_ref)|inputs)/);
});

test('issue forms have what GitHub asks of them', () => {
  const forms = globSync('.github/ISSUE_TEMPLATE/*.yml', { cwd: root }).filter(file => !file.endsWith('config.yml'));
  assert.equal(forms.length, 3);
  for (const file of forms) {
    const { name, description, body } = parse(read(file));
    assert.ok(name && description, file);
    const ids = body.flatMap(({ id }: { readonly id?: string }) => id ?? []);
    assert.equal(new Set(ids).size, ids.length, file);
    for (const { type, attributes } of body) {
      assert.match(type, /^(?:markdown|textarea|input|dropdown|checkboxes)$/);
      assert.ok(type === 'markdown' ? attributes.value : attributes.label, file);
    }
  }
  assert.ok(existsSync(path.join(root, 'SECURITY.md')));
});
