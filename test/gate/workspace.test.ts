// Paths narrow what the gate reports, not what it reads. And nothing is left out in silence.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import type { CheckReport } from '../../src/gate/report/checkReport.ts';
import { folder, gate, pod, snapshot } from './gate.ts';

type Tree = Readonly<Record<string, string>>;

async function check(cwd: string, ...args: readonly string[]) {
  const run = await gate(['check', '--snapshot', path.join(cwd, 'access.json'), '--format', 'json', ...args], { cwd });
  const report: CheckReport = JSON.parse(run.stdout);
  const findings = report.findings.map(
    ({ reference: { file, registry, repository, tag }, target, outcome, cause }) =>
      `${file} ${registry}/${repository}:${tag} → ${target?.name}: ${outcome} ${cause}`,
  );
  return { ...run, findings };
}

const group = '/subscriptions/50b50000-0000-4000-8000-000000000001/resourceGroups/rg';
const idOf = (name: string) => `${group}/providers/Microsoft.ContainerService/managedClusters/${name}`;
const config = (name: string) => `version: 1\ntargets: [{ name: ${name}, kind: aks, id: ${idOf(name)} }]\n`;

const deployment = (image: string) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web }\nspec:\n  template:\n    spec:\n      imagePullSecrets: [{ name: pull }]\n      containers: [{ name: web, image: ${image} }]\n`;
// A password that the pods of the base pull with, so that a cluster without a role may not matter.
const secret = `apiVersion: v1\nkind: Secret\nmetadata: { name: pull }\ntype: kubernetes.io/dockerconfigjson\nstringData:\n  .dockerconfigjson: '{"auths":{"shop.azurecr.io":{"username":"someone","password":"x"}}}'\n`;
const overlaid: Tree = {
  'access.json': snapshot(),
  'base/kustomization.yaml': 'resources: [web.yaml, secret.yaml]\n',
  'base/web.yaml': deployment('web'),
  'base/secret.yaml': secret,
  'overlays/prod/kustomization.yaml':
    'resources: [../../base]\nimages: [{ name: web, newName: shop.azurecr.io/web, newTag: "1" }]\n',
};

for (const [how, files, args] of [
  ['without a config', overlaid, ['--target', 'aks-no']],
  ['with a config', { ...overlaid, '.acr-pull.yaml': config('aks-no') }, []],
] as const) {
  test(`an overlay checked alone is judged with its base, which lies outside of the path, ${how}`, async t => {
    const cwd = folder(t, files);
    const alone = await check(cwd, 'overlays/prod', ...args);
    const whole = await check(cwd, ...args);
    assert.ok(alone.findings.length > 0, alone.stderr);
    assert.deepEqual(alone.findings.toSorted(), whole.findings.toSorted());
    assert.equal(alone.code, whole.code);
  });
}

test('an overlay that renames nothing is checked for what it deploys', async t => {
  const files = { ...overlaid, 'base/web.yaml': deployment('shop.azurecr.io/web:1') };
  const cwd = folder(t, { ...files, 'overlays/prod/kustomization.yaml': 'resources: [../../base]\n' });
  const { findings } = await check(cwd, 'overlays/prod', '--target', 'aks-no');
  assert.equal(findings.length, 1);
  assert.match(findings[0] ?? '', /^base\/web\.yaml shop\.azurecr\.io\/web:1 → aks-no/);
});

test('a base of which a part could not be read makes no green gate of its overlay', async t => {
  const base = 'base/web.json';
  const broken = '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"containers":[{"image":"nginx"}';
  const cwd = folder(t, {
    'access.json': snapshot(),
    'base/kustomization.yaml': 'resources: [web.json]\n',
    [base]: broken,
    'overlays/prod/kustomization.yaml': 'resources: [../../base]\n',
  });
  const { code, stderr } = await check(cwd, 'overlays/prod');
  assert.match(stderr, /^acr-pull: base\/web\.json:1:\d+: /m);
  assert.equal(code, 3);
});

test('one values file of a chart is read with its chart', async t => {
  const cwd = folder(t, {
    'access.json': snapshot(),
    'till/Chart.yaml': 'apiVersion: v2\nname: till\nversion: 1.0.0\n',
    'till/values.yaml': 'registry: docker.io\ntag: "1"\n',
    'till/values-prod.yaml': 'registry: shop.azurecr.io\n',
    'till/templates/pod.yaml':
      'apiVersion: v1\nkind: Pod\nmetadata: { name: till }\nspec:\n  containers:\n    - image: {{ .Values.registry }}/till:{{ .Values.tag }}\n',
  });
  const alone = await check(cwd, 'till/values-prod.yaml', '--target', 'aks-no');
  assert.deepEqual(alone.findings, ['till/values-prod.yaml shop.azurecr.io/till:1 → aks-no: denied not-attached']);
});

test('a folder of a monorepo is checked by the config in it, from wherever', async t => {
  const cwd = folder(t, {
    'access.json': snapshot(),
    'a/.acr-pull.yaml': config('aks-yes'),
    'a/deploy/web.yaml': pod('shop.azurecr.io/web:1'),
    'b/.acr-pull.yaml': config('aks-no'),
    'b/deploy/web.yaml': pod('shop.azurecr.io/web:1'),
  });
  assert.match((await check(cwd, 'a')).findings.join(), /^a\/deploy\/web\.yaml .* → aks-yes: allowed null$/);
  assert.match((await check(cwd, 'b/deploy')).findings.join(), /^b\/deploy\/web\.yaml .* → aks-no: denied/);
  assert.equal((await check(cwd, 'a', 'b')).findings.length, 2);
});

function git(cwd: string, ...args: readonly string[]): void {
  const as = ['-c', 'user.name=nobody', '-c', 'user.email=nobody@example.com'];
  execFileSync('git', [...as, ...args], { cwd, stdio: 'pipe' });
}

const manifest = pod('nginx');
const ignoring: Tree = {
  '.gitignore': 'kustomize/\nout/\n*.local.yaml\n',
  'app.yaml': manifest,
  'kustomize/base/web.yaml': manifest,
  'kustomize/notes.yaml': manifest,
  'secret.local.yaml': manifest,
  'out/x.yaml': manifest,
  'node_modules/chart/x.yaml': manifest,
};

async function scanned(cwd: string, ...args: readonly string[]): Promise<readonly string[]> {
  const { stdout, stderr } = await gate(['scan', '--format', 'json', ...args], { cwd });
  assert.ok(stdout !== '', stderr);
  const report: { readonly references: readonly { readonly file: string }[] } = JSON.parse(stdout);
  return report.references.map(({ file }) => file);
}

test('a file that git tracks is read whatever .gitignore says', async t => {
  const cwd = folder(t, ignoring);
  git(cwd, 'init', '--quiet');
  git(cwd, 'add', '--force', 'kustomize/base/web.yaml');
  assert.deepEqual(await scanned(cwd), ['app.yaml', 'kustomize/base/web.yaml']);
  assert.deepEqual(await scanned(path.join(cwd, 'kustomize')), ['base/web.yaml', 'notes.yaml']);
  git(cwd, 'update-index', '--index-version', '4');
  git(cwd, 'add', '--force', 'secret.local.yaml');
  assert.deepEqual(await scanned(cwd), ['app.yaml', 'kustomize/base/web.yaml', 'secret.local.yaml']);
});

test('a worktree has an index of its own', async t => {
  const cwd = folder(t, ignoring);
  git(cwd, 'init', '--quiet');
  git(cwd, 'add', '--force', '.gitignore', 'app.yaml', 'out/x.yaml');
  git(cwd, 'commit', '--quiet', '--message', 'first');
  git(cwd, 'worktree', 'add', '--quiet', 'tree');
  assert.deepEqual(await scanned(path.join(cwd, 'tree')), ['app.yaml', 'out/x.yaml']);
});

test('what is left out is counted at the end of the text, and listed when that is asked for', async t => {
  const cwd = folder(t, ignoring);
  git(cwd, 'init', '--quiet');
  const { stdout, stderr } = await gate(['scan', '--verbose'], { cwd });
  assert.match(stdout, /\nleft out: 3 by \.gitignore, 1 in tool folders \(--verbose lists them\)\n$/);
  assert.match(stderr, /^acr-pull: left out kustomize: ignored by \.gitignore, and not tracked by git$/m);
  assert.match(stderr, /^acr-pull: left out node_modules: /m);
  const quiet = await gate(['scan', 'app.yaml'], { cwd });
  assert.doesNotMatch(quiet.stdout + quiet.stderr, /left out/);
});

test('a file that names an Azure registry without an image that is read is listed when that is asked for', async t => {
  const cwd = folder(t, {
    'jobs.yaml': 'steps: { push: shopprod.azurecr.io/app }\n',
    'spelled.yaml': 'steps: { push: "shopprod.azure\\u0063r.io/app" }\n',
    'other.yaml': 'a: b\n',
  });
  const { stderr } = await gate(['scan', '--verbose'], { cwd });
  assert.match(stderr, /^acr-pull: no image was found in spelled\.yaml, which names an Azure registry$/m);
  assert.match(stderr, /^acr-pull: no image was found in jobs\.yaml, which names an Azure registry$/m);
  assert.doesNotMatch(stderr, /other\.yaml/);
});

test('fix and map count it, too', async t => {
  const cwd = folder(t, { ...ignoring, 'access.json': snapshot() });
  git(cwd, 'init', '--quiet');
  const { stdout } = await gate(['map', '--snapshot', 'access.json'], { cwd });
  assert.match(stdout, /\nleft out: 3 by \.gitignore, 1 in tool folders \(--verbose lists them\)\n$/);
  const { stderr } = await gate(['fix', '--snapshot', 'access.json'], { cwd });
  assert.match(stderr, /^acr-pull: left out: 3 by \.gitignore/m);
});

test('kustomizations that include each other are said, and keep a check from passing', async t => {
  const cwd = folder(t, {
    'access.json': snapshot(),
    'a/kustomization.yaml': 'resources: [../b]\n',
    'b/kustomization.yaml': 'resources: [../a, pod.yaml]\n',
    'b/pod.yaml': pod('nginx'),
  });
  const { code, stderr } = await check(cwd);
  assert.equal(code, 3);
  assert.match(stderr, /^acr-pull: b\/kustomization\.yaml:1:13: a cycle: a is, or contains, a folder that uses it/m);
});

test('the config of a subfolder is not used for the folder above, which is said', async t => {
  const cwd = folder(t, {
    'access.json': snapshot(),
    'shop/.acr-pull.yaml': config('aks-no'),
    'shop/app.yaml': pod('shop.azurecr.io/web:1'),
  });
  const above = await check(cwd);
  assert.match(above.stderr, /^acr-pull: shop\/\.acr-pull\.yaml is not used here; /m);
  const own = await check(cwd, 'shop');
  assert.doesNotMatch(own.stderr, /not used/);
  assert.match(own.findings.join(), /aks-no/);
});

test('rendered manifests come from standard input', async t => {
  const rule = "ignore: [{ manifests: 'deploy/**', reason: old }]\n";
  const cwd = folder(t, {
    'access.json': snapshot(),
    '.acr-pull.yaml': config('aks-no') + rule,
    'x.yaml': pod('nginx'),
  });
  const args = ['check', '-', '--snapshot', 'access.json'];
  const { code, stdout, stderr } = await gate(args, { cwd, input: pod('shop.azurecr.io/web:1') });
  assert.equal(code, 2);
  assert.match(stdout, /^denied +not-attached .*\n {2}stdin:6:27 /m);
  assert.match(stdout, /^1 image, 1 target/m);
  assert.equal(stderr, '');
});

const beginning = '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},\n"spec":{"containers":[{"image":"nginx"}';

test('JSON with a syntax fault makes no green gate, in any format', async t => {
  const files = { 'access.json': snapshot(), 'web.yaml': pod('shop.azurecr.io/web:1') };
  for (const rest of ['', ', ?? ]}}', ', "x ]}}\n']) {
    const cwd = folder(t, { ...files, 'main.json': beginning + rest });
    for (const format of ['text', 'json', 'sarif', 'github', 'azure-pipelines']) {
      const args = ['check', '--snapshot', 'access.json', '--target', 'aks-yes', '--format', format];
      const { code, stderr } = await gate(args, { cwd });
      assert.equal(code, 3, `${format}: ${stderr}`);
      assert.match(stderr, /^acr-pull: main\.json:2:\d+: /m);
    }
  }
});

test('Terraform in JSON with a syntax fault makes none either', async t => {
  for (const name of ['main.tf.json', 'prod.tfvars.json']) {
    const cwd = folder(t, { 'access.json': snapshot(), 'web.yaml': pod('nginx'), [name]: '{"image": {"a": "b"' });
    const { code, stderr } = await check(cwd);
    assert.match(stderr, new RegExp(`^acr-pull: ${name}:1:11: this bracket is not closed`, 'm'));
    assert.equal(code, 3);
  }
});

test('a registry that is not resolved is not said to be none of Azure', async t => {
  const cwd = folder(t, { 'web.yaml': pod('${REGISTRY}/web:1', 'nginx') });
  assert.match((await gate(['check'], { cwd })).stdout, /^nothing to check: 2 images, 1 with an unresolved registry/m);
  const known = folder(t, { 'web.yaml': pod('nginx') });
  assert.match(
    (await gate(['check'], { cwd: known })).stdout,
    /^nothing to check: 1 image, none from an Azure registry/m,
  );
});

test('an unknown pull is no error, whatever severity the config gives it', async t => {
  const severe = `${config('aks-yes')}severity: { not-signed-in: error }\n`;
  const cwd = folder(t, { '.acr-pull.yaml': severe, 'web.yaml': pod('shop.azurecr.io/web:1') });
  const { code, stdout } = await gate(['check', '--format', 'github'], { cwd });
  assert.equal(code, 3);
  assert.match(stdout, /^::notice file=web\.yaml/m);
});
