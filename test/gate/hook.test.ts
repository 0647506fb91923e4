// The hook for pre-commit, in a repository that is not ours: as pre-commit starts it, and by pre-commit where the
// machine has one.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { parse, stringify } from 'yaml';
import { temporaryFolder } from '../temporary.ts';
import { folderOfNpx, runScript } from './agent.ts';
import { folder, pod, root, snapshot } from './gate.ts';
import { hasBash } from './standInAz.ts';

const file = path.join(root, '.pre-commit-hooks.yaml');
const [hook] = parse(readFileSync(file, 'utf8'));
const hasPreCommit = spawnSync('pre-commit', ['--version']).status === 0;

const clusters =
  '/subscriptions/50b50000-0000-4000-8000-000000000001/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters';
const files = {
  '.acr-pull.yaml': `version: 1
snapshot: access.json
targets:
  - { name: aks-yes, kind: aks, id: ${clusters}/aks-yes, manifests: 'yes/**' }
  - { name: aks-no, kind: aks, id: ${clusters}/aks-no, manifests: 'no/**' }
`,
  'access.json': snapshot(),
  'yes/app.yaml': pod('shop.azurecr.io/app:1'),
  'no/app.yaml': pod('shop.azurecr.io/app:1'),
  'README.md': 'shop\n',
};

interface Repository {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** A repository with these files and without a commit. */
function repository(t: TestContext, more: Readonly<Record<string, string>> = {}): Repository {
  const cwd = folder(t, { ...files, ...more });
  const env = {
    PATH: `${folderOfNpx(t)}${path.delimiter}${process.env['PATH']}`,
    HOME: temporaryFolder(t),
    PRE_COMMIT_HOME: temporaryFolder(t),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 't',
    GIT_AUTHOR_EMAIL: 't@example.com',
    GIT_COMMITTER_NAME: 't',
    GIT_COMMITTER_EMAIL: 't@example.com',
    NO_COLOR: '1',
  };
  const made = { cwd, env };
  git(made, 'init', '--quiet', '--initial-branch=main');
  return made;
}

function git({ cwd, env }: Repository, ...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync('git', args, { cwd, env: { ...process.env, ...env }, encoding: 'utf8' });
  return { code: status, said: stdout + stderr };
}

function commitAll(repository: Repository, message = 'x'): void {
  git(repository, 'add', '--all');
  assert.equal(git(repository, 'commit', '--quiet', '--no-verify', `--message=${message}`).code, 0);
}

test('the hook asks pre-commit for every commit, and for no file names', () => {
  const { id, entry, always_run, pass_filenames, require_serial, language, ...rest } = hook;
  assert.deepEqual(
    { id, always_run, pass_filenames, require_serial, language },
    {
      id: 'acr-pull',
      always_run: true,
      pass_filenames: false,
      require_serial: true,
      language: 'system',
    },
  );
  assert.match(entry, / acr-pull check --hook --fail-on denied$/);
  for (const pattern of ['files', 'exclude', 'types', 'types_or']) assert.ok(!(pattern in rest), pattern);
  assert.deepEqual(rest.stages, ['pre-commit', 'pre-merge-commit', 'pre-push', 'manual']);
});

test('it checks all at first, then what is staged, and what is pushed since a revision', { skip: !hasBash }, t => {
  const own = repository(t);
  const run = (env: Readonly<Record<string, string>> = {}) => runScript(t, hook.entry, own.cwd, { env });
  git(own, 'add', '--all');
  assert.equal(run().code, 2, 'without HEAD, everything is new');
  commitAll(own);
  assert.equal(run().code, 2, 'where nothing is staged, as for --all-files, all is checked');
  writeFileSync(path.join(own.cwd, 'README.md'), 'a shop\n');
  git(own, 'add', '--all');
  const other = run();
  assert.equal(other.code, 0, other.stdout + other.stderr);
  commitAll(own, 'other');
  // what is on the disk and not staged is not in the commit
  writeFileSync(path.join(own.cwd, 'no/new.yaml'), pod('shop.azurecr.io/new:1'));
  writeFileSync(path.join(own.cwd, 'README.md'), 'the shop\n');
  git(own, 'add', 'README.md');
  assert.equal(run().code, 0);
  git(own, 'add', '--all');
  const added = run();
  assert.equal(added.code, 2);
  assert.match(added.stdout, /shop\.azurecr\.io\/new:1/);
  assert.doesNotMatch(added.stdout, /shop\.azurecr\.io\/app:1/);
  commitAll(own, 'new');
  const pushed = run({ PRE_COMMIT_FROM_REF: 'HEAD~1', PRE_COMMIT_TO_REF: 'HEAD' });
  assert.equal(pushed.code, 2);
  assert.match(pushed.stdout, /shop\.azurecr\.io\/new:1/);
  const before = run({ PRE_COMMIT_FROM_REF: 'HEAD~2', PRE_COMMIT_TO_REF: 'HEAD~1' });
  assert.equal(before.code, 0, 'what comes after the push is not pushed');
});

test('pre-commit runs it at commits, with --all-files, at deletions and at pushes', { skip: !hasPreCommit }, t => {
  // The repository of the hook, as a person names it by its address.
  const ours = repository(t);
  copyFileSync(file, path.join(ours.cwd, '.pre-commit-hooks.yaml'));
  commitAll(ours);
  const rev = git(ours, 'rev-parse', 'HEAD').said.trim();
  const config = stringify({ repos: [{ repo: ours.cwd, rev, hooks: [{ id: 'acr-pull' }] }] });
  // The default service account, whose pull secret may let aks-no pull. Without it, the pull is denied.
  const account =
    'apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: default, namespace: shop }\nimagePullSecrets: [{ name: shop-pull }]\n';
  const podIn = (namespace: string, name: string) =>
    pod(`shop.azurecr.io/${name}:1`).replace('name: p', `name: ${name}, namespace: ${namespace}`);
  const own = repository(t, {
    '.pre-commit-config.yaml': config,
    'no/app.yaml': podIn('shop', 'app'),
    'no/account.yaml': account,
  });
  const preCommit = (...args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync('pre-commit', args, {
      cwd: own.cwd,
      env: { ...process.env, ...own.env },
      encoding: 'utf8',
    });
    return { code: status, said: stdout + stderr };
  };
  const installed = preCommit('install', '--hook-type', 'pre-commit', '--hook-type', 'pre-push');
  assert.equal(installed.code, 0, installed.said);

  writeFileSync(path.join(own.cwd, 'no/bad.yaml'), podIn('other', 'bad'));
  git(own, 'add', '--all');
  const first = git(own, 'commit', '--message=first');
  assert.notEqual(first.code, 0, 'the first commit');
  assert.match(first.said, /can the images be pulled\?\.+Failed\n[\s\S]*exit code: 2[\s\S]*shop\.azurecr\.io\/bad:1/);
  rmSync(path.join(own.cwd, 'no/bad.yaml'));
  git(own, 'add', '--all');
  const good = git(own, 'commit', '--message=first');
  assert.equal(good.code, 0, good.said);
  assert.match(good.said, /can the images be pulled\?\.+Passed/);
  assert.equal(preCommit('run', '--all-files').code, 0);

  git(own, 'rm', '--quiet', 'no/account.yaml');
  const deleted = git(own, 'commit', '--message=deleted');
  assert.notEqual(deleted.code, 0, 'a deletion');
  assert.match(deleted.said, /exit code: 2[\s\S]*shop\.azurecr\.io\/app:1/);
  commitAll(own, 'deleted');
  const all = preCommit('run', '--all-files');
  assert.notEqual(all.code, 0, '--all-files');

  const remote = repository(t);
  git(remote, 'init', '--quiet', '--bare', 'remote.git');
  git(own, 'remote', 'add', 'origin', path.join(remote.cwd, 'remote.git'));
  assert.equal(git(own, 'push', '--quiet', '--no-verify', 'origin', 'HEAD~1:refs/heads/main').code, 0);
  git(own, 'fetch', '--quiet', 'origin');
  const pushed = git(own, 'push', 'origin', 'main');
  assert.notEqual(pushed.code, 0, 'a push');
  assert.match(pushed.said, /can the images be pulled\?\.+Failed\n[\s\S]*exit code: 2[\s\S]*shop\.azurecr\.io\/app:1/);
});
