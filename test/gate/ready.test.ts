// Ready-made pieces for CI: scripts are bash, and every name that the pieces use is there. The action runs in action.test.ts.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { version } from '../../src/gate/terminal/terminal.ts';
import { folder, root } from './gate.ts';
import { hasBash } from './standInAz.ts';

const text = (file: string) => readFileSync(path.join(root, file), 'utf8');

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
  for (const file of ['ci/azure-pipelines-template.yml', '.pre-commit-hooks.yaml', 'docs/ci.md']) {
    const named = [...text(file).matchAll(/acr-pull-check@(\d[\w.]*)/g)].map(match => match[1]);
    assert.ok(named.length > 0, file);
    for (const each of named) assert.equal(each, version, file);
  }
  for (const [, block = ''] of text('docs/ci.md').matchAll(/```yaml\n([\s\S]*?)```/g)) parse(block);
});
