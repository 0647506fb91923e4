// Proposals of `init` for many clusters: a pattern in place of a list, environments as guesses, and what stays open, in
// few lines. Each test is a small workspace.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { folder, gate, pod, snapshot } from './gate.ts';

type Files = Readonly<Record<string, string>>;
type Clusters = Readonly<Record<string, Readonly<Record<string, string>>>>;

const flux = (path: string) => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: apps, namespace: flux-system }
spec: { path: ${path}, sourceRef: { kind: GitRepository, name: flux-system } }
`;

/** A snapshot of these clusters, with their tags. */
function access(clusters: Clusters): string {
  const data = JSON.parse(snapshot());
  const [registry, cluster] = data.resources;
  const own = Object.entries(clusters).map(([name, tags]) => {
    return { ...cluster, name, id: cluster.id.replace(/[^/]+$/, name), tags };
  });
  return JSON.stringify({ ...data, resources: [registry, ...own] });
}

async function proposed(t: TestContext, clusters: Clusters, files: Files) {
  const cwd = folder(t, { '.git/HEAD': 'ref: refs/heads/main\n', 'access.snapshot.json': access(clusters), ...files });
  const { code, stderr } = await gate(['init', '--yes'], { cwd });
  assert.equal(code, 0, stderr);
  const text = readFileSync(path.join(cwd, '.acr-pull.yaml'), 'utf8');
  const check = await gate(['check', '--format', 'json'], { cwd });
  const { findings } = JSON.parse(check.stdout);
  const rows: readonly string[] = findings.map(
    (each: { reference: { image: string }; target: { name: string } | null }) =>
      `${each.reference.image.replace('shop.azurecr.io/', '')} → ${each.target?.name ?? 'no target'}`,
  );
  return { text, rows: [...new Set(rows)].sort(), stderr };
}

/** The lines of a config that a person would write: no comments, and nothing of the snapshot. */
const lines = (text: string) =>
  text.split('\n').filter(line => line.trim() !== '' && !/^\s*#|^(?:version|snapshot):/.test(line));

const tagged = (envs: readonly string[], numbers: readonly string[]): Clusters =>
  Object.fromEntries(envs.flatMap(env => numbers.map(nn => [`aks-${env}-${nn}`, { Environment: env, nn }])));

test('forty clusters with tags are one entry', async t => {
  const numbers = Array.from({ length: 10 }, (_, i) => String(i).padStart(2, '0'));
  const clusters = tagged(['dev', 'test', 'stg', 'prod'], numbers);
  const short = { stg: 'staging' } as Readonly<Record<string, string>>;
  const all = Object.entries(clusters).map(([name, { Environment: env = '', nn = '' }]) => {
    return { name, at: `infra/${short[env] ?? env}/${nn}` };
  });
  const files = {
    ...Object.fromEntries(all.map(({ name, at }) => [`${at}/agent.yaml`, pod(`shop.azurecr.io/agent-${name}:1`)])),
    ...Object.fromEntries(all.map(({ at }) => [`${at}/apps.yaml`, flux('./apps')])),
    'apps/pod.yaml': pod('shop.azurecr.io/web:1'),
  };
  const { text, rows } = await proposed(t, clusters, files);
  assert.deepEqual(lines(text), [
    'clusters:',
    '  - tag: Environment',
    '    manifests: infra/{tag.Environment}/{tag.nn}/**',
    '    aliases:',
    '      tag.Environment:',
    '        stg: staging',
  ]);
  assert.match(text, /^ {2}# guess: 40 clusters by the names of folders: infra\/dev\/00\/agent\.yaml → aks-dev-00$/m);
  assert.deepEqual(rows, [
    ...all.map(({ name }) => `agent-${name}:1 → ${name}`).sort(),
    ...all.map(({ name }) => `web:1 → ${name}`).sort(),
  ]);
});

test('clusters of one form of name are one entry by the words of it', async t => {
  const clusters = { 'shop-dev-weu-aks': {}, 'shop-prod-weu-aks': {}, 'shop-prod-neu-aks': {}, hub: {} };
  const { text, rows } = await proposed(t, clusters, {
    'clusters/dev/weu/pod.yaml': pod('shop.azurecr.io/a:1'),
    'clusters/prod/weu/pod.yaml': pod('shop.azurecr.io/b:1'),
    'clusters/prod/neu/pod.yaml': pod('shop.azurecr.io/c:1'),
    'hub/pod.yaml': pod('shop.azurecr.io/d:1'),
  });
  assert.deepEqual(lines(text), [
    'clusters:',
    '  - name: shop-{env}-{region}-aks',
    '    manifests: clusters/{env}/{region}/**',
    'targets:',
    '  - name: hub',
    '    kind: aks',
    ...lines(text).filter(line => line.startsWith('    id:')),
    '    manifests:',
    '      - hub/**',
  ]);
  assert.deepEqual(rows, ['a:1 → shop-dev-weu-aks', 'b:1 → shop-prod-weu-aks', 'c:1 → shop-prod-neu-aks', 'd:1 → hub']);
});

test('words that are no environment tell clusters apart beside one that is, and beside a number', async t => {
  const names = ['ithc', 'ptl', 'sbox'].flatMap(env => ['00', '01'].map(nn => [env, nn] as const));
  const { text, rows } = await proposed(
    t,
    Object.fromEntries(names.map(([env, nn]) => [`ss-${env}-${nn}-aks`, {}])),
    Object.fromEntries(
      names.map(([env, nn]) => [`clusters/${env}/${nn}/pod.yaml`, pod(`shop.azurecr.io/${env}-${nn}:1`)]),
    ),
  );
  assert.deepEqual(lines(text), ['clusters:', '  - name: ss-{env}-{nn}-aks', '    manifests: clusters/{env}/{nn}/**']);
  assert.deepEqual(
    rows,
    names.map(([env, nn]) => `${env}-${nn}:1 → ss-${env}-${nn}-aks`),
  );
});

test('folders that are called like the clusters are one entry, whatever these are called', async t => {
  const clusters = { alpha: {}, beta: {}, gamma: {}, delta: {} };
  const { text } = await proposed(
    t,
    clusters,
    Object.fromEntries(
      Object.keys(clusters).map(name => [`clusters/${name}/pod.yaml`, pod(`shop.azurecr.io/${name}:1`)]),
    ),
  );
  assert.deepEqual(lines(text), ['clusters:', '  - manifests: clusters/{name}/**']);
});

// The pulls are alike, and one finding: all clusters are proposed, not only the first.
test('a folder that several clusters deploy, and nothing else, is proposed for all of them', async t => {
  const { rows } = await proposed(
    t,
    { 'aks-staging': {}, 'aks-production': {} },
    {
      'clusters/production/apps.yaml': flux('./apps'),
      'clusters/staging/apps.yaml': flux('./apps'),
      'apps/pod.yaml': pod('shop.azurecr.io/web:1'),
    },
  );
  assert.deepEqual(rows, ['web:1 → aks-production', 'web:1 → aks-staging']);
});

const chart = (name: string) => ({
  [`services/${name}/helm/Chart.yaml`]: `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n`,
  [`services/${name}/helm/templates/pod.yaml`]: pod('{{ .Values.image }}'),
  ...Object.fromEntries(
    ['dev', 'uat', 'prod'].map(env => [
      `services/${name}/helm/values-${env}.yaml`,
      `image: shop.azurecr.io/${name}:${env}\n`,
    ]),
  ),
});

test('values files say their environment, and services alike are one line', async t => {
  const clusters = { 'x-dev01-aks': {}, 'x-uat01-aks': {}, 'x-prod01-aks': {} };
  const names = ['cart', 'pay', 'till', 'user'];
  const { text, rows } = await proposed(t, clusters, Object.assign({}, ...names.map(chart)));
  assert.deepEqual(lines(text), [
    'clusters:',
    '  - name: x-{env}[0-9][0-9]-aks',
    '    manifests: services/*/helm/values-{env}.yaml',
  ]);
  assert.match(text, / # guess: 3 clusters by the names of folders/);
  assert.deepEqual(
    rows,
    names.flatMap(name => ['dev', 'prod', 'uat'].map(env => `${name}:${env} → x-${env}01-aks`)).sort(),
  );
});

test('an environment of one or two clusters is a target with its reason, marked as a guess', async t => {
  const clusters = { 'x-dev01-aks': {}, 'x-prod01-aks': {} };
  const { text, rows } = await proposed(t, clusters, {
    'helm/dev/pod.yaml': pod('shop.azurecr.io/a:1'),
    'helm/production/pod.yaml': pod('shop.azurecr.io/b:1'),
    'helm/qa/pod.yaml': pod('shop.azurecr.io/c:1'),
  });
  assert.match(text, /^ {2}# guess: helm\/dev, as dev is dev in its name\n {2}- name: x-dev01-aks$/m);
  assert.match(text, /^ {2}# guess: helm\/production, as production is prod in its name\n {2}- name: x-prod01-aks$/m);
  assert.match(text, /^# No target yet:\n# {3}helm\/qa: no cluster is of the environment qa$/m);
  assert.deepEqual(rows, ['a:1 → x-dev01-aks', 'b:1 → x-prod01-aks', 'c:1 → no target']);
});

test('a folder of another environment does not go to the only cluster', async t => {
  const { text, rows } = await proposed(
    t,
    { 'aks-prod': {} },
    {
      'overlays/dev/pod.yaml': pod('shop.azurecr.io/a:1'),
      'overlays/prod/pod.yaml': pod('shop.azurecr.io/b:1'),
      'shared/pod.yaml': pod('shop.azurecr.io/c:1'),
    },
  );
  assert.match(text, /overlays\/dev: no cluster is of the environment dev/);
  assert.deepEqual(rows, ['a:1 → no target', 'b:1 → aks-prod', 'c:1 → aks-prod']);
});

test('of a name with more words the last one counts, and pre-prod is no prod', async t => {
  const { rows } = await proposed(
    t,
    { 'aks-prod': {}, 'aks-dev': {}, smaug: {} },
    {
      'deploy/shop-dev/pod.yaml': pod('shop.azurecr.io/a:1'),
      'deploy/shop-pre-prod/pod.yaml': pod('shop.azurecr.io/b:1'),
      'deploy/non-prod/pod.yaml': pod('shop.azurecr.io/c:1'),
      'deploy/prod-tools/pod.yaml': pod('shop.azurecr.io/d:1'),
      'deploy/qa/smaug/pod.yaml': pod('shop.azurecr.io/e:1'),
    },
  );
  assert.deepEqual(rows, ['a:1 → aks-dev', 'b:1 → no target', 'c:1 → no target', 'd:1 → no target', 'e:1 → smaug']);
});

test('services of many teams are one line; the number of an application is no number of a cluster', async t => {
  const names = ['dev', 'prod'].flatMap(env => ['01', '02'].map(nn => [env, nn] as const));
  const { text, rows } = await proposed(
    t,
    Object.fromEntries(names.map(([env, nn]) => [`aks-${env}-${nn}`, {}])),
    Object.fromEntries(
      names.flatMap(([env, nn]) =>
        ['a', 'b', 'c'].flatMap(team =>
          [1, 2, 3].map(i => [`team-${team}/app-${i}/${env}/${nn}/pod.yaml`, pod(`shop.azurecr.io/${env}-${nn}:1`)]),
        ),
      ),
    ),
  );
  assert.deepEqual(lines(text), ['clusters:', '  - name: aks-{env}-{nn}', "    manifests: '*/*/{env}/{nn}/**'"]);
  assert.deepEqual(
    rows,
    names.map(([env, nn]) => `${env}-${nn}:1 → aks-${env}-${nn}`),
  );
});

test('a region or a number that differs is another cluster', async t => {
  const { rows } = await proposed(
    t,
    { 'aks-prod-weu': {}, 'aks-prod-neu': {}, 'aks-dev-01': {} },
    {
      'clusters/prod/frc/pod.yaml': pod('shop.azurecr.io/a:1'),
      'clusters/dev/02/pod.yaml': pod('shop.azurecr.io/b:1'),
      'clusters/prod/pod.yaml': pod('shop.azurecr.io/c:1'),
      'clusters/dev/01/prod/pod.yaml': pod('shop.azurecr.io/d:1'),
    },
  );
  assert.deepEqual(rows, ['a:1 → no target', 'b:1 → no target', 'c:1 → no target', 'd:1 → no target']);
});

test('tests, documentation and examples are never proposed; an environment that is called test is', async t => {
  const { text, rows } = await proposed(
    t,
    { 'aks-test': {}, 'aks-prod': {} },
    {
      'clusters/test/pod.yaml': pod('shop.azurecr.io/a:1'),
      'clusters/prod/pod.yaml': pod('shop.azurecr.io/b:1'),
      'tests/prod/pod.yaml': pod('shop.azurecr.io/c:1'),
      'clusters/prod/docs/pod.yaml': pod('shop.azurecr.io/d:1'),
      'examples/test/pod.yaml': pod('shop.azurecr.io/e:1'),
    },
  );
  assert.deepEqual(rows, ['a:1 → aks-test', 'b:1 → aks-prod', 'c:1 → no target', 'd:1 → no target', 'e:1 → no target']);
  assert.match(
    text,
    /^# Not proposed, as tests, documentation or examples:\n# {3}clusters\/prod\/docs\n# {3}examples\n# {3}tests$/m,
  );
});

test('what has a target already is left as it is', async t => {
  const application = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: shop }
spec:
  source: { repoURL: https://example.com/fleet.git, path: apps/prod/shop }
  destination: { name: aks-hub, namespace: shop }
`;
  const { rows, text } = await proposed(
    t,
    { 'aks-prod': {}, 'aks-dev': {}, 'aks-hub': {} },
    {
      'argocd/shop.yaml': application,
      'apps/prod/shop/pod.yaml': pod('shop.azurecr.io/a:1'),
      'apps/prod/pay/pod.yaml': pod('shop.azurecr.io/b:1'),
      'apps/dev/pay/pod.yaml': pod('shop.azurecr.io/c:1'),
    },
  );
  assert.deepEqual(rows, ['a:1 → aks-hub', 'b:1 → aks-prod', 'c:1 → aks-dev']);
  assert.match(text, /- apps\/prod\/pay\/\*\*/);
});

test('what stays open is told by the folder that it has in common, and so are the pulls', async t => {
  const many = Array.from({ length: 12 }, (_, i) => [`apps/team-${i}/svc/pod.yaml`, pod(`shop.azurecr.io/s${i}:1`)]);
  const { text, stderr } = await proposed(
    t,
    { 'aks-eu': {}, 'aks-us': {} },
    {
      ...Object.fromEntries(many),
      'tools/pod.yaml': pod('shop.azurecr.io/tool:1'),
    },
  );
  assert.match(
    text,
    /^# No target yet:\n# {3}apps: no cluster has this name \(12 manifests in 12 folders\)\n# {3}tools: no cluster has this name$/m,
  );
  const unknown = stderr.split('\n').filter(line => line.includes('no-target'));
  assert.equal(unknown.length, 2, stderr);
  assert.match(unknown[0] ?? '', /\(no-target, apps, 12 images in 12 folders\)$/);
  assert.match(unknown[1] ?? '', /\(no-target, tools\/pod\.yaml, 1 image\)$/);
});

test('one reason at many targets is told once', async t => {
  const clusters = { 'aks-dev': {}, 'aks-uat': {}, 'aks-prod': {} };
  const unread = JSON.parse(access(clusters));
  for (const each of unread.resources) delete each.properties.identityProfile;
  const { stderr } = await proposed(t, clusters, {
    ...Object.fromEntries(['dev', 'uat', 'prod'].map(env => [`clusters/${env}/apps.yaml`, flux('./apps')])),
    'apps/pod.yaml': pod('shop.azurecr.io/web:1', 'shop.azurecr.io/job:1'),
    'access.snapshot.json': JSON.stringify(unread),
  });
  const unknown = stderr.split('\n').filter(line => line.includes('unknown: '));
  assert.equal(unknown.length, 1, stderr);
  assert.match(unknown[0] ?? '', /, apps\/pod\.yaml, 2 images at 3 targets\)$/);
});

test('a file that a kustomization names and that is missing is said, and so are variables from outside of git', async t => {
  const { stderr, text } = await proposed(
    t,
    { 'aks-eu': {}, 'aks-us': {} },
    {
      'clusters/eu/apps.yaml': flux('./apps').replace(
        'spec: {',
        'spec: { postBuild: { substituteFrom: [{ kind: Secret, name: vars }] },',
      ),
      'apps/kustomization.yaml': 'resources: [release.yaml, pod.yaml]\n',
      'apps/pod.yaml': pod('shop.azurecr.io/${name}:${tag}', 'shop.azurecr.io/web:${tag}'),
    },
  );
  assert.match(stderr, /apps\/kustomization\.yaml:1:13: release\.yaml does not exist/);
  assert.match(text, /^# Variables from outside of git, which `variables:` can state: name, tag$/m);
});

test('the same proposal twice: nothing depends on the order of files', async t => {
  const clusters = tagged(['dev', 'prod'], ['00', '01']);
  const files = Object.entries(clusters).map(([name, { Environment: env = '', nn = '' }]) => [
    `infra/${env}/${nn}/pod.yaml`,
    pod(`shop.azurecr.io/${name}:1`),
  ]);
  const one = await proposed(t, clusters, Object.fromEntries(files));
  const other = await proposed(
    t,
    Object.fromEntries(Object.entries(clusters).reverse()),
    Object.fromEntries(files.toReversed()),
  );
  assert.equal(one.text, other.text);
});
