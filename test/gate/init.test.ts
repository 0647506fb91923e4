// A fresh clone with a snapshot: `init && check` gives a verdict for every image of Azure, with no line written by
// hand.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { run } from '../../src/gate/program.ts';
import { folder, gate, pod, snapshot } from './gate.ts';

/** The clusters are `aks-production`, which may pull, and `aks-staging`, which may not. */
const access = snapshot().replaceAll('aks-yes', 'aks-production').replaceAll('aks-no', 'aks-staging');

const flux = (path: string) => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: apps, namespace: flux-system }
spec: { interval: 10m, path: ${path}, sourceRef: { kind: GitRepository, name: fleet } }
`;
const overlay = (tag: string) => `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources: [../base/shop]
images: [{ name: shop.azurecr.io/job, newTag: "${tag}" }]
`;
const fleet = {
  '.git/HEAD': 'ref: refs/heads/main\n',
  'access.snapshot.json': access,
  // Flux: the folders of the clusters name the folders of apps that go to them.
  'clusters/production/apps.yaml': flux('./apps/blue'),
  'clusters/staging/apps.yaml': flux('./apps/green'),
  'apps/base/shop/kustomization.yaml': 'resources: [deployment.yaml]\n',
  'apps/base/shop/deployment.yaml': pod('shop.azurecr.io/web:1', 'shop.azurecr.io/job', 'nginx:1.27'),
  'apps/blue/kustomization.yaml': overlay('1.0'),
  'apps/green/kustomization.yaml': overlay('1.1'),
};

test('init && check: a verdict for every image of Azure', async t => {
  const cwd = folder(t, fleet);
  const init = await gate(['init'], { cwd });
  assert.equal(init.code, 0, init.stderr);
  assert.equal(readFileSync(path.join(cwd, '.acr-pull.yaml'), 'utf8'), init.stdout);
  // The folders of the clusters are placed. What Flux deploys from there follows, without a target of its own.
  assert.match(init.stdout, / {2}# guess: clusters\/production has a word of its name/);
  assert.match(init.stderr, /4 pulls with this config: 2 allowed, 2 denied, 0 unknown/);
  const check = await gate(['check', '--format', 'json'], { cwd });
  const { findings } = JSON.parse(check.stdout);
  const rows: readonly string[] = findings.map(
    (each: {
      readonly reference: { readonly image: string };
      readonly target: { readonly name: string } | null;
      readonly outcome: string;
    }) => `${each.reference.image} → ${each.target?.name}: ${each.outcome}`,
  );
  assert.deepEqual([...new Set(rows)].sort(), [
    'shop.azurecr.io/job:1.0 → aks-production: allowed',
    'shop.azurecr.io/job:1.1 → aks-staging: denied',
    'shop.azurecr.io/web:1 → aks-production: allowed',
    'shop.azurecr.io/web:1 → aks-staging: denied',
  ]);
});

test('Argo CD names the cluster by its name or by the address of its API server', async t => {
  const hosts = JSON.parse(access);
  for (const { name, properties } of hosts.resources)
    if (name === 'aks-staging') properties.fqdn = 'staging-dns.hcp.westeurope.azmk8s.io';
  const argo = (name: string, destination: string) => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: ${name} }
spec:
  source: { repoURL: https://example.com/fleet.git, path: services/${name} }
  destination: { ${destination}, namespace: shop }
`;
  const cwd = folder(t, {
    '.git/HEAD': 'ref: refs/heads/main\n',
    'access.snapshot.json': JSON.stringify(hosts),
    'argo/a.yaml': argo('a', 'name: aks-production'),
    'argo/b.yaml': argo('b', 'server: "https://staging-dns.hcp.westeurope.azmk8s.io:443"'),
    'argo/c.yaml': argo('c', 'server: "https://kubernetes.default.svc"'),
    ...Object.fromEntries(['a', 'b', 'c'].map(name => [`services/${name}/pod.yaml`, pod('shop.azurecr.io/web:1')])),
  });
  const { stdout, stderr } = await gate(['init'], { cwd });
  // Manifests that Argo CD sends to a cluster need no target. Its own cluster is not known here: one line leaves it
  // open.
  assert.match(stdout, /# {3}argo: no cluster has this name/);
  assert.match(stderr, /acr-pull: unknown: .* \(no-target, services\/c\/pod\.yaml, 1 image\)/);
});

test('nothing is overwritten without --force, and nothing is guessed without a snapshot', async t => {
  const cwd = folder(t, { ...fleet, '.acr-pull.yaml': 'version: 1\n' });
  const refused = await gate(['init', '--yes'], { cwd });
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /\.acr-pull\.yaml exists; --force overwrites it/);
  assert.equal(readFileSync(path.join(cwd, '.acr-pull.yaml'), 'utf8'), 'version: 1\n');
  assert.equal((await gate(['init', '--force'], { cwd })).code, 0);
  assert.match(readFileSync(path.join(cwd, '.acr-pull.yaml'), 'utf8'), /targets:/);
  const blind = folder(t, { 'pod.yaml': pod('shop.azurecr.io/web:1') });
  const unknown = await gate(['init'], { cwd: blind });
  assert.equal(unknown.code, 1);
  assert.match(unknown.stderr, /there is no snapshot in .*: name one with --snapshot, or read from Azure with --azure/);
  writeFileSync(path.join(cwd, 'old.snapshot.json'), access);
  assert.match((await gate(['init', '--force'], { cwd })).stderr, /there are several snapshots/);
});

test('on a terminal it asks, and writes nothing after a no', async t => {
  const cwd = folder(t, { ...fleet, 'old.snapshot.json': access });
  const asked: string[] = [];
  const answers = ['1', 'n'];
  const ask = (question: string) => {
    asked.push(question);
    return Promise.resolve(answers.shift() ?? '');
  };
  const quiet = () => {};
  const terminal = {
    cwd,
    color: false,
    now: () => new Date(),
    input: async () => new Uint8Array(),
    out: quiet,
    err: quiet,
  };
  assert.equal(await run(['init'], { ...terminal, ask }), 0);
  assert.deepEqual(asked, [
    'Which snapshot? 1: access.snapshot.json, 2: old.snapshot.json ',
    'Write .acr-pull.yaml? [Y/n] ',
  ]);
  assert.ok(!existsSync(path.join(cwd, '.acr-pull.yaml')));
});

test('a folder with no other sign goes where kubectl is set to; of the kubeconfig, no secret is repeated', async t => {
  const hosts = JSON.parse(access);
  for (const { name, properties } of hosts.resources)
    if (name === 'aks-production') properties.fqdn = 'shop-dns.hcp.westeurope.azmk8s.io';
  const cwd = folder(t, {
    '.git/HEAD': 'ref: refs/heads/main\n',
    'access.snapshot.json': JSON.stringify(hosts),
    'services/pod.yaml': pod('shop.azurecr.io/web:1'),
    kubeconfig: `current-context: shop
contexts: [{ name: shop, context: { cluster: shop, user: admin } }]
clusters: [{ name: shop, cluster: { server: "https://shop-dns.hcp.westeurope.azmk8s.io:443" } }]
users: [{ name: admin, user: { token: s3cret } }]
`,
  });
  const env = { KUBECONFIG: path.join(cwd, 'kubeconfig') };
  const { stdout, stderr, code } = await gate(['init', '--yes'], { cwd, env });
  assert.equal(code, 0, stderr);
  assert.match(stdout, /# kubectl is set to it \(context shop\)\n {2}- name: aks-production\n/);
  assert.match(stdout, /services\/\*\*/);
  assert.doesNotMatch(stdout + stderr, /s3cret/);
  assert.equal((await gate(['check'], { cwd })).code, 0);
});
