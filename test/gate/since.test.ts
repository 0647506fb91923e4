// Comparing with a revision of git: what is refused now and was not, whichever file made it so.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { folder, gate, pod, snapshot } from './gate.ts';

type Files = Readonly<Record<string, string>>;

const group = '/subscriptions/50b50000-0000-4000-8000-000000000001/resourceGroups/rg';
const idOf = (name: string) => `${group}/providers/Microsoft.ContainerService/managedClusters/${name}`;
const configOf = (...targets: readonly (readonly [name: string, cluster: string, glob: string])[]) =>
  `version: 1\nsnapshot: access.json\ntargets:\n${targets
    .map(([name, cluster, glob]) => `  - { name: ${name}, kind: aks, id: ${idOf(cluster)}, manifests: '${glob}' }\n`)
    .join('')}`;
const kustomization = (...lines: readonly string[]) => `${lines.join('\n')}\n`;

function git(cwd: string, ...args: readonly string[]): string {
  const as = ['-c', 'user.name=t', '-c', 'user.email=t@example.com'];
  return execFileSync('git', [...as, ...args], { cwd, stdio: 'pipe', encoding: 'utf8' });
}

/** A repository with these files committed. */
function repository(t: TestContext, files: Files): string {
  const cwd = folder(t, files);
  git(cwd, 'init', '--quiet', '--initial-branch=main');
  git(cwd, 'add', '.');
  git(cwd, 'commit', '--quiet', '--message=one');
  return cwd;
}

function write(cwd: string, files: Files): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(cwd, name)), { recursive: true });
    writeFileSync(path.join(cwd, name), text);
  }
}

interface Reported {
  readonly reference: { readonly file: string; readonly image: string };
  readonly target: { readonly name: string } | null;
  readonly outcome: string;
}

async function checked(cwd: string, ...args: readonly string[]) {
  const run = await gate(['check', ...args, '--format', 'json'], { cwd });
  assert.notEqual(run.code, 1, run.stderr);
  const { findings, summary } = JSON.parse(run.stdout);
  const rows: readonly string[] = findings.map(
    ({ reference: { file, image }, target, outcome }: Reported) =>
      `${file} ${image} → ${target?.name ?? 'none'}: ${outcome}`,
  );
  return { ...run, rows: rows.toSorted(), summary };
}

const since = (cwd: string, ...args: readonly string[]) => checked(cwd, '--since', 'HEAD', ...args);

const app = {
  '.acr-pull.yaml': configOf(['yes', 'aks-yes', 'yes/**'], ['no', 'aks-no', 'no/**']),
  'access.json': snapshot(),
};
test('a deletion is seen: a pod that pulled with the secret of an account that is gone', async t => {
  const secret = `apiVersion: v1\nkind: Secret\nmetadata: { name: pull }\ntype: kubernetes.io/dockerconfigjson\nstringData:\n  .dockerconfigjson: '{"auths":{"shop.azurecr.io":{"username":"someone","password":"x"}}}'\n`;
  const account =
    'apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: default }\nimagePullSecrets: [{ name: pull }]\n';
  const files = { 'no/pod.yaml': pod('shop.azurecr.io/till:1'), 'no/sa.yaml': account, 'no/secret.yaml': secret };
  const cwd = repository(t, { ...app, ...files });
  assert.deepEqual((await since(cwd)).rows, []);
  git(cwd, 'rm', '--quiet', 'no/sa.yaml');
  const { code, rows } = await since(cwd);
  assert.deepEqual([code, rows], [2, ['no/pod.yaml shop.azurecr.io/till:1 → no: denied']]);
  // committed, as on a branch
  git(cwd, 'commit', '--quiet', '--message=two');
  assert.deepEqual((await checked(cwd, '--since', 'HEAD~1')).rows, rows);
  assert.deepEqual((await since(cwd)).rows, []);
});

test('a pull is compared with itself: an edit of dev reports nothing that stage did not know before', async t => {
  const image = 'shop.azurecr.io/app';
  const overlay = (tag: string) =>
    kustomization('resources: [../base]', `images: [{ name: ${image}, newTag: "${tag}" }]`);
  const files = {
    ...app,
    '.acr-pull.yaml': configOf(['dev', 'aks-yes', '{dev,base}/**'], ['stage', 'aks-no', 'stage/**']),
    'base/kustomization.yaml': 'resources: [pod.yaml]\n',
    'base/pod.yaml': pod(`${image}:1`),
    'dev/kustomization.yaml': overlay('1'),
    'stage/kustomization.yaml': overlay('1'),
  };
  const cwd = repository(t, files);
  assert.deepEqual((await checked(cwd)).summary.denied, 1);
  // a new tag in dev, a comment in the base that both use, a line above in stage: stage was denied before
  write(cwd, {
    'dev/kustomization.yaml': overlay('2'),
    'base/pod.yaml': `# shared\n${files['base/pod.yaml']}`,
    'stage/kustomization.yaml': `# ours\n${overlay('2')}`,
  });
  const same = await since(cwd);
  assert.deepEqual([same.rows, same.code], [[], 0]);
  assert.match(same.stderr, /^acr-pull: 2 pulls are no worse than at HEAD, and not reported$/m);
  // a second container in the base: new in both, refused in one
  write(cwd, { 'base/pod.yaml': pod(`${image}:1`, 'shop.azurecr.io/side:1') });
  assert.deepEqual((await since(cwd)).rows, [
    'base/pod.yaml shop.azurecr.io/side:1 → dev: allowed',
    'base/pod.yaml shop.azurecr.io/side:1 → stage: denied',
  ]);
});

test('one object that pulls an image once more than before has one new pull', async t => {
  const cwd = repository(t, { ...app, 'no/app.yaml': pod('shop.azurecr.io/app:1') });
  write(cwd, { 'no/app.yaml': pod('nginx', 'shop.azurecr.io/app:1', 'shop.azurecr.io/app:1') });
  assert.deepEqual((await since(cwd)).rows, ['no/app.yaml shop.azurecr.io/app:1 → no: denied']);
  write(cwd, { 'no/app.yaml': pod('nginx', 'shop.azurecr.io/app:1') });
  assert.deepEqual((await since(cwd)).rows, [], 'another place in the list');
});

test('where it goes, the config and the snapshot count: what they let fail is reported, and no more', async t => {
  const files = { ...app, 'yes/a.yaml': pod('shop.azurecr.io/a:1'), 'no/b.yaml': pod('shop.azurecr.io/b:1') };
  const cwd = repository(t, files);
  write(cwd, { '.acr-pull.yaml': configOf(['yes', 'aks-no', 'yes/**'], ['no', 'aks-no', 'no/**']) });
  assert.deepEqual((await since(cwd)).rows, ['yes/a.yaml shop.azurecr.io/a:1 → yes: denied'], 'another cluster');
  write(cwd, { '.acr-pull.yaml': `${app['.acr-pull.yaml']}# a comment\n` });
  assert.deepEqual((await since(cwd)).rows, []);
  write(cwd, { ...app, 'access.json': snapshot({ roleAssignments: [] }) });
  assert.deepEqual((await since(cwd)).rows, ['yes/a.yaml shop.azurecr.io/a:1 → yes: denied'], 'a role is gone');
  const allowing = app['.acr-pull.yaml'].replace("'no/**' }", "'no/**', fail: never }");
  write(cwd, { ...app, '.acr-pull.yaml': allowing });
  git(cwd, 'commit', '--quiet', '--all', '--message=two');
  write(cwd, app);
  assert.deepEqual((await since(cwd)).rows, ['no/b.yaml shop.azurecr.io/b:1 → no: denied'], 'it fails the gate now');
});

test('a rule that is removed uncovers what it hid', async t => {
  const rule = 'ignore: [{ target: no, reason: until May }]\n';
  const cwd = repository(t, {
    ...app,
    '.acr-pull.yaml': app['.acr-pull.yaml'] + rule,
    'no/b.yaml': pod('shop.azurecr.io/b:1'),
  });
  assert.deepEqual((await since(cwd)).rows, []);
  write(cwd, app);
  assert.deepEqual((await since(cwd)).rows, ['no/b.yaml shop.azurecr.io/b:1 → no: denied']);
});

test('a snapshot that git does not track is the same before and now', async t => {
  const cwd = repository(t, { ...app, '.gitignore': 'access.json\n', 'no/b.yaml': pod('shop.azurecr.io/b:1') });
  git(cwd, 'rm', '--quiet', '--cached', 'access.json', '--ignore-unmatch');
  write(cwd, { 'no/c.yaml': pod('shop.azurecr.io/c:1') });
  assert.deepEqual((await since(cwd)).rows, ['no/c.yaml shop.azurecr.io/c:1 → no: denied']);
});

test('a role in infrastructure code that is removed refuses the pull', async t => {
  const template = (resources: string) => `
resource registry 'Microsoft.ContainerRegistry/registries@2023-07-01' = {
  name: 'shopplan'
  location: 'westeurope'
  sku: { name: 'Basic' }
}
resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: 'puller'
  location: 'westeurope'
}
resource app 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'till'
  location: 'westeurope'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '\${identity.id}': {} } }
  properties: {
    configuration: { registries: [{ server: registry.properties.loginServer, identity: identity.id }] }
    template: { containers: [{ name: 'till', image: '\${registry.properties.loginServer}/till:1' }] }
  }
}
${resources}`;
  const grant = `resource pull 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(registry.id, identity.id, 'pull')
  scope: registry
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '7f951dda-4ed3-4680-a7ca-43fe172d538d')
  }
}
`;
  const cwd = repository(t, { 'main.bicep': template(grant) });
  assert.equal((await checked(cwd)).summary.onceDeployed, 1);
  assert.deepEqual((await since(cwd)).rows, []);
  write(cwd, { 'main.bicep': template('') });
  const { rows } = await since(cwd);
  assert.equal(rows.length, 1, 'unknown now, and allowed once deployed before');
});

test('a base that is deleted is a gap that was not there before, though its user did not change', async t => {
  const cwd = repository(t, {
    ...app,
    'yes/kustomization.yaml': 'resources: [app.yaml]\n',
    'yes/app.yaml': pod('shop.azurecr.io/app:1'),
    'other/kustomization.yaml': 'resources: [gone.yaml]\n',
  });
  assert.equal((await since(cwd)).code, 0, 'a gap that was there before is none of this change');
  git(cwd, 'rm', '--quiet', 'yes/app.yaml');
  const { code, summary } = await since(cwd);
  assert.deepEqual([code, summary.unread], [3, ['yes/kustomization.yaml']]);
  write(cwd, { 'other/kustomization.yaml': 'resources: [gone.yaml]\n# edited\n' });
  assert.deepEqual((await since(cwd)).summary.unread, ['other/kustomization.yaml', 'yes/kustomization.yaml']);
});

test('paths and targets narrow what is reported', async t => {
  const cwd = repository(t, app);
  write(cwd, { 'yes/a.yaml': pod('shop.azurecr.io/a:1'), 'no/b.yaml': pod('shop.azurecr.io/b:1') });
  assert.deepEqual((await since(cwd, 'no')).rows, ['no/b.yaml shop.azurecr.io/b:1 → no: denied']);
  assert.deepEqual((await since(cwd, '--target', 'yes')).rows, ['yes/a.yaml shop.azurecr.io/a:1 → yes: allowed']);
  const below = await checked(path.join(cwd, 'no'), '--since', 'HEAD');
  assert.deepEqual(below.rows, ['b.yaml shop.azurecr.io/b:1 → no: denied']);
});

test('a former config that cannot be used leaves everything new, and is said', async t => {
  const cwd = repository(t, {
    ...app,
    '.acr-pull.yaml': 'version: 1\ntargets: 7\n',
    'no/b.yaml': pod('shop.azurecr.io/b:1'),
  });
  write(cwd, app);
  const { rows, stderr } = await since(cwd);
  assert.deepEqual(rows, ['no/b.yaml shop.azurecr.io/b:1 → no: denied']);
  assert.match(stderr, /the former state can't be judged, so that everything is new/);
});

test('--merge-base leaves out what the other branch has done since', async t => {
  const cwd = repository(t, { ...app, 'no/old.yaml': pod('shop.azurecr.io/old:1') });
  git(cwd, 'switch', '--quiet', '--create', 'topic');
  write(cwd, { 'no/new.yaml': pod('shop.azurecr.io/new:1') });
  git(cwd, 'add', '.');
  git(cwd, 'commit', '--quiet', '--message=new');
  git(cwd, 'switch', '--quiet', 'main');
  git(cwd, 'rm', '--quiet', 'no/old.yaml');
  git(cwd, 'commit', '--quiet', '--message=removed');
  git(cwd, 'switch', '--quiet', 'topic');
  const plain = await checked(cwd, '--since', 'main');
  assert.equal(plain.rows.length, 2, 'main has no `old` any more');
  assert.deepEqual((await checked(cwd, '--since', 'main', '--merge-base')).rows, [
    'no/new.yaml shop.azurecr.io/new:1 → no: denied',
  ]);
  git(cwd, 'switch', '--quiet', '--orphan', 'alone');
  git(cwd, 'commit', '--quiet', '--allow-empty', '--message=alone');
  const alone = await gate(['check', '--since', 'main', '--merge-base'], { cwd });
  assert.equal(alone.code, 1);
  assert.match(alone.stderr, /`main` and what is checked have no commit in common here; fetch it, or name another/);
  assert.match((await gate(['check', '--merge-base'], { cwd })).stderr, /--merge-base needs --since/);
});

test('--staged checks what is staged, and not the working folder', async t => {
  const cwd = repository(t, { ...app, 'no/a.yaml': pod('nginx') });
  write(cwd, { 'no/a.yaml': pod('shop.azurecr.io/a:1'), 'no/untracked.yaml': pod('shop.azurecr.io/u:1') });
  assert.deepEqual((await checked(cwd, '--staged')).rows, [], 'nothing is staged');
  git(cwd, 'add', 'no/a.yaml');
  write(cwd, { 'no/a.yaml': pod('nginx') });
  const { code, rows } = await checked(cwd, '--staged');
  assert.deepEqual([code, rows], [2, ['no/a.yaml shop.azurecr.io/a:1 → no: denied']]);
  git(cwd, 'rm', '--quiet', '--force', 'no/a.yaml');
  write(cwd, { 'no/a.yaml': pod('shop.azurecr.io/a:1') });
  assert.deepEqual((await checked(cwd, '--staged')).rows, [], 'it is in the folder, and deleted in the index');
});

test('a repository without a commit has everything new, staged or not', async t => {
  const cwd = folder(t, { ...app, 'no/a.yaml': pod('shop.azurecr.io/a:1') });
  git(cwd, 'init', '--quiet');
  const row = 'no/a.yaml shop.azurecr.io/a:1 → no: denied';
  assert.deepEqual((await since(cwd)).rows, [row]);
  const { stderr } = await gate(['check', '--since', 'HEAD'], { cwd });
  assert.match(stderr, /this repository has no commit yet, so that everything is new/);
  assert.deepEqual((await checked(cwd, '--staged')).rows, [], 'nothing is staged yet');
  git(cwd, 'add', '.');
  assert.deepEqual((await checked(cwd, '--staged')).rows, [row]);
  assert.deepEqual((await checked(cwd, '--hook')).rows, [row]);
});

test('a HEAD whose commit is not in the repository is refused, and is no beginning', async t => {
  const cwd = repository(t, { ...app, 'no/a.yaml': pod('shop.azurecr.io/a:1') });
  writeFileSync(path.join(cwd, '.git/HEAD'), `${'1'.repeat(40)}\n`);
  for (const options of [['--since', 'HEAD'], ['--staged'], ['--hook']]) {
    const { code, stderr } = await gate(['check', ...options], { cwd });
    assert.equal(code, 1);
    assert.match(stderr, /git can't list the changes: the commit of `HEAD` is not here; fetch it, or name another/);
  }
});

test('--hook checks what is staged; all of it where nothing is; and what is pushed', async t => {
  const cwd = repository(t, { ...app, 'no/old.yaml': pod('shop.azurecr.io/old:1') });
  const [old, fresh] = ['old', 'new'].map(name => `no/${name}.yaml shop.azurecr.io/${name}:1 → no: denied`);
  assert.deepEqual((await checked(cwd, '--hook')).rows, [old], 'as with --all-files');
  write(cwd, { 'no/new.yaml': pod('shop.azurecr.io/new:1') });
  git(cwd, 'add', '.');
  assert.deepEqual((await checked(cwd, '--hook')).rows, [fresh]);
  git(cwd, 'commit', '--quiet', '--message=two');
  // what is pushed is the commit, whatever lies in the folder now
  rmSync(path.join(cwd, 'no/new.yaml'));
  const [from, to] = ['HEAD~1', 'HEAD'].map(revision => git(cwd, 'rev-parse', revision).trim());
  const env = { PRE_COMMIT_FROM_REF: from ?? '', PRE_COMMIT_TO_REF: to ?? '' };
  const { code, stdout } = await gate(['check', '--hook', '--format', 'json'], { cwd, env });
  const { findings }: { readonly findings: readonly Reported[] } = JSON.parse(stdout);
  assert.deepEqual([code, findings.map(({ reference }) => reference.file)], [2, ['no/new.yaml']]);
  assert.equal((await gate(['check', '--hook', '--since', 'HEAD'], { cwd })).code, 1);
});

test('a hook of `git commit --all` reads the index of that commit', { skip: process.platform === 'win32' }, async t => {
  const cwd = repository(t, { ...app, 'no/a.yaml': pod('nginx') });
  const hook = path.join(cwd, '.git/hooks/pre-commit');
  const { program } = await import('./gate.ts');
  writeFileSync(hook, `#!/bin/sh\nexec "${process.execPath}" "${program}" check --hook\n`, { mode: 0o755 });
  write(cwd, { 'no/a.yaml': pod('shop.azurecr.io/a:1') });
  assert.throws(() => git(cwd, 'commit', '--quiet', '--all', '--message=refused'), /no\/a\.yaml/);
  write(cwd, { 'no/a.yaml': pod('nginx:2') });
  git(cwd, 'commit', '--quiet', '--all', '--message=fine');
});

test('links in what git holds are followed within the repository', { skip: process.platform === 'win32' }, async t => {
  const cwd = folder(t, { ...app, 'shared/app.yaml': pod('shop.azurecr.io/app:1'), 'no/.keep': '' });
  symlinkSync('../shared/app.yaml', path.join(cwd, 'no/app.yaml'));
  symlinkSync('..', path.join(cwd, 'no/up'));
  git(cwd, 'init', '--quiet');
  git(cwd, 'add', '.');
  git(cwd, 'commit', '--quiet', '--message=one');
  assert.deepEqual((await since(cwd)).rows, []);
  write(cwd, { 'shared/app.yaml': pod('shop.azurecr.io/other:1') });
  git(cwd, 'add', '.');
  const [disk, staged] = [await since(cwd), await checked(cwd, '--staged')];
  assert.deepEqual(staged.rows, disk.rows);
  assert.ok(staged.rows.length > 0);
});
