// Service accounts and pull secrets: a pod finds those of its namespace in its cluster, whichever deployment brings
// them. Each test lists files, and the credentials of the pod. Equal names and near folders count for nothing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ImageReference } from '../../src/model/reference.ts';
import type { Finding } from '../../src/model/verdict.ts';
import type { PodWorkload } from '../../src/model/workload.ts';
import { examine } from '../../src/workspace/engine.ts';
import { BuiltFiles } from './builtFiles.ts';
import { cluster, configOf, type Files, flux, map, overlay } from './gitops.ts';

function pod(lines = '', namespace = 'shop', image = 'shopprod.azurecr.io/checkout:2.4'): string {
  const of = namespace === '' ? '' : `, namespace: ${namespace}`;
  return `apiVersion: v1
kind: Pod
metadata: { name: checkout${of} }
spec:
  containers: [{ name: app, image: '${image}' }]
${lines}`;
}

const account = (secret = 'shop-pull', name = 'checkout', namespace = ', namespace: shop') =>
  `apiVersion: v1
kind: ServiceAccount
metadata:
  name: ${name}
  annotations: { kubernetes.azure.com/acr-client-id: 11111111-0000-4000-8000-000000000001 }
imagePullSecrets: [{ name: ${secret} }]
`.replace(`name: ${name}\n`, `name: ${name}\n${namespace.replace(', ', '  ')}\n`);

const secret = (server: string, namespace = ', namespace: shop') => `apiVersion: v1
kind: Secret
metadata: { name: shop-pull${namespace} }
type: kubernetes.io/dockerconfigjson
stringData:
  .dockerconfigjson: '{"auths":{"${server}":{"username":"shopprod","password":"made-up"}}}'
`;

const asCheckout = '  serviceAccountName: checkout\n';
const withSecret = '  imagePullSecrets: [{ name: shop-pull }]\n';

function workloadOf(reference: ImageReference | undefined): PodWorkload {
  assert.ok(reference?.workload.platform === 'kubernetes');
  return reference.workload;
}

/** The first pod of a file, where all deployments go to one cluster. */
function podOf(files: Files, file: string): PodWorkload {
  return workloadOf(BuiltFiles.of(files).references(file)[0]);
}

const more = ({ morePullSecrets }: PodWorkload) => morePullSecrets.map(({ text }) => text);
const server = ({ pullSecrets }: PodWorkload) => pullSecrets[0]?.entries?.[0]?.server;

test('a pod runs as its service account, with the secrets of that one', () => {
  const { serviceAccount } = podOf(
    { 'pod.yaml': pod(asCheckout), 'account.yaml': account(), 'secret.yaml': secret('shopprod.azurecr.io') },
    'pod.yaml',
  );
  assert.equal(serviceAccount?.pullClientId?.text, '11111111-0000-4000-8000-000000000001');
  assert.equal(serviceAccount?.definedAt?.file, 'account.yaml');
  assert.equal(serviceAccount?.pullSecrets?.[0]?.entries?.[0]?.server, 'shopprod.azurecr.io');
});

test('a service account or a secret that no file declares stays not known', () => {
  const workload = podOf({ 'pod.yaml': pod(asCheckout + withSecret) }, 'pod.yaml');
  assert.equal(workload.serviceAccount?.pullSecrets, undefined);
  assert.equal(workload.pullSecrets[0]?.entries, undefined);
});

test('a secret of another namespace is another secret', () => {
  const files = { 'pod.yaml': pod(withSecret), 'secret.yaml': secret('shopprod.azurecr.io', ', namespace: other') };
  assert.equal(server(podOf(files, 'pod.yaml')), undefined);
});

test('a file that goes takes back what it declared', () => {
  const built = BuiltFiles.of({ 'pod.yaml': pod(asCheckout), 'account.yaml': account() });
  assert.equal(workloadOf(built.references('pod.yaml')[0]).serviceAccount?.pullSecrets?.length, 1);
  built.remove('account.yaml');
  assert.equal(workloadOf(built.references('pod.yaml')[0]).serviceAccount?.pullSecrets, undefined);
});

// Until now the nearer one was taken. Of two in one namespace, the cluster has the one that was applied last.
test('of two secrets that differ in one namespace of one cluster neither is taken, however near one of them is', () => {
  const files = {
    'prod/pod.yaml': pod(withSecret),
    'prod/secret.yaml': secret('shopprod.azurecr.io'),
    'dev/secret.yaml': secret('shopdev.azurecr.io'),
  };
  assert.equal(server(podOf(files, 'prod/pod.yaml')), undefined);
  // two with the same content are one
  const alike = { ...files, 'dev/secret.yaml': files['prod/secret.yaml'] };
  assert.equal(server(podOf(alike, 'prod/pod.yaml')), 'shopprod.azurecr.io');
});

test('of two accounts that differ, what they may bring is open, and both are named', () => {
  const files = {
    'apps/pod.yaml': pod(),
    'clusters/dev/account.yaml': account('acr-dev', 'default'),
    'clusters/prod/account.yaml': account('acr-prod', 'default'),
  };
  const { pullSecrets, serviceAccount, ...rest } = podOf(files, 'apps/pod.yaml');
  assert.deepEqual(pullSecrets, []);
  assert.equal(serviceAccount, undefined);
  const why = 'service account default (clusters/dev/account.yaml, clusters/prod/account.yaml)';
  assert.deepEqual(more({ pullSecrets, serviceAccount, ...rest }), [why]);
  // a pod with a list of its own gets none of theirs
  const own = { ...files, 'apps/pod.yaml': pod('  imagePullSecrets: [{ name: own }]\n') };
  assert.deepEqual(more(podOf(own, 'apps/pod.yaml')), []);
});

test('where neither states a namespace, pod and account belong together only if one command sends both', () => {
  const unstated = account('shop-pull', 'checkout', '');
  const together = { 'shop/pod.yaml': pod(asCheckout, ''), 'shop/account.yaml': unstated };
  assert.equal(podOf(together, 'shop/pod.yaml').serviceAccount?.pullSecrets?.length, 1);
  const built = {
    'base/pod.yaml': pod(asCheckout, ''),
    'base/kustomization.yaml': overlay('pod.yaml', 'access/account.yaml'),
    'base/access/account.yaml': unstated,
  };
  assert.equal(podOf(built, 'base/pod.yaml').serviceAccount?.pullSecrets?.length, 1);
  // applied apart, each may go to any namespace
  const apart = { 'shop/pod.yaml': pod(asCheckout, ''), 'access/account.yaml': unstated };
  const workload = podOf(apart, 'shop/pod.yaml');
  assert.equal(workload.serviceAccount?.pullSecrets, undefined);
  assert.deepEqual(more(workload), ['service account checkout (access/account.yaml)']);
});

// A placeholder may be any namespace. Its text was compared as if it were a name.
test('a namespace that a run fills in may be the one of the account: what that may bring is open', () => {
  const files = { 'apps/pod.yaml': pod('', "'${NS}'"), 'access/account.yaml': account('shop-pull', 'default') };
  assert.deepEqual(more(podOf(files, 'apps/pod.yaml')), ['service account default (access/account.yaml)']);
  // the same placeholder is one namespace where one command sends both, and may be two otherwise
  const filledIn = account('shop-pull', 'checkout', ", namespace: '${NS}'");
  const together = { 'shop/pod.yaml': pod(asCheckout, "'${NS}'"), 'shop/account.yaml': filledIn };
  assert.equal(podOf(together, 'shop/pod.yaml').serviceAccount?.pullSecrets?.length, 1);
  const apart = { 'shop/pod.yaml': pod(asCheckout, "'${NS}'"), 'access/account.yaml': filledIn };
  assert.equal(podOf(apart, 'shop/pod.yaml').serviceAccount?.pullSecrets, undefined);
});

test("a namespace that is not stated is the sender's", () => {
  const files = {
    'clusters/eu/apps.yaml': flux('apps', '  path: ./apps\n  targetNamespace: shop'),
    'apps/pod.yaml': pod(asCheckout, ''),
    'access/account.yaml': account(),
  };
  assert.equal(podOf(files, 'apps/pod.yaml').serviceAccount?.pullSecrets?.length, 1);
});

/** Verdicts of the pods of two clusters, where only the secret of one of them is for the right registry. */
function secretsByTarget(files: Files): readonly string[] {
  const config = configOf({
    yaml: `targets:
  - { name: eu, kind: aks, id: ${cluster('aks-eu').id}, manifests: 'eu/**' }
  - { name: us, kind: aks, id: ${cluster('aks-us').id}, manifests: 'us/**' }`,
  });
  const built = BuiltFiles.of(files, config);
  const findings = [...built.deployments.shownFiles()].flatMap(file =>
    examine(built.pulls(file), { config, map, accounts: built.accounts, now: new Date('2026-11-24') }),
  );
  const row = ({ reference, target }: Finding) => `${target?.name}: ${server(workloadOf(reference)) ?? 'not known'}`;
  return findings.map(row).sort();
}

test('a secret counts in its cluster, whichever folder brings it, and in no other cluster', () => {
  const files = {
    'eu/apps/pod.yaml': pod(withSecret),
    'eu/infra/secret.yaml': secret('shopprod.azurecr.io'),
    'us/apps/pod.yaml': pod(withSecret),
    // nearer to both than the one of `eu`, and sent nowhere
    'secret.yaml': secret('shopdev.azurecr.io'),
  };
  assert.deepEqual(secretsByTarget(files), ['eu: shopprod.azurecr.io', 'us: not known']);
});

test('one pod that two overlays send to two clusters has the secret of each', () => {
  const files = {
    'base/pod.yaml': pod(withSecret),
    'base/kustomization.yaml': overlay('pod.yaml'),
    'eu/kustomization.yaml': overlay('../base', 'secret.yaml'),
    'eu/secret.yaml': secret('shopprod.azurecr.io'),
    'us/kustomization.yaml': overlay('../base', 'secret.yaml'),
    'us/secret.yaml': secret('shopus.azurecr.io'),
  };
  assert.deepEqual(secretsByTarget(files), ['eu: shopprod.azurecr.io', 'us: shopus.azurecr.io']);
});

// Signs of credentials that no manifest of the pod shows.
const hints = (workload: PodWorkload) => (workload.hints ?? []).map(({ of, name }) => `${of} ${name}`);
const policy = (kind: string, patch: string) => `apiVersion: kyverno.io/v1
kind: ${kind}
metadata: { name: pull-secrets, namespace: shop }
spec: { rules: [{ name: add, mutate: { patchStrategicMerge: { spec: { ${patch} } } } }] }
`;
const external = (type: string, namespace = 'shop') => `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: pull, namespace: ${namespace} }
spec: { target: { template: { type: ${type} } } }
`;

test('a policy or an operator of the cluster that may add pull secrets is a hint to each of its pods', () => {
  const with_ = (text: string) => hints(podOf({ 'pod.yaml': pod(), 'other.yaml': text }, 'pod.yaml'));
  assert.deepEqual(with_(policy('Policy', 'imagePullSecrets: [{ name: x }]')), ['pullSecrets Policy `pull-secrets`']);
  assert.deepEqual(with_(policy('Policy', 'priorityClassName: high')), []);
  assert.deepEqual(with_(external('kubernetes.io/dockerconfigjson')), ['pullSecrets ExternalSecret `pull`']);
  assert.deepEqual(with_(external('Opaque')), []);
  assert.deepEqual(with_(external('kubernetes.io/dockerconfigjson', 'other')), [], 'of another namespace');
});

test('a service account that names an identity to pull with is a hint to pods of all namespaces of its cluster', () => {
  const files = { 'pod.yaml': pod(), 'account.yaml': account('x', 'api', ', namespace: other') };
  assert.deepEqual(hints(podOf(files, 'pod.yaml')), ['serviceAccounts service account `api`']);
});
