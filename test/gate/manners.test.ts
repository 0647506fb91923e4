// The gate's manners in a pipeline: where manifests go, what is a success, and the message when it is none.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { folder, type GateRun, gate, pod, snapshot } from './gate.ts';

const group = '/subscriptions/50b50000-0000-4000-8000-000000000001/resourceGroups/rg';
const aks = (name: string) => `${group}/providers/Microsoft.ContainerService/managedClusters/${name}`;

const config = `version: 1
snapshot: access.json
targets:
  - { name: aks-yes, kind: aks, manifests: 'yes/**', id: ${aks('aks-yes')} }
  - { name: aks-no, kind: aks, manifests: 'no/**', id: ${aks('aks-no')} }
`;
const shop = {
  '.acr-pull.yaml': config,
  'access.json': snapshot(),
  'yes/app.yaml': pod('shop.azurecr.io/app:1'),
  'no/app.yaml': pod('shop.azurecr.io/app:1'),
};
const compose = 'services:\n  app: { image: shop.azurecr.io/app:1 }\n';

interface Reported {
  readonly reference: { readonly file: string; readonly image: string };
  readonly target: { readonly name: string } | null;
}

function reportOf({ stdout }: GateRun) {
  const { findings, suppressed, summary } = JSON.parse(stdout);
  const rows: readonly string[] = findings.map(
    ({ reference, target }: Reported) => `${reference.file} → ${target?.name ?? 'none'}`,
  );
  return { rows, suppressed, summary };
}

const check = (cwd: string, ...args: readonly string[]) => gate(['check', ...args], { cwd });
const checked = async (cwd: string, ...args: readonly string[]) =>
  reportOf(await check(cwd, ...args, '--format', 'json'));

test('with a config, --target checks only what the config sends there', async t => {
  const cwd = folder(t, shop);
  const run = await check(cwd, '--target', 'aks-yes', '--format', 'json');
  const { rows, summary } = reportOf(run);
  assert.deepEqual(rows, ['yes/app.yaml → aks-yes']);
  assert.equal(summary.otherTargets, 1, 'the other image is counted');
  assert.equal(run.code, 0);
  const text = await check(cwd, 'no', '--target', 'aks-yes');
  assert.match(text.stdout, /^nothing to check: 1 image, 1 not for these targets/);
  assert.equal(text.code, 0);
});

test('with a config, --target never sends a manifest where the config does not', async t => {
  const cwd = folder(t, { ...shop, 'elsewhere.yaml': pod('shop.azurecr.io/app:1') });
  assert.deepEqual((await checked(cwd, 'elsewhere.yaml', '--target', 'aks-no')).rows, []);
  assert.deepEqual((await checked(cwd, 'elsewhere.yaml')).rows, ['elsewhere.yaml → none']);
});

test('--as judges everything as if it went there', async t => {
  const cwd = folder(t, { ...shop, 'elsewhere.yaml': pod('shop.azurecr.io/app:1') });
  const rows = ['elsewhere.yaml', 'no/app.yaml', 'yes/app.yaml'].map(file => `${file} → aks-no`);
  assert.deepEqual([...(await checked(cwd, '--as', 'aks-no')).rows].sort(), rows);
  const both = await check(cwd, '--as', 'aks-no', '--target', 'aks-yes');
  assert.equal(both.code, 1);
});

test('without a config, --target says where everything goes', async t => {
  const { '.acr-pull.yaml': _, ...files } = shop;
  const cwd = folder(t, files);
  const { rows } = await checked(cwd, '--snapshot', 'access.json', '--target', 'aks-yes');
  assert.deepEqual(rows, ['no/app.yaml → aks-yes', 'yes/app.yaml → aks-yes']);
});

test('in a monorepo, --target may be a name of only one of the configs', async t => {
  const cwd = folder(t, {
    'a/.acr-pull.yaml': config,
    'a/access.json': snapshot(),
    'a/yes/app.yaml': pod('shop.azurecr.io/app:1'),
    'b/.acr-pull.yaml': 'version: 1\ntargets: [{ name: other, kind: aks }]\n',
    'b/app.yaml': pod('shop.azurecr.io/app:1'),
  });
  assert.deepEqual((await checked(cwd, 'a', 'b', '--target', 'aks-yes')).rows, ['a/yes/app.yaml → aks-yes']);
  assert.match((await check(cwd, 'a', 'b', '--target', 'aks-yess')).stderr, /did you mean aks-yes\b/);
});

test('a compose file or a build goes to a cluster only where the cluster names the platform', async t => {
  const files = {
    'access.json': snapshot(),
    'app/compose.yaml': compose,
    'app/Dockerfile': 'FROM shop.azurecr.io/base:1\n',
  };
  const to = (platforms: string) =>
    `version: 1\nsnapshot: access.json\ntargets:\n  - { name: aks-yes, kind: aks, manifests: 'app/**', id: ${aks('aks-yes')}${platforms} }\n`;
  const byGlob = await checked(folder(t, { ...files, '.acr-pull.yaml': to('') }));
  assert.deepEqual(byGlob.rows, ['app/Dockerfile → none', 'app/compose.yaml → none']);
  const named = await checked(folder(t, { ...files, '.acr-pull.yaml': to(', platforms: [compose]') }));
  assert.deepEqual(named.rows, ['app/Dockerfile → none', 'app/compose.yaml → aks-yes']);
});

test('nothing to check is a success, unless images are required', async t => {
  const cwd = folder(t, { 'a.yaml': pod('nginx') });
  assert.equal((await check(cwd)).code, 0);
  const required = await check(cwd, '--require-images');
  assert.equal(required.code, 4);
  assert.match(required.stdout, /\nFailed with exit code 4: there is no image to check \(--require-images\)\.\n$/);
});

test('an image whose registry is not settled is not called one of another registry', async t => {
  const cwd = folder(t, { 'a.yaml': pod('${REGISTRY}/app:1', 'nginx') });
  const { stdout } = await check(cwd);
  assert.match(stdout, /^nothing to check: 2 images, 1 with an unresolved registry/);
});

for (const format of ['text', 'json', 'sarif', 'github', 'azure-pipelines']) {
  test(`a path that does not exist is no success, and a red exit says why, with --format ${format}`, async t => {
    const cwd = folder(t, shop);
    const run = await check(cwd, 'yes', 'nowhere', '--format', format);
    assert.equal(run.code, 3, run.stdout);
    assert.match(run.stdout, /Failed with exit code 3: 1 file or folder could not be read completely\./);
    const worse = await check(cwd, 'no', 'nowhere', '--allow-unknown', '--format', format);
    assert.equal(worse.code, 2);
    const why = /Failed with exit code 2: 1 pull is denied, and 1 file or folder could not be read completely\./;
    assert.match(worse.stdout, why);
  });
}

test('the reason of a red exit is the last line of a text, a field of JSON, and part of a SARIF invocation', async t => {
  const cwd = folder(t, shop);
  const of = async (format: string) => (await check(cwd, 'no', '--format', format)).stdout;
  const why = 'Failed with exit code 2: 1 pull is denied.';
  assert.equal((await of('text')).trimEnd().split('\n').at(-1), why);
  const { exitCode, reason } = JSON.parse(await of('json')).summary;
  assert.deepEqual([exitCode, reason], [2, why]);
  assert.match(
    (await check(cwd, 'no', '--format', 'json')).stderr,
    new RegExp(`^acr-pull: ${why}$`, 'm'),
    'and the log',
  );
  const [invocation] = JSON.parse(await of('sarif')).runs[0].invocations;
  assert.deepEqual([invocation.exitCode, invocation.exitCodeDescription], [2, why]);
  assert.match(await of('github'), new RegExp(`^::error title=acr-pull::${why}$`, 'm'));
  assert.match(await of('azure-pipelines'), new RegExp(`^##vso\\[task\\.logissue type=error\\]${why}$`, 'm'));
});

test('a refusal is an annotation, too', async t => {
  const cwd = folder(t, shop);
  const run = await check(cwd, '--target', 'nobody', '--format', 'github');
  assert.equal(run.code, 1);
  assert.match(run.stdout, /^::error title=acr-pull::no target `nobody`/);
});

for (const command of ['check', 'map', 'fix']) {
  test(`${command} takes no cloud without --azure`, async t => {
    const run = await gate([command, '--cloud', 'AzureChinaCloud'], { cwd: folder(t, shop) });
    assert.equal(run.code, 1);
    assert.match(run.stderr, /--cloud needs --azure/);
  });
}

for (const command of ['scan', 'map', 'fix']) {
  test(`${command} is no success where a manifest could not be read`, async t => {
    const cwd = folder(t, shop);
    const run = await gate([command, 'yes', 'nowhere'], { cwd });
    assert.equal(run.code, 3, run.stderr);
    assert.match(run.stderr, /failed with exit code 3: 1 file or folder could not be read completely/);
  });
}

test('a baseline matches from any folder', async t => {
  const cwd = folder(t, shop);
  await check(cwd, '--write-baseline', 'base.json');
  const inside = path.join(cwd, 'no');
  for (const [from, ...args] of [
    [cwd, '--baseline', 'base.json'],
    [inside, '--baseline', '../base.json'],
    [inside, '..', '--baseline', '../base.json'],
  ] as const) {
    const run = await check(from, ...args);
    assert.equal(run.code, 0, `${from} ${args.join(' ')}\n${run.stdout}`);
  }
});

test('a baseline of a repository with several configs keeps their files apart', async t => {
  const cwd = folder(t, {
    'a/.acr-pull.yaml': config,
    'a/access.json': snapshot(),
    'a/no/app.yaml': pod('shop.azurecr.io/app:1'),
    'b/.acr-pull.yaml': config,
    'b/access.json': snapshot(),
    'b/no/app.yaml': pod('shop.azurecr.io/app:1'),
  });
  mkdirSync(path.join(cwd, '.git'));
  await check(cwd, 'a', '--write-baseline', 'base.json');
  assert.equal((await check(cwd, 'a', '--baseline', 'base.json')).code, 0);
  assert.equal((await check(cwd, 'b', '--baseline', 'base.json')).code, 2);
});

test('a baseline that is written for a part keeps the entries of the rest', async t => {
  const cwd = folder(t, { ...shop, 'no/more/other.yaml': pod('shop.azurecr.io/other:1') });
  mkdirSync(path.join(cwd, '.git'));
  const entries = () => {
    const { findings } = JSON.parse(readFileSync(path.join(cwd, 'base.json'), 'utf8'));
    return Object.values<{ file: string }>(findings).map(({ file }) => file);
  };
  const both = ['no/app.yaml', 'no/more/other.yaml'];
  await check(cwd, '--write-baseline', 'base.json');
  assert.deepEqual(entries(), both);

  const part = await check(cwd, 'no/more', '--write-baseline', 'base.json');
  assert.match(part.stderr, /findings written to base\.json: 1; 1 entry of the rest kept/);
  assert.deepEqual(entries(), both, 'a path');
  await check(cwd, '--target', 'aks-yes', '--write-baseline', 'base.json');
  assert.deepEqual(entries(), both, 'a target, on which nothing is denied');
  await check(path.join(cwd, 'no/more'), '--write-baseline', '../../base.json');
  assert.deepEqual(entries(), both, 'a folder below');

  writeFileSync(path.join(cwd, 'no/more/other.yaml'), pod('nginx'));
  await check(cwd, 'no/app.yaml', '--write-baseline', 'base.json');
  assert.deepEqual(entries(), both, 'another file');
  await check(cwd, 'no/more', '--write-baseline', 'base.json');
  assert.deepEqual(entries(), ['no/app.yaml'], 'what the part covers goes');
});

test('a baseline that is written with --since keeps what was there before', async t => {
  const cwd = folder(t, shop);
  const git = (...args: readonly string[]) =>
    spawnSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd });
  git('init', '--quiet');
  git('add', '.');
  git('commit', '--quiet', '--message=one');
  await check(cwd, '--write-baseline', 'base.json');
  writeFileSync(path.join(cwd, 'no/new.yaml'), pod('shop.azurecr.io/new:1'));
  await check(cwd, '--since', 'HEAD', '--write-baseline', 'base.json');
  assert.equal((await check(cwd, '--baseline', 'base.json')).code, 0);
});

test('entries of a baseline that no longer occur are named, but only of files that were read', async t => {
  const cwd = folder(t, { ...shop, 'no/old.yaml': pod('shop.azurecr.io/old:1') });
  await check(cwd, '--write-baseline', 'base.json');
  assert.doesNotMatch((await check(cwd, '--baseline', 'base.json')).stderr, /no longer occur/);
  writeFileSync(path.join(cwd, 'no/old.yaml'), pod('nginx'));
  const stale = await check(cwd, '--baseline', 'base.json');
  assert.match(
    stale.stderr,
    /1 entry of the baseline no longer occur.*\n {2}no\/old\.yaml · Pod p · .* · shop\.azurecr\.io\/old:1 → aks-no: not-attached/,
  );
  assert.doesNotMatch((await check(cwd, 'yes', '--baseline', 'base.json')).stderr, /no longer occur/);
  assert.doesNotMatch((await check(cwd, '--target', 'aks-yes', '--baseline', 'base.json')).stderr, /no longer occur/);
  rmSync(path.join(cwd, 'no/old.yaml'));
  assert.match((await check(cwd, 'yes', '--baseline', 'base.json')).stderr, /no longer occur/);
});

test('one cause with one fix is said once, with its images', async t => {
  const cwd = folder(t, { ...shop, 'no/web.yaml': pod('shop.azurecr.io/web:2', 'shop.azurecr.io/api:3') });
  const { stdout } = await check(cwd, 'no');
  assert.equal(stdout.match(/can't pull this/g)?.length, 1);
  assert.equal(stdout.match(/ fix: /g)?.length, 1);
  assert.match(stdout, /^denied .* → aks-no {2}3 images\n.*app:1\n.*web:2\n.*api:3\n {4}`aks-no` can't pull this/m);
});

test('every text form shows the whole image as it is judged', async t => {
  const files = {
    ...shop,
    'no/base/app.yaml': pod('shop.azurecr.io/app:1'),
    'no/kustomization.yaml':
      'resources: [base/app.yaml]\nimages: [{ name: shop.azurecr.io/app, newName: shop.azurecr.io/team/app, newTag: "7" }]\n',
  };
  const cwd = folder(t, files);
  const whole = /shop\.azurecr\.io\/team\/app:7/;
  for (const format of ['text', 'json', 'sarif', 'github', 'azure-pipelines'])
    assert.match((await check(cwd, 'no', '--format', format)).stdout, whole, format);
  assert.match((await gate(['scan', 'no'], { cwd })).stdout, whole);
});

test('a kustomization that kustomize refuses is said at its file', async t => {
  const resources = 'resources: [p.yaml]\n';
  const refused: [what: Record<string, string>, says: RegExp][] = [
    [{ 'kustomization.yaml': resources, 'kustomization.yml': resources }, /yaml:1:1: no\/k has several kustomizations/],
    [{ 'kustomization.yaml': '' }, /yaml:1:1: no\/k\/kustomization\.yaml is empty/],
    [{ 'kustomization.yaml': 'null\n' }, /yaml:1:1: no\/k\/kustomization\.yaml is empty/],
    [{ 'kustomization.yaml': `apiVersion: v1\n${resources}` }, /yaml:1:13: the apiVersion should be/],
    [{ 'kustomization.yaml': `${resources}replicas: [{ name: p, count: 3 }]\n` }, /yaml:2:12: no workload is called p/],
  ];
  for (const [files, says] of refused) {
    const inFolder = Object.fromEntries(Object.entries(files).map(([name, text]) => [`no/k/${name}`, text]));
    const cwd = folder(t, { ...shop, ...inFolder, 'no/k/p.yaml': pod('shop.azurecr.io/app:1') });
    const { code, stdout, stderr } = await check(cwd, '--format', 'json');
    assert.match(stderr, says);
    assert.deepEqual(JSON.parse(stdout).summary.unread, ['no/k/kustomization.yaml']);
    assert.notEqual(code, 0);
  }
});

test('a file that kustomize loads with an option only is said, and fails no gate', async t => {
  const many = Array.from({ length: 6 }, (_, n): [string, string] => [
    `yes/${n}/kustomization.yaml`,
    'resources: [../app.yaml]\n',
  ]);
  const cwd = folder(t, { ...shop, ...Object.fromEntries(many) });
  const run = await check(cwd, 'yes');
  assert.equal(run.code, 0);
  const why = `outside of the kustomization's folder: kustomize loads it only with --load-restrictor LoadRestrictionsNone`;
  const lines = run.stderr.trimEnd().split('\n');
  assert.equal(lines[0], `acr-pull: yes/0/kustomization.yaml:1:13: ../app.yaml is ${why}`);
  assert.deepEqual(lines.slice(5), ['acr-pull: 1 more file is in doubt (--verbose lists them)']);
  assert.equal((await check(cwd, 'yes', '--verbose')).stderr.split(why).length, 7);
  // a part that was not built comes first
  writeFileSync(path.join(cwd, 'yes/0/kustomization.yaml'), 'resources: [../app.yaml, gone.yaml]\n');
  const broken = await check(cwd, 'yes');
  assert.equal(broken.code, 3);
  assert.match(broken.stderr, /yes\/0\/kustomization\.yaml:1:26: gone\.yaml does not exist \(and 1 more\)/);
});

test('a malformed image that a kustomization makes is shown as it is judged', async t => {
  const images = 'images: [{ name: shop.azurecr.io/app, newName: "shop.azurecr.io/n:7" }]\n';
  const files = {
    'no/k/kustomization.yaml': `resources: [p.yaml]\n${images}`,
    'no/k/p.yaml': pod('shop.azurecr.io/app:1'),
  };
  const { stdout } = await check(folder(t, { ...shop, ...files }), 'no/k', '--format', 'json');
  const [{ reference, cause }] = JSON.parse(stdout).findings;
  assert.deepEqual([reference.image, cause], ['shop.azurecr.io/n:7:1', 'malformed-reference']);
});
