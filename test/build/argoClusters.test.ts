// Clusters as Argo CD knows them: by Secrets of the repository, which may be encrypted, sealed or made elsewhere.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { application, applicationSet, cluster, pod, sent } from './gitops.ts';

const secret = (name: string, server: string, env: string) => `apiVersion: v1
kind: Secret
metadata: { name: ${name}, labels: { argocd.argoproj.io/secret-type: cluster, env: ${env} } }
stringData: { name: ${name}, server: '${server}' }
`;
const api = (name: string) => `https://${name}-1a2b.hcp.westeurope.azmk8s.io:443`;

const files = {
  'clusters/a.yaml': secret('aks-us', api('aks-eu'), 'prod'),
  'clusters/b.yaml': secret('test', api('aks-test'), 'test'),
  'clusters/c.yaml': secret('dev', Buffer.from(api('aks-dev')).toString('base64'), 'dev').replace(
    'stringData: { name: dev',
    'data: { name: ZGV2',
  ),
  'apps/pod.yaml': pod(),
};

// https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#clusters
test('a cluster that Argo CD knows by a Secret of the repository is that of its address, whatever its name', () => {
  const by = (name: string) =>
    sent({ ...files, 'x.yaml': application('path: apps', `name: ${name}`) }, 'apps/pod.yaml');
  assert.deepEqual(by('aks-us'), ['shopprod/till:1 → aks-eu']);
  assert.deepEqual(by('dev'), ['shopprod/till:1 → aks-dev']);
  assert.deepEqual(by('test'), ['shopprod/till:1 → test?']);
  // the config's name is another cluster's, whose address is known
  const yaml = `targets: [{ name: aks-us, kind: aks, id: ${cluster('aks-us').id}, manifests: [] }]`;
  const sentByName = { ...files, 'x.yaml': application('path: apps', 'name: aks-us') };
  assert.deepEqual(sent(sentByName, 'apps/pod.yaml', { yaml }), ['shopprod/till:1 → aks-eu']);
});

test('of two clusters of one name, either may be meant', () => {
  const two = {
    ...files,
    'y.yaml': secret('dev', api('aks-eu'), 'dev'),
    'x.yaml': application('path: apps', 'name: dev'),
  };
  assert.deepEqual(sent(two, 'apps/pod.yaml'), ['shopprod/till:1 →']);
});

test('a generator makes an Application for each cluster that a Secret declares, by its labels', () => {
  const set = (generator: string) =>
    sent({ ...files, 'x.yaml': applicationSet(generator, 'apps', 'server: "{{server}}"') }, 'apps/pod.yaml');
  assert.deepEqual(set('[{ clusters: { selector: { matchLabels: { env: prod } } } }]'), ['shopprod/till:1 → aks-eu']);
  assert.deepEqual(set('[{ clusters: { selector: { matchLabels: { env: none } } } }]'), ['shopprod/till:1 →']);
  // without a selector, the one that Argo CD runs in is one of them, and no file states which that is
  assert.deepEqual(set('[{ clusters: {} }]'), [
    'shopprod/till:1 → aks-eu',
    'shopprod/till:1 → aks-dev',
    'shopprod/till:1 → test?',
    'shopprod/till:1 →',
  ]);
});

test('the labels of a cluster are parameters, and parameters select by labels', () => {
  const byLabel = applicationSet(
    '[{ clusters: { selector: { matchLabels: { env: prod } } } }]',
    'apps',
    'name: "{{metadata.labels.env}}"',
  );
  // Argo CD knows none of this name
  assert.deepEqual(sent({ ...files, 'x.yaml': byLabel }, 'apps/pod.yaml'), ['shopprod/till:1 → prod?']);
  const matrix =
    "[{ matrix: { generators: [{ git: { directories: [{ path: apps/* }] } }, { clusters: { selector: { matchLabels: { env: '{{path.basename}}' } } } }] } }]";
  const all = {
    ...files,
    'apps/test/pod.yaml': pod(),
    'x.yaml': applicationSet(matrix, '{{path}}', 'name: "{{name}}"'),
  };
  assert.deepEqual(sent(all, 'apps/test/pod.yaml'), ['shopprod/till:1 → test?']);
});

// https://getsops.io, https://external-secrets.io/latest/guides/templating/
test('a cluster whose Secret is encrypted, sealed, kept elsewhere or made by a template is one of them, too', () => {
  const labels = 'metadata: { name: sealed, labels: { argocd.argoproj.io/secret-type: cluster, env: prod } }';
  const unread = [
    `kind: Secret\n${labels}\nstringData: { name: 'ENC[AES256_GCM,data:a=]', server: 'ENC[AES256_GCM,data:b=]' }\n`,
    `kind: Secret\n${labels}\ndata: { name: 'ENC[AES256_GCM,data:a=]', server: 'ENC[AES256_GCM,data:b=]' }\n`,
    `kind: SealedSecret\nspec: { encryptedData: { name: AgBy }, template: { ${labels} } }\n`,
    `kind: ExternalSecret\nspec: { target: { template: { ${labels}, data: { name: 'aks', server: '{{ .server }}' } } } }\n`,
    secret("'${name}'", 'https://${name}.example', "'${env}'"),
  ];
  for (const text of unread) {
    const generator = '[{ clusters: { selector: { matchLabels: { env: prod } } } }]';
    const x = applicationSet(generator, 'apps', 'name: "{{name}}"');
    const beside = { ...files, 'clusters/d.yaml': text.replace(/^kind/, 'apiVersion: v1\nkind'), 'x.yaml': x };
    assert.deepEqual(sent(beside, 'apps/pod.yaml'), ['shopprod/till:1 → aks-eu', 'shopprod/till:1 →'], text);
  }
});
