// The action, started as GitHub's runner starts it: the bundle with INPUT_* variables, in a repository that is not
// ours.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { argumentsFrom } from '../../src/gate/actionInputs.ts';
import { temporaryFolder } from '../temporary.ts';
import { folder, pod, root, snapshot } from './gate.ts';
import { manyFindings } from './manyFindings.ts';
import { runAction } from './runner.ts';

/** The action as a release has it, and nothing else of the project. */
const uses = temporaryFolder();
execFileSync(process.execPath, [path.join(root, 'action.package.mjs'), path.join(uses, 'action')]);
const action = path.join(uses, 'action');

function commit(cwd: string, message = 'x'): void {
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd, stdio: 'pipe' });
  if (!existsSync(path.join(cwd, '.git'))) git('init', '--quiet', '--initial-branch=main');
  git('add', '.');
  git('commit', '--quiet', `--message=${message}`);
}

const files = {
  'access.json': snapshot(),
  'a b/app.yaml': pod('shop.azurecr.io/app:1'),
  'c/web.yaml': pod('shop.azurecr.io/web:1'),
};

test('the action annotates, fills the summary, and hands on the exit code', t => {
  const workspace = folder(t, files);
  commit(workspace);
  const run = runAction(t, {
    uses: action,
    with: { paths: 'a b\n\nc\n', snapshot: 'access.json', target: 'aks-no' },
    workspace,
  });
  assert.equal(run.code, 2, run.notes);
  assert.match(
    run.log,
    /^::error title=acr-pull::Failed with exit code 2: 2 pulls are denied\.\n::error file=a b\/app\.yaml,line=6,/,
  );
  assert.equal(run.outputs, 'exit-code=2\n');
  assert.match(run.summary, /^### ❌ ACR Pull Check\n/);
  assert.match(run.summary, /\(2 images\)/);
  const other = runAction(t, {
    uses: action,
    with: { paths: 'c', snapshot: 'access.json', target: 'aks-no\naks-yes', summary: 'false', format: 'json' },
    workspace,
  });
  assert.deepEqual([other.code, other.summary], [2, '']);
  const { summary } = JSON.parse(other.log);
  assert.deepEqual([summary.images, summary.targets, summary.allowed, summary.denied], [1, 2, 1, 1]);
});

test('by default it checks the checkout as the config says; a change since a revision alone, with its report in a file', t => {
  const clusters =
    '/subscriptions/50b50000-0000-4000-8000-000000000001/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters';
  const config = `version: 1
snapshot: access.json
targets:
  - { name: aks-yes, kind: aks, id: ${clusters}/aks-yes, manifests: ['a b/**', 'c/**'] }
  - { name: aks-no, kind: aks, id: ${clusters}/aks-no, manifests: 'new.yaml' }
`;
  const workspace = folder(t, { ...files, '.acr-pull.yaml': config });
  commit(workspace);
  const all = runAction(t, { uses: action, with: {}, workspace });
  assert.deepEqual([all.code, all.outputs], [0, 'exit-code=0\n'], all.notes);
  assert.match(all.log, /^2 images, 1 target: 2 can pull/);
  writeFileSync(path.join(workspace, 'new.yaml'), pod('shop.azurecr.io/new:1'));
  commit(workspace, 'new');
  const changed = runAction(t, {
    uses: action,
    with: { since: 'HEAD~1', 'merge-base': 'true', format: 'sarif', output: 'acr-pull.sarif' },
    workspace,
  });
  assert.deepEqual([changed.code, changed.log, changed.outputs], [2, '', 'exit-code=2\n'], changed.notes);
  const [{ results }] = JSON.parse(readFileSync(path.join(workspace, 'acr-pull.sarif'), 'utf8')).runs;
  assert.equal(results.length, 1);
  assert.match(changed.summary, /^1 image\\, 1 target\\:/m);
});

test('a format that needs a grammar is read, as the files of the release have it', t => {
  const bicep = `resource app 'Microsoft.App/containerApps@2025-07-01' = {
  name: 'a'
  properties: { template: { containers: [ { image: 'shop.azurecr.io/app:1' } ] } }
}
`;
  const workspace = folder(t, { 'app.bicep': bicep });
  const run = runAction(t, { uses: action, with: { format: 'json', 'fail-on': 'never' }, workspace });
  assert.equal(JSON.parse(run.log).summary.images, 1, run.notes);
});

test('no input becomes an option or a command, and what is wrong is an error of the step', t => {
  const evil = ['--config=x', '$(touch pwned)', '; touch pwned', '`touch pwned`'];
  const workspace = folder(t, files);
  const run = runAction(t, { uses: action, with: { paths: evil.join('\n'), snapshot: 'access.json' }, workspace });
  assert.equal(run.code, 3);
  for (const name of evil) assert.ok(run.notes.includes(name), run.notes);
  assert.ok(!existsSync(path.join(workspace, 'pwned')));
  const unknown = runAction(t, { uses: action, with: { snapshot: 'access.json', target: 'nobody' }, workspace });
  assert.deepEqual([unknown.code, unknown.outputs], [1, 'exit-code=1\n']);
  assert.match(unknown.log, /^::error title=acr-pull::no target `nobody`/);
  const neither = runAction(t, { uses: action, with: { azure: 'yes' }, workspace });
  assert.equal(neither.code, 1);
  assert.match(neither.log, /^::error title=acr-pull::the input `azure` is true or false, and not `yes`\n$/);
});

test('of thousands of findings, the step shows ten errors and its summary is below 1 MiB', t => {
  const workspace = folder(t, manyFindings({ clusters: 60, registries: 50, imagesOfEach: 1 }));
  const { code, log, summary } = runAction(t, { uses: action, with: {}, workspace });
  assert.equal(code, 2);
  assert.equal(log.match(/^::error /gm)?.length, 10);
  assert.match(log, /^Not annotated: 2991 causes of 2991 pulls; the summary lists them$/m);
  assert.ok(Buffer.byteLength(summary) < 2 ** 20);
  assert.match(summary, /^… and \d+ more groups \(\d+ pulls\) that do not fit here/m);
});

test('inputs become arguments: a list has an entry a line, and options come last', () => {
  const env = {
    INPUT_PATHS: 'a b\r\n  c  \n\n',
    INPUT_SNAPSHOT: 'x.json\ny.json',
    INPUT_TARGET: '-t',
    INPUT_AZURE: 'FALSE',
    'INPUT_MERGE-BASE': 'true',
    'INPUT_REQUIRE-IMAGES': 'True',
    'INPUT_FAIL-ON': 'denied',
    INPUT_OPTIONS: '--strict\n--planned=off',
    INPUT_SUMMARY: 'true',
    INPUT_FORMAT: 'github',
    GITHUB_STEP_SUMMARY: '/tmp/s.md',
  };
  assert.deepEqual(argumentsFrom(env), [
    'check',
    '--format=github',
    '--fail-on=denied',
    '--snapshot=x.json',
    '--snapshot=y.json',
    '--target=-t',
    '--merge-base',
    '--require-images',
    '--summary=/tmp/s.md',
    '--strict',
    '--planned=off',
    '--',
    'a b',
    'c',
  ]);
});
