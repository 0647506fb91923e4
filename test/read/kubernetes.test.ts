import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Declaration } from '../../src/model/reading.ts';
import { readManifest } from '../../src/read/index.ts';
import { BuiltFiles } from '../build/builtFiles.ts';
import { checkFixture, fixtureText } from './fixture.ts';

/** A JSON web token that ends at a given second. Its signature is as good as none. */
const token = (exp: number) =>
  ['{"alg":"none"}', JSON.stringify({ exp }), 'sig'].map(part => Buffer.from(part).toString('base64url')).join('.');

function secret(content: string): string {
  const data = Buffer.from(content).toString('base64');
  return `apiVersion: v1\nkind: Secret\nmetadata: {name: pull}\ntype: kubernetes.io/dockerconfigjson\ndata:\n  .dockerconfigjson: ${data}\n`;
}

function declarationsOf(text: string): readonly Declaration[] {
  return readManifest({ name: 'secret.yaml', text }).declarations;
}

test('a pod says who pulls for it', () => {
  const { references } = checkFixture('kubernetes/workloads.yaml');
  const workload = references[0]?.workload;
  assert.ok(workload?.platform === 'kubernetes');
  assert.deepEqual([workload.kind, workload.name, workload.namespace], ['Pod', 'till-debug', 'shop']);
  assert.equal(workload.serviceAccount?.text, 'till');
  assert.deepEqual(
    workload.pullSecrets.map(({ text }) => text),
    ['shop-pull'],
  );
  assert.equal(references[1]?.workload, workload, 'images of one pod share their workload');
});

test('N21: a pod says which nodes it may run on, as far as it is stated', () => {
  const selected = (spec: string) => {
    const text = `apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers: [{name: a, image: 'shop.azurecr.io/a:1'}]\n${spec}`;
    const workload = readManifest({ name: 'pod.yaml', text }).references[0]?.workload;
    return workload?.platform === 'kubernetes' ? workload.nodeSelector : null;
  };
  assert.deepEqual(selected('  nodeSelector: {kubernetes.io/arch: arm64, disk: ssd}\n'), {
    'kubernetes.io/arch': 'arm64',
    disk: 'ssd',
  });
  assert.equal(selected(''), undefined);
  assert.equal(selected('  nodeSelector: {}\n'), undefined);
  assert.equal(selected("  nodeSelector: {kubernetes.io/arch: '{{ .Values.arch }}'}\n"), undefined);
  const branches =
    '  {{ if .Values.arm }}\n  nodeSelector: {kubernetes.io/arch: arm64}\n  {{ else }}\n  nodeSelector: {kubernetes.io/arch: amd64}\n  {{ end }}\n';
  assert.equal(selected(branches), undefined);
});

test('service accounts, pull secrets and bindings are declared', () => {
  const { declarations } = checkFixture('kubernetes/pullers.yaml');
  const text = fixtureText('kubernetes/pullers.yaml');
  const [account, hint, plain, sealed, binding, old] = declarations;
  assert.ok(account?.kind === 'serviceAccount');
  assert.equal(account.pullClientId?.text, '6c1f9b4e-3c62-4f42-9d0a-0f4a2f6c7e11');
  assert.equal(text.slice(account.place.span.start, account.place.span.end), 'checkout');
  assert.ok(hint?.kind === 'credentialHint' && hint.hint.of === 'serviceAccounts');
  assert.ok(plain?.kind === 'pullSecret' && sealed?.kind === 'pullSecret');
  assert.deepEqual(plain.entries, [{ server: 'ShopProd.azurecr.io', username: 'ci', expiresAt: undefined }]);
  assert.equal(sealed.entries, undefined);
  assert.ok(binding?.kind === 'pullBinding' && old?.kind === 'pullBinding');
  assert.equal(binding.serviceAccount, 'checkout');
  assert.equal(binding.binding.registry, 'shopprod.azurecr.io');
  assert.match(binding.binding.identityResourceId ?? '', /shop-pull$/);
  assert.equal(old.serviceAccount, 'default');
  assert.equal(old.binding.identityClientId, '6c1f9b4e-3c62-4f42-9d0a-0f4a2f6c7e11');
});

test('of a password only its end of life is kept', () => {
  const exp = Date.UTC(2027, 0, 31) / 1000;
  const password = token(exp);
  const auth = Buffer.from(`00000000-0000-0000-0000-000000000000:${password}`).toString('base64');
  const content = JSON.stringify({
    auths: { 'shop.azurecr.io': { auth }, 'ghcr.io': { username: 'u', password: 'p.q' } },
  });
  const [declared] = declarationsOf(secret(content));
  assert.ok(declared?.kind === 'pullSecret');
  assert.deepEqual(declared.entries, [
    {
      server: 'shop.azurecr.io',
      username: '00000000-0000-0000-0000-000000000000',
      expiresAt: '2027-01-31T00:00:00.000Z',
    },
    { server: 'ghcr.io', username: 'u', expiresAt: undefined },
  ]);
  assert.ok(!JSON.stringify(declared).includes(password));
});

for (const content of ['', '{', '[]', 'null', '{"auths":7}', '{"auths":{"a":null}}', '\u0000\u0001']) {
  test(`a secret with ${JSON.stringify(content)} is declared without a throw`, () => {
    assert.equal(declarationsOf(secret(content))[0]?.kind, 'pullSecret');
  });
}

test('an operator may hand on any pull secret that its object names', () => {
  const text = [
    'apiVersion: db.example/v1',
    'kind: Cluster',
    'metadata: {name: orders}',
    'spec:',
    '  server:',
    '    image: shop.azurecr.io/db:16',
    '    imagePullSecrets: [{name: near}]',
    '  proxy:',
    '    image: shop.azurecr.io/proxy:1',
    '  imagePullSecret: {name: far}',
    '',
  ].join('\n');
  const pods = readManifest({ name: 'orders.yaml', text }).references.map(({ workload }) => {
    assert.ok(workload.platform === 'kubernetes');
    const { pullSecrets, morePullSecrets } = workload;
    return [pullSecrets, morePullSecrets].map(secrets => secrets.map(secret => secret.text));
  });
  assert.deepEqual(pods, [
    [['near'], ['far', 'operator of Cluster']],
    [[], ['near', 'far', 'operator of Cluster']],
  ]);
});

test('an entry of a pull secret keeps its path, as the kubelet compares it', () => {
  const auths = { 'https://Shop.azurecr.io/team': {}, 'https://shop.azurecr.io/v2/': {}, '*.azurecr.io': {} };
  const [declared] = declarationsOf(secret(JSON.stringify({ auths })));
  assert.ok(declared?.kind === 'pullSecret');
  assert.deepEqual(
    declared.entries?.map(({ server }) => server),
    ['Shop.azurecr.io/team', 'shop.azurecr.io', '*.azurecr.io'],
  );
});

// N20
test('an image with `imagePullPolicy: Never` is listed, and nothing is judged that nothing pulls', () => {
  const text = `apiVersion: v1
kind: Pod
metadata: { name: till }
spec:
  containers:
    - { name: built, image: shop.azurecr.io/built:1, imagePullPolicy: Never }
    - { name: pulled, image: shop.azurecr.io/pulled:1, imagePullPolicy: IfNotPresent }
    - { name: usual, image: shop.azurecr.io/usual:1 }
`;
  assert.deepEqual(
    readManifest({ name: 'till.yaml', text }).references.map(({ text: image, unjudged }) => [image, unjudged]),
    [
      ['shop.azurecr.io/built:1', 'never pulled: `imagePullPolicy: Never`'],
      ['shop.azurecr.io/pulled:1', undefined],
      ['shop.azurecr.io/usual:1', undefined],
    ],
  );
});

test('a build may change the policy: what is never pulled is decided after the last patch', () => {
  const pod = (policy: string) =>
    `apiVersion: v1\nkind: Pod\nmetadata: { name: till }\nspec:\n  containers:\n    - { name: till, image: shop.azurecr.io/till:1, imagePullPolicy: ${policy} }\n`;
  const patch = (policy: string) =>
    `apiVersion: v1\nkind: Pod\nmetadata: { name: till }\nspec:\n  containers:\n    - { name: till, imagePullPolicy: ${policy} }\n`;
  const judged = (before: string, after: string) =>
    BuiltFiles.of({
      'pod.yaml': pod(before),
      'patch.yaml': patch(after),
      'kustomization.yaml': 'resources: [pod.yaml]\npatches: [{ path: patch.yaml }]\n',
    })
      .references('pod.yaml')
      .map(({ unjudged }) => unjudged === undefined);
  assert.deepEqual(judged('Always', 'Never'), [false]);
  assert.deepEqual(judged('Never', 'Always'), [true]);
});
